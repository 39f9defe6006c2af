"""Keeping every step of the session on disk at once, in its working copy."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from analysis.errors import RunloupeError, UnwritableOutput
from analysis.model.project import Project
from analysis.progress import Progress
from analysis.storage.document import Document
from analysis.storage.left_behind import forget_old
from analysis.storage.places import copies_folder
from analysis.storage.working_copy import ADVICE, WorkingCopy
from gui.tasks import Task, Tasks

AT_ONCE = 250_000  # values that are written while the window waits; more are written in the background first
GIVEN_UP = UnwritableOutput("Writing the working copy was given up.", ADVICE)


@dataclass(frozen=True, slots=True)
class _Deed:
    """Something to be done to the working copy; ``project`` is the one whose arrays have to be there first."""

    do: Callable[[WorkingCopy], None]
    project: Project | None = None


class Keeper(QObject):
    """Does to the working copy what is done in the session, in the same order, before the next thing happens.

    What cannot be kept yet waits: for arrays that are being written in the background, or for a disk that takes it.
    ``trouble`` carries the error when something cannot be kept, ``mended`` tells that all of it is after all.
    """

    trouble = Signal(object)
    mended = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._copy: WorkingCopy | None = None
        self._waiting: list[_Deed] = []
        self._task: Task | None = None
        self._failure: RunloupeError | None = GIVEN_UP
        self._troubled = False
        tasks.ended.connect(self._on_ended)

    @property
    def waiting(self) -> int:
        """The number of deeds that are in memory only."""
        return len(self._waiting)

    def begin(self, what: str, document: Document, path: Path | None) -> None:
        """Keep in a new working copy from now on; one without runs is made when there is something to keep."""
        self.finish()
        self._waiting.append(_Deed(lambda copy: copy.append(what, document), document.project))
        if path is not None:
            self._waiting.append(_Deed(lambda copy: copy.mark_saved(path, document.project)))
        if document.project.runs:
            self._work_off()

    def resume(self, copy: WorkingCopy) -> None:
        """Keep in a working copy that is there already."""
        self.finish()
        self._copy = copy

    def append(self, what: str, document: Document) -> None:
        self._do(_Deed(lambda copy: copy.append(what, document), document.project))

    def amend(self, document: Document) -> None:
        self._do(_Deed(lambda copy: copy.amend(document), document.project))

    def go(self, number: int) -> None:
        self._do(_Deed(lambda copy: copy.go(number)))

    def saved(self, path: Path, project: Project) -> None:
        self._do(_Deed(lambda copy: copy.mark_saved(path, project)))

    def forget_file(self) -> None:
        self._do(_Deed(lambda copy: copy.forget_file()))

    def finish(self) -> None:
        """The project is closed: what was not saved is given up; a history of what was stays for the next time."""
        copy = self._let_go()
        if copy is None:
            return
        if copy.clean and len(copy.steps) > 1:
            copy.close()
            forget_old()
        else:
            copy.discard()

    def leave(self) -> None:
        """The process ends: what was not saved stays, to be offered at the next start."""
        copy = self._let_go()
        if copy is not None:
            copy.close()

    def _let_go(self) -> WorkingCopy | None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        copy, self._copy = self._copy, None
        self._waiting.clear()
        return copy

    def _do(self, deed: _Deed) -> None:
        self._waiting.append(deed)
        self._work_off()

    def _work_off(self) -> None:
        """Do what waits, until something has to be waited for."""
        try:
            while self._waiting and self._task is None:
                deed = self._waiting[0]
                if self._copy is None:
                    self._copy = WorkingCopy.create(copies_folder())
                if not self._arrays_are_there(self._copy, deed.project):
                    return
                deed.do(self._copy)
                self._waiting.pop(0)
        except UnwritableOutput as error:
            self._tell(error)
            return
        if self._troubled and not self._waiting:
            self._troubled = False
            self.mended.emit()

    def _arrays_are_there(self, copy: WorkingCopy, project: Project | None) -> bool:
        """See to it that long arrays are written; False while that is under way, and when it has failed."""
        if project is None or copy.missing(project) <= AT_ONCE:
            return True
        self._failure = GIVEN_UP

        def work(progress: Progress) -> None:
            copy.keep_arrays(project, progress)

        def done(_: None) -> None:
            self._failure = None

        def failed(error: RunloupeError) -> None:
            self._failure = error

        task = self._tasks.run("Keeping on disk", work, done, failed, urgent=True)
        if task in self._tasks.running:
            self._task = task
            return False
        if self._failure is not None:
            self._tell(self._failure)
        return self._failure is None

    def _on_ended(self, task: Task) -> None:
        if task is not self._task:
            return
        self._task = None
        if self._failure is None:
            self._work_off()
        else:
            self._tell(self._failure)

    def _tell(self, error: RunloupeError) -> None:
        self._troubled = True
        self.trouble.emit(error)

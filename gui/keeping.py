"""Keeping every step of the session on disk at once, in its working copy."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from analysis.errors import RunloupeError, UnwritableOutput
from analysis.model.project import Project
from analysis.storage.document import Document
from analysis.storage.left_behind import forget_old
from analysis.storage.places import copies_folder
from analysis.storage.transaction import ADVICE
from analysis.storage.working_copy import WorkingCopy
from gui.tasks import Task, Tasks

GIVEN_UP = UnwritableOutput("Writing the working copy was given up.", ADVICE)


Deed = Callable[[WorkingCopy], None]


class Keeper(QObject):
    """Does to the working copy what is done in the session, in the same order, before the next thing happens.

    Long arrays are written after the steps that refer to them, in the background; edits need not wait for that. What
    cannot be kept waits for a disk that takes it. ``trouble`` carries the error when something cannot be kept,
    ``mended`` tells that all of it is after all.
    """

    trouble = Signal(object)
    mended = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._copy: WorkingCopy | None = None
        self._waiting: list[Deed] = []
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
        self._waiting.append(lambda copy: copy.append(what, document))
        if path is not None:
            self._waiting.append(lambda copy: copy.mark_saved(path, document.project))
        if document.project.runs:
            self._work_off()

    def resume(self, copy: WorkingCopy) -> None:
        """Keep in a working copy that is there already."""
        self.finish()
        self._copy = copy

    def append(self, what: str, document: Document) -> None:
        self._do(lambda copy: copy.append(what, document))

    def amend(self, document: Document) -> None:
        self._do(lambda copy: copy.amend(document))

    def go(self, number: int) -> None:
        self._do(lambda copy: copy.go(number))

    def saved(self, path: Path, project: Project) -> None:
        self._do(lambda copy: copy.mark_saved(path, project))

    def forget_file(self) -> None:
        self._do(lambda copy: copy.forget_file())

    def finish(self) -> None:
        """The project is closed: what was not saved is given up; a history of what was stays for the next time."""
        copy = self._let_go()
        if copy is None:
            return
        if copy.clean and len(copy.steps) > 1 and not copy.owed:
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

    def _do(self, deed: Deed) -> None:
        self._waiting.append(deed)
        self._work_off()

    def _work_off(self) -> None:
        """Do what waits; then see to it that the arrays are written which that refers to."""
        try:
            while self._waiting:
                if self._copy is None:
                    self._copy = WorkingCopy.create(copies_folder())
                self._waiting[0](self._copy)
                self._waiting.pop(0)
        except UnwritableOutput as error:
            self._tell(error)
            return
        if self._copy is not None and self._copy.owed and self._task is None:
            self._write_arrays(self._copy)
        self._see_whether_mended()

    def _write_arrays(self, copy: WorkingCopy) -> None:
        self._failure = GIVEN_UP

        def done(_: None) -> None:
            self._failure = None

        def failed(error: RunloupeError) -> None:
            self._failure = error

        task = self._tasks.run("Keeping on disk", copy.keep_arrays, done, failed, urgent=True)
        if task in self._tasks.running:
            self._task = task
        elif self._failure is not None:
            self._tell(self._failure)

    def _on_ended(self, task: Task) -> None:
        if task is not self._task:
            return
        self._task = None
        if self._failure is None:
            self._work_off()  # what came meanwhile may owe more
        else:
            self._tell(self._failure)

    def _see_whether_mended(self) -> None:
        if self._troubled and not self._waiting and (self._copy is None or not self._copy.owed):
            self._troubled = False
            self.mended.emit()

    def _tell(self, error: RunloupeError) -> None:
        self._troubled = True
        self.trouble.emit(error)

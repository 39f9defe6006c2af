"""The steps of the session: undone, redone, jumped to, and each of them kept on disk at once."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from analysis.model.project import Project
from analysis.storage.document import Document
from analysis.storage.working_copy import WorkingCopy
from gui.keeping import Keeper
from gui.tasks import Tasks

Get = Callable[[], Project]


class _Change(QUndoCommand):
    """The only undo command: the project before and the project after."""

    def __init__(self, become: Callable[[Get], None], text: str, before: Get, after: Get) -> None:
        super().__init__(text.replace("\n", " "))  # Qt takes a second line for another text
        self.what = text
        self._become = become
        self.before = before
        self.after = after

    def redo(self) -> None:
        self._become(self.after)

    def undo(self) -> None:
        self._become(self.before)


class History(QObject):
    """An undo stack whose steps outlive the process. ``arrived`` carries the project that is to be the current one.

    ``document`` answers what is current, to be kept as the state after a step.
    """

    arrived = Signal(object)
    changed = Signal()

    def __init__(self, tasks: Tasks, document: Callable[[], Document]) -> None:
        super().__init__()
        self.stack = QUndoStack(self)
        self.keeper = Keeper(tasks)
        self.opened = ""  # what the first state is called
        self._document = document
        self._target: Get = Project
        self._travels = False
        self._new: str | None = None
        self.stack.indexChanged.connect(self._on_index_changed)

    @property
    def texts(self) -> tuple[str, ...]:
        """What led to each state, the first being what was opened."""
        return (self.opened, *(change.what for change in self._changes))

    @property
    def projects(self) -> tuple[Project, ...]:
        """The project after each step, the first being what was opened."""
        changes = self._changes
        return (self._document().project,) if not changes else (changes[0].before(), *(one.after() for one in changes))

    @property
    def _changes(self) -> list[_Change]:
        steps = (self.stack.command(place) for place in range(self.stack.count()))
        return [step for step in steps if isinstance(step, _Change)]

    def begin(self, what: str, document: Document, path: Path | None = None) -> None:
        """Begin anew, without steps."""
        self._clear(what)
        self.keeper.begin(what, document, path)
        self.changed.emit()

    def resume(self, copy: WorkingCopy, *, forget_file: bool = False) -> None:
        """Take over the steps of a working copy. Its current document is the caller's to show."""
        self._clear(copy.steps[0].text)
        self._travels = True
        for before, after in zip(copy.steps, copy.steps[1:], strict=False):
            self.stack.push(_Change(self._become, after.text, before.project, after.project))
        self.stack.setIndex(copy.current)
        self._travels = False
        self.keeper.resume(copy)
        if forget_file:
            self.keeper.forget_file()
        self.changed.emit()

    def push(self, text: str, before: Project, after: Project) -> None:
        """Do a new step."""
        self._new = text
        self.stack.push(_Change(self._become, text, lambda: before, lambda: after))

    def go_to(self, number: int) -> None:
        """Make the state after so many steps the current one, without showing those in between."""
        if number == self.stack.index():
            return
        self._travels = True
        self.stack.setIndex(number)
        self._travels = False
        self.arrived.emit(self._target())
        self._keep_place(number)

    def amend(self) -> None:
        """Keep what is current as the state after the last step: its data were read again."""
        self.keeper.amend(self._document())

    def _keep_place(self, number: int) -> None:
        self.keeper.go(number)
        if self._document().project is not self._target():
            self.amend()
        self.changed.emit()

    def _clear(self, what: str) -> None:
        self._travels = True
        self.stack.clear()
        self._travels = False
        self.opened = what

    def _become(self, project: Get) -> None:
        self._target = project
        if not self._travels:
            self.arrived.emit(project())

    def _on_index_changed(self, number: int) -> None:
        if self._travels:
            return
        text, self._new = self._new, None
        if text is None:
            self._keep_place(number)
        else:
            self.keeper.append(text, self._document())
            self.changed.emit()

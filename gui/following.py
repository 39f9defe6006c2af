"""Following the files of the project while a run is still writing them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from analysis.model.project import Project
from gui.session import Session

if TYPE_CHECKING:
    from analysis.refresh import Stamp

EVERY = 2_000  # ms between two looks: network drives tell nobody that a file has grown
REST = 300  # ms without a further change before files are read again


class Follower(QObject):
    """Emits ``changed`` when files of the session's project may have changed, while it is switched on.

    It carries the paths of files beside them or in opened folders that have appeared or changed since.
    """

    changed = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._seen: tuple[tuple[Stamp, ...], frozenset[Stamp]] = ((), frozenset())
        self._others: frozenset[Stamp] = frozenset()  # files that lay there unread when following began
        self._watcher = QFileSystemWatcher(self)
        self._poll, self._rest = QTimer(self), QTimer(self)
        self._poll.setInterval(EVERY)
        self._rest.setInterval(REST)
        self._rest.setSingleShot(True)
        self._watcher.fileChanged.connect(lambda _: self._rest.start())
        self._poll.timeout.connect(self._look)
        self._rest.timeout.connect(self._look)
        session.project_changed.connect(self._on_project_changed)

    def follow(self, *, on: bool) -> None:
        """Switch following on or off."""
        if on == self._poll.isActive():
            return
        if on:
            self._remember()
            self._poll.start()
        else:
            self._poll.stop()
            self._rest.stop()
        self._watch()

    def _look(self) -> None:
        stamps = self._stamps()
        if stamps != self._seen:
            self._seen = stamps
            self._watch()  # a file that was replaced is no longer watched
            self.changed.emit(sorted(path for path, *_ in stamps[1] - self._others))

    def _remember(self) -> None:
        self._seen = self._stamps()
        self._others = self._seen[1]

    def _stamps(self) -> "tuple[tuple[Stamp, ...], frozenset[Stamp]]":
        """What tells of a change: of the files of the project, and of those that are not read."""
        from analysis.refresh import stamps, unread

        return stamps(self._session.project), unread(self._session.project)

    def _watch(self) -> None:
        if watched := self._watcher.files():
            self._watcher.removePaths(watched)
        if self._poll.isActive():
            paths = {source.path for run in self._session.project.runs for source in run.sources}
            if paths:
                self._watcher.addPaths(sorted(paths))

    def _on_project_changed(self, old: Project, new: Project) -> None:
        if self._poll.isActive() and old.runs is not new.runs:
            self._watch()
            if {run.id: run.paths for run in old.runs} != {run.id: run.paths for run in new.runs}:
                self._remember()

"""The comparison of A and B, worked out once in the background for whoever shows a part of it."""

from PySide6.QtCore import QObject, Signal

from analysis.errors import RunloupeError
from analysis.model.alignment import Terms
from analysis.model.comparison import Comparison
from analysis.model.run import Run
from analysis.progress import Progress
from gui.tasks import Task, Tasks


class Comparing(QObject):
    """Knows the comparison that was asked for last. ``ready`` tells that it is there, ``failed`` why it is not."""

    ready = Signal()
    failed = Signal(str)

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._asked: tuple[Run, Run, Terms] | None = None
        self._known: Comparison | None = None
        self._task: Task | None = None

    def of(self, a: Run, b: Run, terms: Terms) -> Comparison | None:
        """The comparison of two runs on some terms; None while it is being worked out."""
        known = self._asked
        if known is None or known[0] is not a or known[1] is not b or known[2] != terms:
            self._ask(a, b, terms)
        return self._known

    def release(self) -> None:
        """Let go of the runs."""
        if self._task is not None:
            self._task.cancel()
        self._asked, self._known, self._task = None, None, None

    def _ask(self, a: Run, b: Run, terms: Terms) -> None:
        self.release()
        self._asked = (a, b, terms)

        def work(progress: Progress) -> Comparison:
            from analysis.compare import compare

            return compare(a, b, progress, terms)

        self._task = self._tasks.run(f"Comparing {a.name} with {b.name}", work, self._done, self._on_failed)

    def _done(self, found: Comparison) -> None:
        self._known = found
        self.ready.emit()

    def _on_failed(self, error: RunloupeError) -> None:
        self.failed.emit(str(error))

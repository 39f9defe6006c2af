"""The one door to threads: work takes values and a Progress, returns a value and touches no widget."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from analysis.errors import Cancelled, RunloupeError
from analysis.progress import Progress

SHOWN_EVERY = 0.05  # seconds
PICTURE = 40  # milliseconds in which what a task has answered is painted
THREADS = 2
Answer = TypeVar("Answer")
Work = Callable[[Progress], Answer]
State = tuple[int, int, str]  # done, total, text


class Task:
    """Work under way. It can be cancelled; its answer is then dropped, also when it comes all the same."""

    def __init__(
        self,
        label: str,
        show: Callable[["Task", State], None],
        done: Callable[[Any], None],
        failed: Callable[[RunloupeError], None],
    ) -> None:
        self.label = label
        self.state: State = (0, 0, "")
        self.progress = Progress(self._step)
        self._show = show
        self._done = done
        self._failed = failed
        self._shown_at = 0.0
        self.patient = False  # it keeps no other waiting
        self._dropped = False

    def cancel(self) -> None:
        """Ask the work to stop and forget its answer."""
        self._dropped = True
        self.progress.cancel()

    def answer(self, answer: object, error: Exception | None) -> None:
        """Hand the answer or the error over, on the thread of the window."""
        if self._dropped or isinstance(error, Cancelled):
            return
        if isinstance(error, RunloupeError):
            self._failed(error)
        elif error is not None:
            raise error
        else:
            self._done(answer)

    def _step(self, done: int, total: int, text: str) -> None:
        """Called by the work, in its thread: tell the window, but not more often than it can be seen."""
        now = monotonic()
        if now - self._shown_at >= SHOWN_EVERY:
            self._shown_at = now
            self._show(self, (done, total, text))


class Tasks(QObject):
    """All work under way. ``changed`` is emitted when one starts, moves on or ends, ``ended`` when one has ended.

    The signals that cross threads belong to this long-lived object: one that lives as long as a task could be
    destroyed by the thread that lets go of it last.
    """

    changed = Signal()
    ended = Signal(object)
    _moved = Signal(object, object)
    _answered = Signal(object, object, object)

    def __init__(self, *, synchronous: bool = False) -> None:
        super().__init__()
        self._pool = None if synchronous else ThreadPoolExecutor(THREADS, "runloupe")
        self._urgent = None if synchronous else ThreadPoolExecutor(THREADS, "runloupe-urgent")
        self._running: list[Task] = []
        self._patient: list[tuple[Task, Work[Any]]] = []  # those that have not begun
        self._soon = QTimer(self, singleShot=True, interval=PICTURE)
        self._soon.timeout.connect(self._begin_patient)
        self._answers: list[tuple[Task, object, Exception | None]] = []
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._hand_over_one)
        self._stopped = False
        how = Qt.ConnectionType.DirectConnection if synchronous else Qt.ConnectionType.QueuedConnection
        self._moved.connect(self._on_moved, how)
        self._answered.connect(self._on_answered if synchronous else self._queue, how)

    @property
    def running(self) -> tuple[Task, ...]:
        """The tasks that have not ended, the oldest first."""
        return tuple(self._running)

    @property
    def hurried(self) -> bool:
        """Whether anything is under way that would not wait for a picture."""
        return not all(task.patient for task in self._running)

    def run(
        self,
        label: str,
        work: Work[Answer],
        done: Callable[[Answer], None],
        failed: Callable[[RunloupeError], None],
        *,
        urgent: bool = False,
        patient: bool = False,
    ) -> Task:
        """Start work; ``done`` or ``failed`` is called later on the thread of the window, unless it is cancelled.

        ``urgent`` work waits for no other: that without which a crash would lose something, or a curve be missing.
        ``patient`` work waits for all other: that which would keep a picture waiting.
        After ``stop`` nothing is started any more.
        """
        task = Task(label, self._moved.emit, done, failed)
        task.patient = patient
        if self._stopped:
            task.cancel()
            return task
        self._running.append(task)
        self.changed.emit()
        pool = self._urgent if urgent else self._pool
        if pool is None:
            self._perform(task, work)
        elif patient:
            self._patient.append((task, work))
            self._soon.start()
        else:
            pool.submit(self._perform, task, work)
        return task

    def _begin_patient(self) -> None:
        """Begin what was patient, unless something else is still under way: then it is tried again at its end."""
        if self._pool is None or self._stopped or self.hurried:
            return
        for task, work in self._patient:
            self._pool.submit(self._perform, task, work)
        self._patient.clear()

    def stop(self) -> None:
        """Cancel everything and wait for it: no thread may outlive the application."""
        self._stopped = True
        for task in self._running:
            task.cancel()
        for pool in (self._pool, self._urgent):
            if pool is not None:
                pool.shutdown()

    def _perform(self, task: Task, work: Work[Any]) -> None:
        """Do the work, in whatever thread this is called; the answer crosses to the thread of the window."""
        try:
            task.progress.check()
            answer, error = work(task.progress), None
        except Exception as caught:  # noqa: BLE001 - it is raised again where it can be shown
            answer, error = None, caught
        self._answered.emit(task, answer, error)

    def _on_moved(self, task: Task, state: State) -> None:
        if task in self._running:
            task.state = state
            self.changed.emit()

    def _queue(self, task: Task, answer: object, error: Exception | None) -> None:
        """Several tasks may have answered at once: each answer has a turn of its own, so that a hand comes between."""
        self._answers.append((task, answer, error))
        self._turn.start()

    def _hand_over_one(self) -> None:
        task, answer, error = self._answers.pop(0)
        if not self._answers:
            self._turn.stop()
        self._on_answered(task, answer, error)

    def _on_answered(self, task: Task, answer: object, error: Exception | None) -> None:
        self._running.remove(task)
        try:
            task.answer(answer, error)
        finally:
            if self._patient:
                self._soon.start()
            self.changed.emit()
            self.ended.emit(task)

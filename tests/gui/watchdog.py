"""How long each turn of the event loop of the window takes, and who took it; and two long runs to try it on."""

import os
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from analysis.model.series import Span
from gui.main_window import MainWindow

ROOT = Path(__file__).parents[2]
OURS = tuple(f"{ROOT}{os.sep}{part}{os.sep}" for part in ("gui", "analysis"))  # where what is looked for lies
PYRAMIDS = "Preparing long curves"
METRICS = ("learning_rate", "latent_mean", "latent_std", "latent_norm", "latent_min", "latent_max")
FRAME = 15  # milliseconds between two moves of the hand
STEPS = 12  # of a gesture
ROUNDS = 2  # of all gestures, while the background is at work
LATE = 0.02  # seconds of a turn after which its stack is looked at
EVERY = 5  # milliseconds between two beats, and between two looks
LOOP = 200_000  # additions of the fixed work that tells how fast a machine is
USUAL = 0.010  # seconds that these take where 50 ms are asked for


@dataclass
class Turn:
    """What came between two beats: what was being done, seconds on the clock and of the thread, and who was at work."""

    doing: str
    wall: float
    cpu: float
    stacks: Counter[str] = field(default_factory=Counter)

    @property
    def owner(self) -> str:
        """The innermost functions of ours that were seen most."""
        return self.stacks.most_common(1)[0][0] if self.stacks else "?"


class Watchdog(QObject):
    """A heart that beats in the event loop of this thread: what comes between two beats has kept the window waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.turns: list[Turn] = []
        self.doing = ""
        self._thread = threading.get_ident()
        self._stacks: Counter[str] = Counter()
        self._beat, self._cpu = time.perf_counter(), time.thread_time()
        self._over = threading.Event()
        self._heart = QTimer(self, interval=EVERY, timerType=Qt.TimerType.PreciseTimer)
        self._heart.timeout.connect(self._on_beat)
        self._heart.start()
        self._looker = threading.Thread(target=self._look, daemon=True)
        self._looker.start()

    def stop(self) -> None:
        """Measure no more."""
        self._heart.stop()
        self._over.set()
        self._looker.join()

    def _on_beat(self) -> None:
        stacks, self._stacks = self._stacks, Counter()
        now, cpu = time.perf_counter(), time.thread_time()
        self.turns.append(Turn(self.doing, now - self._beat - EVERY / 1000, cpu - self._cpu, stacks))
        self._beat, self._cpu = now, cpu

    def _look(self) -> None:
        """In a thread of its own: who is at work in a turn that takes long."""
        while not self._over.wait(EVERY / 1000):
            if time.perf_counter() - self._beat > LATE:
                codes = [frame.f_code for frame, _ in traceback.walk_stack(sys._current_frames()[self._thread])]
                ours = [code for code in codes if code.co_filename.startswith(OURS)]
                named = [f"{Path(code.co_filename).relative_to(ROOT)}:{code.co_name}" for code in ours[:3]]
                self._stacks[" < ".join(named) or "Qt"] += 1


def slowness() -> float:
    """How many times as long as USUAL a fixed piece of work takes this thread, in the best of a few tries."""
    tries = []
    for _ in range(5):
        began = time.thread_time()
        total = 0
        for number in range(LOOP):
            total += number
        tries.append(time.thread_time() - began)
    return min(tries) / USUAL


def write_charts(folder: Path, rows: int) -> tuple[Path, ...]:
    """Charts of six metrics of two runs as W&B exports them: every cell quoted, the value three times."""
    import pyarrow as pa
    from pyarrow import csv

    random = np.random.default_rng(0)
    files = []
    for metric in METRICS:
        columns: dict[str, object] = {"Step": np.arange(rows)}
        for run in ("amber", "clear"):
            values = np.cumsum(random.normal(size=rows)).round(4)
            columns |= {f"{run} - {metric}{end}": values for end in ("", "__MIN", "__MAX")}
        files.append(folder / f"{metric}.csv")
        csv.write_csv(pa.table(columns), files[-1], csv.WriteOptions(quoting_style="all_valid"))
    return tuple(files)


def work_with(
    window: MainWindow, files: tuple[Path, ...], watchdog: Watchdog, *, thorough: bool
) -> tuple[bool, list[str]]:
    """Open files as a drop does, and use everything at once while the rest is worked out in the background.

    Returns whether the plots were there before their pyramids, and what was under way meanwhile. A ``thorough`` one
    goes on till all is done, and through all views.
    """
    loop, hand = QEventLoop(), QTimer(interval=FRAME)
    found: tuple[bool, list[str]] = (False, [])

    def go_on() -> None:
        nonlocal found
        try:
            next(steps)
        except StopIteration as end:
            found = end.value
            hand.stop()
            loop.quit()

    steps = _work(window, files, watchdog, thorough=thorough)
    hand.timeout.connect(go_on)
    hand.start()
    loop.exec()
    return found


def _work(
    window: MainWindow, files: tuple[Path, ...], watchdog: Watchdog, *, thorough: bool
) -> Generator[None, None, tuple[bool, list[str]]]:
    tasks, grid = window.session.tasks, window.plots.grid
    there: list[int] = []  # the plots at the times when pyramids were under way

    def look() -> None:
        if any(task.label == PYRAMIDS for task in tasks.running):
            there.append(len(grid.ready[0].panels))

    tasks.changed.connect(look)
    watchdog.doing = "open"
    window.open_paths(files)
    while len(grid.ready[0].panels) < len(METRICS):
        yield
    watchdog.doing = "first picture"
    yield
    yield
    meanwhile: list[str] = []
    for _ in range(ROUNDS if thorough else 1):
        for watchdog.doing, gesture in GESTURES.items():
            meanwhile += [task.label for task in tasks.running]
            yield from gesture(window)
    early = bool(there) and min(there) == len(METRICS)
    if not thorough:
        return early, list(dict.fromkeys(meanwhile))
    watchdog.doing = "rest"
    while tasks.running:
        yield
    for view in ("overlay", "difference", "compare", "distributions", "overview"):
        watchdog.doing = f"view {view}"
        window.act(f"view.{view}")
        while tasks.running:
            yield
        yield
    return early, list(dict.fromkeys(meanwhile))


def _at(
    window: MainWindow,
    share: float,
    *,
    wheel: int = 0,
    kind: QEvent.Type = QEvent.Type.MouseMove,
    button: Qt.MouseButton = Qt.MouseButton.NoButton,
) -> None:
    """Post a turn of the wheel, or what the mouse does, at a share of the width of the first plot."""
    view = window.plots.grid.view
    cell = window.plots.grid.cell_of("")
    assert cell is not None
    rect = cell.rect
    at = QPointF(rect.left() + share * rect.width(), rect.center().y())
    port, there = view.viewport(), QPointF(view.viewport().mapToGlobal(at))
    none, free = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton
    if wheel:
        event: QEvent = QWheelEvent(
            at, there, QPoint(), QPoint(0, wheel), free, none, Qt.ScrollPhase.NoScrollPhase, False
        )
    else:
        pressed = button if kind is not QEvent.Type.MouseMove else free
        held = free if kind is QEvent.Type.MouseButtonRelease else button
        event = QMouseEvent(kind, at, there, pressed, held, none)
    QApplication.postEvent(port, event)


def _drag(window: MainWindow, button: Qt.MouseButton, first: float, last: float) -> Iterator[None]:
    _at(window, first, kind=QEvent.Type.MouseButtonPress, button=button)
    yield
    for place in range(1, STEPS + 1):
        _at(window, first + (last - first) * place / STEPS, button=button)
        yield
    _at(window, last, kind=QEvent.Type.MouseButtonRelease, button=button)
    yield


def _zoom(window: MainWindow) -> Iterator[None]:
    for notch in (*[120] * (STEPS // 2), *[-120] * (STEPS // 2)):
        _at(window, 0.4, wheel=notch)
        yield


def _cursor(window: MainWindow) -> Iterator[None]:
    for place in range(STEPS):
        _at(window, place / STEPS)
        yield


def _metric(window: MainWindow) -> Iterator[None]:
    shown = window.session.selection.metrics
    for metrics in (shown[1:], shown):
        window.session.select(metrics=metrics)
        yield
        yield


def _annotate(window: MainWindow) -> Iterator[None]:
    span = window.session.project.span
    assert span is not None
    window.session.annotate(Span(0.3 * span.last, 0.31 * span.last))
    yield
    yield
    window.act("edit.undo")
    yield
    yield


GESTURES: dict[str, Callable[[MainWindow], Iterator[None]]] = {
    "pan": lambda window: _drag(window, Qt.MouseButton.MiddleButton, 0.5, 0.3),
    "zoom": _zoom,
    "cursor": _cursor,
    "brush": lambda window: _drag(window, Qt.MouseButton.LeftButton, 0.2, 0.7),
    "metric": _metric,
    "annotate": _annotate,
}

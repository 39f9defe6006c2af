"""Frames of six linked plots of two runs, beside pyqtgraph at its best settings and as it comes, on the same data.

Offscreen as it is; ``QT_QPA_PLATFORM=xcb`` in the environment measures on a screen.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QApplication, QGraphicsView, QWidget

from analysis.figures import View
from analysis.figures.overview import FIGURE
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.label import STANDARD
from analysis.model.run import Run, RunId
from analysis.model.series import Fidelity, FidelityKind, FloatArray, Series, Span
from gui import theme
from gui.plotting import board, cell, curve_item
from gui.plotting.board import Board
from gui.plotting.linked import PlotGrid
from gui.plotting.plot import Plot, made_ready
from gui.widgets.annotation_list import AnnotationList

SIZE = (2064, 1200)
METRICS = ("learning_rate", "latent/mean", "latent/std", "latent/norm", "latent/min", "latent/max")
FRAMES = 24
COLOURS = ("#0072b2", "#d55e00")
PATIENCE = 1_000_000  # points above which pyqtgraph as it comes needs seconds a frame: left out
GOAL = 16.7
SHARE = 0.9  # of the steps are seen while panning


def smooth(seed: int, points: int) -> FloatArray:
    """Slow waves."""
    return np.sin(np.linspace(seed, seed + 40, points)) + 0.1 * np.cos(np.linspace(0, 300 + seed, points))


def walk(seed: int, points: int) -> FloatArray:
    """A random walk."""
    return np.cumsum(np.random.default_rng(seed).normal(size=points))


def noise(seed: int, points: int) -> FloatArray:
    """White noise."""
    return np.random.default_rng(seed).normal(size=points)


KINDS = {"smooth": smooth, "walk": walk, "noise": noise}


def runs_of(points: int, kind: str, *, bands: bool = False) -> tuple[Run, ...]:
    """Two runs of six series that share their steps, each with a band around it where ``bands``."""
    steps = np.arange(points, dtype=float)
    whole = Fidelity(FidelityKind.COMPLETE, points, points, 1.0)

    def series(metric: str, seed: int) -> Series:
        values = KINDS[kind](seed, points)
        low, high = (values - 1, values + 1) if bands else (None, None)
        return Series(metric, steps, values, whole, low, high)

    return tuple(
        Run(RunId(name), name, tuple(series(m, 10 * place + seed) for seed, m in enumerate(METRICS)), colour=place)
        for place, name in enumerate(("a", "b"))
    )


@contextmanager
def timed(spent: dict[str, float], name: str, owner: object, method: str) -> Iterator[None]:
    """Adds the milliseconds that a function of a class or a module takes under a name."""
    work = getattr(owner, method)

    def call(*given: object, **named: object) -> object:
        start = time.perf_counter()
        try:
            return work(*given, **named)
        finally:
            spent[name] = spent.get(name, 0.0) + 1e3 * (time.perf_counter() - start)

    setattr(owner, method, call)
    yield
    setattr(owner, method, work)


def median_ms(work: Callable[[int], None], times: int) -> float:
    """The median of some calls in milliseconds, after two that do not count."""
    spent = []
    for turn in range(times + 2):
        start = time.perf_counter()
        work(turn)
        spent.append(1e3 * (time.perf_counter() - start))
    return statistics.median(spent[2:])


def pans(points: int) -> list[Span]:
    """Ranges that pan over what is left of the steps."""
    room = (1 - SHARE) * points / (FRAMES + 2)
    return [Span(turn * room, turn * room + SHARE * points) for turn in range(FRAMES + 2)]


def zooms(points: int) -> list[Span]:
    """Ranges that zoom in from all steps to a hundredth of them."""
    widths = points * np.geomspace(1.0, 0.01, FRAMES + 2)
    return [Span(0.4 * (points - wide), 0.4 * (points - wide) + wide) for wide in map(float, widths)]


@contextmanager
def shown(widget: QWidget) -> Iterator[None]:
    """A widget on the screen while something is measured."""
    widget.resize(*SIZE)
    widget.show()
    QApplication.processEvents()
    yield
    widget.close()
    widget.deleteLater()
    QApplication.processEvents()


def repainted(view: QGraphicsView) -> None:
    view.viewport().repaint()


def their_frame(runs: tuple[Run, ...], points: int, *, best: bool) -> float:
    """A panned frame of pyqtgraph's own items, at their ``best`` settings for long series or as they come."""
    view = pg.GraphicsLayoutWidget()
    first = None
    with shown(view):
        for place, metric in enumerate(METRICS):
            plot = view.addPlot(row=place // 2, col=place % 2)
            plot.showGrid(x=True, y=True, alpha=0.15)
            if best:
                plot.setDownsampling(auto=True, mode="peak")
                plot.setClipToView(True)
            for run, colour in zip(runs, COLOURS, strict=True):
                series = run.get(metric)
                assert series is not None
                plot.plot(series.steps, series.values, pen=pg.mkPen(colour))
            first = first or plot
            plot.setXLink(first)
        assert first is not None
        ranges = pans(points)

        def pan(turn: int) -> None:
            first.setXRange(ranges[turn].first, ranges[turn].last, padding=0)
            repainted(view)

        return median_ms(pan, FRAMES if best and points <= PATIENCE else 3)


PARTS = (
    ("data", Plot, "look"),
    ("data", board, "look_together"),
    ("curves", curve_item.Pictures, "_paint"),
    ("axes", cell, "paint_title"),
    ("axes", cell, "paint_values"),
    ("axes", cell, "paint_backdrop"),
    ("axes", Board, "_paint_steps"),
)


class Window:
    """The plots of two runs on the screen."""

    def __init__(self, runs: tuple[Run, ...], points: int) -> None:
        self.grid = PlotGrid()
        self._points = points
        self._runs = runs
        self.built = 0.0  # seconds of CPU that the pyramids took
        self.share = 0.0  # of the memory of the values that is kept beside them

    def fill(self) -> None:
        """Show the figure as the window does: its curves made ready, then the pyramids."""
        figure = FIGURE.build(View(self._runs, METRICS))
        ready = made_ready(figure, {})
        self.grid.set_figure(figure, ready)
        repainted(self.grid.view)
        made = [trace for traces in ready.values() for trace in traces]
        start = time.process_time()
        for trace in made:
            trace.prepare()
        self.built = time.process_time() - start
        data = sum(series.values.nbytes for run in self._runs for series in run.series)
        self.share = sum(trace.nbytes for trace in made) / data

    def rest(self) -> None:
        """Show the whole range without cursor and brush, no gesture going on."""
        self.grid.show_whole()
        self.grid.set_cursor(None)
        self.grid.set_brush(None)
        QApplication.processEvents()

    def frame(self, ranges: list[Span]) -> float:
        """A frame painted for another range of steps."""

        def move(turn: int) -> None:
            self.grid.move_range(ranges[turn])
            repainted(self.grid.view)

        return median_ms(move, FRAMES)

    def split(self, ranges: list[Span]) -> str:
        """Where the time of a frame goes, by a run of its own with clocks in it."""
        spent: dict[str, float] = {}
        with ExitStack() as clocks:
            for name, owner, method in PARTS:
                clocks.enter_context(timed(spent, name, owner, method))
            start = time.perf_counter()
            for span in ranges:
                self.grid.move_range(span)
                repainted(self.grid.view)
            whole = 1e3 * (time.perf_counter() - start)
        rest = whole - sum(spent.values())
        return ", ".join(f"{name} {value / len(ranges):.1f}" for name, value in (*spent.items(), ("scene", rest)))

    def annotate(self, count: int) -> None:
        """Show as many annotations of all kinds, spread over the steps, some over each other."""
        room = self._points / count
        marks = tuple(
            Annotation(
                AnnotationId(str(n)), n + 1, Span(n * room, (n + n % 7) * room), label=STANDARD[n % len(STANDARD)].name
            )
            for n in range(count)
        )
        self.grid.set_labels({label.name: label.colour for label in STANDARD})
        self.grid.set_figure(FIGURE.build(View(self._runs, METRICS, marks)), self.grid.ready[1])
        repainted(self.grid.view)

    def cursor(self) -> float:
        """The cursor moving over all plots."""
        self.rest()

        def move(turn: int) -> None:
            self.grid.set_cursor((0.1 + 0.02 * turn) * self._points)
            QApplication.processEvents()

        return median_ms(move, FRAMES)

    def brush(self) -> float:
        """The brush growing over all plots, without what it says."""
        self.rest()

        def move(turn: int) -> None:
            self.grid.set_brush(Span(0.1 * self._points, (0.2 + 0.02 * turn) * self._points))
            QApplication.processEvents()

        return median_ms(move, FRAMES)


def measure(points: int, kind: str) -> None:
    """One line of the table, and where a frame goes."""
    runs = runs_of(points, kind)
    window = Window(runs, points)
    with shown(window.grid):
        window.fill()
        pan, zoom = window.frame(pans(points)), window.frame(zooms(points))
        split = window.split(pans(points))
        cursor, brush = window.cursor(), window.brush()
    best = their_frame(runs, points, best=True)
    plain = their_frame(runs, points, best=False) if points <= PATIENCE else None
    naive = f"{plain:>9.0f} {plain / pan:>6.0f}:1" if plain is not None else f"{'not tried':>18}"
    print(
        f"{points:>11,} {kind:<7}{pan:>7.1f} {zoom:>6.1f} {cursor:>6.1f} {brush:>6.1f}"
        f"{best:>10.0f} {best / pan:>6.0f}:1 {naive}   {split}; "
        f"{100 * window.share:.0f} % memory, {window.built:.1f} s",
        flush=True,
    )


def measure_bands(points: int) -> None:
    """Bands beside lines: the same gestures with the extremes of an aggregated export around each curve."""
    for bands in (False, True):
        window = Window(runs_of(points, "walk", bands=bands), points)
        with shown(window.grid):
            window.fill()
            pan, zoom = window.frame(pans(points)), window.frame(zooms(points))
        print(
            f"{'with' if bands else 'without':>12} bands at {points:,}: pan {pan:.1f}, zoom {zoom:.1f} ms", flush=True
        )


def measure_marks(points: int, count: int) -> None:
    """What annotations add to a frame: the same gestures without and with them, in all plots and in the list."""
    window = Window(runs_of(points, "walk"), points)
    near = [Span(0.4 * points + n * 10, 0.41 * points + n * 10) for n in range(FRAMES + 2)]
    with shown(window.grid):
        window.fill()
        bare = (window.frame(pans(points)), window.frame(near), window.cursor(), window.brush())
        window.rest()
        window.annotate(count)
        full = (window.frame(pans(points)), window.frame(near), window.cursor(), window.brush())
    for text, figures in (("without", bare), (f"with {count:,}", full)):
        pan, zoomed, cursor, brush = figures
        print(
            f"{text:>12} annotations: pan {pan:.1f}, zoomed in {zoomed:.1f}, cursor {cursor:.1f}, brush {brush:.1f} ms"
        )
    rows = AnnotationList()
    marks = tuple(Annotation(AnnotationId(str(n)), n + 1, Span(n, n)) for n in range(count))
    with shown(rows):
        filled = median_ms(lambda _: rows.show_listed((("", marks),), theme.LIGHT, {}), FRAMES)

        def scroll(turn: int) -> None:
            rows.verticalScrollBar().setValue(40 * turn)
            rows.viewport().repaint()

        print(f"{'list':>12} of {count:,}: filled {filled:.1f}, scrolled {median_ms(scroll, FRAMES):.1f} ms")


def main() -> None:
    """Print the table: milliseconds of painted frames, medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, nargs="+", default=[3_000, 100_000, 1_000_000])
    parser.add_argument("--data", nargs="+", choices=tuple(KINDS), default=list(KINDS))
    parser.add_argument("--marks", type=int, default=2_000, help="annotations in the last lines of the table")
    wishes = parser.parse_args()
    app = QApplication(sys.argv[:1])
    theme.load_fonts()
    size = f"{SIZE[0]} x {SIZE[1]} pixels, lines 2 wide"
    print(f"{len(METRICS)} plots x 2 runs in {size}, {app.platformName()}; goal {GOAL} ms")
    print(
        f"{'points':>11} {'data':<7}{'pan':>7} {'zoom':>6} {'cursor':>6} {'brush':>6}{'peak+clip':>10} {'ratio':>8} ",
        end="",
    )
    print(f"{'as it comes':>12}{'ratio':>6}   of a pan frame; memory beside the values, CPU to build it")
    for points in wishes.points:
        for kind in wishes.data:
            measure(points, kind)
    measure_bands(min(max(wishes.points), PATIENCE))
    measure_marks(min(wishes.points), wishes.marks)


if __name__ == "__main__":
    main()

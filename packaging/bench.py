"""Speed as ratios: each thing that must be fast beside the plain way to do it, on the same data in the same run."""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QApplication, QWidget

import resources
from analysis.figures import View
from analysis.figures.overview import FIGURE
from analysis.model.run import Run, RunId
from analysis.model.series import Fidelity, FidelityKind, FloatArray, Series, Span
from analysis.stats.summary import summarise
from gui import theme
from gui.plotting.linked import PlotGrid

SIZE = (2064, 1200)
METRICS = ("learning_rate", "latent/mean", "latent/std", "latent/norm", "latent/min", "latent/max")
FRAMES = 24
COLOURS = ("#0072b2", "#d55e00")


def walk(seed: int, points: int) -> FloatArray:
    """A random walk."""
    return np.cumsum(np.random.default_rng(seed).normal(size=points))


def runs_of(points: int) -> tuple[Run, ...]:
    """Two runs of six random walks that share their steps."""
    steps = np.arange(points, dtype=float)
    whole = Fidelity(FidelityKind.COMPLETE, points, points, 1.0)
    return tuple(
        Run(
            RunId(name),
            name,
            tuple(Series(m, steps, walk(10 * place + seed, points), whole) for seed, m in enumerate(METRICS)),
            colour=place,
        )
        for place, name in enumerate(("a", "b"))
    )


def median_ms(work: Callable[[int], None], times: int) -> float:
    """The median of some calls in milliseconds, after two that do not count."""
    spent = []
    for turn in range(times + 2):
        start = time.perf_counter()
        work(turn)
        spent.append(1e3 * (time.perf_counter() - start))
    return statistics.median(spent[2:])


def spans(points: int) -> Iterator[Span]:
    """Ranges that pan over a tenth of the steps, each 90 % of them wide."""
    for turn in range(FRAMES + 2):
        first = 0.1 * points * turn / (FRAMES + 2)
        yield Span(first, first + 0.9 * points)


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


def our_frame(runs: tuple[Run, ...], points: int) -> float:
    """A panned and painted frame of the window's plots."""
    grid = PlotGrid()
    with shown(grid):
        grid.set_figure(FIGURE.build(View(runs, METRICS)))
        ranges = list(spans(points))

        def pan(turn: int) -> None:
            grid.set_range(ranges[turn])
            grid.view.viewport().repaint()

        return median_ms(pan, FRAMES)


def their_frame(runs: tuple[Run, ...], points: int) -> float:
    """The same with pyqtgraph's own items, at their best settings for long series."""
    view = pg.GraphicsLayoutWidget()
    first = None
    with shown(view):
        for place, metric in enumerate(METRICS):
            plot = view.addPlot(row=place // 2, col=place % 2)
            plot.showGrid(x=True, y=True, alpha=0.15)
            plot.setDownsampling(auto=True, mode="peak")
            plot.setClipToView(True)
            for run, colour in zip(runs, COLOURS, strict=True):
                series = run.get(metric)
                assert series is not None
                plot.plot(series.steps, series.values, pen=pg.mkPen(colour))
            first = first or plot
            plot.setXLink(first)
        assert first is not None
        ranges = list(spans(points))

        def pan(turn: int) -> None:
            first.setXRange(ranges[turn].first, ranges[turn].last, padding=0)
            view.viewport().repaint()

        return median_ms(pan, FRAMES)


def row(what: str, ours: float, theirs: float, whose: str) -> None:
    """One line of the table."""
    print(f"{what:<44}{ours:>10.2f} ms {theirs:>10.2f} ms {theirs / ours:>8.1f} : 1   {whose}", flush=True)


def frames(points: int) -> None:
    """Panning six linked plots of two runs, and the cursor moving over them."""
    runs = runs_of(points)
    row(
        f"pan, 6 plots, 2 runs, {points:,} points", our_frame(runs, points), their_frame(runs, points), "pyqtgraph peak"
    )
    series = [series for run in runs for series in run.series]
    span = Span(0.05 * points, 0.95 * points)

    def plain(_: int) -> None:
        for one in series:
            inside = one.values[(one.steps >= span.first) & (one.steps <= span.last)]
            (inside.mean(), inside.std(), inside.min(), inside.max(), np.median(inside))

    def ours(_: int) -> None:
        for one in series:
            summarise(one, span)

    row(f"brush over 90 %, 12 series, {points:,} points", median_ms(ours, 5), median_ms(plain, 5), "plain numpy")


def reading() -> None:
    """The six files of the sample project, into runs and into bare data frames."""
    import pandas as pd

    from analysis.progress import silent
    from analysis.read import read

    files = tuple(sorted(resources.path("samples").glob("*.csv")))
    ours = median_ms(lambda _: (read(files, silent()), None)[1], 5)
    theirs = median_ms(lambda _: ([pd.read_csv(file) for file in files], None)[1], 5)
    row("read the sample's six files", ours, theirs, "pandas.read_csv, nothing resolved")


def report(folder: Path) -> None:
    """The whole report of the sample project, assessment included."""
    from analysis.model.project import Project
    from analysis.progress import silent
    from analysis.read import read
    from analysis.report.build import build_report
    from analysis.report.writers import writer_for

    runs = read(tuple(sorted(resources.path("samples").glob("*.csv"))), silent()).runs
    project, file = Project().with_runs(runs), folder / "report.pdf"

    def write(_: int) -> None:
        writer_for(file).write(build_report(project, date="2026-01-01"), file, silent())

    spent = median_ms(write, 3)
    print(f"{'assess, compare and write the report':<44}{spent:>10.2f} ms   {file.stat().st_size / 1e3:.0f} kB")


def main() -> int:
    """Print the table; a few minutes at most."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, nargs="+", default=[3_000, 100_000, 1_000_000])
    wishes = parser.parse_args()
    app = QApplication(sys.argv[:1])
    theme.load_fonts()
    print(f"{'':<44}{'Runloupe':>13} {'other':>13} {'ratio':>12}")
    for points in wishes.points:
        frames(points)
    reading()
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        report(Path(folder))
    app.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The whole report of the sample project, its preview after changes, and 30 pages of 30 plots beside matplotlib's."""

import importlib.util
import io
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import numpy as np

import resources
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.figure import Curve, Figure, Panel
from analysis.model.project import Project
from analysis.model.report import Heading, PageBreak, Picture, Report, Section
from analysis.model.report_options import ReportOptions
from analysis.model.series import Span
from analysis.painters.pdf.thinning import Outline, curve_outline
from analysis.progress import silent
from analysis.read import read
from analysis.report.build import arranged, build_report
from analysis.report.placed import placed
from analysis.report.writers import writer_for
from analysis.report.writers.pdf.document import render

TIMES = 3
PAGE = 5  # of the preview, with plots
PLOTS, POINTS, COLUMNS = 30, 10_000_000, 950


def main() -> None:
    """A line each: the report of the sample, thinning, 30 plots, and the same with matplotlib where it is."""
    runs = read(tuple(sorted(resources.path("samples").glob("*.csv"))), silent()).runs
    project = Project().with_runs(runs)
    with tempfile.TemporaryDirectory() as folder:
        file, spent = Path(folder) / "report.pdf", []
        for _ in range(TIMES):
            start = time.perf_counter()
            writer_for(file).write(build_report(project, date="2026-01-01"), file, silent())
            spent.append(time.perf_counter() - start)
        size = file.stat().st_size / 1e3
    print(f"assess, compare and write the report: {sorted(spent)[TIMES // 2]:.2f} s, {size:.0f} kB")
    _preview(project)
    _plots()


def _preview(project: Project) -> None:
    """The page that is seen, after a change of an option and after an annotation, beside all of it afresh."""
    known: list[Report] = []
    bare = ReportOptions()

    def shown(title: str, seen: Project, *, anew: bool, page: int | None = PAGE) -> None:
        if anew:
            last = known[-1] if known else None
            known.append(build_report(seen, date="2026-01-01", options=bare, known=last))
        placed(arranged(known[-1], seen.report, title), silent(), page)

    fresh = _timed(partial(shown, "fresh", project, anew=True, page=None))
    option = min(_timed(partial(shown, f"title {at}", project, anew=False)) for at in range(TIMES))
    spent = []
    for at in range(TIMES):
        note = Annotation(AnnotationId(str(at)), at + 1, Span(400.0 + 100 * at, 600.0 + 100 * at), label="norm spike")
        project = replace(project, annotations=(*project.annotations, note))
        spent.append(_timed(partial(shown, "noted", project, anew=True)))
    noted = min(spent)
    print(
        f"preview of a page, seconds of processor time: option {option:.2f}, annotation {noted:.2f}; of all pages "
        f"afresh ({fresh:.2f}): {option / fresh:.2f} and {noted / fresh:.2f}"
    )


def _plots() -> None:
    _curves()
    start = time.process_time()
    thinned = _thinned()
    print(
        f"thin 2 x {POINTS:,} points to {COLUMNS} columns once: {time.process_time() - start:.2f} s of processor time"
    )
    whole = _timed(lambda: render(_report(_curves()), silent()))
    print(f"{PLOTS} pages with {PLOTS} plots of 2 x {POINTS:,} points: {whole:.2f} s of processor time")
    ours = min(_timed(lambda: render(_report(thinned), silent())) for _ in range(TIMES))
    print(f"{PLOTS} pages with {PLOTS} plots of these vertices: {ours:.2f} s of processor time")
    if importlib.util.find_spec("matplotlib") is None:
        print("matplotlib is not installed here: nothing to compare with")
        return
    theirs = min(_timed(lambda: _matplotlib(thinned)) for _ in range(TIMES))
    print(f"matplotlib's PdfPages, the same vertices: {theirs:.2f} s; ratio {ours / theirs:.2f}")


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@cache
def _curves() -> tuple[Curve, ...]:
    """Two noisy curves of ten million points each."""
    source = np.random.default_rng(0)
    steps = np.arange(POINTS, dtype=float)
    curves = tuple(Curve(steps, source.normal(size=POINTS) + at, at, f"r{at}") for at in range(2))
    for curve in curves:
        curve.values.flags.writeable = False  # as those of a series
    return curves


def _thinned() -> list[Outline]:
    """The curves as a plot over the width of a page draws them."""
    return [curve_outline(curve, COLUMNS, Span(0.0, float(POINTS - 1))) for curve in _curves()]


def _report(thinned: Sequence[Outline | Curve]) -> Report:
    layers = tuple(Curve(one.steps, one.values, at, f"run {at}", label=f"run {at}") for at, one in enumerate(thinned))
    span = Span(0.0, float(POINTS - 1))
    blocks: list[Heading | PageBreak | Picture] = [Heading(1, "Plots")]
    for number in range(PLOTS):
        panel = Panel(f"Plot {number}", f"m{number}", layers)
        blocks += [PageBreak(), Picture(Figure(f"Plot {number}", "Thinned.", (panel,), 1, span), 500.0)]
    return Report("Plots", "", "2026-01-01", (), None, (Section("s", tuple(blocks)),), "0" * 64)


def _matplotlib(thinned: list[Outline]) -> None:
    import matplotlib as mpl  # type: ignore[import-not-found]

    mpl.use("pdf")
    from matplotlib.backends.backend_pdf import PdfPages  # type: ignore[import-not-found]
    from matplotlib.figure import Figure as Drawn  # type: ignore[import-not-found]

    with PdfPages(io.BytesIO()) as pages:
        for number in range(PLOTS):
            figure = Drawn(figsize=(8.27, 11.69))
            axes = figure.subplots()
            for at, one in enumerate(thinned):
                axes.plot(one.steps, one.values, label=f"run {at}", linewidth=0.9)
            axes.set_title(f"Plot {number}")
            axes.legend()
            pages.savefig(figure)


if __name__ == "__main__":
    main()

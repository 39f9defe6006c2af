"""The figure of the selection: made in the background by a figure of the analysis, and handed to the grid."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from analysis import figures
from analysis.candidates import with_candidates
from analysis.errors import RunloupeError
from analysis.figures import FigureKind, View
from analysis.layers import slow
from analysis.model.figure import Figure
from analysis.model.run import Run
from analysis.model.smoothing import OFF
from analysis.progress import Progress
from analysis.registry import offered
from analysis.scales import scaled
from gui.plotting.linked import PlotGrid
from gui.plotting.plot import Known, made_ready
from gui.plotting.trace import Trace
from gui.selection import OF_TWO, Layout
from gui.session import Session
from gui.tasks import Task

Made = tuple[Figure, Known]


class Drawing(QObject):
    """Asks figures for what is selected. ``drawn`` tells that the grid shows another one."""

    drawn = Signal()

    def __init__(self, session: Session, grid: PlotGrid) -> None:
        super().__init__(grid)
        self._session, self._grid = session, grid
        self._task: Task | None = None
        self._kinds = {kind.id: kind for kind in offered(figures, FigureKind)}

    def refresh(self) -> None:
        """Ask the figure again, e.g. after the smoothing was changed."""
        if self._task is not None:
            self._task.cancel()
        view = self._view()
        if view.runs and view.metrics:
            first = replace(view, smoothing=OFF) if slow(view.runs, view.metrics, view.smoothing) else view
            then = self._show if first is view else partial(self._show_first, view)
            self._draw("Drawing", first, then)
        else:
            self._grid.set_figure(Figure("", "", (), 1, self._session.project.span))

    def figure_of(self, metric: str) -> Figure:
        """The figure of one metric as it is drawn now."""
        selection = self._session.selection
        figure = self._kind().build(replace(self._view(), metrics=(metric,)))
        return scaled(figure, selection.log, quantiles=selection.quantiles)

    def _kind(self) -> FigureKind:
        """The kind of the layout; without a second run there is nothing but the overview."""
        layout = self._session.selection.figure
        return self._kinds[Layout.OVERVIEW.value if self._session.compared is None else layout.value]

    def _view(self) -> View:
        session, selection = self._session, self._session.selection
        runs: tuple[Run, ...] = session.shown
        if selection.layout in OF_TWO and session.compared is not None:
            pair = session.compared
            runs = (*pair, *(run for run in runs if run not in pair))
        metrics = selection.metrics if selection.focus is None else (selection.focus,)
        return View(runs, metrics, session.project.annotations, selection.smoothing)

    def _draw(self, label: str, view: View, then: Callable[[Made], None]) -> None:
        """Have a figure made in the background, on the axes that are chosen."""
        selection, before, kind = self._session.selection, self._grid.ready[1], self._kind()
        log, quantiles, waiting = selection.log, selection.quantiles, self._session.seen_candidates

        def work(progress: Progress) -> Made:
            progress.step(0, 1)
            figure = with_candidates(scaled(kind.build(view), log, quantiles=quantiles), waiting, view.runs)
            return figure, made_ready(figure, before)

        self._task = self._session.tasks.run(label, work, then, _raise)

    def _show_first(self, view: View, made: Made) -> None:
        """Show the samples while the smoothed curves of long series are still being computed."""
        self._show(made)
        self._draw("Smoothing", view, self._show)

    def _show(self, made: Made) -> None:
        """Show a figure, then build the pyramids of its long curves while it can be looked at."""
        figure, ready = made
        self._grid.set_figure(figure, ready)
        long = [trace for traces in ready.values() for trace in traces if trace.unprepared]
        if long:
            self._session.tasks.run("Preparing long curves", _prepare(long), lambda _: None, _raise)
        self.drawn.emit()


def _prepare(long: list[Trace]) -> Callable[[Progress], None]:
    def work(progress: Progress) -> None:
        for done, trace in enumerate(long):
            progress.step(done, len(long))
            trace.prepare()

    return work


def _raise(error: RunloupeError) -> None:
    raise error

"""The figure of the selection: made in the background by a figure of the analysis, and handed to the grid."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import thread_time

from PySide6.QtCore import QObject, Signal

from analysis import figures
from analysis.axis import STEPS, Scale, marked, name_of, on_axis, placed_candidates, scale_of, untold
from analysis.candidates import with_candidates
from analysis.errors import RunloupeError
from analysis.figures import FigureKind, View
from analysis.layers import slow
from analysis.model.axis import Axis
from analysis.model.figure import Figure
from analysis.model.run import Run, RunId
from analysis.model.smoothing import OFF
from analysis.progress import Progress
from analysis.registry import named
from analysis.scales import scaled, with_log_steps
from gui.plotting.linked import PlotGrid
from gui.plotting.plot import Known, made_ready
from gui.plotting.trace import Trace
from gui.selection import OF_TWO, Layout
from gui.session import Session
from gui.tasks import PICTURE, Task

FIRST = PICTURE / 1000  # seconds of work on the pyramids of its long curves that a first picture waits for
Made = tuple[Figure, Known, Scale | None]


class Drawing(QObject):
    """Asks figures for what is selected. ``drawn`` tells that the grid shows another one."""

    drawn = Signal()

    def __init__(self, session: Session, grid: PlotGrid) -> None:
        super().__init__(grid)
        self._session, self._grid = session, grid
        self._task: Task | None = None
        self._preparing: dict[Task, list[Trace]] = {}
        session.tasks.changed.connect(self._follow)
        self.scale: Scale | None = STEPS  # between steps and places of what is drawn; None where there is none

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
            self.scale = STEPS
            self._grid.set_figure(Figure("", "", (), 1, self._session.project.span))

    def figure_of(self, metric: str) -> Figure:
        """The figure of one metric as it is drawn now."""
        return self._maker()(replace(self._view(), metrics=(metric,)))[0]

    def _kind(self) -> FigureKind:
        """The kind of the layout; without a second run there is nothing but the overview."""
        layout = self._session.selection.figure
        which = Layout.OVERVIEW if self._session.compared is None else layout
        return named(figures, FigureKind, which.value)

    def _view(self) -> View:
        session, selection = self._session, self._session.selection
        runs: tuple[Run, ...] = session.shown
        if selection.layout in OF_TWO and session.compared is not None:
            pair = session.compared
            runs = (*pair, *(run for run in runs if run not in pair))
        metrics = selection.metrics if selection.focus is None else (selection.focus,)
        notes, smoothing = selection.seen(session.project.annotations), selection.smoothing
        if len(runs) < 2 or selection.layout not in OF_TWO:
            return View(runs, metrics, notes, smoothing)
        from analysis.groups import standing

        repeats = standing(runs[0], runs[1], session.project.recipes)
        alignment, known = session.alignment, session.comparison
        return View(runs, metrics, notes, smoothing, alignment, selection.form, known, repeats)

    def axis(self) -> Axis:
        """What x counts: of two runs what they are aligned by, unless it is a metric."""
        selection = self._session.selection
        alignment = self._view().alignment
        if alignment is None or (selection.axis.metric and selection.layout is not Layout.DIFFERENCE):
            return selection.axis
        return Axis(alignment.by, log=selection.axis.log)

    def _maker(self) -> Callable[[View], tuple[Figure, Scale | None]]:
        """What makes the figure of a view on the axes that are chosen, with the scale of its places; for any thread."""
        selection, kind, axis = self._session.selection, self._kind(), self.axis()
        waiting = self._session.seen_candidates

        def make(view: View) -> tuple[Figure, Scale | None]:
            scale = scale_of(view.runs[0], axis)
            seen = replace(view, annotations=marked(view.annotations, scale))
            if kind.id == Layout.DIFFERENCE.value:
                figure = kind.build(seen)
            else:
                runs = on_axis(view.runs, view.metrics, axis, view.alignment)
                figure = _told(kind.build(replace(seen, runs=runs, repeats=_repeats(view, axis))), view, runs, axis)
            figure = scaled(figure, selection.log, quantiles=selection.quantiles)
            figure = with_candidates(figure, placed_candidates(waiting, scale), view.runs)
            return (with_log_steps(figure) if axis.log else figure), scale

        return make

    def _draw(self, label: str, view: View, then: Callable[[Made], None]) -> None:
        """Have a figure made in the background, on the axes that are chosen."""
        (shown, before), make = self._grid.ready, self._maker()
        first = not shown.panels

        def work(progress: Progress) -> Made:
            progress.step(0, 1)
            figure, scale = make(view)
            ready = made_ready(figure, before)
            began = thread_time()
            for trace in _long(ready):
                progress.check()
                if first and thread_time() - began > FIRST:
                    trace.waits = True
                else:
                    trace.prepare()
            return figure, ready, scale

        self._task = self._session.tasks.run(label, work, then, _raise)

    def _show_first(self, view: View, made: Made) -> None:
        """Show the samples while the smoothed curves of long series are still being computed."""
        self._show(made)
        self._draw("Smoothing", view, self._show)

    def _show(self, made: Made) -> None:
        """Show a figure, then build the pyramids of its other long curves, each of which is drawn when it has one."""
        figure, ready, self.scale = made
        self._grid.set_figure(figure, ready)
        long = _long(ready)
        if long:
            work = _prepare(long)
            task = self._session.tasks.run("Preparing long curves", work, lambda _: None, _raise, urgent=True)
            self._preparing[task] = long
            self._follow()
        self.drawn.emit()

    def _follow(self) -> None:
        """Draw what has been prepared meanwhile; where the preparation was given up, without pyramids."""
        for task in [task for task in self._preparing if task not in self._session.tasks.running]:
            for trace in self._preparing.pop(task):
                trace.waits = False
        self._grid.draw_prepared()


def _repeats(view: View, axis: Axis) -> dict[RunId, tuple[Run, ...]]:
    """The repeats of A and of B on the axis, those of B moved as B is."""
    a, b = view.runs[:2] if len(view.runs) > 1 else (None, None)
    found = {}
    for run, group in view.repeats.items():
        if a is not None:
            moved = b is not None and run == b.id
            at = (on_axis((a, one) if moved else (one, one), view.metrics, axis, view.alignment) for one in group)
            found[run] = tuple(pair[1 if moved else 0] for pair in at)
    return found


def _told(figure: Figure, view: View, runs: tuple[Run, ...], axis: Axis) -> Figure:
    """The figure with its axis named, and with what cannot be drawn on it said on each panel."""
    panels, name = [], name_of(axis, runs)
    for panel in figure.panels:
        lost = untold(view.runs, runs, panel.metric)
        if lost:
            everyone = not any(run.get(panel.metric) is not None for run in runs)
            whose = "these files" if everyone else f"the files of {', '.join(lost)}"
            badge = "" if everyone else panel.badge
            panel = replace(panel, note=f"not drawn: no {name.lower()} in {whose}", badge=badge)  # noqa: PLW2901
        panels.append(panel)
    return replace(figure, panels=tuple(panels), axis=name)


def _long(ready: Known) -> list[Trace]:
    """The long curves that have no pyramid yet."""
    return [trace for traces in ready.values() for trace in traces if trace.unprepared]


def _prepare(long: list[Trace]) -> Callable[[Progress], None]:
    def work(progress: Progress) -> None:
        for done, trace in enumerate(long):
            progress.step(done, len(long))
            trace.prepare()

    return work


def _raise(error: RunloupeError) -> None:
    raise error

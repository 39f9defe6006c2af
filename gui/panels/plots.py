"""The plots: the figure of the selection as linked plots, whose gestures become changes of the session."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from analysis import figures, wording
from analysis.candidates import mark_of, with_candidates
from analysis.errors import RunloupeError
from analysis.figures import FigureKind, View
from analysis.glossary import title
from analysis.layers import all_marks, slow
from analysis.model.annotation import AnnotationId
from analysis.model.brush import Brush, Part
from analysis.model.candidate import PREFIX, Candidate
from analysis.model.figure import Figure
from analysis.model.project import Project
from analysis.model.run import Run
from analysis.model.series import Span
from analysis.model.smoothing import OFF
from analysis.progress import Progress
from analysis.registry import offered
from analysis.scales import scaled
from analysis.stats import brushing
from analysis.timeline import Timeline, timeline
from gui.dialogs.limits import Limits, show_limits, typed_steps, typed_values
from gui.panels import Area, Panel, PanelKind, Tools
from gui.plotting.cell import Cell
from gui.plotting.linked import PlotGrid
from gui.plotting.plot import Known, made_ready
from gui.plotting.still import Still
from gui.plotting.timeline import TimelineStrip
from gui.plotting.trace import Trace
from gui.selection import Layout, Selection
from gui.tasks import Task
from gui.theme import Theme
from gui.widgets.empty_page import empty_page
from gui.widgets.labels import mnemonic_free


class PlotsPanel(Panel):
    """Asks a figure of the analysis, in the background, and hands it to the grid of plots."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._session = tools.session
        self._tools = tools
        self._task: Task | None = None
        self._asked = ""  # the metric whose menu is open
        self._kinds = {kind.id: kind for kind in offered(figures, FigureKind)}
        self.grid = PlotGrid()
        self.strip = TimelineStrip()
        self._strip_task: Task | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(empty_page(tools.act))
        self._pages.addWidget(_above(self.grid, self.strip))
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._pages)
        self.grid.set_tool(self._session.selection.tool)
        self._connect_grid()
        self._connect_strip()
        self._session.project_changed.connect(self._on_project_changed)
        self._session.selection_changed.connect(self._on_selection_changed)

    def set_theme(self, theme: Theme) -> None:
        self.grid.set_theme(theme)
        self.strip.set_theme(theme)

    @property
    def cursor_step(self) -> float | None:
        """The step under the cursor, None while it is not over the plots."""
        return self.grid.cursor_step

    def fit_y(self) -> None:
        """Fit the values to what is seen; ranges chosen by hand are let go."""
        self.grid.set_y_fit(seen=True)

    def move_cursor(self, samples: int) -> None:
        """Move the cursor by samples."""
        self.grid.move_cursor(samples)

    def zoom_by(self, factor: float) -> None:
        """Make the range of steps ``factor`` as wide."""
        self.grid.zoom_by(factor)

    def pan_by(self, share: float) -> None:
        """Move the range of steps by a share of its width."""
        self.grid.pan_by(share)

    def ask_limits(self) -> None:
        """Ask for the limits of the plot under the pointer, of the one in focus, or of the first."""
        under = self._asked or self._session.selection.focus or self.grid.hovered
        cell = self.grid.cell_of(under) or self.grid.cell_of("")
        if cell is None:
            return
        frame, log = cell.plot.frame, cell.plot.panel.log
        values = (frame.bottom, frame.top)
        shown = (10.0 ** values[0], 10.0 ** values[1]) if log else values
        now = Limits((self.grid.range.first, self.grid.range.last), shown, log)
        show_limits(self, cell.plot.panel.title, now, partial(self._on_limits, cell, now))

    def still(self) -> Still | None:
        """The plot that a menu was opened on or that is in focus, else all of them, as they are seen."""
        metric = self._asked or self._session.selection.focus or ""
        still = self.grid.still(metric)
        if still is None or not metric:
            return still
        kind, view = self._kinds[self._session.selection.figure.value], replace(self._view(), metrics=(metric,))
        selection = self._session.selection
        figure = scaled(kind.build(view), selection.log, quantiles=selection.quantiles)
        return replace(still, figure=replace(figure, title=title(metric)))

    def _on_limits(self, cell: Cell, before: Limits, wanted: Limits) -> None:
        """Show what was typed. Ends that are open or were left as they stood stay fitted."""
        zoom = typed_steps(before, wanted, self.grid.whole, self._session.selection.zoom)
        held = {key: (bottom, top) for key, bottom, top in self.grid.held}
        frame = cell.plot.frame
        values = typed_values(before, wanted, (frame.bottom, frame.top), held.pop(cell.plot.key, None))
        if values is not None:
            held[cell.plot.key] = values
        self._session.select(zoom=zoom, values=tuple((key, *held[key]) for key in sorted(held)))

    def refresh(self) -> None:
        """Ask the figure again, e.g. after the smoothing was changed."""
        if self._task is not None:
            self._task.cancel()
        view = self._view()
        self._pages.setCurrentIndex(1 if self._session.project.runs else 0)
        if view.runs and view.metrics:
            kind = self._kinds[self._session.selection.figure.value]
            first = replace(view, smoothing=OFF) if slow(view.runs, view.metrics, view.smoothing) else view
            then = self._show if first is view else partial(self._show_first, kind, view)
            self._draw("Drawing", kind, first, then)
        else:
            self.grid.set_figure(Figure("", "", (), 1, self._session.project.span))

    def _view(self) -> View:
        session, selection = self._session, self._session.selection
        runs: tuple[Run, ...] = session.shown
        if selection.layout is Layout.COMPARE and session.compared is not None:
            runs = session.compared
        metrics = selection.metrics if selection.focus is None else (selection.focus,)
        return View(runs, metrics, session.project.annotations, selection.smoothing)

    def _draw(self, label: str, kind: FigureKind, view: View, then: Callable[[tuple[Figure, Known]], None]) -> None:
        """Have a figure made in the background, on the axes that are chosen."""
        selection, before = self._session.selection, self.grid.ready[1]
        waiting = self._candidates()
        log, quantiles = selection.log, selection.quantiles

        def work(progress: Progress) -> tuple[Figure, Known]:
            progress.step(0, 1)
            figure = with_candidates(scaled(kind.build(view), log, quantiles=quantiles), waiting, view.runs)
            return figure, made_ready(figure, before)

        self._task = self._session.tasks.run(label, work, then, _raise)

    def _candidates(self) -> tuple[Candidate, ...]:
        """The candidates that are shown, the chosen one where it was moved to."""
        session, moved = self._session, self._session.selection.adjusted
        if not session.selection.proposals:
            return ()
        chosen = session.selection.candidate
        return tuple(one.moved(moved) if one.key == chosen else one for one in session.proposals.open)

    def _on_assessed(self) -> None:
        if self._session.selection.proposals:
            self.refresh()
            self._refresh_strip()

    def _show_first(self, kind: FigureKind, view: View, made: tuple[Figure, Known]) -> None:
        """Show the samples while the smoothed curves of long series are still being computed."""
        self._show(made)
        self._draw("Smoothing", kind, view, self._show)

    def _show(self, made: tuple[Figure, Known]) -> None:
        """Show a figure, then build the pyramids of its long curves while it can be looked at."""
        selection, (figure, ready) = self._session.selection, made
        self.grid.set_figure(figure, ready)
        long = [trace for traces in ready.values() for trace in traces if trace.unprepared]
        if long:
            self._session.tasks.run("Preparing long curves", _prepare(long), lambda _: None, _raise)
        self.grid.set_range(selection.zoom, selection.values)
        self._show_brush()
        self.grid.set_reference(selection.reference)
        self.grid.set_selected_mark(selection.mark)
        self.strip.set_selected(selection.mark)
        self.strip.set_view(selection.zoom, _span(selection))

    def _refresh_strip(self) -> None:
        """Have the strip of the metric in focus, or of the first one, made anew in the background."""
        if self._strip_task is not None:
            self._strip_task.cancel()
        session, selection = self._session, self._session.selection
        metric = selection.focus or next(iter(selection.metrics), None)
        span, runs = session.project.span, session.shown
        ids = {run.id for run in runs}
        noted = [note for note in session.project.annotations if not note.runs or ids & set(note.runs)]
        self.strip.set_marks((*all_marks(noted), *map(mark_of, self._candidates())))
        if metric is None or span is None or not runs or span.width == 0:
            self.strip.set_timeline(None)
            return
        a = session.project.run(selection.a) if selection.a in ids and selection.a is not None else runs[0]

        def work(progress: Progress) -> Timeline:
            return timeline(runs, a, metric, span, progress)

        self._strip_task = session.tasks.run("Looking for phases", work, self.strip.set_timeline, _raise)

    def _connect_strip(self) -> None:
        strip, session = self.strip, self._session
        strip.range_changed.connect(lambda span: self.grid.set_range(span, self.grid.held))
        strip.range_settled.connect(lambda span: session.select(zoom=span, values=self.grid.held if span else ()))
        strip.mark_clicked.connect(session.choose_mark)
        strip.mark_activated.connect(self._on_mark_activated)
        self.grid.range_changed.connect(lambda span: strip.set_view(span, _span(session.selection)))

    def _show_brush(self) -> None:
        """Show the span that can be dragged, or the steps that the rule picks of the runs that are shown."""
        session, brush = self._session, self._session.selection.brush
        span = _span(session.selection)
        self.grid.set_brush(span)
        if brush is None or span is not None:
            self.grid.set_lit(())
            return
        known = [
            (made, partial(session.digests.of, run))
            for run in session.shown
            for metric in dict.fromkeys((*_metrics(brush), *run.metrics[:1]))
            if (made := session.digests.of(run, metric)) is not None
        ]
        self.grid.set_lit(brushing.lit(brush, known))

    def _on_part_drawn(self, span: Span, excluded: bool) -> None:  # noqa: FBT001 - a signal's argument
        brush, part = self._session.selection.brush, Part(span)
        if excluded:
            changed = Brush((), (part,)) if brush is None else brush.without(part)
        else:
            changed = Brush((part,)) if brush is None else brush.added(part)
        self._session.select(brush=changed, annotation=None)

    def _connect_grid(self) -> None:
        grid, session = self.grid, self._session
        grid.range_settled.connect(lambda span: session.select(zoom=span, values=grid.held))
        grid.brush_moved.connect(lambda span: session.select(brush=span))
        grid.brush_settled.connect(lambda span: session.select(brush=span, annotation=None))
        grid.back_requested.connect(session.back)
        grid.forward_requested.connect(session.forward)
        grid.part_drawn.connect(self._on_part_drawn)
        session.digests.ready.connect(self._show_brush)
        grid.annotation_drawn.connect(self._on_annotation_drawn)
        grid.mark_clicked.connect(session.choose_mark)
        grid.mark_changed.connect(self._on_mark_changed)
        grid.mark_answered.connect(self._on_mark_answered)
        session.assessment_ready.connect(self._on_assessed)
        grid.mark_activated.connect(self._on_mark_activated)
        grid.title_activated.connect(self._on_panel_activated)
        grid.menu_requested.connect(self._on_menu_requested)

    def _arrange(self) -> None:
        """Make room for the distributions; without runs there are none."""
        distributions = self._session.selection.layout is Layout.DISTRIBUTIONS
        self.setVisible(not (distributions and self._session.project.runs))

    def _on_project_changed(self, old: Project, new: Project) -> None:
        self._arrange()
        parts = ((old.runs, new.runs), (old.annotations, new.annotations), (old.rejections, new.rejections))
        if any(one is not other for one, other in parts):
            self.refresh()
            self._refresh_strip()

    def _on_selection_changed(self, old: Selection, new: Selection) -> None:
        self._arrange()
        self.strip.set_view(new.zoom, _span(new))
        if (new.zoom, new.values) != (old.zoom, old.values):
            self.grid.set_range(new.zoom, new.values)
        if new.brush != old.brush:
            self._show_brush()
        if new.reference != old.reference:
            self.grid.set_reference(new.reference)
        if new.tool is not old.tool:
            self.grid.set_tool(new.tool)
        if new.mark != old.mark:
            self.grid.set_selected_mark(new.mark)
            self.strip.set_selected(new.mark)
        if old.drawn != new.drawn:
            self.refresh()
            self._refresh_strip()

    def _on_annotation_drawn(self, span: Span, metric: str) -> None:
        self._session.annotate(span, metric=metric, author=self._tools.author())

    def _on_mark_changed(self, key: str, span: Span) -> None:
        if key.startswith(PREFIX):
            self._session.select(adjusted=span)
            return
        mark = self._session.project.annotation(AnnotationId(key))
        verb = "Move" if span.width == mark.span.width else "Resize"
        self._session.edit(verb, mark.id, span=span)

    def _on_mark_answered(self, key: str, accepted: bool) -> None:  # noqa: FBT001 - a signal's argument
        self._session.choose_mark(key)
        self._tools.act("annotate.accept" if accepted else "edit.delete")

    def _on_mark_activated(self, key: str) -> None:
        self._session.choose_mark(key)
        self._tools.act("view.focus")

    def _on_panel_activated(self, metric: str) -> None:
        focus = None if self._session.selection.focus == metric else metric
        self._session.select(focus=focus)

    def _ask_of(self, metric: str, key: str) -> None:
        """Run an action for the plot of one metric."""
        self._asked = metric
        self._tools.act(key)
        self._asked = ""

    def _on_menu_requested(self, at: QPoint, metric: str, step: float) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = mnemonic_free(title(metric))
        here = Span(step, step)
        author = self._tools.author
        menu.addAction(
            f"Annotate step {wording.step(step)} on all metrics",
            lambda: self._session.annotate(here, author=author()),
        )
        menu.addAction(
            f"Annotate step {wording.step(step)} on {name} only",
            lambda: self._session.annotate(here, metric=metric, author=author()),
        )
        if self._session.selection.brush is not None:
            menu.addAction("Annotate the brush", lambda: self._tools.act("annotate.brush"))
            menu.addAction("Clear the brush", lambda: self._session.select(brush=None))
        menu.addAction(f"Reference point at step {wording.step(step)}", lambda: self._session.select(reference=step))
        menu.addSeparator()
        log = self._session.selection.log
        on = menu.addAction("Log axis", lambda: self._session.select(log=_toggled(log, metric)))
        on.setCheckable(True)
        on.setChecked(metric in log)
        menu.addAction("Limits…", partial(self._ask_of, metric, "view.limits"))
        for verb in ("copy", "save"):
            under = menu.addMenu("Copy as" if verb == "copy" else "Save as")
            for kind, text in (("png", "PNG"), ("png2", "PNG, 2×"), ("svg", "SVG"), ("pdf", "PDF"), ("csv", "CSV")):
                under.addAction(text, partial(self._ask_of, metric, f"plot.{verb}_{kind}"))
        menu.addSeparator()
        alone = self._session.selection.focus == metric
        menu.addAction("Show all metrics" if alone else f"Show {name} alone", lambda: self._on_panel_activated(metric))
        menu.addAction("Fit y to what is seen", self.fit_y)
        menu.addAction("Whole range", lambda: self._session.select(zoom=None, values=()))
        menu.popup(at)


def _span(selection: Selection) -> Span | None:
    """The span of steps that is brushed, None where the brush is more or nothing."""
    return None if selection.brush is None else selection.brush.span


def _metrics(brush: Brush) -> tuple[str, ...]:
    """The metrics whose values have a say in a brush."""
    return tuple(one.metric for part in (*brush.parts, *brush.excluded) for one in part.within)


def _toggled(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    """The names with or without one of them."""
    return tuple(sorted(set(names) ^ {name}))


def _prepare(long: list[Trace]) -> Callable[[Progress], None]:
    def work(progress: Progress) -> None:
        for done, trace in enumerate(long):
            progress.step(done, len(long))
            trace.prepare()

    return work


def _above(upper: QWidget, lower: QWidget) -> QWidget:
    page = QWidget()
    rows = QVBoxLayout(page)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(0)
    rows.addWidget(upper, 1)
    rows.addWidget(lower)
    return page


def _raise(error: RunloupeError) -> None:
    raise error


PANEL = PanelKind("plots", "Plots", Area.CENTRE, order=0, stretch=1, make=PlotsPanel)

"""The plots: the figure of the selection as linked plots, whose gestures become changes of the session."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from analysis import wording
from analysis.glossary import title
from analysis.model.annotation import AnnotationId
from analysis.model.brush import Brush
from analysis.model.candidate import PREFIX
from analysis.model.project import Project
from analysis.model.series import Span
from analysis.stats import brushing
from gui.panels import Panel, Tools
from gui.panels.plots.between import Between
from gui.panels.plots.drawing import Drawing
from gui.panels.plots.limits import ask_limits
from gui.panels.plots.menu import plot_menu
from gui.panels.plots.places import Places
from gui.panels.plots.strip import Strip
from gui.plotting.linked import PlotGrid
from gui.plotting.still import Still
from gui.plotting.timeline import TimelineStrip
from gui.selection import OF_TWO, Below, Layout, Selection
from gui.theme import Theme
from gui.widgets.empty_page import empty_page
from gui.widgets.labels import label

DRAWN = ("runs", "annotations", "rejections", "labels", "pairs", "repeats")  # the parts of a project that plots show

ROOMY = 560  # pixels from which plots leave room for the strip although a table stands below


class PlotsPanel(Panel):
    """The grid of plots and the strip below it, or what to do first while no run is open."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._session = tools.session
        self._tools = tools
        self._asked = ""  # the metric whose menu is open
        self._asked_for: tuple[object, object] = (None, None)  # the project and the selection of the last figure
        self.grid = PlotGrid()
        self.strip = TimelineStrip()
        self._drawing = Drawing(self._session, self.grid)
        self._places = Places(self._session, self._drawing)
        self._between = Between(self._session, self.grid)
        self._below = Strip(self._session, self.grid, self.strip, self._places)
        self._pages = QStackedWidget()
        self._pages.addWidget(empty_page(tools.act))
        self._pages.addWidget(_above(self.grid, self.strip))
        self._nothing = label(role="muted", wrap=True)
        self._nothing.setParent(self.grid)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._pages)
        self.grid.set_tool(self._session.selection.tool)
        self._drawing.drawn.connect(self._show_selection)
        self.strip.mark_activated.connect(self._on_mark_activated)
        self._connect_grid()
        self._session.project_changed.connect(self._on_project_changed)
        self._session.selection_changed.connect(self._on_selection_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()
        self._nothing.setGeometry(self.grid.rect())

    def _make_room(self) -> None:
        """Without the strip where a table stands below and the plots have little room."""
        session = self._session
        below = session.compared is not None and session.selection.stands_below is not Below.NOTHING
        self.strip.setVisible(not below or self.height() >= ROOMY)

    def set_theme(self, theme: Theme) -> None:
        self.grid.set_theme(theme)
        self.strip.set_theme(theme)

    @property
    def cursor_step(self) -> float | None:
        """The step under the cursor, None while it is not over the plots."""
        return self._places.step(self.grid.cursor_step)

    @property
    def hovered(self) -> str:
        """The metric of the plot under the pointer; empty elsewhere."""
        return self.grid.hovered

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
        metric = self._asked or self._session.selection.focus or self.grid.hovered
        ask_limits(self, self.grid, metric, self._places)

    def still(self) -> Still | None:
        """The plot that a menu was opened on or that is in focus, else all of them, as they are seen."""
        metric = self._asked or self._session.selection.focus or ""
        still = self.grid.still(metric)
        if still is None or not metric:
            return still
        return replace(still, figure=replace(self._drawing.figure_of(metric), title=title(metric)))

    def _refresh(self) -> None:
        self._asked_for = (self._session.project, self._session.selection)
        places = {one.name: one.colour for one in self._session.project.labels}
        self.grid.set_labels(places)
        self.strip.set_labels(places)
        self._pages.setCurrentIndex(1 if self._session.project.runs else 0)
        self._between.follow()
        self._drawing.refresh()
        self._below.refresh()

    def _say_why_empty(self) -> None:
        """Without a panel, why there is none."""
        figure = self.grid.ready[0]
        self._nothing.setGeometry(self.grid.rect())
        self._nothing.setText(figure.caption)
        self._nothing.setVisible(not figure.panels)

    def _show_selection(self) -> None:
        """Show on a new figure what is seen, brushed and chosen."""
        self._say_why_empty()
        selection = self._session.selection
        self.grid.set_range(self._places.seen(self.grid.range), selection.values)
        self._show_brush()
        self.grid.set_reference(self._places.place(selection.reference))
        self.grid.set_selected_mark(selection.mark)
        self._show_front()
        self._below.follow()

    def _show_front(self) -> None:
        """The run that is chosen in the sidebar lies on top."""
        chosen = [run.colour for run in self._session.shown if run.id == self._session.selection.run]
        self.grid.set_front(next(iter(chosen), None))
        pair = self._session.compared if self._session.selection.layout in OF_TWO else None
        self.grid.set_movable(None if pair is None or self._drawing.axis().log else pair[1].colour)

    def _show_brush(self) -> None:
        """Show the span that can be dragged, or the steps that the rule picks of the runs that are shown."""
        session, brush = self._session, self._session.selection.brush
        span = self._places.span(session.selection.brushed)
        self.grid.set_brush(span)
        if brush is None or span is not None or self._places.none:
            self.grid.set_lit(())
            return
        known = [
            (made, partial(session.digests.of, run))
            for run in session.shown
            for metric in dict.fromkeys((*_metrics(brush), *run.metrics[:1]))
            if (made := session.digests.of(run, metric)) is not None
        ]
        places = (self._places.span(one) for one in brushing.lit(brush, known))
        self.grid.set_lit(tuple(one for one in places if one is not None))

    def _on_brush_drawn(self, span: Span | None, **more: object) -> None:
        """Brush the steps of a span of places; over the values of a metric, those values."""
        self._session.select(brush=None if span is None else Brush((self._places.part(span),)), **more)

    def _on_part_drawn(self, span: Span, excluded: bool) -> None:  # noqa: FBT001 - a signal's argument
        brush, part = self._session.selection.brush, self._places.part(span)
        if excluded:
            changed = Brush((), (part,)) if brush is None else brush.without(part)
        else:
            changed = Brush((part,)) if brush is None else brush.added(part)
        self._session.select(brush=changed, annotation=None)

    def _connect_grid(self) -> None:
        grid, session = self.grid, self._session
        grid.range_settled.connect(self._on_range_settled)
        grid.brush_moved.connect(self._on_brush_drawn)
        grid.brush_settled.connect(partial(self._on_brush_drawn, annotation=None))
        session.comparing.ready.connect(self._on_compared)
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
        grid.title_clicked.connect(lambda metric: session.select(metric=metric))
        grid.title_moved.connect(self._on_title_moved)
        grid.run_slid.connect(self._on_run_slid)
        grid.menu_requested.connect(self._on_menu_requested)

    def _on_range_settled(self, span: Span | None) -> None:
        zoom = self._session.selection.zoom if self._places.none else self._places.steps(span)
        self._session.select(zoom=zoom, values=self.grid.held)

    def _on_compared(self) -> None:
        """What is known of A and B now stands in the plot of their difference; the proposed alignment is known too."""
        if self._session.selection.layout in OF_TWO:
            self._drawing.refresh()

    def _arrange(self) -> None:
        """Make room for the distributions and the report; without runs there are none."""
        self._make_room()
        hidden = self._session.selection.layout in (Layout.DISTRIBUTIONS, Layout.REPORT)
        self.setVisible(not (hidden and self._session.project.runs))

    def _on_project_changed(self, old: Project, new: Project) -> None:
        self._arrange()
        if any(getattr(old, part) is not getattr(new, part) for part in DRAWN):
            self._refresh()

    def _on_selection_changed(self, old: Selection, new: Selection) -> None:
        self._arrange()
        self._below.follow()
        if (new.zoom, new.values) != (old.zoom, old.values):
            self.grid.set_range(self._places.seen(self.grid.range), new.values)
        if new.brush != old.brush:
            self._show_brush()
            self._between.follow()
        if new.run != old.run:
            self._show_front()
        if new.metric is not None and (new.metric, new.focus) != (old.metric, old.focus):
            self.grid.reveal(new.metric)
        if new.reference != old.reference:
            self.grid.set_reference(self._places.place(new.reference))
        if new.tool is not old.tool:
            self.grid.set_tool(new.tool)
        if new.mark != old.mark:
            self.grid.set_selected_mark(new.mark)
        project, selection = self._asked_for
        if old.drawn != new.drawn and not (project is self._session.project and selection is new):
            self._refresh()
        elif old.strip != new.strip:
            self._below.refresh()

    def _on_annotation_drawn(self, span: Span, metric: str) -> None:
        steps = self._places.steps(span)
        if steps is not None:
            self._session.annotate(steps, metric=metric, author=self._tools.author())

    def _on_assessed(self) -> None:
        if self._session.selection.proposals:
            self._refresh()

    def _on_mark_changed(self, key: str, place: Span) -> None:
        span = self._places.steps(place)
        if span is None:
            return
        if key.startswith(PREFIX):
            self._session.select(adjusted=span)
            return
        self._session.edit(AnnotationId(key), span=span)

    def _on_mark_answered(self, key: str, accepted: bool) -> None:  # noqa: FBT001 - a signal's argument
        self._session.choose_mark(key)
        self._tools.act("annotate.accept" if accepted else "edit.delete")

    def _on_mark_activated(self, key: str) -> None:
        self._session.choose_mark(key)
        self._tools.act("view.focus")

    def _on_panel_activated(self, metric: str) -> None:
        if not metric:
            self._tools.act("view.alone")
            return
        focus = None if self._session.selection.focus == metric else metric
        self._session.select(focus=focus)

    def _on_title_moved(self, metric: str, onto: str) -> None:
        """Put a plot in the place of another, which makes room towards where the first one stood."""
        metrics = list(self._session.selection.metrics)
        place = metrics.index(onto)
        metrics.remove(metric)
        metrics.insert(place, metric)
        hidden = [name for name in self._session.selection.order if name not in metrics]
        self._session.select(metrics=tuple(metrics), order=(*metrics, *hidden))

    def _on_run_slid(self, by: float) -> None:
        alignment = self._session.alignment
        moved = alignment.offset + by
        self._session.agree(f"Move B by {wording.signed(moved)}", alignment=replace(alignment, offset=moved))

    def _ask_of(self, metric: str, key: str) -> None:
        """Run an action for the plot of one metric."""
        self._asked = metric
        self._tools.act(key)
        self._asked = ""

    def _on_menu_requested(self, at: QPoint, metric: str, place: float) -> None:
        plot_menu(self, self._tools, metric, self._places.step(place), partial(self._ask_of, metric)).popup(at)


def _metrics(brush: Brush) -> tuple[str, ...]:
    """The metrics whose values have a say in a brush."""
    return tuple(one.metric for part in (*brush.parts, *brush.excluded) for one in part.within)


def _above(upper: QWidget, lower: QWidget) -> QWidget:
    page = QWidget()
    rows = QVBoxLayout(page)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(0)
    rows.addWidget(upper, 1)
    rows.addWidget(lower)
    return page

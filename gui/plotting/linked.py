"""A figure as a grid of linked plots, the one widget of this package that others use."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, SignalInstance
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from analysis import wording
from analysis.model.figure import Figure
from analysis.model.series import Span
from gui.plotting.between import Texts
from gui.plotting.cell import Cell
from gui.plotting.plot import Known, Reading
from gui.plotting.still import Still
from gui.plotting.tool import Tool
from gui.plotting.view import PlotView
from gui.theme import Theme


class PlotGrid(QWidget):
    """Plots over one range of steps, with one cursor and one brush.

    A range of None means the whole one, with a margin at both ends. Setters tell nobody; what a person does is told
    by signals: ``range_changed(Span | None)`` while the range moves and ``range_settled(Span | None)`` once at the
    end, of steps or of values; ``brush_moved`` and ``brush_settled`` likewise;
    ``part_drawn(Span, excluded)``; ``annotation_drawn(Span, metric)``, the
    metric empty for all; ``mark_clicked(key)``, ``mark_activated(key)``, ``mark_changed(key, Span)``,
    ``mark_answered(key, accepted)`` of a candidate;
    ``cursor_moved(float | None)``; ``back_requested()``, ``forward_requested()``; ``menu_requested(QPoint on the
    screen, metric, step)``; ``title_activated(metric)``, ``title_clicked(metric)``, ``title_moved(metric, onto
    another)``; ``run_slid(by)``; ``drawn_changed(text)``.
    """

    range_changed: SignalInstance
    range_settled: SignalInstance
    brush_moved: SignalInstance
    brush_settled: SignalInstance
    part_drawn: SignalInstance
    annotation_drawn: SignalInstance
    mark_clicked: SignalInstance
    mark_activated: SignalInstance
    mark_changed: SignalInstance
    mark_answered: SignalInstance
    cursor_moved: SignalInstance
    back_requested: SignalInstance
    forward_requested: SignalInstance
    menu_requested: SignalInstance
    title_activated: SignalInstance
    title_clicked: SignalInstance
    title_moved: SignalInstance
    run_slid: SignalInstance
    drawn_changed: SignalInstance

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view = PlotView(self._scroll)
        self._scroll.setWidget(self.view)
        self._scroll.verticalScrollBar().valueChanged.connect(self._fit_area)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
        self._stage = self.view.stage
        self._hidden = PlotView(self)
        self._hidden.hide()
        for name in PlotGrid.__annotations__:
            setattr(self, name, getattr(self._stage, name))
        for widget in (self.view, self._scroll.viewport()):  # the part in sight changes with either
            widget.installEventFilter(self)
        self.set_theme(self._stage.shown.theme)

    def set_figure(self, figure: Figure, ready: Known | None = None) -> None:
        """Show a figure. The range of steps stays where it is, and what both figures share is not made again.

        ``ready`` holds the stretches of all its curves where they were made before, as by ``made_ready``.
        """
        self._stage.set_figure(figure, ready)
        self.view.setMinimumHeight(round(self._stage.board.least_height) if figure.panels else 0)
        runs = {curve.owner for panel in figure.panels for curve in panel.curves}
        plots = wording.plural(len(figure.panels), "plot")
        self.view.setAccessibleName(figure.title or "Plots")
        self.view.setAccessibleDescription(f"{plots}, {wording.plural(len(runs), 'run')}, {wording.steps(figure.span)}")
        self._fit_area()

    def draw_prepared(self) -> None:
        """Draw the curves that waited for their pyramids and have them now."""
        self._stage.draw_prepared()

    @property
    def ready(self) -> tuple[Figure, Known]:
        """The figure and the stretches of its curves; these are known by arrays that the figure keeps alive."""
        return self._stage.board.figure, self._stage.board.known

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._stage.shown.theme = theme
        self._update()

    def set_tool(self, tool: Tool) -> None:
        """Choose what a drag with the left button does."""
        self.view.cancel()
        self.view.tool = tool

    @property
    def range(self) -> Span:
        """The range of steps that is shown, margins included."""
        return self._stage.view

    def set_range(self, span: Span | None, values: tuple[tuple[str, float, float], ...] = ()) -> None:
        """Show a range of steps, and ranges of values as ``held`` tells them; without one a plot fits what is seen."""
        self._stage.set_range(span, values)

    @property
    def held(self) -> tuple[tuple[str, float, float], ...]:
        """The ranges of values that a person chose: the plot's key, bottom and top."""
        return self._stage.held

    def move_range(self, span: Span) -> None:
        """Show a range as a gesture goes on: drawn from blocks until it is over."""
        self._stage.move_range(span.first, span.last)

    def zoom_by(self, factor: float) -> None:
        """Make the range ``factor`` times as wide around the cursor, or around its middle."""
        view, cursor = self._stage.view, self._stage.shown.cursor
        inside = cursor is not None and view.first <= cursor <= view.last
        self._stage.zoom(factor, cursor if cursor is not None and inside else 0.5 * (view.first + view.last))
        self._stage.settle()

    def pan_by(self, share: float) -> None:
        """Move the range by a share of its width, to later steps where it is positive."""
        self._stage.pan(share)
        self._stage.settle()

    def show_whole(self) -> None:
        """Show the whole range of steps, and fit the values."""
        self._stage.show_whole()

    def set_y_fit(self, *, seen: bool) -> None:
        """Fit the values to what is seen, or to all data; ranges chosen by hand are let go."""
        self._stage.board.fit_seen = seen
        self._stage.fit_values()

    @property
    def whole(self) -> Span:
        """The range that shows everything, margins included."""
        return self._stage.whole

    @property
    def hovered(self) -> str:
        """The metric of the plot under the pointer; empty elsewhere."""
        found = self._stage.board.at(QPointF(self.view.mapFromGlobal(QCursor.pos())))
        return found[0].plot.panel.metric if found is not None else ""

    def cell_of(self, metric: str) -> Cell | None:
        """The first plot of a metric in sight; of any where it is empty."""
        self._stage.refresh()
        return next((c for c in self._stage.board.in_sight if metric in ("", c.plot.panel.metric)), None)

    def still(self, metric: str = "") -> Still | None:
        """The plots as they are seen, or those of one metric; None where there is none."""
        figure, theme = self._stage.board.figure, self._stage.shown.theme
        panels = tuple(panel for panel in figure.panels if metric in ("", panel.metric))
        if not panels or figure.span is None:
            return None
        alone = replace(figure, panels=panels, columns=min(figure.columns, len(panels)))
        if metric:
            alone = replace(alone, title=panels[0].title)
        width, height = (900, 420) if metric else (self.view.width(), self.view.height())
        return Still(alone, self.range, self.held, theme, width, height, self._hidden)

    def set_brush(self, span: Span | None) -> None:
        """Show a brush."""
        self._stage.set_brush(span)

    def set_between(self, texts: Texts | None, heading: str = "") -> None:
        """Say something between the plots of each row, by metric; None where nothing stands there."""
        self._stage.board.set_between(texts, heading)
        self._stage.refresh_later()

    def set_lit(self, spans: tuple[Span, ...]) -> None:
        """Show the steps that a rule picks which is more than one span."""
        self._stage.set_lit(spans)

    def set_reference(self, step: float | None) -> None:
        """Show the reference point, against which the read-outs tell deltas."""
        self._stage.shown.reference = step
        for cell in self._stage.board.in_sight:
            cell.update()

    def set_selected_mark(self, key: str | None) -> None:
        """Highlight a mark; its edges and its tag can be dragged."""
        self._stage.shown.selected = key
        self._stage.update_regions()

    def set_labels(self, places: Mapping[str, int]) -> None:
        """Colour marks by their labels: the places of these in COLOURS."""
        if places != self._stage.shown.labels:
            self._stage.shown.labels = dict(places)
            self._stage.update_regions()

    def set_front(self, place: int | None) -> None:
        """Draw the run of a place in the palette over all others."""
        self._stage.shown.front = place
        self._update()

    def set_movable(self, place: int | None) -> None:
        """Let the tool that moves slide the run of a place in the palette."""
        self._stage.shown.movable = place

    @property
    def cursor_step(self) -> float | None:
        """Where the cursor stands."""
        return self._stage.shown.cursor

    def set_cursor(self, step: float | None) -> None:
        """Show the cursor at a step."""
        self._stage.set_cursor(step)

    def move_cursor(self, samples: int) -> None:
        """Move the cursor by samples, from the middle where there was none; the range follows it."""
        self._stage.step_cursor(samples)

    def readings(self, metric: str) -> tuple[Reading, ...]:
        """What the plot of a metric reads at the cursor; empty where it is out of sight."""
        step = self._stage.shown.cursor
        if step is None:
            return ()
        cells = [cell for cell in self._stage.board.in_sight if cell.plot.panel.metric == metric]
        return tuple(reading for cell in cells for reading in cell.plot.readings(step))

    def drawn_text(self) -> str:
        """How samples become pixels now, for a status bar."""
        self._stage.refresh()
        return self._stage.drawn_text()

    def reveal(self, metric: str) -> None:
        """Scroll to the plot of a metric."""
        board = self._stage.board
        for place, panel in enumerate(board.figure.panels):
            if panel.metric == metric:
                middle = board.rect(place).center()
                self._scroll.ensureVisible(round(middle.x()), round(middle.y()), 0, round(0.5 * self._scroll.height()))
                return

    def _update(self) -> None:
        for cell in self._stage.board.cells.values():
            cell.update()
        self._stage.surface.touch(self._stage.port)
        self._stage.refresh_later()

    def _fit_area(self) -> None:
        """Tell the stage how large the scene is and which part of it is in sight."""
        port = self._scroll.viewport().size()
        above = self._scroll.verticalScrollBar().value()
        self._stage.port = QRectF(0, above, self.view.width(), min(port.height(), self.view.height()))
        self._stage.board.resize(self.view.width(), self.view.height(), self.view.devicePixelRatioF())
        self._stage.refresh_later()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.DevicePixelRatioChange):
            self._fit_area()
        return bool(super().eventFilter(watched, event))

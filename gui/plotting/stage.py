"""The shared state of a grid of plots and what may be done to it; it tells of every change by a signal."""

from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QGraphicsScene

from analysis import wording
from analysis.model.figure import Figure
from analysis.model.series import Span
from gui.plotting.board import Board
from gui.plotting.cell import Cell
from gui.plotting.frame import clamped, whole_view
from gui.plotting.plot import Known
from gui.plotting.shown import Shown
from gui.plotting.surface import Surface

REST = 250  # milliseconds after the last turn of the wheel at which a gesture is over


class Stage(QObject):
    """One range of steps, one brush and one cursor for all plots.

    A range of None is the whole one. ``_changed`` and ``_moved`` signals come while something is being dragged,
    ``_settled`` ones once at its end.
    """

    range_changed = Signal(object)
    range_settled = Signal(object)
    brush_moved = Signal(object)
    brush_settled = Signal(object)
    part_drawn = Signal(object, bool)
    annotation_drawn = Signal(object, str)
    mark_clicked = Signal(str)
    mark_activated = Signal(str)
    mark_changed = Signal(str, object)
    mark_answered = Signal(str, bool)
    cursor_moved = Signal(object)
    back_requested = Signal()
    forward_requested = Signal()
    menu_requested = Signal(object, str, float)
    title_activated = Signal(str)
    title_clicked = Signal(str)
    title_moved = Signal(str, str)
    run_slid = Signal(float)
    drawn_changed = Signal(str)

    def __init__(self, scene: QGraphicsScene, surface: Surface, parent: QObject) -> None:
        super().__init__(parent)
        self.shown = Shown()
        self.surface = surface
        self.board = Board(scene, self.shown, surface)
        self.port = QRectF()  # the part of the scene that is in sight
        self._range: Span | None = None
        self._drawn = ""
        self._stale = False
        self._awaited = 0  # curves in sight that were not drawn yet at the last look
        self._moving = False
        self._soon = self._timer(0, self.refresh)
        self._rest = self._timer(REST, self.settle)
        self._brush_told = self._timer(0, self._tell_brush)

    def _timer(self, wait: int, call: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait)
        timer.timeout.connect(call)
        return timer

    @property
    def view(self) -> Span:
        """The range of steps that is shown."""
        return self._range or self.whole

    @property
    def whole(self) -> Span:
        return whole_view(self.board.figure.span)

    def set_figure(self, figure: Figure, ready: Known | None = None) -> None:
        """Show a figure; the range stays unless nothing of it would be seen."""
        self.board.set_figure(figure, ready)
        if self._range is not None and figure.span is not None and not self._range.overlaps(self.whole):
            self._range = None
        self.refresh_later()

    def refresh_later(self) -> None:
        """Bring everything in sight up to date once all waiting events are handled."""
        self._stale = True
        self._soon.start()

    def refresh(self) -> None:
        """Bring everything in sight up to date now, if there is something to do."""
        if not self._stale or self.port.isEmpty():
            return
        self._stale = False
        self._soon.stop()
        self._awaited = self.board.awaited
        self.board.refresh(self.view, self.port, shrink=not self._moving)
        text = self.drawn_text()
        if text != self._drawn:
            self._drawn = text
            self.drawn_changed.emit(text)

    def draw_prepared(self) -> None:
        """Draw what was awaited and has been prepared since."""
        if self.board.awaited != self._awaited:
            self.refresh_later()

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """Paint a region of the view."""
        self.surface.paint(painter, region, self.port, self.board.paint_below, keep=not self._moving)
        self.board.paint_over(painter, region)

    def drawn_text(self) -> str:
        """How samples become pixels now, for the status bar."""
        densest = max((cell.plot.density for cell in self.board.in_sight), default=0.0)
        awaited = self.board.awaited
        more = f"; {wording.plural(awaited, 'curve')} not yet, being prepared" if awaited else ""
        if not densest:
            return f"drawn: every sample{more}"
        return f"drawn: min and max of {wording.count(round(densest))} samples a pixel{more}"

    @property
    def held(self) -> tuple[tuple[str, float, float], ...]:
        """The ranges of values that a person chose: the plot's key, bottom and top, in the order of the keys."""
        return tuple((key, *self.board.held[key]) for key in sorted(self.board.held))

    def set_range(self, span: Span | None, values: tuple[tuple[str, float, float], ...] = ()) -> None:
        """Show a range of steps, and ranges of values where some were chosen; the others fit."""
        known = self.board.figure.span is not None
        wanted = clamped(span.first, span.last, self.whole) if span is not None and known else span
        if (wanted, values) == (self._range, self.held):
            return
        self._range = wanted
        self.board.held = {key: (bottom, top) for key, bottom, top in values}
        self.refresh_later()

    def move_range(self, left: float, right: float) -> None:
        """Show a range as a gesture goes on."""
        self._range = clamped(left, right, self.whole)
        self._moving = True
        self.refresh_later()
        self.range_changed.emit(self._range)

    def settle(self) -> None:
        """The gesture that moved a range of steps or values is over."""
        self._rest.stop()
        if self._moving:
            self._moving = False
            self.refresh_later()
            self.range_settled.emit(self._range)

    def settle_later(self) -> None:
        """The gesture is over unless it goes on soon."""
        self._rest.start()

    def show_whole(self) -> None:
        """Show the whole range of steps, and of values what fits."""
        self.board.held.clear()
        self._range = None
        self._moving = True
        self.range_changed.emit(None)
        self.settle()

    def zoom(self, factor: float, step: float) -> None:
        """Make the range ``factor`` times as wide; ``step`` stays where it is."""
        view = self.view
        self.move_range(step - (step - view.first) * factor, step + (view.last - step) * factor)

    def pan(self, share: float) -> None:
        """Move the range by a share of its width."""
        view = self.view
        self.move_range(view.first + share * view.width, view.last + share * view.width)

    def hold_values(self, cell: Cell, bottom: float, top: float) -> None:
        """Keep a range of values for a plot and its group until it is fitted again."""
        if top > bottom and abs(bottom) < 1e300 and abs(top) < 1e300 and top - bottom > 1e-290:
            self.board.held[cell.plot.key] = (bottom, top)
            self._moving = True
            self.refresh_later()

    def give_back(self, values: tuple[tuple[str, float, float], ...]) -> None:
        """Have the ranges of values as they were before a gesture that was given up."""
        self.board.held = {key: (bottom, top) for key, bottom, top in values}
        self._moving = False
        self.refresh_later()

    def fit_values(self, cell: Cell | None = None) -> None:
        """Fit the range of values of a plot and its group, or of all."""
        if cell is None:
            self.board.held.clear()
        else:
            self.board.held.pop(cell.plot.key, None)
        self._moving = True
        self.settle()

    def snapped(self, step: float) -> float:
        """The step itself within the data, a whole one where all steps are whole."""
        span = self.board.figure.span
        if span is not None:
            step = min(max(step, span.first), span.last)
        return float(round(step) if self.board.whole else step)

    def set_cursor(self, step: float | None) -> None:
        if step == self.shown.cursor:
            return
        self.shown.cursor = step
        for cell in self.board.in_sight:
            cell.update_cursor()

    def move_cursor(self, step: float | None) -> None:
        """Set the cursor and tell of it."""
        if step != self.shown.cursor:
            self.set_cursor(step)
            self.cursor_moved.emit(step)

    def step_cursor(self, samples: int) -> None:
        """Move the cursor by samples, from the middle of the range where there was none; the range follows."""
        view = self.view
        start = 0.5 * (view.first + view.last) if self.shown.cursor is None else self.shown.cursor
        step = self.board.beside(start, samples)
        self.move_cursor(step)
        if step is not None and not view.first <= step <= view.last:
            self.move_range(step - 0.5 * view.width, step + 0.5 * view.width)
            self.settle()

    def slide(self, by: float) -> None:
        """Draw the movable run away from its places, and say by how much."""
        self.shown.sliding = by
        self.shown.hint = f"B moved by {wording.signed(by)}" if by else ""
        self.update_regions()
        self.refresh_later()

    def carry(self, metric: str | None, target: str | None) -> None:
        """Show which title is being dragged, and where it would go."""
        self.shown.carried, self.shown.target = metric, target
        for cell in self.board.in_sight:
            cell.update()

    def update_regions(self) -> None:
        """Have brush, marks and whatever is being drawn painted again."""
        for cell in self.board.in_sight:
            cell.update_regions()

    def set_brush(self, span: Span | None) -> None:
        if span != self.shown.brush:
            old, self.shown.brush = self.shown.brush, span
            changed = _changed(old, span)
            for cell in self.board.in_sight:
                cell.update_between(changed)

    def set_lit(self, spans: tuple[Span, ...]) -> None:
        if spans != self.shown.lit:
            self.shown.lit = spans
            self.update_regions()

    def move_brush(self, span: Span | None) -> None:
        """Set the brush as a drag goes on; it is told once however many moves wait."""
        if span != self.shown.brush:
            self.set_brush(span)
            self._brush_told.start()

    def settle_brush(self, span: Span | None) -> None:
        """Set the brush at the end of a drag."""
        self.set_brush(span)
        if self._brush_told.isActive():
            self._brush_told.stop()
            self._tell_brush()
        self.brush_settled.emit(span)

    def _tell_brush(self) -> None:
        self.brush_moved.emit(self.shown.brush)


def _changed(old: Span | None, new: Span | None) -> tuple[Span, ...]:
    """The steps between the ends of a span before and after a change."""
    if old is None or new is None:
        return tuple(span for span in (old, new) if span is not None)
    ends = ((old.first, new.first), (old.last, new.last))
    return tuple(Span.between(before, after) for before, after in ends if before != after)

"""What a press, a drag and a release do: one class a gesture. Points are in pixels of the scene."""

from typing import Protocol

from PySide6.QtCore import QPointF, QRectF

from analysis.model.series import Span
from gui.plotting.annotation_item import Grip
from gui.plotting.cell import Cell
from gui.plotting.stage import Stage

CLICK = 3.0  # pixels that the hand may move in a click
THIN = 14.0  # a rectangle less high (or wide) than this zooms in one direction only
EDGE_REACH = 5.0  # pixels around an edge of the brush in which it can be taken


class Drag(Protocol):
    """A gesture from press to release."""

    def move(self, at: QPointF) -> None: ...

    def drop(self, at: QPointF) -> None: ...

    def cancel(self) -> None: ...


class Pan:
    """Moves the range of steps with the hand."""

    def __init__(self, stage: Stage, cell: Cell, at: QPointF) -> None:
        self._stage, self._from, self._view = stage, at, stage.view
        self._pixel = stage.view.width / cell.rect.width()

    def move(self, at: QPointF) -> None:
        by = (self._from.x() - at.x()) * self._pixel
        self._stage.move_range(self._view.first + by, self._view.last + by)

    def drop(self, at: QPointF) -> None:  # noqa: ARG002
        self._stage.settle()

    def cancel(self) -> None:
        self.move(self._from)
        self._stage.settle()


class PanValues:
    """Moves the range of values of a plot and its group."""

    def __init__(self, stage: Stage, cell: Cell, at: QPointF) -> None:
        self._stage, self._cell, self._from, self._frame = stage, cell, at, cell.plot.frame
        self._held = stage.held

    def move(self, at: QPointF) -> None:
        frame = self._frame
        by = (at.y() - self._from.y()) / frame.height * (frame.top - frame.bottom)
        if by:
            self._stage.hold_values(self._cell, frame.bottom + by, frame.top + by)

    def drop(self, at: QPointF) -> None:
        self.move(at)
        self._stage.settle()

    def cancel(self) -> None:
        self._stage.give_back(self._held)


def _clamped(point: QPointF, into: QRectF) -> QPointF:
    """The point of a rectangle nearest to a point."""
    return QPointF(
        min(max(point.x(), into.left()), into.right()),
        min(max(point.y(), into.top()), into.bottom()),
    )


class Zoom:
    """Draws the rectangle that is to fill the plot: steps for all plots, values for this one and its group."""

    def __init__(self, stage: Stage, cell: Cell, at: QPointF) -> None:
        self._stage, self._cell, self._from = stage, cell, cell.inside(at)

    def _rect(self, at: QPointF) -> tuple[QRectF, bool, bool]:
        """The rectangle in pixels of the plot, and whether it is meant for steps and for values."""
        whole = QRectF(0, 0, self._cell.rect.width(), self._cell.rect.height())
        # clamped by corners: Qt takes the intersection with a rectangle without height for empty
        drawn = QRectF(_clamped(self._from, whole), _clamped(self._cell.inside(at), whole)).normalized()
        steps = drawn.width() >= THIN or drawn.height() < THIN
        values = drawn.height() >= THIN and drawn.height() > 0.2 * drawn.width()
        if not values:
            drawn.setTop(0)
            drawn.setBottom(whole.height())
        if not steps:
            drawn.setLeft(0)
            drawn.setRight(whole.width())
        return drawn, steps, values

    def move(self, at: QPointF) -> None:
        drawn, steps, values = self._rect(at)
        frame = self._cell.plot.frame
        self._stage.shown.draft = Span(frame.step(drawn.left()), frame.step(drawn.right())) if steps else None
        self._cell.rubber = drawn if values else None
        self._stage.update_regions()

    def drop(self, at: QPointF) -> None:
        drawn, steps, values = self._rect(at)
        frame = self._cell.plot.frame
        self.cancel()
        if max(abs(point) for point in (self._cell.inside(at) - self._from).toTuple()) <= CLICK:
            return
        if values:
            self._stage.hold_values(self._cell, frame.value(drawn.bottom()), frame.value(drawn.top()))
        if steps:
            self._stage.move_range(frame.step(drawn.left()), frame.step(drawn.right()))
        self._stage.settle()

    def cancel(self) -> None:
        self._stage.shown.draft = None
        self._cell.rubber = None
        self._stage.update_regions()


class NewBrush:
    """Draws a brush; a click without a drag takes the brush away."""

    def __init__(self, stage: Stage, cell: Cell, at: QPointF) -> None:
        self._stage, self._cell, self._from, self._before = stage, cell, at, stage.shown.brush

    def _span(self, at: QPointF) -> Span | None:
        if abs(at.x() - self._from.x()) <= CLICK:
            return None
        return Span.between(*(step_at(self._stage, self._cell, point) for point in (self._from, at)))

    def move(self, at: QPointF) -> None:
        span = self._span(at)
        self._stage.move_brush(self._before if span is None else span)

    def drop(self, at: QPointF) -> None:
        self._stage.settle_brush(self._span(at))

    def cancel(self) -> None:
        self._stage.settle_brush(self._before)


class ChangeBrush:
    """Moves one edge of the brush ("first", "last") or all of it ("middle")."""

    def __init__(self, stage: Stage, cell: Cell, at: QPointF, part: str, brush: Span) -> None:
        self._stage, self._cell, self._from, self._part, self._before = stage, cell, at, part, brush

    def _span(self, at: QPointF) -> Span:
        return changed(self._stage, self._before, self._part, steps_between(self._cell, self._from, at))

    def move(self, at: QPointF) -> None:
        self._stage.move_brush(self._span(at))

    def drop(self, at: QPointF) -> None:
        self._stage.settle_brush(self._span(at))

    def cancel(self) -> None:
        self._stage.settle_brush(self._before)


class Annotate:
    """Draws a span that is to be annotated; a click is a single step."""

    def __init__(self, stage: Stage, cell: Cell, at: QPointF, metric: str) -> None:
        self._stage, self._cell, self._from, self._metric = stage, cell, at, metric

    def _span(self, at: QPointF) -> Span:
        start = step_at(self._stage, self._cell, self._from)
        if abs(at.x() - self._from.x()) <= CLICK:
            return Span(start, start)
        return Span.between(start, step_at(self._stage, self._cell, at))

    def move(self, at: QPointF) -> None:
        self._stage.shown.draft = self._span(at)
        self._stage.update_regions()

    def drop(self, at: QPointF) -> None:
        self.cancel()
        self._stage.annotation_drawn.emit(self._span(at), self._metric)

    def cancel(self) -> None:
        self._stage.shown.draft = None
        self._stage.update_regions()


class DrawPart:
    """Draws a span that the brush gains, or loses when ``excluded``."""

    def __init__(self, stage: Stage, cell: Cell, at: QPointF, *, excluded: bool) -> None:
        self._stage, self._cell, self._from, self._excluded = stage, cell, at, excluded

    def move(self, at: QPointF) -> None:
        self._stage.shown.draft = self._span(at)
        self._stage.update_regions()

    def drop(self, at: QPointF) -> None:
        self.cancel()
        if abs(at.x() - self._from.x()) > CLICK:
            self._stage.part_drawn.emit(self._span(at), self._excluded)

    def cancel(self) -> None:
        self._stage.shown.draft = None
        self._stage.update_regions()

    def _span(self, at: QPointF) -> Span:
        return Span.between(*(step_at(self._stage, self._cell, point) for point in (self._from, at)))


class ChangeMark:
    """A click on a mark, or a drag of the selected mark's edge ("first", "last") or tag, which moves all of it."""

    def __init__(self, stage: Stage, cell: Cell, at: QPointF, grip: Grip) -> None:
        self._stage, self._cell, self._from, self._grip = stage, cell, at, grip
        self._before = grip.mark.span
        self._part = "middle" if grip.part == "tag" else grip.part

    def _dragged(self, at: QPointF) -> bool:
        selected = self._grip.mark.key == self._stage.shown.selected
        return selected and abs(at.x() - self._from.x()) > CLICK

    def _span(self, at: QPointF) -> Span:
        return changed(self._stage, self._before, self._part, steps_between(self._cell, self._from, at))

    def move(self, at: QPointF) -> None:
        if self._dragged(at):
            self._stage.shown.moved[self._grip.mark.key] = self._span(at)
            self._stage.update_regions()

    def drop(self, at: QPointF) -> None:
        self.cancel()
        if not self._dragged(at):
            self._stage.mark_clicked.emit(self._grip.mark.key)
        elif (span := self._span(at)) != self._before:
            self._stage.mark_changed.emit(self._grip.mark.key, span)

    def cancel(self) -> None:
        self._stage.shown.moved.pop(self._grip.mark.key, None)
        self._stage.update_regions()


class Answer:
    """A press on a button of a candidate, which counts when the hand has not moved away."""

    def __init__(self, stage: Stage, at: QPointF, grip: Grip) -> None:
        self._stage, self._from, self._grip = stage, at, grip

    def move(self, at: QPointF) -> None:
        pass

    def drop(self, at: QPointF) -> None:
        if max(abs(part) for part in (at - self._from).toTuple()) <= CLICK:
            self._stage.mark_answered.emit(self._grip.mark.key, self._grip.part == "accept")

    def cancel(self) -> None:
        pass


class SlideRun:
    """Slides the movable run along the axis of steps; by whole steps where all are."""

    def __init__(self, stage: Stage, cell: Cell, at: QPointF) -> None:
        self._stage, self._cell, self._from = stage, cell, at
        self._whole = stage.board.whole

    def _by(self, at: QPointF) -> float:
        by = steps_between(self._cell, self._from, at)
        return float(round(by)) if self._whole else by

    def move(self, at: QPointF) -> None:
        self._stage.slide(self._by(at))

    def drop(self, at: QPointF) -> None:
        self.cancel()
        if abs(at.x() - self._from.x()) > CLICK:
            self._stage.run_slid.emit(self._by(at))

    def cancel(self) -> None:
        self._stage.slide(0.0)


class MoveTitle:
    """A click on the title of a plot, or a drag of it onto another plot, in whose place it then stands."""

    def __init__(self, stage: Stage, cell: Cell, at: QPointF) -> None:
        self._stage, self._metric, self._from = stage, cell.plot.panel.metric, at

    def _target(self, at: QPointF) -> str | None:
        if max(abs(part) for part in (at - self._from).toTuple()) <= CLICK:
            return None
        cells = self._stage.board.in_sight
        found = (cell for cell in cells if cell.rect.united(cell.title_rect).contains(at))
        metric = next((cell.plot.panel.metric for cell in found), None)
        return metric if metric != self._metric else None

    def move(self, at: QPointF) -> None:
        self._stage.carry(self._metric, self._target(at))

    def drop(self, at: QPointF) -> None:
        target = self._target(at)
        self.cancel()
        if target is not None:
            self._stage.title_moved.emit(self._metric, target)
        elif max(abs(part) for part in (at - self._from).toTuple()) <= CLICK:
            self._stage.title_clicked.emit(self._metric)

    def cancel(self) -> None:
        self._stage.carry(None, None)


class ClickOr:
    """A click on the edge of a mark that is not selected; a drag from there is what the tool makes of it."""

    def __init__(self, stage: Stage, at: QPointF, grip: Grip, drag: Drag) -> None:
        self._stage, self._from, self._grip, self._drag = stage, at, grip, drag

    def move(self, at: QPointF) -> None:
        self._drag.move(at)

    def drop(self, at: QPointF) -> None:
        if max(abs(part) for part in (at - self._from).toTuple()) <= CLICK:
            self._drag.cancel()
            self._stage.mark_clicked.emit(self._grip.mark.key)
        else:
            self._drag.drop(at)

    def cancel(self) -> None:
        self._drag.cancel()


def step_at(stage: Stage, cell: Cell, at: QPointF) -> float:
    """The step under a point, within the data and whole where all steps are."""
    return stage.snapped(cell.plot.frame.step(cell.inside(at).x()))


def steps_between(cell: Cell, start: QPointF, at: QPointF) -> float:
    """The steps that a hand has gone from one point to another."""
    frame = cell.plot.frame
    return (at.x() - start.x()) / frame.width * (frame.right - frame.left)


def changed(stage: Stage, span: Span, part: str, by: float) -> Span:
    """A span after one of its edges ("first", "last") or all of it was moved by some steps."""
    if part == "middle":
        first = stage.snapped(span.first + by)
        last = stage.snapped(first + span.width)
        return Span(min(first, stage.snapped(last - span.width)), last)
    if part == "first":
        return Span.between(stage.snapped(span.first + by), span.last)
    return Span.between(span.first, stage.snapped(span.last + by))


def brush_part(stage: Stage, cell: Cell, at: QPointF) -> str:
    """The part of the brush under a point: "first", "last", "middle", or nothing."""
    brush = stage.shown.brush
    if brush is None:
        return ""
    x = cell.inside(at).x()
    first, last = cell.plot.frame.x(brush.first), cell.plot.frame.x(brush.last)
    if min(abs(x - first), abs(x - last)) <= EDGE_REACH:
        return "first" if abs(x - first) < abs(x - last) else "last"
    return "middle" if first < x < last else ""

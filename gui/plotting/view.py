"""The widget that shows a grid of plots and turns mouse and wheel into gestures."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from analysis.model.series import Span
from gui.plotting import drags
from gui.plotting.annotation_item import ANSWERS, Grip, grip_at
from gui.plotting.cell import Cell
from gui.plotting.drags import Drag
from gui.plotting.stage import Stage
from gui.plotting.surface import Surface
from gui.plotting.tool import Tool

NOTCH = 120.0  # of the wheel, in Qt's eighths of a degree
ZOOM_STEP = 0.8  # of the range a notch
PAN_STEP = 0.1

Buttons = Qt.MouseButton
Keys = Qt.KeyboardModifier


class PlotView(pg.GraphicsView):  # type: ignore[misc] # pyqtgraph ships no types
    """All gestures are read here; the scene and the boxes in it see no mouse, so that each gesture means one thing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCentralItem(None)
        # the view paints all by itself: the scene holds the boxes with the ranges
        self.setViewportUpdateMode(self.ViewportUpdateMode.NoViewportUpdate)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.stage = Stage(self.scene(), Surface(self.viewport().update), self)
        self.tool = Tool.BRUSH
        self._drag: Drag | None = None
        self._button = Buttons.NoButton
        self._cleared: Span | None = None  # the brush that the last click took away
        self.viewport().setMouseTracking(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.stage.refresh()
        with QPainter(self.viewport()) as painter:
            self.stage.paint(painter, event.region())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() in (Buttons.BackButton, Buttons.ForwardButton):
            back = event.button() == Buttons.BackButton
            (self.stage.back_requested if back else self.stage.forward_requested).emit()
            return
        if self._drag is not None:
            self.cancel()
            return
        self.stage.refresh()
        found = self.stage.board.at(event.position())
        if found is not None:
            self._button = event.button()
            self._drag = self._begin(*found, event)

    def _begin(self, cell: Cell, part: str, event: QMouseEvent) -> Drag | None:
        """The gesture that a press begins."""
        at, stage = event.position(), self.stage
        pans = event.button() == Buttons.MiddleButton or part == "steps"
        if event.button() not in (Buttons.LeftButton, Buttons.MiddleButton):
            return None
        if part == "title":
            return drags.MoveTitle(stage, cell, at)
        if part == "values":
            return drags.PanValues(stage, cell, at)
        if pans:
            return drags.Pan(stage, cell, at)
        inside = cell.inside(at)
        grip = grip_at(cell.plot, stage.shown, inside.x(), inside.y())
        return self._begin_tool(cell, event) if grip is None else self._begin_grip(cell, grip, event)

    def _begin_grip(self, cell: Cell, grip: Grip, event: QMouseEvent) -> Drag:
        at, stage = event.position(), self.stage
        if grip.part in ANSWERS:
            return drags.Answer(stage, at, grip)
        if grip.part == "tag" or grip.mark.key == stage.shown.selected:
            return drags.ChangeMark(stage, cell, at, grip)
        return drags.ClickOr(stage, at, grip, self._begin_tool(cell, event))

    def _begin_tool(self, cell: Cell, event: QMouseEvent) -> Drag:
        at, stage = event.position(), self.stage
        if self.tool is Tool.ZOOM:
            return drags.Zoom(stage, cell, at)
        if self.tool is Tool.ANNOTATE:
            limited = bool(event.modifiers() & Keys.ShiftModifier)
            return drags.Annotate(stage, cell, at, cell.plot.panel.metric if limited else "")
        if self.tool is Tool.MOVE and stage.shown.movable is not None:
            return drags.SlideRun(stage, cell, at)
        held = event.modifiers()
        if held & (Keys.ControlModifier | Keys.AltModifier):
            return drags.DrawPart(stage, cell, at, excluded=bool(held & Keys.AltModifier))
        part, brush = drags.brush_part(stage, cell, at), stage.shown.brush
        if part and brush is not None:
            return drags.ChangeBrush(stage, cell, at, part, brush)
        return drags.NewBrush(stage, cell, at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self._drag is not None:
            self._drag.move(event.position())
        self._hover(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() != self._button:
            return
        drag, self._drag, self._button = self._drag, None, Buttons.NoButton
        if drag is not None:
            before = self.stage.shown.brush
            drag.drop(event.position())
            self._cleared = before if self.stage.shown.brush is None else None
        elif event.button() == Buttons.RightButton:
            self._ask_menu(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
        found = self.stage.board.at(event.position())
        if found is None or event.button() != Buttons.LeftButton:
            return
        cell, part = found
        inside = cell.inside(event.position())
        grip = grip_at(cell.plot, self.stage.shown, inside.x(), inside.y()) if part == "plot" else None
        if part == "title":
            self.stage.title_activated.emit(cell.plot.panel.metric)
        elif part == "values":
            self.stage.fit_values(cell)
        elif grip is not None:
            self.stage.mark_activated.emit(grip.mark.key)
        elif self.tool is not Tool.ANNOTATE:
            if self._cleared is not None:  # the first of the two clicks was not meant for the brush
                self.stage.settle_brush(self._cleared)
            self.stage.show_whole()

    def wheelEvent(self, event: QWheelEvent) -> None:
        found = self.stage.board.at(event.position())
        if found is None or found[1] not in ("plot", "steps", "values"):
            event.ignore()  # the area around scrolls
            return
        event.accept()
        cell, part = found
        turned = event.angleDelta()
        notches = (turned.y() or turned.x()) / NOTCH
        if event.modifiers() & Keys.ControlModifier or part == "values":
            self._zoom_values(cell, event.position(), ZOOM_STEP**notches)
            self.stage.settle_later()
            return
        if event.modifiers() & Keys.ShiftModifier or not turned.y():
            self.stage.pan(-PAN_STEP * notches)
        else:
            self.stage.zoom(ZOOM_STEP**notches, cell.plot.frame.step(cell.inside(event.position()).x()))
        self.stage.settle_later()

    def _zoom_values(self, cell: Cell, at: QPointF, factor: float) -> None:
        self.stage.refresh()
        frame = cell.plot.frame
        value = frame.value(cell.inside(at).y())
        self.stage.hold_values(cell, value - (value - frame.bottom) * factor, value + (frame.top - value) * factor)

    def event(self, event: QEvent) -> bool:
        """While a gesture is under way Escape gives it up and means nothing else."""
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() is QEvent.Type.ShortcutOverride and self._drag is not None:
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._drag is not None:
            self.cancel()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stage.title_activated.emit("")  # no shortcut: Enter belongs to the fields in which it is typed
        else:
            event.ignore()

    def cancel(self) -> None:
        """Give up the gesture that is under way."""
        if self._drag is not None:
            self._drag.cancel()
            self._drag = None

    def leaveEvent(self, _event: QEvent) -> None:
        self.stage.move_cursor(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.stage.board.in_sight:
            self._ask_menu(QPointF(self.stage.board.in_sight[0].rect.center()))

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self.stage.board.at(QPointF(event.pos()))
            if found is not None and found[1] == "title":
                panel = found[0].plot.panel
                QToolTip.showText(event.globalPos(), "\n".join(filter(None, (panel.title, panel.badge))), self)
            else:
                QToolTip.hideText()
            return True
        return bool(super().viewportEvent(event))

    def _ask_menu(self, at: QPointF) -> None:
        found = self.stage.board.at(at)
        if found is not None:
            cell = found[0]
            step = drags.step_at(self.stage, cell, at)
            self.stage.menu_requested.emit(self.viewport().mapToGlobal(at.toPoint()), cell.plot.panel.metric, step)

    def _hover(self, at: QPointF) -> None:
        """Put the cursor under the pointer and give the pointer the shape of what it can do there."""
        found = self.stage.board.at(at)
        if found is None or found[1] != "plot":
            if self._drag is None:
                self.stage.move_cursor(None)
                self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
            return
        cell = found[0]
        self.stage.move_cursor(drags.step_at(self.stage, cell, at))
        if self._drag is None:
            self.viewport().setCursor(self._shape(cell, at))

    def _shape(self, cell: Cell, at: QPointF) -> Qt.CursorShape:
        inside = cell.inside(at)
        grip = grip_at(cell.plot, self.stage.shown, inside.x(), inside.y())
        if grip is not None:
            edge = grip.part not in ("tag", *ANSWERS) and grip.mark.key == self.stage.shown.selected
            return Qt.CursorShape.SizeHorCursor if edge else Qt.CursorShape.PointingHandCursor
        part = drags.brush_part(self.stage, cell, at) if self.tool is Tool.BRUSH else ""
        if part in ("first", "last"):
            return Qt.CursorShape.SizeHorCursor
        if part == "middle":
            return Qt.CursorShape.OpenHandCursor
        if self.tool is Tool.MOVE:
            return Qt.CursorShape.SizeHorCursor
        return Qt.CursorShape.ArrowCursor if self.tool is Tool.BRUSH else Qt.CursorShape.CrossCursor

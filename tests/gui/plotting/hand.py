"""A hand on the mouse: real events to the viewport, at steps and values of a plot."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from gui.plotting.cell import Cell
from gui.plotting.linked import PlotGrid

NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
MIDDLE = Qt.MouseButton.MiddleButton
RIGHT = Qt.MouseButton.RightButton


class Hand:
    """Presses, moves, turns the wheel. Points are (step, share of the height from the top) of one of the plots."""

    def __init__(self, grid: PlotGrid) -> None:
        self.grid = grid
        self.buttons = Qt.MouseButton.NoButton

    def cell(self, place: int = 0) -> Cell:
        self.grid.view.stage.refresh()
        return self.grid.view.stage.board.cells[place]

    def at(self, step: float, share: float = 0.5, place: int = 0) -> QPointF:
        cell = self.cell(place)
        return cell.rect.topLeft() + QPointF(round(cell.plot.frame.x(step)), round(share * cell.rect.height()))

    def _send(self, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, keys: Qt.KeyboardModifier) -> None:
        viewport = self.grid.view.viewport()
        event = QMouseEvent(kind, at, viewport.mapToGlobal(at), button, self.buttons, keys)
        QApplication.sendEvent(viewport, event)

    def press(self, at: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE) -> None:
        self.buttons |= button
        self._send(QEvent.Type.MouseButtonPress, at, button, keys)

    def move(self, at: QPointF, keys: Qt.KeyboardModifier = NONE) -> None:
        self._send(QEvent.Type.MouseMove, at, Qt.MouseButton.NoButton, keys)

    def release(self, at: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE) -> None:
        self.buttons &= ~button
        self._send(QEvent.Type.MouseButtonRelease, at, button, keys)

    def click(self, at: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE) -> None:
        self.press(at, button, keys)
        self.release(at, button, keys)

    def double_click(self, at: QPointF) -> None:
        self.click(at)
        self.buttons |= LEFT
        self._send(QEvent.Type.MouseButtonDblClick, at, LEFT, NONE)
        self.release(at)

    def drag(
        self, start: QPointF, end: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE
    ) -> None:
        self.press(start, button, keys)
        for part in (0.25, 0.5, 0.75, 1.0):
            self.move(start + (end - start) * part, keys)
        self.release(end, button, keys)

    def wheel(self, at: QPointF, notches: float, keys: Qt.KeyboardModifier = NONE) -> None:
        viewport = self.grid.view.viewport()
        turned = QPoint(0, round(120 * notches))
        event = QWheelEvent(
            at,
            viewport.mapToGlobal(at),
            QPoint(),
            turned,
            Qt.MouseButton.NoButton,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, event)

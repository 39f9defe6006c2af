"""A rectangle of the scene that a function paints."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget


class Canvas(QGraphicsItem):
    """A rectangle from (0, 0), painted in pixels; ``over`` orders it among its neighbours."""

    def __init__(
        self, draw: Callable[[QPainter], None], parent: QGraphicsItem | None = None, over: float = 0.0
    ) -> None:
        super().__init__()
        self._draw = draw
        self._rect = QRectF()
        self.setZValue(over)
        if parent is not None:  # not in the constructor: Qt would call back into an item that is not made yet
            self.setParentItem(parent)

    def place(self, left: float, top: float, width: float, height: float) -> None:
        self.setPos(left, top)
        if (width, height) != (self._rect.width(), self._rect.height()):
            self.prepareGeometryChange()
            self._rect = QRectF(0, 0, width, height)

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        self._draw(painter)

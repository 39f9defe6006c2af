"""A rectangle of the view that a function paints."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QRegion


class Canvas:
    """Painted in pixels from its left upper corner, if it is visible."""

    def __init__(self, draw: Callable[[QPainter], None]) -> None:
        self._draw = draw
        self.rect = QRectF()
        self.visible = True

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """Paint it where it meets what is to be painted."""
        if self.visible and region.intersects(self.rect.toAlignedRect()):
            painter.save()
            painter.translate(self.rect.topLeft())
            self._draw(painter)
            painter.restore()

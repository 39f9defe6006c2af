"""What of a view is out of date, and a picture of all that lies below the cursor, kept while nothing moves."""

import math
from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QRegion

Draw = Callable[[QPainter, QRegion], None]


def rects(region: QRegion) -> list[QRect]:
    """The rectangles of a region."""
    return list(region)  # type: ignore[call-overload, no-any-return] # can be done but stands in no stub


class Surface:
    """Tells a view by ``ask`` which rectangles to paint, and paints them from the picture where that is up to date."""

    def __init__(self, ask: Callable[[QRect], None]) -> None:
        self._ask = ask
        self._kept = QImage()
        self._port = QRect()  # the part of the view that the picture shows
        self._ratio = 1.0
        self._left, self._top = 0, 0  # of the picture, in device pixels
        self._stale = QRegion()

    def touch(self, rect: QRectF) -> None:
        """Something below the cursor has changed."""
        part = rect.toAlignedRect()
        self._stale += part
        self._ask(part)

    def touch_over(self, rect: QRectF) -> None:
        """Only what lies over the picture has changed."""
        self._ask(rect.toAlignedRect())

    def paint(self, painter: QPainter, region: QRegion, port: QRectF, draw: Draw, *, keep: bool) -> None:
        """Paint what ``draw`` paints: by it if all moves, else from the picture, brought up to date first."""
        whole = port.toAlignedRect()
        if not keep or not whole.contains(region.boundingRect()):
            draw(painter, region)
            return
        self._fit(whole, painter.device().devicePixelRatioF())
        stale = self._stale & region
        if not stale.isEmpty():
            self._stale -= stale
            with QPainter(self._kept) as below:
                below.translate(-self._left, -self._top)
                below.scale(self._ratio, self._ratio)
                below.setClipRegion(stale)
                draw(below, stale)
        painter.save()
        painter.scale(1 / self._ratio, 1 / self._ratio)  # pixels are copied, not scaled
        # all of it, clipped to what was asked for: one call is faster than one a rectangle
        painter.drawImage(self._left, self._top, self._kept)
        painter.restore()

    def _fit(self, port: QRect, ratio: float) -> None:
        """Have a picture of the size of the port; what it showed of another is out of date."""
        if (port, ratio) != (self._port, self._ratio) or self._kept.isNull():
            self._port, self._ratio, self._stale = port, ratio, QRegion(port)
            self._left, self._top = math.floor(port.left() * ratio), math.floor(port.top() * ratio)
            right, bottom = ((edge + 1) * ratio for edge in (port.right(), port.bottom()))
            size = QSize(math.ceil(right) - self._left, math.ceil(bottom) - self._top)
            self._kept = QImage(size, QImage.Format.Format_RGB32)

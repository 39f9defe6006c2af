"""Grounds as a row of pixels repeated downwards: Qt copies it, five times as fast as it fills with a colour."""

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

WIDE = 2048  # pixels of the row: few plots are wider


def fill(painter: QPainter, rect: QRectF, colour: str) -> None:
    """Fill a rectangle with an opaque colour."""
    painter.fillRect(rect, _row(colour))


def clear(painter: QPainter, rect: QRectF) -> None:
    """Make a rectangle of a picture transparent."""
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.fillRect(rect, _nothing())
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


@lru_cache(maxsize=16)
def _row(colour: str) -> QBrush:
    made = QImage(WIDE, 1, QImage.Format.Format_RGB32)
    made.fill(QColor(colour))
    return QBrush(made)


@lru_cache(maxsize=1)
def _nothing() -> QBrush:
    made = QImage(WIDE, 1, QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    return QBrush(made)

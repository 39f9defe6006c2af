"""One annotation in the lane of notes below the plots."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap

from analysis.model.figure import Mark
from gui import theme as looks
from gui.plotting.shown import font

Picture = QPixmap


def blank(width: float, height: float, ratio: float, theme: looks.Theme) -> Picture:
    """A picture of the lane with nothing in it, ``ratio`` device pixels a pixel."""
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(QColor(theme.window))
    return made


@dataclass(frozen=True, slots=True)
class Note:
    """Where an annotation lies in the lane."""

    mark: Mark
    rect: QRectF
    row: int


def paint_text(painter: QPainter, note: Note, theme: looks.Theme, *, chosen: bool) -> None:
    """What an annotation is called, in it or, where it is too narrow, behind it."""
    painter.setFont(font(looks.PLOT_FONT_PX - 1))
    metrics = QFontMetricsF(painter.font())
    inside = metrics.horizontalAdvance(note.mark.name) + 8 <= note.rect.width()
    left = note.rect.left() + 5 if inside else note.rect.right() + 3
    painter.setPen(QColor(theme.plot if chosen and inside else theme.text))
    painter.drawText(QPointF(left, note.rect.center().y() + 0.5 * metrics.capHeight()), note.mark.name)

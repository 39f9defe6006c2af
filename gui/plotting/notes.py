"""One annotation in the lane of notes below the plots."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap

from analysis.model.figure import Mark
from gui import theme as looks
from gui.plotting.shown import advance, elided, font

Picture = QPixmap
SIZE = looks.PLOT_FONT_PX - 1
LONGEST = 140.0  # pixels of a name that stands behind its note


def blank(width: float, height: float, ratio: float, theme: looks.Theme) -> Picture:
    """A picture of the lane with nothing in it, ``ratio`` device pixels a pixel."""
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(QColor(theme.window))
    return made


@dataclass(frozen=True, slots=True)
class Note:
    """Where an annotation lies in the lane, and what stands in it or, where it is too narrow, behind it."""

    mark: Mark
    rect: QRectF
    row: int
    text: str = ""
    inside: bool = True


def fitted(name: str, width: float, room: float) -> tuple[str, bool, float]:
    """A name as there is room for it: in a note of some width, or behind it up to the edge, which is ``room`` away.

    Also whether it stands in the note, and how far it reaches from the left of that.
    """
    if not name:
        return "", True, width
    inside = advance(name, SIZE) + 8 <= width or width >= LONGEST
    text = elided(name, SIZE, int(width - 8 if inside else max(min(LONGEST, room - width - 8), 0)))
    return text, inside, width if inside else width + 8 + advance(text, SIZE)


def paint_text(painter: QPainter, note: Note, theme: looks.Theme, *, chosen: bool) -> None:
    """What an annotation is called."""
    painter.setFont(font(SIZE))
    left = note.rect.left() + 5 if note.inside else note.rect.right() + 3
    painter.setPen(QColor(theme.plot if chosen and note.inside else theme.text))
    half = 0.5 * QFontMetricsF(painter.font()).capHeight()
    painter.drawText(QPointF(left, note.rect.center().y() + half), note.text)

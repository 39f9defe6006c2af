"""The slim column between two plots of a row: what B is less A over what is brushed."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from gui import theme as looks
from gui.plotting.shown import font

WIDTH = 128.0  # pixels of the column
INSET = 8.0


@dataclass(frozen=True, slots=True)
class Said:
    """A difference in a few words: its value, the lines below it; ``waiting`` while it is being worked out anew."""

    value: str
    lines: tuple[str, ...] = ()
    waiting: bool = False


Texts = Mapping[str, Said]  # by metric


def paint_between(painter: QPainter, said: Said, heading: str, rect: QRectF, theme: looks.Theme) -> None:
    """Write it in the middle of a rectangle, as far as there is room."""
    blocks = [(heading, looks.PLOT_FONT_PX, theme.muted, False), (said.value, looks.TEXT_PX + 1, theme.text, True)]
    blocks += [(line, looks.PLOT_FONT_PX, theme.muted, False) for line in said.lines]
    room = rect.adjusted(INSET, 0, -INSET, 0)
    flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)
    heights = []
    for text, size, _, bold in blocks:
        painter.setFont(_bold(size) if bold else font(size))
        heights.append(painter.boundingRect(room, flags, text).height() + 3)
    while len(blocks) > 2 and sum(heights) > rect.height():
        blocks, heights = blocks[:-1], heights[:-1]
    top = rect.center().y() - 0.5 * sum(heights)
    painter.setOpacity(0.45 if said.waiting else 1.0)
    for (text, size, colour, bold), height in zip(blocks, heights, strict=True):
        painter.setFont(_bold(size) if bold else font(size))
        painter.setPen(QColor(colour))
        painter.drawText(QRectF(room.left(), top, room.width(), height), flags, text)
        top += height
    painter.setOpacity(1.0)


def _bold(pixels: int) -> QFont:
    made = QFont(font(pixels))
    made.setWeight(QFont.Weight.DemiBold)
    return made

"""Where two runs part: a line over the curves, its words beside it where no tag of a mark stands."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from analysis.model.figure import SeamLine
from gui import theme as looks
from gui.plotting.annotation_item import SIZE, TAG_GAP, TAG_HEIGHT, tags
from gui.plotting.backdrop import WORDS, step_line
from gui.plotting.plot import Plot
from gui.plotting.shown import Shown, advance, font, metrics

BESIDE = 4.0  # pixels between the line and its words


def paint_partings(painter: QPainter, plot: Plot, shown: Shown) -> None:
    """Paint them; a label that would not fit at the right of its line stands at the left."""
    frame, theme = plot.frame, shown.theme
    lines = [one for one in plot.lines if isinstance(one, SeamLine)]
    strong = [one for one in lines if one.strong and 0 <= frame.x(one.step) <= frame.width]
    taken = [tag.rect for tag in tags(plot, shown)] if strong and plot.marks else []
    if len(strong) < len(lines):
        taken.append(QRectF(0, 0, frame.width, TAG_HEIGHT))  # the words of the seams
    for one in strong:
        step_line(painter, frame, one.step, looks.mixed(theme.text, theme.plot, 0.75))
        rect, text = _placed(one.label, frame.x(one.step), frame.width, taken)
        ground = QColor(theme.plot)
        ground.setAlphaF(WORDS)
        painter.fillRect(rect, ground)
        painter.setFont(font(SIZE))
        painter.setPen(QColor(theme.text))
        painter.drawText(QPointF(rect.left() + 3, rect.bottom() - 4.5), text)
        taken.append(rect)


def _placed(label: str, x: float, width: float, taken: Sequence[QRectF]) -> tuple[QRectF, str]:
    """The rectangle of a label beside its line, below what is taken, and the label as it fits there."""
    right, left = width - x - BESIDE, x - BESIDE
    wide = advance(label, SIZE) + 6
    at_right = wide <= right or right >= left
    room = right if at_right else left
    text = label if wide <= room else metrics(SIZE).elidedText(label, Qt.TextElideMode.ElideRight, room - 6)
    wide = advance(text, SIZE) + 6
    rect = QRectF(round(x + BESIDE if at_right else x - BESIDE - wide), TAG_GAP, wide, TAG_HEIGHT)
    for other in sorted(taken, key=lambda one: one.top()):
        if rect.intersects(other):
            rect.moveTop(other.bottom() + TAG_GAP)
    return rect, text

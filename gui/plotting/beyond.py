"""What the outlier view leaves out of sight: an arrow at the edge for each, and how many they are."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPolygonF

from analysis import wording
from analysis.model.series import FloatArray
from gui import theme as looks
from gui.plotting.plot import Plot
from gui.plotting.shown import Shown, font

ARROW = 4.0  # pixels


def hidden(plot: Plot) -> tuple[tuple[float, ...], tuple[float, ...], str]:
    """Where values lie above and below the plot, in pixels, one a column at most; and the sentence that counts them."""
    core, frame = plot.panel.core, plot.frame
    if core is None:
        return (), (), ""
    steps, values = plot.panel.beyond
    seen = (steps >= frame.left) & (steps <= frame.right)
    above = seen & (values > frame.top) & (frame.top >= core[1])
    below = seen & (values < frame.bottom) & (frame.bottom <= core[0])
    told: list[str] = []
    for place, word, edge in ((above, "above", frame.top), (below, "below", frame.bottom)):
        number = int(np.count_nonzero(place))
        if number:
            limit = wording.number(10.0**edge if plot.panel.log else edge, 3)
            told.append(f"{wording.count(number) if told else wording.plural(number, 'value')} {word} {limit}")
    sentence = f"{', '.join(told)} not in view" if told else ""
    return _columns(plot, steps[above]), _columns(plot, steps[below]), sentence


def _columns(plot: Plot, steps: FloatArray) -> tuple[float, ...]:
    frame = plot.frame
    x = (steps - frame.left) / (frame.right - frame.left) * frame.width
    return tuple((np.unique(np.round(x / (2 * ARROW))) * 2 * ARROW).tolist())


def paint_hidden(painter: QPainter, plot: Plot, shown: Shown) -> None:
    """Arrows, and what cannot be seen in words at the upper right."""
    above, below, counted = hidden(plot)
    theme, frame = shown.theme, plot.frame
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.warning))
    for x in above:
        tip = QPointF(x, 1)
        painter.drawPolygon(QPolygonF([tip, tip + QPointF(-ARROW, ARROW + 2), tip + QPointF(ARROW, ARROW + 2)]))
    for x in below:
        tip = QPointF(x, frame.height - 2)
        painter.drawPolygon(QPolygonF([tip, tip + QPointF(-ARROW, -ARROW - 2), tip + QPointF(ARROW, -ARROW - 2)]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    text = " · ".join(filter(None, (plot.panel.note, counted)))
    if text:
        _paint_text(painter, plot, text, theme)


def _paint_text(painter: QPainter, plot: Plot, text: str, theme: looks.Theme) -> None:
    painter.setFont(font(looks.PLOT_FONT_PX - 1))
    metrics = QFontMetricsF(painter.font())
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, plot.frame.width - 20)
    wide = metrics.horizontalAdvance(text)
    box = QRectF(plot.frame.width - wide - 16, 10, wide + 10, 17)
    ground = QColor(theme.plot)
    ground.setAlphaF(0.7)  # the curves behind it stay visible
    painter.fillRect(box, ground)
    painter.setPen(QColor(theme.muted))
    painter.drawText(QPointF(box.left() + 5, box.bottom() - 5), text)

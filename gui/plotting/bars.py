"""Lines as the raster painter draws them fast: one bar a column where samples are dense, else one line a segment."""

from collections.abc import Sequence

import numpy as np
from pyqtgraph.Qt import internals
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from analysis.model.series import FloatArray
from gui.plotting.frame import Frame
from gui.plotting.trace import Columns, Look

FEW = 100  # segments
FAR = 1e6  # pixels; beyond it the painter loses precision


def draw(painter: QPainter, look: Look, frame: Frame, colour: str, width: float) -> None:
    """Draw what is seen of a curve, in device pixels, ``width`` of them wide."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if look.columns is not None:
        fill(painter, look.columns, frame, colour, width)
    else:
        _segments(painter, look, frame, colour, width)


def fill(painter: QPainter, columns: Columns, frame: Frame, colour: str, width: float) -> None:
    """A bar in each column from the lowest to the highest value, its ends half a line width beyond them."""
    seen = np.flatnonzero(~np.isnan(columns.low))
    if not seen.size:
        return
    top = _rows(columns.high[seen], frame) - 0.5 * width
    bottom = _rows(columns.low[seen], frame) + 0.5 * width
    bars = internals.PrimitiveArray(QRectF, 4)
    bars.resize(seen.size)
    table = bars.ndarray()
    table[:, 0], table[:, 1], table[:, 2], table[:, 3] = seen, top, 1.0, bottom - top
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRects(*bars.drawargs())


def _segments(painter: QPainter, look: Look, frame: Frame, colour: str, width: float) -> None:
    """The line from sample to sample, and a dot for a sample that has no neighbour."""
    x, y = _across(look.steps, frame), _rows(look.values, frame)
    known = ~np.isnan(y)
    joined = known[:-1] & known[1:]
    lines = internals.PrimitiveArray(QLineF, 4)
    count = int(np.count_nonzero(joined))
    lines.resize(count)
    if count:
        table = lines.ndarray()
        for column, part in enumerate((x[:-1], y[:-1], x[1:], y[1:])):
            table[:, column] = part[joined]
        # round ends join the segments of a bent line best but cost ten times as much
        few = count <= FEW
        cap = Qt.PenCapStyle.RoundCap if few else Qt.PenCapStyle.SquareCap if width > 1 else Qt.PenCapStyle.FlatCap
        painter.setPen(QPen(QColor(colour), width, c=cap))
        painter.drawLines(*lines.drawargs())
    alone = known.copy()
    alone[:-1] &= ~joined
    alone[1:] &= ~joined
    _dots(painter, x[alone], y[alone], colour, width + 2 * frame.ratio)


def _dots(painter: QPainter, x: FloatArray, y: FloatArray, colour: str, size: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    for left, top in zip(x - 0.5 * size, y - 0.5 * size, strict=True):
        painter.drawEllipse(QRectF(left, top, size, size))


def ticks(painter: QPainter, steps: Sequence[FloatArray], frame: Frame, colour: str, row: int) -> None:
    """A small tick in each column with values that cannot be drawn, in a row counted from the bottom edge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    size, gap = round(5 * frame.ratio), round(frame.ratio)
    top = frame.rows - (row + 1) * (size + gap)
    wide = max(1, round(2 * frame.ratio))
    for column in np.unique(np.floor(_across(np.concatenate(steps), frame))):
        painter.fillRect(QRectF(column - wide // 2, top, wide, size), QColor(colour))


def _across(steps: FloatArray, frame: Frame) -> FloatArray:
    """Steps in device pixels from the left edge."""
    x: FloatArray = (steps - frame.left) * (frame.columns / (frame.right - frame.left))
    return np.clip(x, -FAR, FAR)


def _rows(values: FloatArray, frame: Frame) -> FloatArray:
    """Values in device pixels from the top edge."""
    y: FloatArray = (frame.top - values) * (frame.rows / (frame.top - frame.bottom))
    return np.clip(y, -FAR, FAR)

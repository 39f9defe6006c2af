"""Lines as the raster painter draws them fast: one line a segment, and ticks for what cannot be drawn."""

from collections.abc import Sequence

import numpy as np
from pyqtgraph.Qt import internals
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from analysis.model.series import FloatArray
from gui.plotting.frame import Frame
from gui.plotting.trace import Look

FEW = 100  # segments
FAR = 1e6  # pixels; beyond it the painter loses precision


def draw(painter: QPainter, look: Look, frame: Frame, colour: str, width: float) -> None:
    """The line from sample to sample, ``width`` device pixels wide, and a dot for a sample that has no neighbour."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
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

"""The cursor: a line at one step over all plots, and a dot on each curve."""

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gui import theme as looks
from gui.plotting import readout
from gui.plotting.frame import Frame
from gui.plotting.plot import Plot, Reading
from gui.plotting.shown import Shown, ink

DOT, RIM = 3.5, 1.5  # radius in pixels, and of the rim around it
REACH = DOT + RIM + 1


def paint_cursor(painter: QPainter, plot: Plot, shown: Shown) -> None:
    """The line and the dots."""
    if shown.cursor is None:
        return
    frame, theme = plot.frame, shown.theme
    painter.fillRect(_line(frame, shown.cursor), ink(theme.cursor))
    for reading in plot.readings(shown.cursor):
        if (at := _dot(reading, frame)) is not None:
            colour, ratio = looks.run_colour(theme, reading.colour), frame.ratio
            # of a picture on whole device pixels, the dot itself is put on quarters of one
            left, top = math.floor(at.x() * ratio), math.floor(at.y() * ratio)
            right, down = round(4 * (at.x() * ratio - left)), round(4 * (at.y() * ratio - top))
            middle = math.ceil(REACH * ratio)
            picture = _picture(colour, theme.plot, ratio, right, down)
            painter.drawImage(QPointF((left - middle) / ratio, (top - middle) / ratio), picture)
    readout.paint_box(painter, plot, shown)


@lru_cache(maxsize=512)
def _picture(colour: str, ground: str, ratio: float, right: int, down: int) -> QImage:
    """A dot with a rim, ``right`` and ``down`` quarters of a device pixel from the middle of its picture."""
    middle = math.ceil(REACH * ratio)
    made = QImage(2 * middle + 1, 2 * middle + 1, QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for radius, name in ((DOT + RIM, ground), (DOT, colour)):
            painter.setBrush(QColor(name))
            painter.drawEllipse(QPointF(middle + 0.25 * right, middle + 0.25 * down), radius * ratio, radius * ratio)
    made.setDevicePixelRatio(ratio)
    return made


def touched(plot: Plot, shown: Shown) -> tuple[QRectF, ...]:
    """The parts of a plot that the cursor paints, over all its height: few rectangles are painted faster than many."""
    step, frame = shown.cursor, plot.frame
    if step is None:
        return ()
    box = readout.box(plot, shown)
    strip = _line(frame, step).adjusted(-1, 0, 1, 0)
    for reading in plot.readings(step):
        if (at := _dot(reading, frame)) is not None:
            strip |= QRectF(at.x() - REACH - 1, 0, 2 * REACH + 2, frame.height)
    return (strip,) if box is None else (strip, box)


def _line(frame: Frame, step: float) -> QRectF:
    """The line of the cursor."""
    left = round((frame.x(step) - 0.5) * frame.ratio) / frame.ratio
    return QRectF(left, 0, 1, frame.height)


def _dot(reading: Reading, frame: Frame) -> QPointF | None:
    if reading.step is None or reading.value is None:
        return None
    if not frame.bottom <= reading.value <= frame.top:  # NaN is not either
        return None
    return QPointF(frame.x(reading.step), frame.y(reading.value))

"""The cursor: a line at one step over all plots, and a dot on each curve."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from gui import theme as looks
from gui.plotting import readout
from gui.plotting.frame import Frame
from gui.plotting.plot import Plot, Reading
from gui.plotting.shown import Shown, ink

DOT = 3.5  # radius in pixels


def paint_cursor(painter: QPainter, plot: Plot, shown: Shown) -> None:
    """The line and the dots."""
    if shown.cursor is None:
        return
    frame, theme = plot.frame, shown.theme
    painter.fillRect(_line(frame, shown.cursor), ink(theme.cursor))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for reading in plot.readings(shown.cursor):
        at = _dot(reading, frame)
        if at is not None:
            painter.setBrush(ink(theme.plot))
            painter.drawEllipse(at, DOT + 1.5, DOT + 1.5)
            painter.setBrush(ink(looks.run_colour(theme, reading.colour)))
            painter.drawEllipse(at, DOT, DOT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    readout.paint_box(painter, plot, shown)


def touched(plot: Plot, shown: Shown) -> tuple[QRectF, ...]:
    """The parts of a plot that the cursor paints, over all its height: few rectangles are painted faster than many."""
    step, frame = shown.cursor, plot.frame
    if step is None:
        return ()
    box = readout.box(plot, shown)
    strip = _line(frame, step).adjusted(-1, 0, 1, 0)
    for reading in plot.readings(step):
        if (at := _dot(reading, frame)) is not None:
            strip |= QRectF(at.x() - DOT - 3, 0, 2 * DOT + 6, frame.height)
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

"""The shipped icons, drawn in a colour at the screen's own resolution."""

from math import ceil

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources

SIZE = 16


def icon(name: str, colour: str, *, disabled: str = "") -> QIcon:
    """An icon of ``resources/icons`` in a colour, and in another one while its action is disabled."""
    drawing = resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")
    made = QIcon()
    for mode, ink in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled or colour)):
        renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", ink).encode()))
        for ratio in _ratios():
            pixmap = _canvas(QSize(SIZE, SIZE), ratio)
            painter = QPainter(pixmap)
            renderer.render(painter, QRectF(0, 0, SIZE, SIZE))
            painter.end()
            made.addPixmap(pixmap, mode)
    return made


def chip(colour: str, dash: tuple[float, ...], width: int = 22) -> QIcon:
    """A stroke in a run's colour and dash, as its curve is drawn."""
    made = QIcon()
    for ratio in _ratios():
        pixmap = _canvas(QSize(width, SIZE), ratio)
        painter = QPainter(pixmap)
        pen = QPen(QColor(colour), 3)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if dash:
            pen.setDashPattern([length / 2 for length in dash])
        painter.setPen(pen)
        painter.drawLine(1, SIZE // 2, width - 1, SIZE // 2)
        painter.end()
        made.addPixmap(pixmap)
    return made


def swatch(colour: str, side: int = 10) -> QIcon:
    """A square in a label's colour, which stays that colour in a row that is chosen."""
    made = QIcon()
    for ratio in _ratios():
        pixmap = _canvas(QSize(side, side), ratio)
        pixmap.fill(QColor(colour))
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Active):
            made.addPixmap(pixmap, mode)
    return made


def _ratios() -> range:
    """The pixels to a unit of length that the screens have now, whole ones: drawing more would cost the start."""
    screens = QGuiApplication.screens()
    return range(1, ceil(max((screen.devicePixelRatio() for screen in screens), default=1.0)) + 1)


def _canvas(size: QSize, ratio: int) -> QPixmap:
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap

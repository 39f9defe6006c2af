"""The curves of one plot as a picture that is made again only when something else is to be seen."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from analysis.model.figure import Weight
from gui.plotting import bars, raster
from gui.plotting.frame import Frame
from gui.plotting.plot import Plot, Seen, SeenBand
from gui.plotting.raster import MOST, Area
from gui.plotting.shown import Shown
from gui.plotting.trace import Columns
from gui.theme import Theme, run_colour

RAW_SHARE = 1 / 3  # opacity of the samples under a smoothed curve
BAND_SHARE = 0.22
WIDTHS = {Weight.RAW: 1.0, Weight.FAR: 1.0, Weight.MAIN: 2.0}
AREA = 6.0  # pixels between the extremes of a column, in the median, from which on a curve fills an area
STRIPE = 7  # pixels over which one of several coinciding curves lies on top before it is another's turn


class Layers:
    """Images for single curves, kept from one picture to the next: fresh memory costs more than a curve."""

    def __init__(self) -> None:
        self._images: dict[int, QImage] = {}

    def take(self, place: int, frame: Frame) -> QImage:
        """A transparent image of the size of a frame."""
        self._images[place] = _cleared(self._images.get(place), frame)
        return self._images[place]


class CurvesItem(pg.GraphicsObject):  # type: ignore[misc] # pyqtgraph ships no types
    """Shows the picture of a plot's curves; a cursor or a brush that moves over it costs a copy of pixels only."""

    def __init__(self, parent: QGraphicsItem, shown: Shown, layers: Layers) -> None:
        super().__init__()
        self._shown = shown
        self._layers = layers
        self._plot: Plot | None = None
        self._rect = QRectF()
        self._image: QImage | None = None
        self._key: object = None
        self.setParentItem(parent)  # not in the constructor: Qt would call back into an item that is not made yet

    def show_plot(self, plot: Plot) -> None:
        """Show a plot as it is now."""
        if self._rect.size() != QRectF(0, 0, plot.frame.width, plot.frame.height).size():
            self.prepareGeometryChange()
            self._rect = QRectF(0, 0, plot.frame.width, plot.frame.height)
        self._plot = plot
        self.update()

    def let_go(self) -> None:
        """Give back the memory of the picture, for a plot that is out of sight."""
        self._image, self._key = None, None

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        if self._plot is None:
            return
        plot, shown = self._plot, self._shown
        key = (id(plot), plot.version, plot.frame, shown.theme.name, shown.front)
        if self._image is None or key != self._key:
            self._image = picture(plot, shown.theme, shown.front, into=self._image, layers=self._layers)
            self._key = key
        painter.drawImage(QPointF(0, 0), self._image)


def picture(
    plot: Plot, theme: Theme, front: int | None = None, *, into: QImage | None = None, layers: Layers | None = None
) -> QImage:
    """All curves of a plot on a transparent ground, in device pixels; drawn ``into`` an image if that has its size.

    The samples under smoothed curves are blended, so that where the noise of two runs overlaps both colours show.
    Strong curves take turns in lying on top, a stripe each, so that of two equal curves both are seen; a run that
    is in ``front`` lies on top everywhere.
    """
    frame, layers = plot.frame, layers or Layers()
    image = _cleared(into, frame)
    raw = _ordered((seen for seen in plot.seen if seen.curve.weight is Weight.RAW), front)
    far = _ordered((seen for seen in plot.seen if seen.curve.weight is Weight.FAR), front)
    main = _ordered((seen for seen in plot.seen if seen.curve.weight is Weight.MAIN), front)
    mixed = len(main) > 1 and main[-1].curve.colour != front
    areas = [_band_area(band, theme) for band in plot.bands] + [
        _area(seen, plot, theme) for seen in raw if _dense(seen)
    ]
    noisy = all(_dense(seen) for seen in main) and any(_fills(seen, frame) for seen in main) and len(main) <= MOST
    if areas:
        raster.paint(image, areas[-MOST:], frame, raster.over)
    with QPainter(image) as painter:
        painter.setOpacity(RAW_SHARE)
        for seen in raw:
            if not _dense(seen):
                painter.drawImage(0, 0, _layer(layers.take(0, frame), seen, frame, theme))
        painter.setOpacity(1.0)
        for seen in far:
            _draw(painter, seen, frame, theme)
        if not noisy:
            _draw_together(painter, main, plot, theme, layers, mixed=mixed)
    if noisy:
        raster.paint(image, [_area(s, plot, theme) for s in main], frame, raster.mean if mixed else raster.over)
    with QPainter(image) as painter:
        _lost(painter, raw or main, frame, theme)
    image.setDevicePixelRatio(frame.ratio)
    return image


def _dense(seen: Seen) -> bool:
    """Whether a curve is drawn as columns all over."""
    return all(look.columns is not None for look in seen.looks)


def _area(seen: Seen, plot: Plot, theme: Theme) -> Area:
    columns = tuple(look.columns for look in seen.looks if look.columns is not None)
    share = RAW_SHARE if seen.curve.weight is Weight.RAW else 1.0
    width = WIDTHS[seen.curve.weight] * plot.frame.ratio
    return Area(columns, run_colour(theme, seen.curve.colour), share, width)


def _band_area(seen: SeenBand, theme: Theme) -> Area:
    return Area(seen.columns, run_colour(theme, seen.band.colour), BAND_SHARE, 0.0)


def _draw_together(
    painter: QPainter, curves: Sequence[Seen], plot: Plot, theme: Theme, layers: Layers, *, mixed: bool
) -> None:
    """Draw strong curves over each other; ``mixed`` so that none hides another.

    Lines take turns in lying on top, a stripe each, so that of two equal ones both colours are seen. Where noise
    fills areas stripes would be a fence: there the colours are averaged instead.
    """
    for seen in curves:
        _draw(painter, seen, plot.frame, theme)
    if not mixed:
        return
    for turn, seen in enumerate(reversed(curves[:-1]), start=1):
        shown = _turns(plot.frame, len(curves)) == turn
        if _dense(seen):
            _draw(painter, _striped(seen, shown), plot.frame, theme)
        else:
            layer = _layer(layers.take(0, plot.frame), seen, plot.frame, theme)
            pixels = np.frombuffer(layer.bits(), dtype=np.uint32).reshape(plot.frame.rows, plot.frame.columns)
            pixels *= shown.astype(np.uint32)
            painter.drawImage(0, 0, layer)


def _turns(frame: Frame, turns: int) -> NDArray[np.int64]:
    """Whose turn it is in each column, counted from step 0 so that stripes move with the curves."""
    zero = round(-frame.left / (frame.right - frame.left) * frame.columns)
    stripes: NDArray[np.int64] = (np.arange(frame.columns) - zero) // round(STRIPE * frame.ratio) % turns
    return stripes


def _striped(seen: Seen, shown: NDArray[np.bool_]) -> Seen:
    """A curve of columns without those that are not ``shown``."""
    looks = tuple(
        replace(look, columns=Columns(np.where(shown, cut.low, np.nan), np.where(shown, cut.high, np.nan)))
        for look in seen.looks
        if (cut := look.columns) is not None
    )
    return replace(seen, looks=looks)


def _fills(seen: Seen, frame: Frame) -> bool:
    """Whether a curve is so dense and noisy that it is an area rather than a line."""
    heights = [look.columns.high - look.columns.low for look in seen.looks if look.columns is not None]
    known = np.concatenate([height[~np.isnan(height)] for height in heights]) if heights else np.empty(0)
    pixels = frame.height / (frame.top - frame.bottom)
    return bool(known.size) and float(np.median(known)) * pixels > AREA


def _ordered(curves: Iterable[Seen], front: int | None) -> list[Seen]:
    """The curves in the order of drawing: the run in front is the last."""
    return sorted(curves, key=lambda seen: seen.curve.colour == front)


def _cleared(image: QImage | None, frame: Frame) -> QImage:
    """A transparent image of the size of a frame, the given one if it has that size."""
    if image is None or (image.width(), image.height()) != (frame.columns, frame.rows):
        image = QImage(frame.columns, frame.rows, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(1.0)
    image.fill(Qt.GlobalColor.transparent)
    return image


def _layer(image: QImage, seen: Seen, frame: Frame, theme: Theme) -> QImage:
    """One curve alone on a transparent image."""
    with QPainter(image) as painter:
        _draw(painter, seen, frame, theme)
    return image


def _draw(painter: QPainter, seen: Seen, frame: Frame, theme: Theme) -> None:
    for look in seen.looks:
        bars.draw(painter, look, frame, run_colour(theme, seen.curve.colour), WIDTHS[seen.curve.weight] * frame.ratio)


def _lost(painter: QPainter, curves: Iterable[Seen], frame: Frame, theme: Theme) -> None:
    """Mark the values that are no numbers at the bottom edge, a row for each curve that has some."""
    row = 0
    for seen in curves:
        steps = [look.lost for look in seen.looks if look.lost.size]
        if steps:
            bars.ticks(painter, steps, frame, run_colour(theme, seen.curve.colour), row)
            row += 1

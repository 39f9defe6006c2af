"""The curves of all plots in sight, painted together into one image, of which each plot shows its part."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter

from analysis.model.figure import Weight
from analysis.model.series import FloatArray
from analysis.stats.pyramid import Places
from gui.plotting import lines, raster
from gui.plotting.frame import Frame
from gui.plotting.plot import Plot, Seen
from gui.plotting.raster import MOST, Area, Bars, Blend, Pixels
from gui.plotting.shown import Shown
from gui.plotting.trace import Columns
from gui.theme import Theme, run_colour

RAW_SHARE = 1 / 3  # opacity of the samples under a smoothed curve
BAND_SHARE = 0.22
WIDTHS = {Weight.RAW: 1.0, Weight.FAR: 1.0, Weight.MAIN: 2.0}
AREA = 6.0  # pixels between the extremes of a column, in the median, from which on a curve fills an area
STRIPE = 7  # pixels over which one of several coinciding curves lies on top before it is another's turn


class Pictures:
    """An image with a place for each plot, one below the other; all plots are of one size.

    What numpy does to the columns of one curve costs as much as what it does to those of all.
    """

    def __init__(self) -> None:
        self._image = QImage()
        self._scratch = QImage()
        self._pixels: Pixels = np.empty((0, 0), dtype=np.uint32)
        self._plots: tuple[Plot, ...] = ()
        self._painted: list[object] = []

    def show(self, plots: Sequence[Plot]) -> None:
        """Have places for some plots, one at least; the pictures of others are let go."""
        plots, frame = tuple(plots), plots[0].frame
        width, height = frame.columns, frame.rows * len(plots)
        if (self._image.width(), self._image.height()) != (width, height):
            self._image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
            self._pixels = _pixels(self._image)
            self._scratch = QImage(width, frame.rows, QImage.Format.Format_ARGB32_Premultiplied)
            self._painted = []
        if plots != self._plots or not self._painted:
            self._plots, self._painted = plots, [None] * len(plots)

    def draw(self, painter: QPainter, plot: Plot, shown: Shown) -> None:
        """Draw the curves of a plot in pixels from its left upper corner; whatever is out of date is painted first."""
        if plot not in self._plots:
            return
        place = self._plots.index(plot)
        keys = [(one.version, one.frame, shown.theme.name, shown.front) for one in self._plots]
        if keys[place] != self._painted[place]:
            stale = [at for at, key in enumerate(keys) if key != self._painted[at]]
            self._paint([(self._plots[at], at) for at in stale], shown.theme, shown.front)
            self._painted = list(keys)
        frame = plot.frame
        painter.save()
        painter.scale(1 / frame.ratio, 1 / frame.ratio)  # pixels are copied, not scaled
        painter.drawImage(QPoint(0, 0), self._image, QRect(0, place * frame.rows, frame.columns, frame.rows))
        painter.restore()

    def _paint(self, plots: Sequence[tuple[Plot, int]], theme: Theme, front: int | None) -> None:
        turns: list[list[Bars]] = []
        layers = []
        for plot, place in plots:
            rows = plot.frame.rows
            pixels = self._pixels[place * rows : (place + 1) * rows]
            ground = _Ground(self._image, pixels, self._scratch, place * rows, plot.frame, theme)
            layers.append((ground, ground.layers(plot, front)))
        _fill([(ground, one.areas[-MOST:], raster.over, True) for ground, one in layers if one.areas])
        for ground, one in layers:
            for turn, bars in enumerate(ground.begin(one)):
                turns += [[]] if turn == len(turns) else []
                turns[turn].append(bars)
        _fill([(ground, one.noise, one.blend, one.alone) for ground, one in layers if one.noise])
        for together in turns:
            raster.stroke(self._pixels.reshape(-1), together)
        for plot, place in plots:
            if any(look.lost.size for seen in plot.seen for look in seen.looks):
                with _painter(self._image, place * plot.frame.rows, plot.frame) as painter:
                    _lost(painter, plot, front, theme)


@dataclass(frozen=True, eq=False)
class _Stroke:
    """A curve to be drawn, all of it or, of the columns of the picture, those that are ``shown``."""

    seen: Seen
    shown: NDArray[np.bool_] | None = None

    @property
    def dense(self) -> bool:
        """Whether it is drawn as columns all over."""
        return all(look.columns is not None for look in self.seen.looks)

    @property
    def columns(self) -> tuple[Columns, ...]:
        columns = tuple(look.columns for look in self.seen.looks if look.columns is not None)
        if self.shown is None:
            return columns
        hidden = ~self.shown
        return tuple(Columns(_without(cut.low, hidden), _without(cut.high, hidden)) for cut in columns)


@dataclass(frozen=True, eq=False)
class _Ground:
    """The part of the image that is one plot's."""

    image: QImage
    pixels: Pixels  # (rows, columns) of the part
    scratch: QImage  # as large as the part
    top: int
    frame: Frame
    theme: Theme

    def layers(self, plot: Plot, front: int | None) -> "_Layers":
        """What is to be drawn.

        The samples under smoothed curves are blended, so that where the noise of two runs overlaps both colours show.
        Strong curves take turns in lying on top, a stripe each, so that of two equal lines both are seen. Where noise
        fills areas stripes would be a fence: there the colours are averaged. A run that is in ``front`` lies on top
        everywhere.
        """
        raw, far, main = (_of(plot, weight, front) for weight in (Weight.RAW, Weight.FAR, Weight.MAIN))
        mixed = len(main) > 1 and main[-1].seen.curve.colour != front
        noisy = len(main) <= MOST and all(one.dense for one in main) and any(_fills(one, self.frame) for one in main)
        areas = [Area(band.columns, run_colour(self.theme, band.band.colour), BAND_SHARE, 0.0) for band in plot.bands]
        areas += [self._area(one) for one in raw if one.dense]
        noise = [self._area(one) for one in main] if noisy else []
        return _Layers(areas, [one for one in raw if not one.dense], far, main, noise, mixed)

    def begin(self, layers: "_Layers") -> list[Bars]:
        """Draw the curves of a plot over its areas, but noise and the bars that are returned, in this order."""
        if not (layers.areas or layers.alone):
            self.pixels.fill(0)
        self._lay(layers.raw, RAW_SHARE)
        far, main = layers.far, layers.main
        if layers.noise:
            self._draw(far)
            return []
        if all(one.dense for one in (*far, *main)):
            below = [bars for one in far for bars in self._bars([one])]
            return [*below, *self._bars(main, _stripes(main, self.frame) if layers.mixed else None)]
        self._draw([*far, *main, *(_turns(main, self.frame) if layers.mixed else ())])
        return []

    def painter(self) -> QPainter:
        """A painter of the part."""
        return _painter(self.image, self.top, self.frame)

    def _area(self, one: _Stroke) -> Area:
        share = RAW_SHARE if one.seen.curve.weight is Weight.RAW else 1.0
        return Area(one.columns, self._colour(one), share, self._width(one))

    def _bars(self, curves: Sequence[_Stroke], stripes: Places | None = None) -> list[Bars]:
        """The bars of curves, the lowest first, or in each stripe of columns as ``_stripes`` lets them take turns."""
        cuts, last, columns = [one.columns for one in curves], len(curves) - 1, np.arange(self.frame.columns)
        gap = np.full(columns.size, np.nan)
        inks = np.array([raster.ink(self._colour(one)) for one in curves], dtype=np.uint32)
        made = []
        for part in range(max(map(len, cuts), default=0)):
            known = [cut[part] if part < len(cut) else Columns(gap, gap) for cut in cuts]
            low, high = np.stack([one.low for one in known]), np.stack([one.high for one in known])
            for level, one in enumerate(curves):
                chosen = np.full(columns.size, level)
                if stripes is not None:
                    top = last - stripes  # the curve on top of all; those above it are a level lower instead
                    chosen = top if level == last else level + (level >= top)
                cut = Columns(low[chosen, columns], high[chosen, columns])
                made.append(Bars(cut, self.frame, self.top * columns.size, inks[chosen], self._width(one)))
        return made

    def _draw(self, strokes: Sequence[_Stroke]) -> None:
        """Draw curves one after the other."""
        for one in strokes:
            if one.dense:
                for bars in self._bars([one]):
                    raster.stroke(_pixels(self.image).reshape(-1), [bars])
            elif one.shown is None:
                with self.painter() as painter:
                    self._segments(painter, one)
            else:
                self._lay([one], 1.0)

    def _lay(self, strokes: Sequence[_Stroke], share: float) -> None:
        """Lay curves over the picture, ``share`` of each, by a picture of its own."""
        for one in strokes:
            self.scratch.fill(Qt.GlobalColor.transparent)
            with QPainter(self.scratch) as painter:
                self._segments(painter, one)
            if one.shown is not None:
                _pixels(self.scratch)[:] *= one.shown.astype(np.uint32)
            with self.painter() as painter:
                painter.setOpacity(share)
                painter.drawImage(0, 0, self.scratch)

    def _segments(self, painter: QPainter, one: _Stroke) -> None:
        by = one.seen.slid
        frame = replace(self.frame, left=self.frame.left - by, right=self.frame.right - by) if by else self.frame
        for look in one.seen.looks:
            lines.draw(painter, look, frame, self._colour(one), self._width(one))

    def _colour(self, one: _Stroke) -> str:
        return run_colour(self.theme, one.seen.curve.colour)

    def _width(self, one: _Stroke) -> float:
        return WIDTHS[one.seen.curve.weight] * self.frame.ratio


@dataclass(frozen=True, eq=False)
class _Layers:
    """What is drawn of a plot, from below: areas, lines of samples, far and strong curves; or noise in their place."""

    areas: list[Area]
    raw: list[_Stroke]
    far: list[_Stroke]
    main: list[_Stroke]
    noise: list[Area]
    mixed: bool  # no strong curve lies on top everywhere

    @property
    def alone(self) -> bool:
        """Whether there is noise and nothing else."""
        return bool(self.noise) and not (self.areas or self.raw or self.far)

    @property
    def blend(self) -> Blend:
        return raster.mean if self.mixed else raster.over


def _fill(jobs: Sequence[tuple[_Ground, Sequence[Area], Blend, bool]]) -> None:
    """Paint areas, blended, into parts of an image, bare ones or not."""
    found = raster.codes([(areas, ground.frame) for ground, areas, _, _ in jobs]) if jobs else []
    for (ground, areas, blend, bare), code in zip(jobs, found, strict=True):
        with ground.painter() as painter:
            raster.paint(painter, areas, code, blend, bare=bare)


def _of(plot: Plot, weight: Weight, front: int | None) -> list[_Stroke]:
    """The curves of a weight in the order of drawing: the run in front is the last."""
    curves = (seen for seen in plot.seen if seen.curve.weight is weight)
    return [_Stroke(seen) for seen in sorted(curves, key=lambda seen: seen.curve.colour == front)]


def _stripes(curves: Sequence[_Stroke], frame: Frame) -> Places:
    """Which turn it is in each column, counted from step 0 so that stripes move with the curves: 0 for the last."""
    zero = round(-frame.left / (frame.right - frame.left) * frame.columns)
    turns: Places = (np.arange(frame.columns) - zero) // round(STRIPE * frame.ratio) % len(curves)
    return turns


def _turns(curves: Sequence[_Stroke], frame: Frame) -> list[_Stroke]:
    """All curves but the last in the stripes in which they lie on top."""
    stripes = _stripes(curves, frame)
    return [_Stroke(one.seen, stripes == turn) for turn, one in enumerate(reversed(curves[:-1]), start=1)]


def _fills(one: _Stroke, frame: Frame) -> bool:
    """Whether a curve is so dense and noisy that it is an area rather than a line."""
    most = AREA * (frame.top - frame.bottom) / frame.height
    heights = [columns.high - columns.low for columns in one.columns]
    high = sum(int(np.count_nonzero(height > most)) for height in heights)
    flat = sum(int(np.count_nonzero(height <= most)) for height in heights)
    return high > 0 and high >= flat


def _without(values: FloatArray, hidden: NDArray[np.bool_]) -> FloatArray:
    """Some values without those that are ``hidden``: NaN."""
    left = values.copy()
    left[hidden] = np.nan
    return left


def _lost(painter: QPainter, plot: Plot, front: int | None, theme: Theme) -> None:
    """Mark the values that are no numbers at the bottom edge, a row for each curve that has some."""
    row = 0
    for one in _of(plot, Weight.RAW, front) or _of(plot, Weight.MAIN, front):
        steps = [look.lost for look in one.seen.looks if look.lost.size]
        if steps:
            lines.ticks(painter, steps, plot.frame, run_colour(theme, one.seen.curve.colour), row)
            row += 1


def _pixels(image: QImage) -> Pixels:
    """The pixels of an image that no other shares, to be written: (rows, columns)."""
    return np.frombuffer(image.bits(), dtype=np.uint32).reshape(image.height(), image.width())


def _painter(image: QImage, top: int, frame: Frame) -> QPainter:
    """A painter of one plot's part of an image."""
    painter = QPainter(image)
    painter.translate(0, top)
    painter.setClipRect(0, 0, frame.columns, frame.rows)
    return painter

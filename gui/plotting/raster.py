"""Curves as numpy paints them: bars of many curves at once, areas as bits carried down and one look-up for all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from analysis.model.series import FloatArray
from analysis.stats.pyramid import Places
from gui.plotting.frame import Frame
from gui.plotting.trace import Columns

MOST = 8  # areas in one picture: each has a bit of a byte

Colour = tuple[float, float, float, float]  # red, green, blue premultiplied by the opacity, and the opacity, 0 to 1
Pixels = NDArray[np.uint32]  # premultiplied


@dataclass(frozen=True, eq=False)
class Area:
    """The columns between the extremes of a curve, in a colour, covering ``share`` of what lies below."""

    columns: tuple[Columns, ...]
    colour: str
    share: float
    width: float  # device pixels that it is high at least

    @property
    def ink(self) -> Colour:
        red, green, blue, _ = _opaque(self.colour)
        return red * self.share, green * self.share, blue * self.share, self.share


@dataclass(frozen=True, eq=False)
class Bars:
    """Columns to be drawn as bars, each in its colour, into a picture that begins at a pixel ``start``."""

    columns: Columns
    frame: Frame
    start: int
    inks: Pixels  # of each column
    width: float  # device pixels by which a bar is higher than its column


Blend = Callable[[Sequence[Colour]], Colour]


def over(inks: Sequence[Colour]) -> Colour:
    """The colour where some areas lie on each other, the last on top."""
    mixed = np.zeros(4)
    for ink in inks:
        mixed = np.array(ink) + (1 - ink[3]) * mixed
    return _colour(mixed)


def mean(inks: Sequence[Colour]) -> Colour:
    """The average of the colours of some areas: none lies on top."""
    return _colour(np.mean(inks, axis=0))


def stroke(pixels: Pixels, bars: Sequence[Bars]) -> None:
    """Draw bars, their ends anti-aliased, into pictures of one width that lie one after the other in ``pixels``.

    What a bar covers is replaced. No two of them may share a column of a picture. The time goes with the pixels of
    the bars, and many curves cost little more than one.
    """
    pitch = bars[0].frame.columns
    top, bottom = _ends(bars)
    inks = np.concatenate([one.inks for one in bars])
    places = np.concatenate([np.arange(one.start, one.start + pitch) for one in bars])
    if not (seen := bottom > top).all():  # NaN is not
        top, bottom, inks, places = top[seen], bottom[seen], inks[seen], places[seen]
    first, last = np.ceil(top).astype(np.intp), np.floor(bottom).astype(np.intp)
    counts = np.maximum(last - first, 0)
    begins = places + first * pitch
    inner = np.repeat(begins - (np.cumsum(counts) - counts) * pitch, counts)
    inner += np.arange(0, inner.size * pitch, pitch)
    pixels[inner] = np.repeat(inks, counts)
    cover = np.concatenate((np.minimum(first, bottom) - top, np.where(last < first, 0.0, bottom - last)))
    some = np.flatnonzero(cover > 0)
    edges = np.concatenate((begins - pitch, places + last * pitch))[some]
    _mix(pixels, edges, np.concatenate((inks, inks))[some], cover[some])


def _ends(bars: Sequence[Bars]) -> FloatArray:
    """Upper and lower ends of all bars in rows of pixels, within their picture; NaN in gaps."""
    ends = np.stack(
        (np.concatenate([one.columns.high for one in bars]), np.concatenate([one.columns.low for one in bars]))
    )
    for place, one in enumerate(bars):
        frame = one.frame
        part = ends[:, place * frame.columns : (place + 1) * frame.columns]
        scale = frame.rows / (frame.top - frame.bottom)
        part *= -scale
        part += [[frame.top * scale - 0.5 * one.width], [frame.top * scale + 0.5 * one.width]]
    return np.clip(ends, 0, bars[0].frame.rows, out=ends)


def _mix(pixels: Pixels, places: NDArray[np.intp], inks: Pixels, cover: FloatArray) -> None:
    """Lay an opaque colour over some pixels, the share ``cover`` of each; no pixel may come twice."""
    below = pixels[places].view(np.uint8).reshape(-1, 4).astype(np.float32)
    below += (inks.view(np.uint8).reshape(-1, 4) - below) * cover.astype(np.float32)[:, None]
    below += 0.5
    pixels[places] = below.astype(np.uint8).view(np.uint32).reshape(-1)


@lru_cache(maxsize=64)
def ink(colour: str) -> np.uint32:
    """An opaque colour as a pixel."""
    return np.uint32(_word(_opaque(colour)))


def codes(pictures: Sequence[tuple[Sequence[Area], Frame]]) -> list[QImage]:
    """Which areas cover each pixel of some pictures of one size, a bit an area.

    A bit is turned at the upper and at the lower end of each column, then carried from row to row: all areas of all
    pictures side by side cost little more than one.
    """
    rows, pitch = pictures[0][1].rows, pictures[0][1].columns
    sheet = QImage(pitch * len(pictures), rows, QImage.Format.Format_Indexed8)
    sheet.fill(0)
    table = np.frombuffer(sheet.bits(), dtype=np.uint8).reshape(rows, sheet.bytesPerLine())
    for bit in range(max(len(areas) for areas, _ in pictures)):
        turned = [
            (place, (areas[bit].columns[0], frame, areas[bit].width))
            for place, (areas, frame) in enumerate(pictures)
            if bit < len(areas) and areas[bit].columns
        ]
        if turned:
            lefts = np.array([place * pitch for place, _ in turned])
            _turn(table, lefts, *_edges([part for _, part in turned]), np.uint8(1 << bit))
    for above, below in pairwise(table):
        np.bitwise_xor(below, above, out=below)
    for place, (areas, frame) in enumerate(pictures):
        part = table[:, place * pitch : (place + 1) * pitch]
        for bit, area in enumerate(areas):
            for columns in area.columns[1:]:  # they may lie in the same columns of pixels
                part |= _inside(*_edges([(columns, frame, area.width)]), rows).view(np.uint8) * np.uint8(1 << bit)
    return [sheet.copy(place * pitch, 0, pitch, rows) for place in range(len(pictures))]


def paint(painter: QPainter, areas: Sequence[Area], code: QImage, blend: Blend, *, bare: bool) -> None:
    """Paint areas into a picture, over what is there; a ``bare`` picture has nothing that has to stay."""
    code.setColorTable(_table(tuple(area.ink for area in areas), blend))
    if bare:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    # Qt looks colours up twice as fast as numpy
    painter.drawImage(0, 0, code.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied))


@lru_cache(maxsize=64)
def _table(inks: tuple[Colour, ...], blend: Blend) -> list[int]:
    """The colour of each mixture of areas, a bit an area; 0 is nothing."""
    mixtures = range(1, 1 << len(inks))
    return [0, *(_plain(blend([ink for bit, ink in enumerate(inks) if mixed >> bit & 1])) for mixed in mixtures)]


def _edges(parts: Sequence[tuple[Columns, Frame, float]]) -> tuple[Places, Places]:
    """The first row of pixels of each column and the one below its last; at least one where a value is in sight.

    Of columns, each in a frame and as high as a width at least: (parts, columns) each.
    """
    low, high = np.stack([columns.low for columns, _, _ in parts]), np.stack([columns.high for columns, _, _ in parts])
    lines = np.array([(frame.top, frame.rows / (frame.top - frame.bottom), 0.5 * wide) for _, frame, wide in parts])
    above, scale, half = lines.T[:, :, None]
    known = ~np.isnan(low)
    top = np.where(known, (above - high) * scale - half, 0.0)
    bottom = np.where(known, (above - low) * scale + half, 0.0)
    first, last = (np.clip(np.rint(ends), 0, parts[0][1].rows).astype(np.intp) for ends in (top, bottom))
    return first, last


def _turn(table: NDArray[np.uint8], lefts: Places, first: Places, last: Places, bit: np.uint8) -> None:
    """Turn a bit at both ends of columns that lie beside each other, those of each part from its ``lefts`` on."""
    for ends in (first, last):
        part, at = np.nonzero((last > first) & (ends < table.shape[0]))
        table[ends[part, at], lefts[part] + at] ^= bit


def _inside(first: Places, last: Places, rows: int) -> NDArray[np.bool_]:
    """Which pixels lie within the ends of their column."""
    row = np.arange(rows)[:, None]
    inside: NDArray[np.bool_] = (row >= first) & (row < last)
    return inside


@lru_cache(maxsize=64)
def _opaque(name: str) -> Colour:
    colour = QColor(name)
    return colour.redF(), colour.greenF(), colour.blueF(), 1.0


def _colour(parts: FloatArray) -> Colour:
    red, green, blue, share = (float(part) for part in parts)
    return red, green, blue, share


def _plain(colour: Colour) -> int:
    """A colour that is not premultiplied, as Qt has it in tables."""
    red, green, blue, share = colour
    return _word((red / share, green / share, blue / share, share))


def _word(colour: Colour) -> int:
    red, green, blue, share = (round(255 * part) for part in colour)
    return share << 24 | red << 16 | green << 8 | blue

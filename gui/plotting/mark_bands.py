"""The spans of many marks as one row of pixels, drawn over the height of a plot in one go: exact however many."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from analysis.model.series import FloatArray
from analysis.stats.pyramid import Places
from gui.plotting.frame import Frame


def bands(
    frame: Frame,
    spans: tuple[FloatArray, FloatArray],
    ink: Places,
    colours: Mapping[int, tuple[str, str]],
    share: float,
) -> QImage:
    """A picture of one row: each span tinted by ``share`` of its colour, spans over each other darker, edges opaque.

    ``spans`` are their first and last steps, ``ink`` names the entry of ``colours`` of each: its tint, its edges.
    """
    width = max(round(frame.width * frame.ratio), 1)
    if not colours:
        return _picture(np.zeros((width, 4), np.uint8))
    scale = width / (frame.right - frame.left)
    left, right = ((np.clip((ends - frame.left) * scale, -1, width)) for ends in spans)
    start, stop = np.clip(np.round(left), 0, width).astype(int), np.clip(np.round(right), 0, width).astype(int)
    stop = np.maximum(stop, np.minimum(start + 1, width))
    keys = sorted(colours)
    place = np.searchsorted(keys, ink)
    tints, edges = (np.array([_channels(colours[key][part]) for key in keys]) for part in (0, 1))
    size = len(keys), width + 1
    counts = [
        np.bincount(place * (width + 1) + ends, minlength=size[0] * size[1]).reshape(size) for ends in (start, stop)
    ]
    depth = np.cumsum(counts[0] - counts[1], axis=1)[:, :width]
    bare = ((1 - share) ** np.arange(depth.max(initial=0) + 1))[depth]  # of what lies below the marks of a label
    above = np.cumprod(bare[::-1], axis=0)[::-1]  # and of what lies below them and those of the labels after it
    colour = tints.T @ np.concatenate(((1 - bare[:-1]) * above[1:], 1 - bare[-1:]))
    alpha = 1 - above[0]
    line = _edges((left, right), place, width, max(round(frame.ratio), 1))
    there = line >= 0
    colour[:, there], alpha[there] = edges[line[there]].T, 1.0
    row = np.empty((width, 4), np.uint8)  # premultiplied blue, green, red, alpha: the bytes of ARGB32
    row[:, :3] = np.round(colour[::-1].T)
    row[:, 3] = np.round(255 * alpha)
    return _picture(row)


def _picture(row: NDArray[np.uint8]) -> QImage:
    image = QImage(row.tobytes(), len(row), 1, row.size, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # the bytes above are gone when this returns


def _edges(spans: tuple[FloatArray, FloatArray], place: Places, width: int, line: int) -> Places:
    """The place of the colour of the edge in each pixel, -1 without one; of those in one pixel the last is seen."""
    ends = np.concatenate(spans)
    seen = np.flatnonzero((ends > -1) & (ends < width))
    at, mine = np.round(ends[seen] - 0.5 * line).astype(int), np.tile(place, 2)[seen]
    order = np.argsort(mine.astype(np.uint8), kind="stable")  # of small numbers numpy sorts the digits
    at, mine = at[order] + line, mine[order]
    found = np.full(width + 3 * line, -1)
    for by in range(line):
        one = np.full(found.size, -1)
        one[at + by] = mine
        np.maximum(found, one, out=found)
    return found[line : line + width]


@lru_cache(maxsize=256)
def _channels(colour: str) -> FloatArray:
    made = QColor(colour)
    return np.array([made.red(), made.green(), made.blue()], dtype=float)

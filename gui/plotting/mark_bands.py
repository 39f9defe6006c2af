"""The spans of many marks as one row of pixels, drawn over the height of a plot in one go: exact however many."""

from collections.abc import Mapping

import numpy as np
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
    own = (1 - (1 - share) ** np.arange(depth.max(initial=0) + 1))[depth]
    colour, alpha = np.zeros((3, width)), np.zeros(width)
    for tint, cover in zip(tints, own, strict=True):
        colour += cover * (tint[:, None] - colour)
        alpha += cover * (1 - alpha)
    at, mine = _edges((left, right), place, width, max(round(frame.ratio), 1))
    colour[:, at], alpha[at] = edges[mine].T, 1.0
    row = np.empty((width, 4), np.uint8)  # premultiplied blue, green, red, alpha: the bytes of ARGB32
    row[:, :3] = np.round(colour[::-1].T)
    row[:, 3] = np.round(255 * alpha)
    image = QImage(row.tobytes(), width, 1, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # the bytes above are gone when this returns


def _edges(spans: tuple[FloatArray, FloatArray], place: Places, width: int, line: int) -> tuple[Places, Places]:
    """The pixels of the edges of spans and the place of the colour of each; of those in one pixel the last is seen."""
    ends = np.concatenate(spans)
    at = (np.round(ends - 0.5 * line).astype(int)[:, None] + np.arange(line)).ravel()
    shown = (at >= 0) & (at < width) & np.repeat((ends > -1) & (ends < width), line)
    mine = np.repeat(np.tile(place, 2), line)[shown]
    order = np.argsort(mine, kind="stable")
    return at[shown][order], mine[order]


def _channels(colour: str) -> FloatArray:
    made = QColor(colour)
    return np.array([made.red(), made.green(), made.blue()], dtype=float)

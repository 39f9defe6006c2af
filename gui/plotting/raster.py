"""Areas as numpy paints them: one compare a pixel for a curve, then one look-up a pixel for all of them together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from analysis.model.series import FloatArray
from gui.plotting.frame import Frame
from gui.plotting.trace import Columns

FEW = 2  # areas, for which a copy each is faster than a look-up a pixel
MOST = 8  # areas in one picture: each has a bit of a byte

Colour = tuple[float, float, float, float]  # red, green, blue premultiplied by the opacity, and the opacity, 0 to 1


@dataclass(frozen=True, eq=False)
class Area:
    """The columns between the extremes of a curve, in a colour, covering ``share`` of what lies below."""

    columns: tuple[Columns, ...]
    colour: str
    share: float
    width: float  # device pixels that it is high at least

    @property
    def ink(self) -> Colour:
        colour = QColor(self.colour)
        return colour.redF() * self.share, colour.greenF() * self.share, colour.blueF() * self.share, self.share


def over(areas: Sequence[Area]) -> Colour:
    """The colour where some areas lie on each other, the last on top."""
    mixed = np.zeros(4)
    for area in areas:
        mixed = np.array(area.ink) + (1 - area.share) * mixed
    return _colour(mixed)


def mean(areas: Sequence[Area]) -> Colour:
    """The average of the colours of some areas: none lies on top."""
    return _colour(np.mean([area.ink for area in areas], axis=0))


def paint(image: QImage, areas: Sequence[Area], frame: Frame, blend: Callable[[Sequence[Area]], Colour]) -> None:
    """Paint areas into an image of premultiplied pixels; what is below them is replaced, the rest stays."""
    masks = [_mask(area, frame) for area in areas]
    pixels = np.frombuffer(image.bits(), dtype=np.uint32).reshape(frame.rows, frame.columns)
    if len(areas) <= FEW:
        for area, mask in zip(areas, masks, strict=True):
            np.copyto(pixels, np.uint32(_word(blend([area]))), where=mask)
        if len(areas) == FEW:
            np.copyto(pixels, np.uint32(_word(blend(areas))), where=masks[0] & masks[1])
        return
    codes = np.zeros((frame.rows, frame.columns), dtype=np.uint8)
    for bit, mask in enumerate(masks):
        codes |= mask.view(np.uint8) << np.uint8(bit)
    inks = np.zeros(1 << len(areas), dtype=np.uint32)
    for code in range(1, inks.size):
        inks[code] = _word(blend([area for bit, area in enumerate(areas) if code >> bit & 1]))
    np.copyto(pixels, inks.take(codes), where=codes != 0)


def _mask(area: Area, frame: Frame) -> NDArray[np.bool_]:
    """Which pixels an area covers."""
    mask = np.zeros((frame.rows, frame.columns), dtype=np.bool_)
    for columns in area.columns:
        mask |= _inside(columns, frame, area.width)
    return mask


def _inside(columns: Columns, frame: Frame, width: float) -> NDArray[np.bool_]:
    """Which pixels lie between the extremes of their column; at least one where a column has a value in sight."""
    scale = frame.rows / (frame.top - frame.bottom)
    known = ~np.isnan(columns.low)
    top = np.where(known, (frame.top - columns.high) * scale - 0.5 * width, 0.0)
    bottom = np.where(known, (frame.top - columns.low) * scale + 0.5 * width, 0.0)
    top, bottom = np.clip(np.rint(top), 0, frame.rows), np.clip(np.rint(bottom), 0, frame.rows)
    first, count = top.astype(np.uint16), (bottom - top).astype(np.uint16)
    rows = np.arange(frame.rows, dtype=np.uint16)[:, None]
    inside: NDArray[np.bool_] = (rows - first) < count  # unsigned: what lies above is a large number
    return inside


def _colour(parts: FloatArray) -> Colour:
    red, green, blue, share = (float(part) for part in parts)
    return red, green, blue, share


def _word(colour: Colour) -> int:
    red, green, blue, share = (round(255 * part) for part in colour)
    return share << 24 | red << 16 | green << 8 | blue

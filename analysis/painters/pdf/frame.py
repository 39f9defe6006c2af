"""Where steps and values lie on the paper, and which range of values a panel shows."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from analysis.model.figure import Panel
from analysis.model.series import FloatArray, Span
from analysis.painters.pdf.inks import Box
from analysis.painters.pdf.thinning import Outline

_MARGIN = 0.05  # of the range of values, left free above and below


@dataclass(frozen=True, slots=True)
class Range:
    """The values at the lower and the upper edge of a plot, ``low < high``."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A plot area and the ranges that fill it."""

    plot: Box
    span: Span
    values: Range

    def x(self, steps: FloatArray) -> FloatArray:
        return self.plot.x + self.plot.width * _share(steps, self.span.first, self.span.last)

    def y(self, values: FloatArray) -> FloatArray:
        return self.plot.y + self.plot.height * _share(values, self.values.low, self.values.high)

    def x_of(self, step: float) -> float:
        return float(self.x(np.array([step]))[0])

    def y_of(self, value: float) -> float:
        return float(self.y(np.array([value]))[0])


def _share(numbers: FloatArray, low: float, high: float) -> FloatArray:
    """0 at ``low``, 1 at ``high``, a half where both are equal; halved first, so that no difference overflows."""
    width = high / 2 - low / 2
    if width <= 0:
        return np.where(np.isfinite(numbers), 0.5, np.nan)
    return (numbers / 2 - low / 2) / width


def range_of(outlines: Iterable[Outline], levels: Iterable[float], span: Span) -> Range | None:
    """The range of all finite values within the span with some air around it; None without any."""
    parts = [np.array([level for level in levels if np.isfinite(level)], dtype=np.float64)]
    for outline in outlines:
        seen = outline.values[(outline.steps >= span.first) & (outline.steps <= span.last)]
        parts.append(seen[np.isfinite(seen)])
    values = np.concatenate(parts)
    if not values.size:
        return None
    return _aired(float(values.min()), float(values.max()))


def _aired(low: float, high: float) -> Range:
    room = _MARGIN * (high / 2 - low / 2) * 2 or abs(low) * _MARGIN or 1.0
    limit = float(np.finfo(np.float64).max)
    return Range(max(low - room, -limit), min(high + room, limit))


def shared(panels: Iterable[Panel], ranges: Iterable[Range | None]) -> tuple[Range, ...]:
    """The ranges of panels, one for all panels of a group; 0 to 1 where there is nothing to show."""
    pairs = tuple(zip(panels, ranges, strict=True))
    groups: dict[str, Range] = {}
    for panel, own in pairs:
        if panel.group and own is not None:
            known = groups.get(panel.group, own)
            groups[panel.group] = Range(min(known.low, own.low), max(known.high, own.high))
    return tuple(groups.get(panel.group) or own or Range(0.0, 1.0) for panel, own in pairs)

"""A curve made ready for drawing, and what of it can be seen in a range: samples, or the extremes of each column."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from analysis.model.series import FloatArray
from analysis.stats.columns import extremes

DENSE = 1.0  # samples per column of pixels above which columns are drawn instead of samples
MOST_RESTARTS = 50
HUGE = 1e300  # beyond it no range of values can be spanned


@dataclass(frozen=True, eq=False)
class Columns:
    """The lowest and highest value of a curve in each column, its line between samples included; NaN in gaps."""

    low: FloatArray
    high: FloatArray

    def extremes(self) -> tuple[float | None, float | None]:
        """The lowest and highest of all columns; None without one."""
        return _extremes(self.low, self.high)


@dataclass(frozen=True, eq=False)
class Look:
    """What is seen of a curve between two steps.

    ``steps`` and ``values`` are the samples inside and one on each side; ``columns`` is there where the samples lie
    denser than DENSE. ``low`` and ``high`` are the extremes inside (None without a finite value); ``lost`` are the
    steps of non-finite values; ``density`` is the number of samples a column.
    """

    steps: FloatArray
    values: FloatArray
    columns: Columns | None
    low: float | None
    high: float | None
    lost: FloatArray
    density: float


class Trace:
    """A stretch of a curve in which steps do not go back; values that cannot be drawn are NaN in ``values``."""

    def __init__(self, steps: FloatArray, values: FloatArray) -> None:
        finite = np.abs(values) < HUGE
        self.steps = steps
        self.raw = values
        self.lost: FloatArray = steps[~finite]
        self.values: FloatArray = values if not self.lost.size else np.where(finite, values, np.nan)

    @cached_property
    def stride(self) -> float:
        """The median distance of neighbouring steps, 0 below two points."""
        return float(np.median(np.diff(self.steps))) if self.steps.size > 1 else 0.0

    @cached_property
    def whole(self) -> bool:
        """Whether all steps are whole numbers."""
        return bool(np.all(self.steps == np.rint(self.steps)))

    def place(self, step: float) -> int | None:
        """The index of the sample nearest to a step; None where the nearest is farther than half a stride."""
        if not self.steps.size:
            return None
        best = self._nearest(step)
        reach = 0.5 * self.stride * (1 + 1e-9)
        return best if abs(self.steps[best] - step) <= reach else None

    def _nearest(self, step: float) -> int:
        right = min(int(np.searchsorted(self.steps, step)), self.steps.size - 1)
        return min((max(right - 1, 0), right), key=lambda i: abs(float(self.steps[i]) - step))

    def beside(self, step: float, count: int) -> float | None:
        """The step ``count`` samples after the sample nearest to ``step``, at most the first or the last one."""
        if not self.steps.size:
            return None
        return float(self.steps[min(max(self._nearest(step) + count, 0), self.steps.size - 1)])

    def look(self, left: float, right: float, count: int) -> Look:
        """What is seen between two steps in ``count`` columns."""
        first, end = (int(i) for i in (np.searchsorted(self.steps, left), np.searchsorted(self.steps, right, "right")))
        density = (end - first) / count
        seen = self.columns(left, right, count) if density > DENSE else None
        start, stop = max(first - 1, 0), min(end + 1, self.steps.size)
        steps, values = self.steps[start:stop], self.values[start:stop]
        if seen is not None:
            low, high = seen.extremes()
        else:
            edges = self._line_at(np.array([left, right]))
            inside = np.concatenate((self.values[first:end], edges))
            low, high = _extremes(inside, inside)
        lost = self.lost[np.searchsorted(self.lost, left) : np.searchsorted(self.lost, right, "right")]
        return Look(steps, values, seen, low, high, lost, density)

    def columns(self, left: float, right: float, count: int) -> Columns:
        """The extremes in ``count`` columns of equal width, of the samples and of the line between them."""
        edges = np.linspace(left, right, count + 1)
        line = self._line_at(edges)
        low, high, _, _ = extremes(self.steps, self.values, edges)
        return Columns(
            np.fmin(low, np.fmin(line[:-1], line[1:])),
            np.fmax(high, np.fmax(line[:-1], line[1:])),
        )

    def extremes(self) -> tuple[float | None, float | None]:
        """The extremes of all values."""
        return _extremes(self.values, self.values)

    def _line_at(self, steps: FloatArray) -> FloatArray:
        """The straight line between two samples, seen from the left, at some steps; NaN outside and in gaps."""
        line = np.full(steps.size, np.nan)
        right = np.searchsorted(self.steps, steps)
        between = (right > 0) & (right < self.steps.size)
        right = right[between]
        x0, x1 = self.steps[right - 1], self.steps[right]
        share = (steps[between] - x0) / (x1 - x0)
        line[between] = self.values[right - 1] * (1 - share) + self.values[right] * share
        return line


def stretches(steps: FloatArray, values: FloatArray) -> tuple[Trace, ...]:
    """A curve cut where its steps go back (a restart): no line leads across.

    A curve that goes back more often than MOST_RESTARTS times is no curve over steps; its points are taken in the
    order of their steps.
    """
    back = np.flatnonzero(steps[1:] < steps[:-1]) + 1
    if back.size > MOST_RESTARTS:
        order = np.argsort(steps, kind="stable")
        return (Trace(steps[order], values[order]),)
    cuts = [0, *(int(cut) for cut in back), steps.size]
    return tuple(Trace(steps[a:b], values[a:b]) for a, b in pairwise(cuts) if b > a)


def _extremes(low: FloatArray, high: FloatArray) -> tuple[float | None, float | None]:
    """The smallest of ``low`` and the largest of ``high``, NaN aside; None where nothing is left."""
    lowest = float(np.fmin.reduce(low)) if low.size else np.nan
    highest = float(np.fmax.reduce(high)) if high.size else np.nan
    return (None, None) if np.isnan(lowest) else (lowest, highest)

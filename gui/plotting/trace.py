"""A curve made ready for drawing, and what of it can be seen in a range: samples, or the extremes of each column."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from analysis.model.series import FloatArray
from analysis.stats.pyramid import Places, Pyramid
from analysis.stats.pyramid import stretches as looked_at

DENSE = 1.0  # samples per column of pixels above which columns are drawn instead of samples
MOST_RESTARTS = 50
HUGE = 1e300  # beyond it no range of values can be spanned
LONG = 1 << 16  # samples from which on a pyramid is worth its memory
SPREAD = 100_000  # samples that speak for the distances of all


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
        self.steps = steps
        self.raw = values
        self.lost: FloatArray = steps[:0]
        self.values: FloatArray = values
        self._pyramid: Pyramid | None = None
        if values.size and not (values.min() > -HUGE and values.max() < HUGE):  # NaN is neither
            finite = np.abs(values) < HUGE
            self.lost = steps[~finite]
            self.values = np.where(finite, values, np.nan)

    @property
    def unprepared(self) -> bool:
        """Whether a pyramid would make looking at it faster."""
        return self._pyramid is None and self.steps.size >= LONG

    def prepare(self) -> None:
        """Build the pyramid, in any thread; what is seen stays the same."""
        if self.unprepared:
            self._pyramid = Pyramid(self.values)

    @cached_property
    def stride(self) -> float:
        """The median distance of neighbouring steps, of SPREAD of them where there are more; 0 below two points."""
        if self.steps.size < 2:
            return 0.0
        at = self._spread(self.steps.size - 1)
        return float(np.median(self.steps[at + 1] - self.steps[at]))

    @cached_property
    def whole(self) -> bool:
        """Whether all steps are whole numbers, or SPREAD of them where there are more."""
        steps = self.steps[self._spread(self.steps.size)]
        return bool(np.all(steps == np.rint(steps)))

    @staticmethod
    def _spread(count: int) -> Places:
        return np.linspace(0, max(count - 1, 0), min(count, SPREAD)).astype(np.intp)

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

    def look(self, left: float, right: float, count: int, *, near: bool = False) -> Look:
        """What is seen between two steps in ``count`` columns; ``near`` lets an edge be an eighth of a column off."""
        first, end = (int(i) for i in (np.searchsorted(self.steps, left), np.searchsorted(self.steps, right, "right")))
        density = (end - first) / count
        seen = self.columns(left, right, count, near=near) if density > DENSE else None
        start, stop = max(first - 1, 0), min(end + 1, self.steps.size)
        steps, values = self.steps[start:stop], self.values[start:stop]
        if seen is not None:
            low, high = seen.extremes()
        else:
            ends = np.array([left, right])
            edges = self._line_at(ends, self._places(ends))
            inside = np.concatenate((self.values[first:end], edges))
            low, high = _extremes(inside, inside)
        return Look(steps, values, seen, low, high, self._lost_in(left, right, count), density)

    def _lost_in(self, left: float, right: float, count: int) -> FloatArray:
        """The steps without a value that can be drawn, one a column where there are more than columns."""
        lost = self.lost[np.searchsorted(self.lost, left) : np.searchsorted(self.lost, right, "right")]
        if lost.size <= count:
            return lost
        places = np.searchsorted(lost, np.linspace(left, right, count + 1))
        return lost[places[:-1][places[1:] > places[:-1]]]

    def columns(self, left: float, right: float, count: int, *, near: bool = False) -> Columns:
        """The extremes in ``count`` columns of equal width, of the samples and of the line between them."""
        edges = np.linspace(left, right, count + 1)
        places = self._places(edges)
        line = self._line_at(edges, places)
        places[-1] = np.searchsorted(self.steps, edges[-1], "right")  # the last column has both its edges
        if self._pyramid is None:
            low, high = looked_at(self.values, places)
        else:
            low, high = self._pyramid.extremes(places, near=near)
        return Columns(
            np.fmin(low, np.fmin(line[:-1], line[1:])),
            np.fmax(high, np.fmax(line[:-1], line[1:])),
        )

    def extremes(self) -> tuple[float | None, float | None]:
        """The extremes of all values."""
        if self._pyramid is None:
            return _extremes(self.values, self.values)
        low, high = self._pyramid.whole()
        return (None, None) if low > high else (low, high)

    def _places(self, steps: FloatArray) -> Places:
        """Before which samples some ascending steps stand, as ``numpy.searchsorted`` has it.

        In long series they are guessed as if the distances were even and then checked: reading two samples a step
        is ten times as fast as searching.
        """
        count = self.steps.size
        width = float(self.steps[-1] - self.steps[0]) if count else 0.0
        if count < LONG or not 0 < width < HUGE:
            searched: Places = np.searchsorted(self.steps, steps)
            return searched
        with np.errstate(over="ignore", invalid="ignore"):
            even = np.ceil((steps - self.steps[0]) * ((count - 1) / width))
        guess: Places = np.clip(np.nan_to_num(even), 0, count).astype(np.intp)
        right = (guess == 0) | (self.steps[guess - 1] < steps)
        right &= (guess == count) | (self.steps[np.minimum(guess, count - 1)] >= steps)
        wrong = np.flatnonzero(~right)
        if wrong.size:
            guess[wrong] = np.searchsorted(self.steps, steps[wrong])
        return guess

    def _line_at(self, steps: FloatArray, places: Places) -> FloatArray:
        """The straight line between two samples, seen from the left, at some steps; NaN outside and in gaps."""
        line = np.full(steps.size, np.nan)
        between = (places > 0) & (places < self.steps.size)
        right = places[between]
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

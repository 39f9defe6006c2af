"""A curve made ready for drawing, and what of it can be seen in a range: samples, or the extremes of each column."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from analysis.model.series import FloatArray
from analysis.stats.pyramid import Places, Pyramid
from analysis.stats.pyramid import stretches as looked_at

DENSE = 0.5  # samples per column of pixels above which columns are drawn instead of samples, also at rest
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
    denser than DENSE, or the range moves. ``low`` and ``high`` are the extremes inside (None without a finite value);
    ``lost`` are the steps of non-finite values; ``density`` is the number of samples a column.
    """

    steps: FloatArray
    values: FloatArray
    columns: Columns | None
    low: float | None
    high: float | None
    lost: FloatArray
    density: float


@dataclass(frozen=True, eq=False)
class Cut:
    """Where steps fall into columns of equal width: before which samples the edges stand, and where between two."""

    edges: FloatArray
    first: int  # samples from here
    end: int  # to before here lie inside
    places: Places  # of each edge, the last column having both its edges
    right: Places  # of each edge, the sample at its right; any one for an edge outside
    share: FloatArray  # of the way from the sample at the left to that at the right; NaN outside

    def line(self, values: FloatArray) -> FloatArray:
        """The straight line between two samples, seen from the left, at the edges; NaN outside and in gaps."""
        return values[self.right - 1] * (1 - self.share) + values[self.right] * self.share


class Steps:
    """Steps that do not go back, shared by the curves that stand at them."""

    def __init__(self, steps: FloatArray) -> None:
        self.values = steps
        self._cut: tuple[tuple[float, float, int], Cut] | None = None
        self._near: tuple[float, int] | None = None
        self._table: tuple[tuple[FloatArray, ...], FloatArray] = ((), np.empty((0, 0)))

    def table(self, values: tuple[FloatArray, ...]) -> FloatArray:
        """The values of several curves one below the other, as a copy that is kept: (curves, samples)."""
        known = self._table[0]
        if len(known) != len(values) or any(a is not b for a, b in zip(known, values, strict=True)):
            self._table = (values, np.stack(values))
        return self._table[1]

    @cached_property
    def stride(self) -> float:
        """The median distance of neighbouring steps, of SPREAD of them where there are more; 0 below two points."""
        if self.values.size < 2:
            return 0.0
        at = self._spread(self.values.size - 1)
        apart = np.partition(self.values[at + 1] - self.values[at], [(at.size - 1) // 2, at.size // 2])
        return float(0.5 * (apart[(at.size - 1) // 2] + apart[at.size // 2]))

    @cached_property
    def whole(self) -> bool:
        """Whether all steps are whole numbers, or SPREAD of them where there are more."""
        steps = self.values[self._spread(self.values.size)]
        return bool(np.all(steps == np.rint(steps)))

    def nearest(self, step: float) -> int:
        """The place of the step nearest to one, the first of two; the last answer is kept. There has to be a step."""
        if self._near is None or self._near[0] != step:
            right = min(int(self.values.searchsorted(step)), self.values.size - 1)
            left = max(right - 1, 0)
            self._near = (step, left if abs(self.values[left] - step) <= abs(self.values[right] - step) else right)
        return self._near[1]

    @staticmethod
    def _spread(count: int) -> Places:
        return np.linspace(0, max(count - 1, 0), min(count, SPREAD)).astype(np.intp)

    def cut(self, left: float, right: float, count: int) -> Cut:
        """``count`` columns between two steps; the last answer is kept."""
        asked = (left, right, count)
        if self._cut is None or self._cut[0] != asked:
            self._cut = (asked, self._made(left, right, count))
        return self._cut[1]

    def _made(self, left: float, right: float, count: int) -> Cut:
        steps = self.values
        edges = np.linspace(left, right, count + 1)
        places = self._places(edges)
        outside = (places == 0) | (places == steps.size)
        after = np.where(outside, min(1, steps.size - 1), places)
        before = steps[after - 1]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (edges - before) / (steps[after] - before)
        share[outside] = np.nan
        places[-1] = np.searchsorted(steps, edges[-1], "right")
        return Cut(edges, int(places[0]), int(places[-1]), places, after, share)

    def _places(self, steps: FloatArray) -> Places:
        """Before which samples some ascending steps stand, as ``numpy.searchsorted`` has it.

        In long series they are guessed as if the distances were even and then checked: reading two samples a step
        is ten times as fast as searching.
        """
        known, count = self.values, self.values.size
        width = float(known[-1] - known[0]) if count else 0.0
        if count < LONG or not 0 < width < HUGE:
            searched: Places = known.searchsorted(steps)
            return searched
        with np.errstate(over="ignore", invalid="ignore"):
            even = np.ceil((steps - known[0]) * ((count - 1) / width))
        guess: Places = np.clip(np.nan_to_num(even), 0, count).astype(np.intp)
        right = (guess == 0) | (known[guess - 1] < steps)
        right &= (guess == count) | (known[np.minimum(guess, count - 1)] >= steps)
        wrong = np.flatnonzero(~right)
        if wrong.size:
            guess[wrong] = np.searchsorted(known, steps[wrong])
        return guess


class Trace:
    """A stretch of a curve in which steps do not go back; values that cannot be drawn are NaN in ``values``."""

    def __init__(self, axis: Steps, values: FloatArray) -> None:
        self.axis = axis
        self.steps = steps = axis.values
        self.raw = values
        self.lost: FloatArray = steps[:0]
        self.values: FloatArray = values
        self.pyramid: Pyramid | None = None
        self.waits = False  # it is not drawn before its pyramid is there, since looking at all of it takes long
        self._known: tuple[object, Columns] | None = None
        if values.size and not (values.min() > -HUGE and values.max() < HUGE):  # NaN is neither
            finite = np.abs(values) < HUGE
            self.lost = steps[~finite]
            if not np.isnan(values[~finite]).all():  # else they can be drawn as they are
                self.values = np.where(finite, values, np.nan)

    @property
    def unprepared(self) -> bool:
        """Whether a pyramid would make looking at it faster."""
        return self.pyramid is None and self.steps.size >= LONG

    @property
    def awaited(self) -> bool:
        """Whether it is drawn later, once it has a pyramid."""
        return self.waits and self.unprepared

    def prepare(self) -> None:
        """Build the pyramid, in any thread; what is seen stays the same."""
        if self.unprepared:
            self.pyramid = Pyramid(self.values)

    @property
    def nbytes(self) -> int:
        """The memory that it takes beside that of the samples."""
        copied = self.values.nbytes if self.values is not self.raw else 0
        return copied + self.lost.nbytes + (0 if self.pyramid is None else self.pyramid.nbytes)

    def place(self, step: float) -> int | None:
        """The index of the sample nearest to a step; None where the nearest is farther than half a stride."""
        if not self.steps.size:
            return None
        best = self.axis.nearest(step)
        reach = 0.5 * self.axis.stride * (1 + 1e-9)
        return best if abs(self.steps[best] - step) <= reach else None

    def beside(self, step: float, count: int) -> float | None:
        """The step ``count`` samples after the sample nearest to ``step``, at most the first or the last one."""
        if not self.steps.size:
            return None
        return float(self.steps[min(max(self.axis.nearest(step) + count, 0), self.steps.size - 1)])

    def look(self, left: float, right: float, count: int, *, near: bool = False) -> Look:
        """What is seen between two steps in ``count`` columns; ``near`` lets an edge be an eighth of a column off."""
        cut = self.axis.cut(left, right, count)
        density = (cut.end - cut.first) / count
        start, stop = max(cut.first - 1, 0), min(cut.end + 1, self.steps.size)
        if density > DENSE or near:
            seen = self.columns(left, right, count, near=near)
            low, high = seen.extremes()
        else:
            seen, edges = None, cut.line(self.values)[[0, -1]] if self.steps.size else cut.edges[:0]
            inside = np.concatenate((self.values[cut.first : cut.end], edges))
            low, high = _extremes(inside, inside)
        lost = self._lost_in(left, right, count)
        return Look(self.steps[start:stop], self.values[start:stop], seen, low, high, lost, density)

    def _lost_in(self, left: float, right: float, count: int) -> FloatArray:
        """The steps without a value that can be drawn, one a column where there are more than columns."""
        if not self.lost.size:
            return self.lost
        lost = self.lost[np.searchsorted(self.lost, left) : np.searchsorted(self.lost, right, "right")]
        if lost.size <= count:
            return lost
        places = np.searchsorted(lost, np.linspace(left, right, count + 1))
        return lost[places[:-1][places[1:] > places[:-1]]]

    def columns(self, left: float, right: float, count: int, *, near: bool = False) -> Columns:
        """The extremes in ``count`` columns of equal width, of the samples and of the line between them."""
        if self._known is not None and self.knows(left, right, count, near=near):
            return self._known[1]
        if self.awaited:
            return Columns(np.full(count, np.nan), np.full(count, np.nan))
        cut = self.axis.cut(left, right, count)
        return Columns(*with_lines(*self.samples(cut, near=near), cut.line(self.values)))

    def samples(self, cut: Cut, *, near: bool) -> tuple[FloatArray, FloatArray]:
        """The extremes of the samples in each column."""
        if self.pyramid is None:
            return looked_at(self.values, cut.places)
        return self.pyramid.extremes(cut.places, near=near)

    def knows(self, left: float, right: float, count: int, *, near: bool) -> bool:
        """Whether these columns are known."""
        return self._known is not None and self._known[0] == (left, right, count, near)

    def know(self, left: float, right: float, count: int, *, near: bool, columns: Columns) -> None:
        """Take columns that were worked out together with those of other curves; they are answered when asked for."""
        self._known = ((left, right, count, near), columns)

    def extremes(self) -> tuple[float | None, float | None]:
        """The extremes of all values; none while it is awaited."""
        if self.awaited:
            return None, None
        if self.pyramid is None:
            return _extremes(self.values, self.values)
        low, high = self.pyramid.whole()
        return (None, None) if low > high else (low, high)


def with_lines(low: FloatArray, high: FloatArray, line: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The extremes of columns (..., n), and of the lines that cross their edges (..., n + 1), in place."""
    for edge in (line[..., :-1], line[..., 1:]):
        np.fmin(low, edge, out=low)
        np.fmax(high, edge, out=high)
    return low, high


def stretches(steps: FloatArray, values: FloatArray) -> tuple[Trace, ...]:
    """A curve cut where its steps go back (a restart): no line leads across.

    A curve that goes back more often than MOST_RESTARTS times is no curve over steps; its points are taken in the
    order of their steps.
    """
    back = np.flatnonzero(steps[1:] < steps[:-1]) + 1
    if back.size > MOST_RESTARTS:
        order = np.argsort(steps, kind="stable")
        return (Trace(Steps(steps[order]), values[order]),)
    cuts = [0, *(int(cut) for cut in back), steps.size]
    return tuple(Trace(Steps(steps[a:b]), values[a:b]) for a, b in pairwise(cuts) if b > a)


def share_steps(traces: Iterable[Trace]) -> None:
    """Have curves that stand at equal steps share them: where these fall in columns is then asked once for all."""
    known: dict[int, list[Steps]] = {}
    for trace in traces:
        alike = known.setdefault(trace.steps.size, [])
        same = (one for one in alike if one is trace.axis or _equal(one.values, trace.steps))
        trace.axis = next(same, trace.axis)
        if trace.axis not in alike:
            alike.append(trace.axis)


def _equal(one: FloatArray, other: FloatArray) -> bool:
    """Whether two arrays of one size hold the same; two views of one array are not compared."""
    return one.ctypes.data == other.ctypes.data or np.array_equal(one, other)


def _extremes(low: FloatArray, high: FloatArray) -> tuple[float | None, float | None]:
    """The smallest of ``low`` and the largest of ``high``, NaN aside; None where nothing is left."""
    lowest = float(np.fmin.reduce(low)) if low.size else np.nan
    highest = float(np.fmax.reduce(high)) if high.size else np.nan
    return (None, None) if np.isnan(lowest) else (lowest, highest)

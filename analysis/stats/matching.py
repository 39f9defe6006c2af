"""Which points of two series belong together. Nothing is interpolated: a pair is two logged values."""

import numpy as np
from numpy.typing import NDArray

from analysis.model.comparison import Matching, Pairs
from analysis.model.series import FloatArray, Series, Span

MEETING = 0.5  # share of the shorter series whose meeting without a shift settles that there is none
NEARLY_ALL = 0.95  # share of the shorter series that must meet after a shift
FEWEST = 3  # points below which no shift is sought


def match(a: Series, b: Series, span: Span | None = None) -> Pairs:
    """Pairs of points of two series, ascending by step; of those whose step in A lies in ``span`` where one is given.

    The same steps are paired when at least half of the shorter series' points have a partner. Otherwise a constant
    shift is taken if one of at most half the logging interval pairs nearly all points of the shorter series (two
    logging cycles with another offset). Otherwise those steps are paired that are common. How it was matched is
    decided on the whole series, so that it does not change with the span.

    Where a step occurs more than once in a series, its last point is taken; the others count as unmatched. For each
    series, points in the span = pairs + pairs with a value that is not finite + unmatched. Series that count
    different things (``axis``) have no pairs.
    """
    one, other = _last_of_each_step(a), _last_of_each_step(b)
    how, shift = _alignment(one[0], other[0]) if a.axis == b.axis else (Matching.NONE, 0.0)
    moved = other[0] + shift if shift else other[0]
    points_a, points_b = _inside(a.steps, span), _inside(b.steps + shift, span)
    if how is Matching.NONE:
        nothing = np.empty(0)
        return Pairs(how, nothing, nothing, nothing, unmatched_a=points_a, unmatched_b=points_b)
    place, found = _partners(one[0], moved)
    if span is not None:
        found = found & (one[0] >= span.first) & (one[0] <= span.last)
    steps, values_a, values_b = one[0][found], one[1][found], other[1][place[found]]
    finite = np.isfinite(values_a) & np.isfinite(values_b)
    return Pairs(
        how,
        steps[finite],
        values_a[finite],
        values_b[finite],
        shift=shift,
        unmatched_a=points_a - steps.size,
        unmatched_b=points_b - steps.size,
        nonfinite=steps.size - int(np.count_nonzero(finite)),
    )


def _inside(steps: FloatArray, span: Span | None) -> int:
    """The number of steps in a span."""
    if span is None:
        return int(steps.size)
    return int(np.count_nonzero((steps >= span.first) & (steps <= span.last)))


def _last_of_each_step(series: Series) -> tuple[FloatArray, FloatArray]:
    """Strictly ascending steps and their values; of a repeated step the last in the file."""
    steps, values = series.steps, series.values
    if (steps[1:] > steps[:-1]).all():
        return steps, values
    unique, from_end = np.unique(steps[::-1], return_index=True)
    return unique, values[::-1][from_end]


def _alignment(a: FloatArray, b: FloatArray) -> tuple[Matching, float]:
    """How the ascending steps of A and B meet, and the shift to add to those of B."""
    if not (a.size and b.size):
        return Matching.NONE, 0.0
    common = int(np.count_nonzero(_partners(a, b)[1]))
    if common >= MEETING * min(a.size, b.size):
        return Matching.SAME_STEPS, 0.0
    shifts = [-way for way in _ways(a, b)] if a.size < b.size else _ways(b, a)
    met, shift = max(((np.count_nonzero(_partners(a, b + shift)[1]), shift) for shift in shifts), default=(0, 0.0))
    if met >= NEARLY_ALL * min(a.size, b.size):
        return Matching.SHIFTED, shift
    return (Matching.SAME_STEPS if common else Matching.NONE), 0.0


def _partners(a: FloatArray, b: FloatArray) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """For each ascending step of ``a`` its place in ``b``, and whether it is there at all."""
    if a is b or np.array_equal(a, b):
        return np.arange(a.size), np.ones(a.size, dtype=bool)
    place = np.minimum(np.searchsorted(b, a), b.size - 1)
    return place, b[place] == a


def _ways(short: FloatArray, long: FloatArray) -> list[float]:
    """The most frequent ways from a step of ``short`` to the step of ``long`` before it and to the one behind it.

    None of more than half the smaller of both median intervals: the step there is another cycle's.
    """
    if short.size < FEWEST:
        return []
    behind = np.clip(np.searchsorted(long, short), 1, long.size - 1)
    within = min(np.median(np.diff(short)), np.median(np.diff(long))) / 2
    found = []
    for there in (long[behind - 1], long[behind]):
        ways, counts = np.unique(there - short, return_counts=True)
        near = np.abs(ways) <= within
        if near.any():
            found.append(float(ways[near][counts[near].argmax()]))
    return found

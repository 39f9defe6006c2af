"""Means of two series over common cells, where their points lie at different distances. Nothing is interpolated."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.model.series import FloatArray
from analysis.progress import checkpoint
from analysis.stats.scaling import near_one

FEWEST = 3  # points of the finer series that a cell holds, by the median distances of both


@dataclass(frozen=True, eq=False)
class Cells:
    """Closed cells from ``left`` to ``right`` around ``middle``, and the means of A and B in each; shape (m,).

    ``broken`` counts the cells that were left out because of a value that is not finite. ``used_a`` and ``used_b`` tell
    of each point whether it lies in a cell, broken or not.
    """

    left: FloatArray
    right: FloatArray
    middle: FloatArray
    a: FloatArray
    b: FloatArray
    broken: int
    used_a: NDArray[np.bool_]
    used_b: NDArray[np.bool_]


def common_cells(places_a: FloatArray, a: FloatArray, places_b: FloatArray, b: FloatArray) -> Cells | None:
    """The means of both series over cells around the points of the coarser; None where their ranges do not overlap.

    Places rise strictly. A cell is symmetric around its point, so that the mean of a straight line is its value there:
    half the smaller of the ways to the neighbouring points wide on each side, less where a series begins or ends. Where
    the coarser one has nearly as many points as the finer, neighbouring points share a cell, so that it holds about
    ``FEWEST`` points. A cell in which one of the two has no point is left out.
    """
    checkpoint()
    if not (places_a.size and places_b.size):
        return None
    low, high = max(places_a[0], places_b[0]), min(places_a[-1], places_b[-1])
    inside = [places[(places >= low) & (places <= high)] for places in (places_a, places_b)]
    if min(one.size for one in inside) < 2:
        return None
    distances = [float(np.median(np.diff(one))) for one in inside]
    coarse = 0 if distances[0] > distances[1] else 1
    together = max(1, math.ceil(FEWEST * distances[1 - coarse] / distances[coarse]))
    middle, half = _grid(inside[coarse], together)
    free = np.minimum(middle - low, high - middle)  # at the ends of what both cover
    whole = half <= free
    half = np.where(whole, half, free)
    left, right = middle - half, middle + half
    (mean_a, count_a, bad_a), (mean_b, count_b, bad_b) = (
        _means(places, values, left, right, whole) for places, values in ((places_a, a), (places_b, b))
    )
    filled = (count_a > 0) & (count_b > 0)
    good = filled & (bad_a == 0) & (bad_b == 0)
    used = [_covered(places, left[filled], right[filled]) for places in (places_a, places_b)]
    broken = int(np.count_nonzero(filled & ~good))
    return Cells(left[good], right[good], middle[good], mean_a[good], mean_b[good], broken, *used)


def _grid(places: FloatArray, together: int) -> tuple[FloatArray, FloatArray]:
    """The middles of cells of ``together`` places each, and half their widths."""
    count = max(places.size // together, 1)
    first = places[: count * together : together]
    last = places[together - 1 : count * together : together] if places.size >= together else places[-1:]
    middle = first / 2 + last / 2
    if count == 1:
        return middle, (last - first) / 2
    gaps = np.diff(middle) / 2
    return middle, np.minimum(np.append(gaps, gaps[-1]), np.append(gaps[0], gaps))


def _means(
    places: FloatArray, values: FloatArray, left: FloatArray, right: FloatArray, whole: NDArray[np.bool_]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean, number of points and number of values that are not finite in each cell.

    A point on the edge of a whole cell is shared with the neighbour: it counts half in each.
    """
    finite = np.isfinite(values)
    kept = np.where(finite, values, 0.0)
    scaled, unit = near_one(kept)
    base = float(np.median(scaled))
    total = _between(places, scaled - base, left, right, whole)
    count = _between(places, np.ones(places.size), left, right, whole)
    bad = _between(places, (~finite).astype(float), left, right, whole)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (total / count + base) * unit, count, bad


def _between(
    places: FloatArray, weights: FloatArray, left: FloatArray, right: FloatArray, whole: NDArray[np.bool_]
) -> FloatArray:
    """The sum of the weights in each closed cell, those on the edges of a whole one at half."""
    sums = np.concatenate(([0.0], np.cumsum(weights)))
    below, up_to = np.searchsorted(places, left, side="left"), np.searchsorted(places, left, side="right")
    short, full = np.searchsorted(places, right, side="left"), np.searchsorted(places, right, side="right")
    closed = sums[full] - sums[below]
    halved = (sums[full] + sums[short] - sums[below] - sums[up_to]) / 2
    return np.where(whole, halved, closed)


def _covered(places: FloatArray, left: FloatArray, right: FloatArray) -> NDArray[np.bool_]:
    """Which places lie in one of the cells, which rise and touch at most."""
    if not left.size:
        return np.zeros(places.size, dtype=np.bool_)
    cell = np.clip(np.searchsorted(left, places, side="right") - 1, 0, None)
    return np.asarray((places >= left[cell]) & (places <= right[cell]))

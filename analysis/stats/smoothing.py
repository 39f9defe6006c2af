"""Smoothing for the eye: of all samples, never after thinning; no kind bends at the ends or bridges gaps."""

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from analysis.model.series import FloatArray
from analysis.model.smoothing import Kernel, Smoothing, Unit
from analysis.stats.quantile import median

CHUNK = 1 << 20  # window cells held at a time: 8 MB

Rows = Callable[[FloatArray, FloatArray], FloatArray]  # (steps from the middle, values), NaN where no cell is


def smooth(steps: FloatArray, values: FloatArray, how: Smoothing) -> FloatArray:
    """The values smoothed; shape (n,) as ``values``.

    Windows are centred (the exponential average looks back) and shrink towards the ends on both sides alike, so that
    a straight line stays one to its last point. A window in steps holds the samples at most half of it away. NaN and
    infinities stay where they are and are left out of the windows around them. Steps that go back are taken as points.
    """
    if not how.on or values.size == 0:
        return values
    if how.kernel is Kernel.EXPONENTIAL:
        return exponential(values, how.window, _distances(steps, how))
    if how.unit is Unit.POINTS or np.any(np.diff(steps) < 0):
        if how.kernel is Kernel.MEDIAN:
            return running_median(values, how.window)
        return _by_points(steps, values, how.window // 2, _ROWS[how.kernel])
    return _by_steps(steps, values, 0.5 * how.window, _ROWS[how.kernel])


def points_in(steps: FloatArray, how: Smoothing) -> int:
    """How many points a window holds, in the median."""
    if how.unit is Unit.POINTS or steps.size < 2:
        return how.window
    stride = median(np.abs(np.diff(steps)))
    return max(1, int(min(how.window / stride, 1e9))) if stride > 0 else how.window


def running_median(values: FloatArray, window: int) -> FloatArray:
    """The median of the ``window`` values around each value; shape (n,) as ``values``.

    The window is centred; an even one is taken as the next larger odd one. Towards the ends it shrinks on both sides
    alike, so that a straight line stays one to its last point. NaN and infinities stay where they are and are left
    out of the windows around them. A window of at most 1 gives the values themselves.
    """
    return _by_points(np.arange(values.size, dtype=np.float64), values, window // 2, _median)


def exponential(values: FloatArray, window: int, distances: FloatArray | None = None) -> FloatArray:
    """The exponential moving average whose weights fall by 1 − 2 / (window + 1) a point; shape (n,) as ``values``.

    Debiased at its start as in TensorBoard since its pull request 1077: the weights of the values so far are made to
    sum to 1, so that a constant stays one. NaN and infinities stay where they are and count for nothing.
    ``distances`` from the value before, shape (n,), make the fall one a step instead of one a point.
    """
    keep = 1 - 2 / (max(window, 1) + 1)
    finite = np.isfinite(values)
    known = values[finite]
    if not known.size or keep == 0:
        return values
    scale = max(float(np.abs(known).max()), 1e-300)
    falls = np.full(known.size, keep)
    if distances is not None:
        since = np.diff(np.cumsum(distances)[finite], prepend=0.0)
        falls = keep**since
    total = weight = 0.0
    averages = np.empty(known.size)
    for place, (value, fall) in enumerate(zip((known / scale).tolist(), falls.tolist(), strict=True)):
        total, weight = total * fall + value, weight * fall + 1.0
        averages[place] = total / weight
    result = values.copy()
    result[finite] = averages * scale
    return result


def _distances(steps: FloatArray, how: Smoothing) -> FloatArray | None:
    """The steps from each sample to the one before, where a window counts steps and they ascend."""
    between = np.diff(steps, prepend=steps[0])
    return None if how.unit is Unit.POINTS or np.any(between < 0) else between


def _by_points(steps: FloatArray, values: FloatArray, half: int, of_rows: Rows) -> FloatArray:
    """What ``of_rows`` makes of the ``half`` samples on both sides of each."""
    if half < 1 or values.size == 0:
        return values
    finite = np.isfinite(values)
    padded = _padded(np.where(finite, values, np.nan), half)
    places = _padded(steps, half)
    windows, around = sliding_window_view(padded, 2 * half + 1), sliding_window_view(places, 2 * half + 1)
    place = np.arange(values.size)
    reach = np.minimum(place, place[::-1])
    near = np.abs(np.arange(-half, half + 1))
    result = values.copy()
    rows = max(1, CHUNK // windows.shape[1])
    for first in range(0, values.size, rows):
        part = slice(first, first + rows)
        cells = np.where(near <= reach[part, np.newaxis], windows[part], np.nan)
        smoothed = of_rows(around[part] - steps[part, np.newaxis], cells)
        result[part] = np.where(finite[part], smoothed, values[part])
    return result


def _by_steps(steps: FloatArray, values: FloatArray, half: float, of_rows: Rows) -> FloatArray:
    """What ``of_rows`` makes of the samples at most ``half`` steps away from each."""
    finite = np.isfinite(values)
    reach = np.minimum(half, np.minimum(steps - steps[0], steps[-1] - steps))
    starts = np.searchsorted(steps, steps - reach)
    stops = np.searchsorted(steps, steps + reach, side="right")
    result = values.copy()
    first = 0
    while first < values.size:
        widest = int((stops - starts)[first : first + 4096].max())
        stop = min(values.size, first + max(1, min(4096, CHUNK // widest)))
        places = starts[first:stop, np.newaxis] + np.arange(widest)
        inside = places < stops[first:stop, np.newaxis]
        places = np.minimum(places, values.size - 1)
        cells = np.where(inside & finite[places], values[places], np.nan)
        smoothed = of_rows(steps[places] - steps[first:stop, np.newaxis], cells)
        result[first:stop] = np.where(finite[first:stop], smoothed, values[first:stop])
        first = stop
    return result


def _padded(values: FloatArray, half: int) -> FloatArray:
    padded = np.full(values.size + 2 * half, np.nan)
    padded[half:-half] = values
    return padded


def _median(_away: FloatArray, cells: FloatArray) -> FloatArray:
    """The median of each row, NaN cells left out; NaN without any other."""
    cells = np.sort(cells, axis=1)  # NaN last
    count = np.maximum(np.count_nonzero(~np.isnan(cells), axis=1), 1)
    row = np.arange(cells.shape[0])
    lower, upper = cells[row, (count - 1) // 2], cells[row, count // 2]
    medians: FloatArray = np.where(lower == upper, lower, 0.5 * lower + 0.5 * upper)
    return medians


def _mean(_away: FloatArray, cells: FloatArray) -> FloatArray:
    """The mean of each row, NaN cells left out; NaN without any other."""
    known = ~np.isnan(cells)
    count = np.maximum(np.count_nonzero(known, axis=1), 1)
    means: FloatArray = np.sum(np.where(known, cells, 0.0) / count[:, np.newaxis], axis=1)
    return means


def _line(away: FloatArray, cells: FloatArray) -> FloatArray:
    """The least-squares line through each row, at ``away`` = 0; the mean where all samples stand at one step."""
    known = ~np.isnan(cells)
    count = np.maximum(np.count_nonzero(known, axis=1), 1)
    x = np.where(known, away, 0.0)
    largest = np.maximum(np.abs(x).max(axis=1, keepdims=True), 1e-300)
    x = x / largest
    means, middle = _mean(away, cells), x.sum(axis=1) / count
    apart = np.where(known, x - middle[:, np.newaxis], 0.0)
    spread = (apart * apart).sum(axis=1)
    slope = (apart * np.where(known, cells - means[:, np.newaxis], 0.0)).sum(axis=1) / np.maximum(spread, 1e-300)
    line: FloatArray = means - np.where(spread > 0, slope * middle, 0.0)
    return line


_ROWS: dict[Kernel, Rows] = {Kernel.MEDIAN: _median, Kernel.MEAN: _mean, Kernel.LINE: _line}

"""Smoothing for the eye: a running median that neither bends at the ends nor bridges gaps."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from analysis.model.series import FloatArray

CHUNK = 1 << 20  # window cells sorted at a time: 8 MB


def running_median(values: FloatArray, window: int) -> FloatArray:
    """The median of the ``window`` values around each value; shape (n,) as ``values``.

    The window is centred; an even one is taken as the next larger odd one. Towards the ends it shrinks on both sides
    alike, so that a straight line stays one to its last point. NaN and infinities stay where they are and are left
    out of the windows around them. A window of at most 1 gives the values themselves.
    """
    half = window // 2
    if half < 1 or values.size == 0:
        return values
    finite = np.isfinite(values)
    padded = np.full(values.size + 2 * half, np.nan)
    padded[half:-half] = np.where(finite, values, np.nan)
    windows = sliding_window_view(padded, 2 * half + 1)
    place = np.arange(values.size)
    reach = np.minimum(place, place[::-1])
    result = values.copy()
    rows = max(1, CHUNK // windows.shape[1])
    for first in range(0, values.size, rows):
        part = slice(first, first + rows)
        medians = _medians(windows[part], reach[part])
        result[part] = np.where(finite[part], medians, values[part])
    return result


def _medians(windows: FloatArray, reach: NDArray[np.intp]) -> FloatArray:
    """The median of each row, NaN cells and those farther than ``reach`` from the middle left out; NaN without any."""
    half = windows.shape[1] // 2
    near = np.abs(np.arange(-half, half + 1)) <= reach[:, np.newaxis]
    cells = np.where(near, windows, np.nan)
    cells.sort(axis=1)  # NaN last
    count = np.maximum(np.count_nonzero(~np.isnan(cells), axis=1), 1)
    row = np.arange(cells.shape[0])
    lower, upper = cells[row, (count - 1) // 2], cells[row, count // 2]
    medians: FloatArray = np.where(lower == upper, lower, 0.5 * lower + 0.5 * upper)
    return medians

"""A quantile of an array, as the first picture can afford it."""

import math

import numpy as np

from analysis.model.series import FloatArray


def quantile(values: FloatArray, share: float) -> float:
    """The value below which a ``share`` of the values lies, 0 to 1, linear between two; NaN of none and where one is.

    As numpy's, which first imports all of its masked arrays: at a start that costs as much as reading a chart.
    """
    if not values.size:
        return math.nan
    place = share * (values.size - 1)
    low, high = math.floor(place), math.ceil(place)
    ordered = np.partition(values, (low, high, values.size - 1))  # NaN goes to the end
    if math.isnan(ordered[-1]):
        return math.nan
    lower, upper, part = float(ordered[low]), float(ordered[high]), place - low
    if low == high:
        return lower
    return lower + (upper - lower) * part if part < 0.5 else upper - (upper - lower) * (1 - part)


def median(values: FloatArray) -> float:
    """The value in the middle, or the mean of the two there."""
    return quantile(values, 0.5)

"""Keeps sums of squares from overflowing: values are brought near one before they are summed."""

import math

from analysis.model.series import FloatArray
from analysis.progress import checkpoint


def near_one(values: FloatArray) -> tuple[FloatArray, float]:
    """Finite values times a power of two that brings the largest magnitude near one, and the power that undoes it.

    A power of two changes no digit, so that results differ from the unscaled ones only where those would overflow or
    vanish. ``values`` has at least one point.
    """
    checkpoint()
    largest = max(abs(float(values.max())), abs(float(values.min())))
    exponent = min(max(math.frexp(largest)[1], -1000), 1000)
    return values * 2.0**-exponent, 2.0**exponent


def mean(values: FloatArray) -> float:
    """The mean of at least one finite value, also where their sum would overflow."""
    scaled, unit = near_one(values)
    return float(scaled.mean() * unit)

"""A learning-rate log made ready for fitting: in order of steps, with the resolution of its numbers."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from analysis.model.series import FloatArray
from analysis.progress import checkpoint

SAMPLE = 256  # distinct values that are looked at to find the number of digits
FEW = 20  # distinct values below which round numbers are taken for round numbers, not for rounded ones
ARITHMETIC = 1e-7  # of the highest value: what single precision and chained updates may leave
NEGLIGIBLE = 1e-12  # of the highest value: digits of values below are not looked at
VANISHING = 1e-100  # of the highest value: values below count as zero
DYNAMIC = 1e-3  # the finest resolution is at least this share of the coarsest, so that tiny values do not rule a fit
EQUAL = 1e-9  # of the highest value: differences below are the arithmetic of one and the same number


@dataclass(frozen=True, eq=False)
class Trace:
    """Strictly ascending steps, finite values and the half width of the rounding of each value; shape (n,) each."""

    steps: FloatArray
    values: FloatArray
    resolution: FloatArray

    def __len__(self) -> int:
        return int(self.steps.size)

    @property
    def span(self) -> float:
        return float(self.steps[-1] - self.steps[0])

    @property
    def positive(self) -> bool:
        """Whether the values have logarithms that can be fitted."""
        return bool(self.values.min() > VANISHING * self.values.max())

    @property
    def interval(self) -> float:
        """The median distance of neighbouring steps."""
        return float(np.median(np.diff(self.steps)))

    def at(self, places: slice | NDArray[np.intp] | NDArray[np.bool_]) -> Self:
        return type(self)(self.steps[places], self.values[places], self.resolution[places])

    def thinned(self, most: int) -> Self:
        """At most ``most`` of the points, evenly by place, first and last among them."""
        if len(self) <= most:
            return self
        return self.at(np.unique(np.linspace(0, len(self) - 1, most).astype(np.intp)))

    def solve(self, columns: FloatArray) -> FloatArray:
        """Coefficients of the columns, shape (n, k), that fit the values best in units of their resolution."""
        weights = 1 / self.resolution
        return np.asarray(np.linalg.lstsq(columns * weights[:, np.newaxis], self.values * weights, rcond=None)[0])


def in_order(steps: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Steps and values of the finite points in order of steps; of a repeated step the last in the file."""
    finite = np.isfinite(steps) & np.isfinite(values)
    at, kept = np.unique(steps[finite][::-1], return_index=True)
    return at, values[finite][::-1][kept]


def resolution(values: FloatArray) -> FloatArray:
    """Half the unit of the last digit of each value, as the decimal or binary notation of all of them shows it."""
    if not values.size:
        return values
    checkpoint()
    magnitude = np.abs(values)
    highest = float(magnitude.max())
    distinct = np.unique(magnitude[magnitude > NEGLIGIBLE * highest])
    sample = distinct[np.linspace(0, distinct.size - 1, min(SAMPLE, distinct.size)).astype(int)]
    checkpoint()
    digits = _significant_digits(sample)
    relative = np.zeros(values.size)
    if digits is not None:
        exponent = np.floor(np.log10(np.maximum(magnitude, NEGLIGIBLE * highest)))
        relative = np.where(magnitude > 0, 0.5 * 10.0 ** (exponent - digits + 1), 0.0)
    rounding = np.maximum(relative, 0.5 * _decimal_unit(sample))
    floor = max(ARITHMETIC * highest, DYNAMIC * float(rounding.max()), np.finfo(float).tiny)
    return np.maximum(rounding, floor)


def _significant_digits(sample: FloatArray) -> int | None:
    """The fewest significant digits, 3 to 7, that give all values; None where it takes more."""
    if not sample.size:
        return None
    exponent = np.floor(np.log10(sample))
    for digits in range(3, 8):
        scaled = sample * 10.0 ** (digits - 1 - exponent)
        if (np.abs(scaled - np.round(scaled)) <= 1e-9 * scaled).all():
            return digits
    return None


def _decimal_unit(sample: FloatArray) -> float:
    """The coarsest power of ten, 1e-9 to 1e-3, of which all values are multiples; 0 where there is none."""
    if sample.size < FEW:
        return 0.0
    for decimals in range(3, 10):
        scaled = sample * 10.0**decimals
        if (np.abs(scaled - np.round(scaled)) <= 1e-9 * np.maximum(scaled, 1)).all() and scaled.min() >= 0.5:
            return float(10.0**-decimals)
    return 0.0

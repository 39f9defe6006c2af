"""The slope of a series with an interval that knows that neighbours depend: by least squares, and robustly."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.model.series import FloatArray
from analysis.stats.effective import BATCHES, MeanError, mean_error
from analysis.stats.scaling import near_one

FEWEST = 2 * BATCHES  # finite points below which a slope has no interval
CELLS = 5000  # means of neighbours from which the error of a longer series' mean is taken
MEDIANS = 300  # medians of neighbours that a long series is reduced to for the slopes of all pairs
CLIPPED = 3.0  # robust standard deviations at which deviations from a robust line are clipped
ROBUST_STD = 1.4826  # standard deviation of normal values over their median absolute deviation
NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Trend:
    """A line: ``slope`` per unit of the steps, and ``level``, its value at the mean step.

    ``interval`` is the 95 % interval of the slope as (low, high), None below 20 finite points; ``error`` is the
    standard error, half the interval over 1.96, NaN without one. ``effective`` is the effective number of independent
    deviations from the line. Slope and level are NaN below two points at different steps.
    """

    slope: float
    interval: tuple[float, float] | None
    error: float
    level: float
    effective: float


def straight_trend(steps: FloatArray, values: FloatArray) -> Trend:
    """The least-squares line through values of shape (n,) in the order of their steps; others than finite left out."""
    line = _prepared(steps, values)
    if line is None:
        return _none(steps, values)
    above = line.values - line.values[0]  # exactly zero where all are equal
    slope, level = float(line.time @ above / (line.time @ line.time)), float(above.mean())
    return line.trend(slope, float(line.values[0]) + level, above - level - slope * line.time)


def robust_trend(steps: FloatArray, values: FloatArray) -> Trend:
    """The median of the slopes of all pairs (Theil 1950, Sen 1968): outliers, up to 29 % of the points, do not move it.

    A series longer than ``MEDIANS`` is reduced to medians of neighbours first. The interval is that of the deviations
    from the line, clipped at 3 robust standard deviations. ``values`` has shape (n,), in the order of their steps.
    """
    line = _prepared(steps, values)
    if line is None:
        return _none(steps, values)
    slope = _median_slope(line.time, line.values)
    level = float(np.median(line.values - slope * line.time))
    rest = line.values - level - slope * line.time
    reach = CLIPPED * ROBUST_STD * float(np.median(np.abs(rest)))
    return line.trend(slope, level, np.clip(rest, -reach, reach) if reach else rest)


def error_of_mean(values: FloatArray) -> MeanError:
    """What ``analysis.stats.effective`` says of a mean, from means of neighbours where there are many values.

    Means of neighbours have the same mean with the same error, and are a thousand times fewer in a series of millions.
    """
    if values.size <= CELLS:
        return mean_error(values)
    _, cells = neighbour_means(values, CELLS)
    error = mean_error(cells)
    spread = float(cells.var())
    share = float(values.var()) / spread if spread > 0 else 1.0
    return MeanError(error.half_width, min(max(error.effective * share, 1.0), float(values.size)), error.freedom)


def neighbour_means(values: FloatArray, most: int) -> tuple[NDArray[np.intp], FloatArray]:
    """Where each group of neighbours begins, and its mean; every value is its own group up to ``most`` of them."""
    edges = np.linspace(0, values.size, min(most, values.size) + 1).astype(np.intp)
    return edges[:-1], np.add.reduceat(values, edges[:-1]) / np.diff(edges)


@dataclass(frozen=True, eq=False)
class _Points:
    """Finite points: steps from their mean and values, both near one, and the units that undo this."""

    time: FloatArray
    values: FloatArray
    pace: float
    unit: float

    def trend(self, slope: float, level: float, rest: FloatArray) -> Trend:
        """A line with its errors: dependence inflates that of a slope as it does that of the mean of ``rest``."""
        if self.time.size < FEWEST:
            return Trend(self._slope(slope), None, math.nan, level * self.unit, math.nan)
        mean = error_of_mean(rest)
        half = mean.half_width * math.sqrt(self.time.size / float(self.time @ self.time))
        ends = self._slope(slope - half), self._slope(slope + half)
        return Trend(self._slope(slope), ends, self._slope(half / NORMAL_95), level * self.unit, mean.effective)

    def _slope(self, slope: float) -> float:
        return slope * self.unit / self.pace


def _prepared(steps: FloatArray, values: FloatArray) -> _Points | None:
    """The finite points; None below two different steps."""
    finite = np.isfinite(values) & np.isfinite(steps)
    if np.count_nonzero(finite) < 2:
        return None
    (time, pace), (scaled, unit) = near_one(steps[finite]), near_one(values[finite])
    since = time - time[0]  # exactly zero where all are equal
    since -= since.mean()
    return _Points(since, scaled, pace, unit) if since @ since > 0 else None


def _none(steps: FloatArray, values: FloatArray) -> Trend:
    if steps.shape != values.shape:
        raise ValueError(f"steps and values must have one shape, not {steps.shape} and {values.shape}")
    return Trend(math.nan, None, math.nan, math.nan, math.nan)


def _median_slope(time: FloatArray, values: FloatArray) -> float:
    """The median of the slopes of all pairs of points, or of the medians of ``MEDIANS`` groups of neighbours.

    0 where all but a few points share one step.
    """
    if time.size > MEDIANS:
        groups = np.array_split(np.arange(time.size), MEDIANS)
        time, values = (np.array([np.median(row[group]) for group in groups]) for row in (time, values))
    first, second = np.triu_indices(time.size, 1)
    apart, change = time[second] - time[first], values[second] - values[first]
    moving = apart != 0
    with np.errstate(over="ignore"):
        slopes = change[moving] / apart[moving]
    return float(np.median(slopes)) if slopes.size else 0.0


def running_mean(values: FloatArray, reach: int, *, mirrored: bool = False) -> FloatArray:
    """The mean of the values up to ``reach`` places away; shape (n,).

    Beyond the ends the last value goes on, or the values as a point reflection at it: a straight line stays one.
    """
    padded = np.pad(values, reach, "reflect", reflect_type="odd") if mirrored else np.pad(values, reach, "edge")
    sums = np.concatenate(([0.0], np.cumsum(padded)))
    return np.asarray((sums[2 * reach + 1 :] - sums[: -2 * reach - 1]) / (2 * reach + 1))

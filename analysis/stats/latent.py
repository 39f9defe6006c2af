"""What norm, mean, std and extremes of a batch of latent values tell about its size, its tails and its symmetry."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.model.series import FloatArray
from analysis.stats.effective import BATCHES
from analysis.stats.scaling import near_one
from analysis.stats.trend import error_of_mean

FEWEST = 2 * BATCHES  # steps below which no interval is given
MEDIAN_ERROR = math.sqrt(math.pi / 2)  # error of a median over that of a mean, for normal values
WIDEST = 0.002  # share of the ratio that its interval is taken to be off at least: single steps are noisy
ABOVE = 0.03  # share by which the dimension may exceed the ratio: norms that vary within a batch lower it
SMALL, LARGEST = 32, 1 << 20  # up to SMALL every number of dimensions is a usual one
ODD = 15  # largest odd factor of a usual larger one, which is that times a power of two


@dataclass(frozen=True, slots=True)
class Level:
    """A quantity over ``steps`` steps: its level, 95 % interval (None below 20 steps) and standard deviation of a step.

    ``effective`` is the effective number of independent steps.
    """

    value: float
    interval: tuple[float, float] | None
    deviation: float
    steps: int
    effective: float


@dataclass(frozen=True, slots=True)
class Dimension:
    """The number of dimensions behind norm² = d (std² + mean²).

    ``ratio`` is the median of norm² / (std² + mean²) with its interval. ``usual`` are the usual sizes that it allows,
    ascending, ``nearest`` the one nearest to it, None where there is none.
    """

    ratio: Level
    usual: tuple[int, ...]
    nearest: int | None


@dataclass(frozen=True, slots=True)
class Extremes:
    """The size of the Gaussian batch whose extremes lie as far out as those of the log.

    ``high`` and ``low`` are the medians of (max − mean) / std and (mean − min) / std. ``elements`` is the number of
    values, rows times dimensions, for which the mean of both is the median extreme; ``interval`` is that number at the
    ends of the 95 % interval of the mean, None below 20 steps.
    """

    high: float
    low: float
    elements: float
    interval: tuple[float, float] | None
    steps: int

    def rows(self, dimension: int) -> float:
        """The number of rows of a batch with so many dimensions."""
        return self.elements / dimension


def latent_dimension(norm: FloatArray, std: FloatArray, mean: FloatArray) -> Dimension | None:
    """The number of dimensions from the mean norm of a batch's rows and its pooled std and mean, shape (n,) each.

    None where no step has a positive norm and std² + mean², all finite. The ratio falls short of the dimension by half
    a unit for Gaussian values, and by the share (variance of the norms / norm²) where rows differ in scale.
    """
    norm, std, mean = _together(norm, std, mean)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratios = (norm / np.hypot(std, mean)) ** 2
    ratios = ratios[np.isfinite(ratios) & (ratios > 0)]
    if not ratios.size:
        return None
    ratio = level_of(ratios, median=True)
    usual = _usual_sizes(ratio)
    return Dimension(ratio, usual, min(usual, key=lambda size: abs(size - ratio.value), default=None))


def symmetry_index(high: FloatArray, low: FloatArray, mean: FloatArray) -> Level | None:
    """The mean of (max + min − 2 mean) / (max − min), 0 for symmetric tails, 1 where all lie above the mean.

    Of arrays of shape (n,); None where max exceeds min at no step. By chance it scatters around 0 with a standard
    deviation of about 0.05 a step for batches of 16 to 64 rows of 1,024 dimensions.
    """
    high, low, mean = _together(high, low, mean)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        index = (high - mean) / (high - low) + (low - mean) / (high - low)
    index = index[np.isfinite(index) & (high > low)]
    return level_of(index, median=False) if index.size else None


def gaussian_extremes(high: FloatArray, low: FloatArray, mean: FloatArray, std: FloatArray) -> Extremes | None:
    """How many Gaussian values have extremes like these: arrays of shape (n,); None where no step has a spread.

    The median of the largest of N standard normal values is Φ⁻¹(2^(−1/N)), whence N = −ln 2 / ln Φ(z).
    """
    high, low, mean, std = _together(high, low, mean, std)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        above, below = (high - mean) / std, (mean - low) / std
    there = (std > 0) & np.isfinite(above) & np.isfinite(below)
    if not there.any():
        return None
    above, below = above[there], below[there]
    high_level, low_level = float(np.median(above)), float(np.median(below))
    far = level_of(above / 2 + below / 2, median=True)
    middle = (high_level + low_level) / 2
    half = None if far.interval is None else far.interval[1] - far.value
    return Extremes(
        high=high_level,
        low=low_level,
        elements=elements_reaching(middle),
        interval=None if half is None else (elements_reaching(middle - half), elements_reaching(middle + half)),
        steps=far.steps,
    )


def elements_reaching(distance: float) -> float:
    """The number of standard normal values whose largest one has the median ``distance``; infinite beyond 37."""
    from scipy.special import log_ndtr

    beyond = -float(log_ndtr(distance))
    return math.log(2) / beyond if beyond > 0 else math.inf


def expected_extreme(elements: float) -> float:
    """The expected largest of so many standard normal values, at least 1: ∫ (1 − Φᴺ) over x > 0 minus ∫ Φᴺ below.

    By the trapezoidal rule, exact to 1e-6. Usual approximations are off by 0.02 and more at these numbers.
    """
    from scipy.special import log_ndtr

    if not elements >= 1:
        raise ValueError(f"there is no largest of {elements} values")
    above = np.linspace(0, 40, 8001)
    beyond = -np.expm1(elements * log_ndtr(above)) - np.exp(elements * log_ndtr(-above))
    return float(np.trapezoid(beyond, above))


def noise_of_std(elements: float) -> float:
    """The coefficient of variation that the std of so many independent Gaussian values has by chance: 1 / √(2 N)."""
    return 1 / math.sqrt(2 * elements)


def noise_of_mean(std: float, elements: float) -> float:
    """The standard error of the mean of so many independent values: std / √N."""
    return std / math.sqrt(elements)


def share_of_commonest(values: FloatArray) -> float:
    """The share of finite values that are equal to the commonest one; near 1 where a value is pinned to a bound."""
    finite = values[np.isfinite(values)]
    return float(np.unique(finite, return_counts=True)[1].max() / finite.size) if finite.size else math.nan


def _together(*rows: FloatArray) -> tuple[FloatArray, ...]:
    """The rows where all are finite; ValueError where they differ in shape."""
    if any(row.ndim != 1 or row.shape != rows[0].shape for row in rows):
        raise ValueError(f"values must belong together by place, not be of shapes {[row.shape for row in rows]}")
    finite: NDArray[np.bool_] = np.logical_and.reduce([np.isfinite(row) for row in rows])
    return tuple(row[finite] for row in rows)


def level_of(values: FloatArray, *, median: bool) -> Level:
    """Median or mean of at least one value, with the interval that dependent steps leave."""
    scaled, unit = near_one(values)
    level = float(np.median(scaled) if median else scaled.mean())
    spread = float(scaled.std(ddof=1)) if scaled.size > 1 else math.nan
    if scaled.size < FEWEST:
        return Level(level * unit, None, spread * unit, scaled.size, math.nan)
    error = error_of_mean(scaled)
    half = error.half_width * (MEDIAN_ERROR if median else 1)
    return Level(
        level * unit, ((level - half) * unit, (level + half) * unit), spread * unit, scaled.size, error.effective
    )


def _usual_sizes(ratio: Level) -> tuple[int, ...]:
    """The usual sizes between a little below the ratio's interval and ``ABOVE`` its upper end."""
    low, high = ratio.interval or (ratio.value, ratio.value)
    low, high = min(low, (1 - WIDEST) * ratio.value), max(high, (1 + WIDEST) * ratio.value) * (1 + ABOVE) + 0.5
    if not high < LARGEST:
        return ()
    return tuple(size for size in range(max(math.ceil(low), 1), math.floor(high) + 1) if _usual(size))


def _usual(size: int) -> bool:
    odd = size // (size & -size)
    return size <= SMALL or odd <= ODD or (size <= 1000 and size % 100 == 0)

"""How two series move together: as they are, and in their changes from point to point."""

import math
from dataclasses import dataclass

import numpy as np

from analysis.model.series import FloatArray
from analysis.progress import checkpoint
from analysis.stats.effective import BATCHES
from analysis.stats.scaling import near_one

FEWEST = 2 * BATCHES  # pairs below which nothing is said
NORMAL_95 = 1.959964
SAME = 0.95  # differenced correlation from which two series tell the same thing; a convention of Runloupe
STRONG = 0.5  # raw correlation from which a shared trend is worth a warning
CERTAIN = 1 - 1e-12  # beyond it Fisher's transformation is infinite


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A correlation coefficient with the effective number of independent pairs behind it.

    ``interval`` is the 95 % interval, ``p`` the two-sided probability of a coefficient as far from 0 by chance. All are
    NaN where a series does not vary.
    """

    r: float
    effective: float
    interval: tuple[float, float]
    p: float


@dataclass(frozen=True, slots=True)
class Correlation:
    """Two series held together: ``raw`` values, and ``differenced``, the changes from point to point.

    Two series that both fall have a high raw correlation whatever they measure (Yule 1926); only the differenced one
    tells whether they move together. Both are None below 20 pairs.
    """

    pairs: int
    raw: Coefficient | None
    differenced: Coefficient | None

    @property
    def same_quantity(self) -> bool:
        """Whether the two tell one thing twice: their changes agree but for a tenth of their variance."""
        return self.differenced is not None and abs(self.differenced.r) >= SAME

    @property
    def shared_trend(self) -> bool:
        """Whether a strong raw correlation has no counterpart in the changes."""
        if self.raw is None or self.differenced is None or not abs(self.raw.r) >= STRONG:
            return False
        low, high = self.differenced.interval
        return low <= 0 <= high


def correlate(a: FloatArray, b: FloatArray) -> Correlation:
    """Raw and differenced correlation of values of shape (n,) that belong together by place, in the order of steps.

    Pairs with a value that is not finite are left out, and the changes are taken between the pairs that remain.
    """
    if a.shape != b.shape or a.ndim != 1:
        raise ValueError(f"values must be paired, not of shapes {a.shape} and {b.shape}")
    finite = np.isfinite(a) & np.isfinite(b)
    pairs = int(np.count_nonzero(finite))
    if pairs < FEWEST:
        return Correlation(pairs, None, None)
    one, other = near_one(a[finite])[0], near_one(b[finite])[0]
    return Correlation(pairs, _coefficient(one, other), _coefficient(np.diff(one), np.diff(other)))


def _coefficient(a: FloatArray, b: FloatArray) -> Coefficient:
    from scipy.special import stdtr

    a, b = a - a[0], b - b[0]  # exactly zero where all are equal
    a, b = a - a.mean(), b - b.mean()
    scale = math.sqrt(float(a @ a)) * math.sqrt(float(b @ b))
    if not scale > 0:
        return Coefficient(math.nan, math.nan, (math.nan, math.nan), math.nan)
    r = min(max(float(a @ b) / scale, -1.0), 1.0)
    effective = effective_pairs(a, b)
    middle, half = math.atanh(min(max(r, -CERTAIN), CERTAIN)), NORMAL_95 / math.sqrt(max(effective - 3, 0.1))
    freedom = max(effective - 2, 0.1)
    t = abs(r) * math.sqrt(freedom / max(1 - r * r, 1e-12))
    return Coefficient(
        r, effective, (math.tanh(middle - half), math.tanh(middle + half)), 2 * float(stdtr(freedom, -t))
    )


def effective_pairs(a: FloatArray, b: FloatArray) -> float:
    """The number of independent pairs whose correlation scatters as that of these series, between 3 and n.

    1 / N = 1 / n + 2 / n Σ (1 − j / n) ρ_a(j) ρ_b(j) (Bartlett 1935, Pyper & Peterman 1998). The products are summed in
    pairs of lags for as long as the pairs are positive, as Geyer (1992) does for a mean. Both series have mean zero.
    """
    lags = _autocorrelation(a) * _autocorrelation(b) * (1 - np.arange(a.size) / a.size)
    pairs = lags[: lags.size // 2 * 2].reshape(-1, 2).sum(axis=1)
    ends = np.flatnonzero(pairs <= 0)
    positive = pairs[: ends[0] if ends.size else pairs.size]
    return float(min(max(a.size / max(2 * float(positive.sum()) - 1, 1e-12), 3.0), a.size))


def _autocorrelation(centred: FloatArray) -> FloatArray:
    """Autocorrelations at lags 0 to n − 1."""
    checkpoint()
    size = 1 << (2 * centred.size - 1).bit_length()
    spectrum = np.fft.rfft(centred, size)
    checkpoint()
    covariance = np.fft.irfft(spectrum * spectrum.conj(), size)[: centred.size]
    return np.asarray(covariance / covariance[0])

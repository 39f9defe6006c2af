"""Two groups of independent means, one a run: their difference without assuming equal spread."""

import math
from dataclasses import dataclass

import numpy as np

from analysis.model.series import FloatArray

FEWEST = 3  # runs a side from which a test is made; with two there is an interval alone


@dataclass(frozen=True, slots=True)
class GroupTest:
    """Mean of B less mean of A with its 95 % ``interval``, the two-sided ``p``, and Hedges' ``g``.

    ``interval`` is None with a single run on a side; ``p`` and ``g`` are None below three a side.
    """

    difference: float
    interval: tuple[float, float] | None
    p: float | None
    g: float | None


def welch(a: FloatArray, b: FloatArray, level: float = 0.95) -> GroupTest:
    """Welch's t (1947) on values of shape (k,) a side; g is corrected for small samples (Hedges 1981)."""
    difference = float(b.mean() - a.mean())
    if min(a.size, b.size) < 2:
        return GroupTest(difference, None, None, None)
    parts = [float(one.var(ddof=1)) / one.size for one in (a, b)]
    variance = sum(parts)
    if not variance > 0:
        certain = (difference, difference)
        return GroupTest(difference, certain, None, None)
    from scipy.special import stdtr, stdtrit

    freedom = variance**2 / sum(part**2 / (one.size - 1) for part, one in zip(parts, (a, b), strict=True) if part > 0)
    error = math.sqrt(variance)
    half = float(stdtrit(freedom, 0.5 + level / 2)) * error
    interval = (difference - half, difference + half)
    if min(a.size, b.size) < FEWEST:
        return GroupTest(difference, interval, None, None)
    p = 2 * float(stdtr(freedom, -abs(difference) / error))
    count = a.size + b.size - 2
    pooled = math.sqrt((parts[0] * a.size * (a.size - 1) + parts[1] * b.size * (b.size - 1)) / count)
    return GroupTest(difference, interval, p, difference / pooled * (1 - 3 / (4 * count - 1)))


def pooled_spread(groups: list[FloatArray]) -> float | None:
    """The standard deviation from seed to seed, pooled over groups of at least three; None without one."""
    known = [group for group in groups if group.size >= FEWEST]
    freedom = sum(group.size - 1 for group in known)
    if not freedom:
        return None
    return math.sqrt(sum(float(np.var(group, ddof=1)) * (group.size - 1) for group in known) / freedom)


def spread_factors(runs: int, level: float = 0.95) -> tuple[float, float]:
    """Between which multiples of a standard deviation of ``runs`` normal values, two at least, the true one lies."""
    from scipy.special import chdtri

    freedom, tail = runs - 1, (1 - level) / 2
    return math.sqrt(freedom / float(chdtri(freedom, tail))), math.sqrt(freedom / float(chdtri(freedom, 1 - tail)))

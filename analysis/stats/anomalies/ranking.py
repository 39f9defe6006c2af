"""Scores every point by how unusual it and its surroundings are: for the eye and for ranking, not for verdicts."""

import numpy as np

from analysis.model.series import FloatArray
from analysis.stats.anomalies.background import MAD
from analysis.stats.scaling import near_one

RECENT = 16  # points over which the moving mean and spread of the onset score run
REST = 100  # points before an onset among which it has to be the most unusual one
FEWEST = 16  # points needed before one can be unusual among those before it
BLOCK = 0.1  # the past is sorted anew whenever it has grown by this share
ONSET = 15.0  # least sum of the four log shares of an onset: each about one in 43
WIDE = 128  # points over which level and spread around a point are taken


def score(values: FloatArray) -> FloatArray:
    """How unusual each point is, between 0 and 1; shape (n,) as ``values``.

    Two bands. From 0.5 on stand the onsets: points more unusual among all points before them than any of the last
    ``REST`` was; nothing after a point enters its onset score. Below 0.5 all others are ranked by how far mean and
    spread of the ``WIDE`` points around them lie from those of the whole series. Values that are not
    finite score 1. The scores order points within a series and, roughly, between series; they are no probabilities.
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 1:
        raise ValueError(f"values must be of shape (n,), not {values.shape}")
    finite = np.isfinite(values)
    if not finite.any():
        return np.ones(values.size)
    places = np.flatnonzero(finite)
    bridged = np.interp(np.arange(values.size), places, near_one(values[places])[0])
    surprise = _surprise(bridged)
    surroundings = _surroundings(bridged)
    scores = 0.5 * surroundings / (surroundings + 4)
    onset = (surprise >= ONSET) & (surprise > _highest_before(surprise, REST))
    scores[onset] = 0.5 + 0.5 * surprise[onset] / (surprise[onset] + 8)
    scores[~finite] = 1.0
    return scores


def _surprise(values: FloatArray) -> FloatArray:
    """Minus the logarithms of the shares of past points that were as far out, summed over four features.

    Value, step from the point before, mean and standard deviation of the last ``RECENT`` points; the sum of log tail
    shares is that of ECOD (Li et al. 2022), here over the past alone.
    """
    shifted = values - values[0]
    mean = _trailing_mean(shifted, RECENT)
    spread = np.sqrt(np.maximum(_trailing_mean(shifted * shifted, RECENT) - mean * mean, 0.0))
    step = np.diff(shifted, prepend=shifted[0])
    total: FloatArray = np.sum([_past_tail(feature) for feature in (shifted, step, mean, spread)], axis=0)
    return total


def _past_tail(feature: FloatArray) -> FloatArray:
    """Minus the logarithm of the two-sided share of earlier points at least as far out; 0 for the first ``FEWEST``.

    Earlier means before the block of the point; blocks grow with the past, so that sorting stays cheap.
    """
    n = feature.size
    tail = np.zeros(n)
    first = min(FEWEST, n)
    past = np.sort(feature[:first])
    while first < n:
        stop = min(n, first + max(FEWEST // 2, int(BLOCK * first)))
        block = feature[first:stop]
        below = 0.5 * (np.searchsorted(past, block, "left") + np.searchsorted(past, block, "right"))
        share = (below + 0.5) / (first + 1)
        tail[first:stop] = -np.log(np.minimum(2 * np.minimum(share, 1 - share), 1.0))
        past = np.sort(np.concatenate((past, block)), kind="stable")
        first = stop
    return tail


def _surroundings(values: FloatArray) -> FloatArray:
    """How far mean and standard deviation around each point are from their medians, in MADs of their own, summed."""
    from scipy.ndimage import uniform_filter1d

    window = max(min(WIDE, values.size // 4), 1)
    centred = values - np.median(values)
    mean = uniform_filter1d(centred, window)
    spread = np.sqrt(np.maximum(uniform_filter1d(centred * centred, window) - mean * mean, 0.0))
    away: FloatArray = _apart(mean) + _apart(spread)
    return away


def _apart(feature: FloatArray) -> FloatArray:
    """Distances from the median in MADs; 0 throughout where half of them are 0 (up to rounding)."""
    distance = np.abs(feature - np.median(feature))
    unit = MAD * float(np.median(distance))
    return distance / unit if unit > 1e-12 * float(np.abs(feature).max()) else np.zeros(feature.size)


def _trailing_mean(values: FloatArray, window: int) -> FloatArray:
    """The mean of up to ``window`` points that end at each place."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    stop = np.arange(1, values.size + 1)
    first = np.maximum(stop - window, 0)
    mean: FloatArray = (sums[stop] - sums[first]) / (stop - first)
    return mean


def _highest_before(values: FloatArray, reach: int) -> FloatArray:
    """The largest of the ``reach`` values before each place, minus infinity at the first."""
    from scipy.ndimage import maximum_filter1d

    before = np.concatenate(([-np.inf], values[:-1]))
    padded = np.concatenate((np.full(reach - 1, -np.inf), before))
    highest: FloatArray = maximum_filter1d(padded, reach, origin=(reach - 1) // 2, mode="nearest")[reach - 1 :]
    return highest

"""Finds places where the noise becomes larger or smaller and stays so."""

import math

import numpy as np

from analysis.model.series import FloatArray
from analysis.progress import checkpoint
from analysis.stats.anomalies.background import MAD, Background, rolling_median, smaller
from analysis.stats.anomalies.event import Event, Kind, stretches, strongest
from analysis.stats.anomalies.tail import field_threshold

ALARMS = 0.05  # expected false alarms in a whole series
NEAR, FAR = 40, 120  # points before and after that are compared
SMALLEST = 2.0  # ratio of noise below which a change is not worth a word
OUTLIER = 10.0  # noise sd at which a single distance is cut off
HALF = 5  # points on each side that a value is compared with
START = 0.1  # share of the series that is left to its transient
MEAN_OVER_MEDIAN = 1.18  # of the absolute value of a normal variable
LEAST = 0.05  # noise sd added to every distance, so that a noiseless stretch has no infinite ratio


def spreads(ground: Background) -> list[Event]:
    """Changes of the mean absolute residual by a factor of at least ``SMALLEST`` either way, in their order.

    The logarithm of the ratio between the ``NEAR`` points after and before a place is held against its error, that of
    ``FAR`` points must agree in sign, and the smaller of the two counts. The value of an event is the ratio
    itself, below 1 where the noise became less.
    """
    n = ground.values.size
    start, stop = max(2 * NEAR, int(START * n)), n - NEAR
    if stop <= start:
        return []
    distances = _distances(ground)
    change = _change(distances * ground.noise)
    checkpoint()
    rho = _lag_one(distances)
    error = math.sqrt(2 / NEAR * (1 + rho) / (1 - rho)) * float(distances.std() / distances.mean())
    error = max(error, MAD * float(np.median(np.abs(change))))
    change[:start] = change[stop + 1 :] = 0.0
    limit = max(field_threshold(n, roughness=1.5 / NEAR, alarms=ALARMS) * error, math.log(SMALLEST))
    found = []
    for first, last in stretches(np.abs(change) > limit):
        place = first + int(np.argmax(np.abs(change[first : last + 1])))
        found.append(_event(place, float(change[place]), limit))
    return strongest(found, max(3 * NEAR // 2, 2 * ground.window))


def _change(size: FloatArray) -> FloatArray:
    """The smaller of the near and the far log ratio at each place."""
    change = _log_ratios(size, NEAR)
    wide = slice(FAR, size.size - FAR + 1)
    checkpoint()
    change[wide] = smaller(change[wide], _log_ratios(size, FAR)[wide])
    return change


def _distances(ground: Background) -> FloatArray:
    """How many noise sd each value is from a parabola through its neighbours (Savitzky & Golay 1964).

    Points that are not judged get what is typical around them.
    """
    place = np.arange(-HALF, HALF + 1)
    weights = (3 * (3 * HALF**2 + 3 * HALF - 1) - 15 * place**2) / ((2 * HALF + 3) * (2 * HALF + 1) * (2 * HALF - 1))
    tamed = ground.tamed
    off = np.abs(tamed[HALF:-HALF] - np.convolve(tamed, weights, mode="valid"))
    relative = np.minimum(np.pad(off, HALF, mode="reflect") / ground.noise, OUTLIER)
    checkpoint()
    typical = MEAN_OVER_MEDIAN * rolling_median(relative, 4 * ground.window)
    distances: FloatArray = np.where(ground.judged, relative, typical) + LEAST
    return distances


def _lag_one(values: FloatArray) -> float:
    """The lag-1 autocorrelation, between 0 and 0.99."""
    centred = values - values.mean()
    power = float(centred @ centred)
    return min(max(float(centred[1:] @ centred[:-1]) / power, 0.0), 0.99) if power > 0 else 0.0


def _log_ratios(size: FloatArray, reach: int) -> FloatArray:
    """At each place the logarithm of the mean of ``reach`` points from it on over that of the points before it."""
    sums = np.concatenate(([0.0], np.cumsum(size)))
    means = np.maximum((sums[reach:] - sums[:-reach]) / reach, 1e-12 * sums[-1] / size.size)
    ratios = np.zeros(size.size)
    if size.size >= 2 * reach:
        ratios[reach : size.size - reach + 1] = np.log(means[reach:] / means[:-reach])
    return ratios


def _event(place: int, change: float, limit: float) -> Event:
    rule = f"ratio of the mean residual of {NEAR} points after to before, {ALARMS} false alarms expected in a series"
    value, threshold = math.exp(change), math.exp(math.copysign(limit, change))
    return Event(place, place, Kind.VARIANCE_CHANGE, abs(change) / limit, value, threshold, "times the noise", rule)

"""Finds level shifts: places where lines through the points before and after do not meet."""

import math

import numpy as np

from analysis.model.series import FloatArray
from analysis.stats.anomalies.background import MAD, Background, persistence, rolling_median, smaller
from analysis.stats.anomalies.event import Event, Kind, stretches, strongest
from analysis.stats.anomalies.tail import field_threshold

ALARMS = 0.05  # expected false alarms in a whole series
NEAR, FAR = 24, 72  # points on each side that the two pairs of lines go through
SMALLEST = 2.5  # noise sd below which a jump is not worth a word
ROUGHNESS = 0.9  # 4.5 of a gap alone (Pickands); a fifth of it, as the far gap and the step must agree


def jumps(ground: Background) -> list[Event]:
    """Level shifts of at least ``SMALLEST`` noise sd, the largest of each neighbourhood, in their order.

    The jump at a place is the gap between two least-squares lines, through ``NEAR`` points before and after it; with
    independent noise its variance is 8/``NEAR`` of the noise's. It is inflated by (1 + ρ)/(1 − ρ) for dependent noise.
    A spread of the gaps over the series that is wider than this counts instead.

    The gap between lines through ``FAR`` points must agree in sign, and so must the step between medians of five points
    just before and after; the smallest of the gaps and twice the step counts. A curve looks like a jump to long lines
    only, a burst to short ones only, and slow wandering makes no step. No place is judged without ``FAR`` points before
    it and ``NEAR`` after it, or in the first twentieth of the series.
    """
    n = ground.values.size
    start, stop = max(FAR, n // 20), n - NEAR
    if stop <= start:
        return []
    noise = rolling_median(ground.noise, 2 * NEAR + 1)
    near = line_gaps(ground.tamed, NEAR)
    size = _gap(ground, near) / noise
    size[:start] = size[stop + 1 :] = 0.0
    rho = persistence(ground)
    error = math.sqrt(8 / NEAR * min((1 + rho) / (1 - rho), NEAR / 2))
    error = max(error, MAD * float(np.median(np.abs(near / noise)[start : stop + 1])))
    limit = max(field_threshold(n, roughness=ROUGHNESS / NEAR, alarms=ALARMS) * error, SMALLEST)
    found = []
    for first, last in stretches(np.abs(size) > limit):
        place = first + int(np.argmax(np.abs(size[first : last + 1])))
        value = float(size[place])
        rule = f"gap between lines through {NEAR} points before and after, {ALARMS} false alarms expected in a series"
        found.append(Event(place, place, Kind.LEVEL_SHIFT, abs(value) / limit, value, limit, "noise sd", rule))
    return strongest(found, ground.window)


def line_gaps(values: FloatArray, reach: int) -> FloatArray:
    """At each place the height of a line through ``reach`` points from it on, less that through those before it.

    Both lines are taken half a point before the place. 0 where the points do not suffice.
    """
    centred = np.arange(reach) - (reach - 1) / 2
    weights = 1 / reach - centred * (reach / 2) / (centred @ centred)
    kernel = np.concatenate((-weights[::-1], weights))
    gap = np.zeros(values.size)
    if values.size >= 2 * reach:
        gap[reach : values.size - reach + 1] = np.correlate(values, kernel, mode="valid")
    return gap


def _gap(ground: Background, near: FloatArray) -> FloatArray:
    """The smallest of near gap, far gap (where it has its points) and twice the step."""
    n = near.size
    gap = near.copy()
    wide = slice(FAR, n - FAR + 1)
    gap[wide] = smaller(gap[wide], line_gaps(ground.tamed, FAR)[wide])
    middle = rolling_median(ground.values, 5)
    step = np.zeros(n)
    step[3:-2] = middle[5:] - middle[:-5]
    return smaller(gap, 2 * step)

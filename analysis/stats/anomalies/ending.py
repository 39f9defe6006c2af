"""Finds divergence: a run that ends elsewhere than its points were heading, and further and further off."""

import numpy as np

from analysis.stats.anomalies.background import MAD, Background
from analysis.stats.anomalies.event import Event, Kind

FEWEST = 200  # points below which an end is not told from noise
TAILS = (0.08, 0.16, 0.3)  # shares of the series that may be a divergence, the shortest first
APART, AWAY = 4.0, 8.0  # sd off the line that every point of the tail, and the mean of its last ones, must be
LAST = 3
EARLIER = 15  # points before the onset whose median the values must have left
RISEN = 0.5  # share of the distance to the line that must be a rise: a fall that levels off leaves its line too


def divergence(ground: Background) -> list[Event]:
    """At most one divergence, from its onset to the last value that is finite and not stuck.

    A line is fitted to up to three tails' length of points before the tail. From the onset on every value lies more
    than ``APART`` sd off it, the mean of the last ``LAST`` more than ``AWAY``, on the side away from zero, and
    the values have risen since. The shortest tail that holds the onset is taken.
    """
    end = int(np.flatnonzero(ground.judged)[-1]) + 1
    if end < FEWEST:
        return []
    for share in TAILS:
        tail = max(20, int(share * end))
        begin = max(end - 4 * tail, end // 10)
        if end - tail - begin < tail:
            break
        found = _diverging(ground, begin, end - tail, end)
        if found is not None:
            return [found]
    return []


def _diverging(ground: Background, begin: int, stop: int, end: int) -> Event | None:
    """The divergence whose onset lies between ``stop`` and ``end``, seen from the points from ``begin`` to ``stop``."""
    before = ground.tamed[begin:stop]
    places = np.arange(begin, end) - (begin + stop - 1) / 2
    fitted = places[: before.size]
    line = before.mean() + places * float(fitted @ before) / float(fitted @ fitted)
    scatter = MAD * float(np.median(np.abs(before - line[: before.size])))
    scatter = max(scatter, float(ground.noise.min()))
    tail = ground.values[stop:end]
    outward = 1.0 if ground.logged or np.median(tail[-LAST:]) >= 0 else -1.0
    off = outward * (tail - line[before.size :]) / scatter
    inside = np.flatnonzero(off < APART)
    onset = int(inside[-1]) + 1 if inside.size else 0
    if onset == 0 or tail.size - onset <= LAST:
        return None
    value = float(off[-LAST:].mean())
    earlier = float(np.median(ground.values[stop + onset - EARLIER : stop + onset]))
    risen = outward * (float(tail[-LAST:].mean()) - earlier) / scatter
    if value <= AWAY or risen <= RISEN * value:
        return None
    rule = f"mean of the last {LAST} values off the line of the points before, all of the tail over {APART:g} sd off it"
    unit = "sd of the points before"
    return Event(stop + onset, end - 1, Kind.DIVERGENCE, value / AWAY, outward * value, AWAY, unit, rule)

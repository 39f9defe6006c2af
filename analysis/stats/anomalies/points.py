"""Finds spikes, dips and bursts: points beyond the tail that the series itself shows."""

from dataclasses import replace

import numpy as np

from analysis.model.series import FloatArray
from analysis.stats.anomalies.background import Background, deviations, rolling_median
from analysis.stats.anomalies.event import Event, Kind, stretches
from analysis.stats.anomalies.tail import own_threshold

ALARMS = 0.05  # expected false alarms in a whole series, upwards and downwards each
LENGTHS = {1: 5.0, 3: 4.5, 7: 4.0}  # points the running median of residuals spans, and the least threshold of each
BREATH = 4  # ordinary points that do not yet end an event
YOUNG, STRICTER = 0.05, 2.0  # in this first share of a series the threshold is that many times higher


def points(ground: Background) -> list[Event]:
    """Spikes (one point up), dips (one point down) and bursts (several points), in their order.

    Residuals in noise sd, and their running medians over 3 and 7 points, are held against the threshold that the tail
    of each of them sets. A median over 7 points is exceeded by at least four of them: a short burst shows there long
    before its points would stand out one by one.
    """
    off = deviations(ground)
    start = int(YOUNG * off.size)
    found: list[Event] = []
    for length, lowest in LENGTHS.items():
        smooth = off if length == 1 else rolling_median(off, length)
        for sign in (1.0, -1.0):
            side = np.maximum(sign * smooth, 0.0)
            limit = own_threshold(side[start:], alarms=ALARMS / len(LENGTHS), lowest=lowest)
            limits = np.where(np.arange(off.size) < start, STRICTER * limit, limit)
            for first, last in stretches(side > limits):
                event = _event(first, last, smooth, limits, length)
                found.append(event if length == 1 else _grown(event, sign * off))
    return _joined(found)


def _event(first: int, last: int, signed: FloatArray, limits: FloatArray, length: int) -> Event:
    peak = first + int(np.argmax(np.abs(signed[first : last + 1]) / limits[first : last + 1]))
    value, limit = float(signed[peak]), float(limits[peak])
    kind = Kind.BURST if last > first or length > 1 else Kind.SPIKE if value > 0 else Kind.DIP
    what = "residual" if length == 1 else f"median of {length} residuals"
    rule = (
        f"{what} beyond the size that the tail of this series reaches {ALARMS / len(LENGTHS):.3f} times in its length"
    )
    return Event(first, last, kind, abs(value) / limit, value, limit, "noise sd", rule)


def _grown(burst: Event, off: FloatArray) -> Event:
    """The burst with its neighbours that are beyond half its threshold: a median passes only in the middle of it."""
    first, last = burst.first, burst.last
    while first > 0 and off[first - 1] > burst.threshold / 2:
        first -= 1
    while last < off.size - 1 and off[last + 1] > burst.threshold / 2:
        last += 1
    return replace(burst, first=first, last=last)


def _joined(found: list[Event]) -> list[Event]:
    """Events less than ``BREATH`` points apart become one, which keeps the evidence of the strongest."""
    joined: list[Event] = []
    for event in sorted(found, key=lambda event: event.first):
        if joined and event.near(joined[-1], BREATH):
            joined[-1] = _union(joined[-1], event)
        else:
            joined.append(event)
    return joined


def _union(one: Event, other: Event) -> Event:
    chief = max(one, other, key=lambda event: event.score)
    first, last = min(one.first, other.first), max(one.last, other.last)
    kind = chief.kind if first == last else Kind.BURST
    return replace(chief, first=first, last=last, kind=kind)

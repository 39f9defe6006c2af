"""Finds drift: a series that had settled, then moves away from its level steadily and to its end."""

import numpy as np

from analysis.model.series import FloatArray
from analysis.stats.anomalies.background import Background
from analysis.stats.anomalies.event import Event, Kind

BLOCKS = 60  # means that the series is reduced to
STARTS = (0, 6, 12, 18, 24, 30)  # blocks left out at the beginning as its transient
SETTLED, DRIFTING = 18, 6  # least numbers of blocks before and after the onset
AWAY = 8.0  # scatters of the blocks that the rise must reach
SMALLEST = 5.0  # noise sd of single points that it must reach
LEVEL = 0.1  # share of the rise that the settled part may have as its own


def drift(ground: Background) -> list[Event]:
    """At most one drift: level up to a hinge, a straight slope from it to the end.

    Block means are fitted by that shape for every hinge; the scatter is what the best one leaves, so that slow
    wandering counts as noise. Series shorter than five points a block are not judged.
    """
    n = ground.values.size
    if n < 5 * BLOCKS:
        return []
    edges = np.linspace(0, n, BLOCKS + 1).astype(int)
    means = np.add.reduceat(ground.tamed, edges[:-1]) / np.diff(edges)
    noise = float(np.median(ground.noise))
    for start in STARTS:
        hinge, rise, scatter = _best_hinge(means[start:])
        settled = means[start : start + hinge]
        limit = max(AWAY * scatter, SMALLEST * noise)
        if abs(rise) > limit and abs(_rise(settled)) < LEVEL * abs(rise):
            rule = (
                f"rise since the hinge, over {AWAY:g} times the scatter of {BLOCKS} block means around level and slope"
            )
            value, threshold = rise / noise, limit / noise
            first = int(edges[start + hinge])
            return [Event(first, n - 1, Kind.DRIFT, abs(rise) / limit, value, threshold, "noise sd", rule)]
    return []


def _best_hinge(means: FloatArray) -> tuple[int, float, float]:
    """Where the flat part ends, the rise from there to the end, and the scatter around the fit."""
    blocks = np.arange(means.size)
    hinges = np.arange(SETTLED, means.size - DRIFTING + 1)
    ramps = np.maximum(blocks - (hinges[:, np.newaxis] - 0.5), 0.0)
    ramps -= ramps.mean(axis=1, keepdims=True)
    centred = means - means.mean()
    product, power = ramps @ centred, (ramps * ramps).sum(axis=1)
    best = int(np.argmax(product**2 / power))
    slope = float(product[best] / power[best])
    scatter = float(np.sqrt(np.sum((centred - slope * ramps[best]) ** 2) / (means.size - 3)))
    hinge = int(hinges[best])
    return hinge, slope * (means.size - hinge), scatter


def _rise(means: FloatArray) -> float:
    """What a least-squares line through the means gains over their length."""
    centred = np.arange(means.size) - (means.size - 1) / 2
    return float(centred @ means / (centred @ centred)) * means.size

"""The rules that need no model of the noise: values that are not finite, and values that stand still."""

import math

import numpy as np

from analysis.model.series import FloatArray
from analysis.stats.anomalies.event import BoolArray, Event, Kind, stretches

ALARMS = 0.05  # expected false alarms of the rule for stuck values in a whole series
SHORTEST = 5  # equal pairs in a row that may be called stuck at all
OFTEN = 0.5  # share of equal neighbours from which on standing still is what the series does


def non_finite(values: FloatArray) -> list[Event]:
    """One event for every unbroken run of NaN and infinities."""
    rule = "no value may be NaN or infinite"
    return [
        Event(first, last, Kind.NON_FINITE, math.inf, float(last - first + 1), 0.0, "values", rule)
        for first, last in stretches(~np.isfinite(values))
    ]


def stuck(values: FloatArray) -> list[Event]:
    """Runs of exactly equal values that chance repeats of this series do not explain.

    With a share p of equal neighbours in the rest of the series, runs of r equal pairs occur n p^r times by chance;
    r is the least with ``ALARMS`` of them expected, and at least ``SHORTEST``. A series that repeats itself
    in half of its pairs is not judged.
    """
    equal: BoolArray = values[1:] == values[:-1]  # NaN equals nothing
    runs = [(first, last) for first, last in stretches(equal) if last - first + 1 >= SHORTEST]
    pairs, repeats = equal.size, int(np.count_nonzero(equal))
    if not runs or repeats >= OFTEN * pairs:
        return []
    long = sum(last - first + 1 for first, last in runs)
    share = (repeats - long + 1) / (pairs - long + 2)
    needed = max(SHORTEST, math.ceil(math.log(ALARMS / pairs) / math.log(share)))
    rule = f"runs of equal values of this length are expected at most {ALARMS} times in such a series"
    lengths = [(first, last + 1, last - first + 1) for first, last in runs]
    return [
        Event(first, last, Kind.STUCK, length / needed, float(length), float(needed), "equal pairs in a row", rule)
        for first, last, length in lengths
        if length >= needed
    ]

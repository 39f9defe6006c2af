"""What the anomaly rules answer: events, each with the rule, the value and the threshold behind it."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

BoolArray = NDArray[np.bool_]


class Kind(StrEnum):
    """What an event looks like; no cause is named."""

    NON_FINITE = "non-finite"
    STUCK = "stuck"
    SPIKE = "spike"
    DIP = "dip"
    BURST = "burst"
    LEVEL_SHIFT = "level shift"
    VARIANCE_CHANGE = "variance change"
    DRIFT = "drift"
    DIVERGENCE = "divergence"


@dataclass(frozen=True, slots=True)
class Event:
    """The points ``first`` to ``last`` (places in the values, both included) and why they were marked.

    ``value`` broke ``threshold`` under ``rule``, both in ``unit``; a value is negative where it fell. ``score`` is how
    many times over the threshold was broken, on the scale on which the rule compares; infinite for values that are
    not finite. A level shift and a variance change are marked at their onset alone, a drift and a divergence from it
    to the end.
    """

    first: int
    last: int
    kind: Kind
    score: float
    value: float
    threshold: float
    unit: str
    rule: str

    def near(self, other: "Event", slack: int = 0) -> bool:
        """Whether the two share a point, or lie within ``slack`` points of each other."""
        return self.first <= other.last + slack and self.last >= other.first - slack


def stretches(mask: BoolArray) -> list[tuple[int, int]]:
    """First and last place of every unbroken run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return [(int(first), int(stop) - 1) for first, stop in zip(edges[::2], edges[1::2], strict=True)]


def strongest(events: list[Event], apart: int) -> list[Event]:
    """The events that have no stronger one within ``apart`` points, in their order."""
    kept: list[Event] = []
    for event in sorted(events, key=lambda event: -event.score):
        if all(abs(event.first - other.first) > apart for other in kept):
            kept.append(event)
    return sorted(kept, key=lambda event: event.first)

"""Counts of rare events as rates, with intervals that are exact under a Poisson process."""

import math


def poisson_interval(events: int, exposure: float, level: float = 0.95) -> tuple[float, float]:
    """The interval of the rate of ``events`` over ``exposure`` > 0, in events per unit (Garwood 1936)."""
    from scipy.special import gammaincinv

    tail = (1 - level) / 2
    low = float(gammaincinv(events, tail)) if events else 0.0
    return low / exposure, float(gammaincinv(events + 1, 1 - tail)) / exposure


def ratio_interval(a: int, over_a: float, b: int, over_b: float, level: float = 0.95) -> tuple[float, float]:
    """The interval of the rate of B over that of A: given their sum, the events of B are binomial (Clopper 1934).

    From 0 to infinity where neither has an event.
    """
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = float(betaincinv(b, a + 1, tail)) if b else 0.0
    high = float(betaincinv(b + 1, a, 1 - tail)) if a else 1.0
    scale = over_a / over_b
    return _odds(low) * scale, _odds(high) * scale


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf

"""When a level was reached: the place, and how often its range holds where the curve without noise crosses it."""

import numpy as np
import pytest

from analysis.stats.reaching import reach
from tests.analysis.stats.signals import autoregression

POINTS = 1000


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9])
def test_the_range_holds_the_crossing_of_the_curve(correlation: float) -> None:
    curve = 3 * np.exp(-np.arange(POINTS) / 200)
    held = []
    for seed in range(40):
        found = reach(curve + 0.1 * autoregression(POINTS, correlation, seed), curve[450], falling=True)
        assert found.first is not None
        assert found.last is not None
        assert found.place is not None
        assert found.first <= found.place <= found.last
        held.append(found.first <= 450 <= found.last)
    assert np.mean(held) >= 0.9


def test_without_noise_it_is_the_place_itself() -> None:
    found = reach(np.linspace(3, 0, POINTS), 1.5, falling=True)
    assert found.place is not None
    assert abs(found.place - 500) <= 1
    assert (found.first, found.last) == (found.place, found.place)


def test_what_is_never_held_was_never_reached() -> None:
    values = np.ones(POINTS)
    values[500] = -5
    assert reach(values, 0.5, falling=True).place is None
    assert reach(values[:10], 2.0, falling=True).place is None

"""Adjusted p, exact rates, crossings that are held, and groups of means, against what is known of them."""

import numpy as np
import pytest
from scipy import stats

from analysis.stats.multiplicity import benjamini_hochberg, holm
from analysis.stats.rates import poisson_interval, ratio_interval
from analysis.stats.reaching import reach
from analysis.stats.welch import pooled_spread, welch


def test_adjusted_p_is_what_is_published() -> None:
    p = [0.01, 0.04, 0.03, 0.005]
    np.testing.assert_allclose(holm(p), [0.03, 0.06, 0.06, 0.02])
    np.testing.assert_allclose(benjamini_hochberg(p), stats.false_discovery_control(p))
    assert holm([0.7]).tolist() == [0.7]


def test_the_interval_of_a_rate_is_exact() -> None:
    assert poisson_interval(0, 1.0) == pytest.approx((0.0, 3.688879), abs=1e-5)
    low, high = poisson_interval(10, 2.0)
    assert (2 * low, 2 * high) == pytest.approx((4.795389, 18.39036), abs=1e-4)


def test_the_interval_of_a_ratio_holds_one_where_rates_are_alike() -> None:
    low, high = ratio_interval(5, 1000, 5, 1000)
    assert low < 1 < high
    assert low == pytest.approx(1 / high)
    assert ratio_interval(0, 10, 0, 10) == (0.0, np.inf)
    assert ratio_interval(0, 10, 8, 10)[0] > 1
    assert ratio_interval(4, 1000, 8, 2000) == pytest.approx(ratio_interval(4, 500, 8, 1000))


def test_a_level_counts_from_where_it_is_held() -> None:
    values = np.linspace(10, 0, 1000)
    values[100] = -5  # one dip is none
    found = reach(values, 5.0, falling=True)
    assert found.place is not None
    assert abs(found.place - 500) <= 6
    assert reach(values, -20, falling=True).place is None
    assert reach(values[:10], 9, falling=True).place is None


def test_the_range_of_a_crossing_holds_it() -> None:
    rng = np.random.default_rng(2)
    held = []
    for _ in range(10):
        values = 10 * np.exp(-np.arange(2000) / 400) + rng.normal(0, 0.5, 2000)
        found = reach(values, 2.0, falling=True)
        assert found.first is not None
        assert found.last is not None
        held.append(found.first <= 400 * np.log(5) <= found.last)
    assert sum(held) >= 8


def test_a_rise_is_a_fall_upside_down() -> None:
    values = np.linspace(0, 1, 500) + np.random.default_rng(3).normal(0, 0.05, 500)
    assert reach(values, 0.5, falling=False) == reach(-values, -0.5, falling=True)


def test_welch_is_that_of_scipy() -> None:
    rng = np.random.default_rng(4)
    a, b = rng.normal(0, 1, 4), rng.normal(1, 3, 5)
    found, known = welch(a, b), stats.ttest_ind(b, a, equal_var=False)
    assert found.p == pytest.approx(known.pvalue)
    bounds = known.confidence_interval(0.95)
    assert found.interval == pytest.approx((bounds.low, bounds.high))
    assert found.g is not None
    assert np.sign(found.g) == np.sign(found.difference)


def test_two_a_side_have_an_interval_and_no_test() -> None:
    found = welch(np.array([1.0, 2.0]), np.array([3.0, 5.0]))
    assert found.interval is not None
    assert (found.p, found.g) == (None, None)
    assert welch(np.array([1.0]), np.array([3.0])).interval is None


def test_the_spread_of_seeds_needs_three_of_a_recipe() -> None:
    assert pooled_spread([np.array([1.0, 2.0])]) is None
    assert pooled_spread([np.array([1.0, 2.0, 3.0]), np.array([5.0])]) == pytest.approx(1.0)

"""A steady end is found where it begins, and drift to the end is not called steady."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.model.series import FloatArray
from analysis.stats.settling import KEPT, autocorrelation_time, settle

POINTS = 1500


def dependent(rng: np.random.Generator, points: int, rho: float) -> FloatArray:
    """An autoregression of order one with variance one."""
    noise = rng.normal(size=points) * math.sqrt(1 - rho**2)
    values = np.empty(points)
    values[0] = rng.normal()
    for place in range(1, points):
        values[place] = rho * values[place - 1] + noise[place]
    return values


def settling(rng: np.random.Generator, *, rho: float, share: float) -> FloatArray:
    """A transient of five standard deviations that decays within a share of the points, and noise around 2."""
    return 2 + 5 * np.exp(-np.arange(POINTS) / (share * POINTS)) + dependent(rng, POINTS, rho)


@pytest.mark.parametrize(("rho", "most"), [(0.0, 1.5), (0.9, 1.5)])
def test_the_settled_mean_is_near_and_its_interval_holds_it(rho: float, most: float) -> None:
    rng = np.random.default_rng(0)
    found = [settle(settling(rng, rho=rho, share=0.05)) for _ in range(60)]
    unit = math.sqrt((1 + rho) / (1 - rho) / POINTS)  # error of the mean of the noise without any transient
    error = math.sqrt(np.mean([(one.mean - 2) ** 2 for one in found])) / unit
    assert error < most
    assert np.mean([one.interval is not None and one.interval[0] <= 2 <= one.interval[1] for one in found]) >= 0.92
    assert np.mean([one.settled for one in found]) >= 0.95


@pytest.mark.parametrize("slope", [6.0, -6.0])
def test_a_drift_to_the_end_is_not_settled(slope: float) -> None:
    rng = np.random.default_rng(1)
    found = [settle(np.linspace(0, slope, POINTS) + dependent(rng, POINTS, 0.5)) for _ in range(40)]
    assert np.mean([one.settled for one in found]) <= 0.1
    assert np.mean([np.sign(one.slope) == np.sign(slope) for one in found]) >= 0.9


def test_noise_is_steady_from_its_first_values() -> None:
    rng = np.random.default_rng(2)
    found = [settle(rng.normal(size=POINTS)) for _ in range(40)]
    assert np.mean([one.start / POINTS for one in found]) < 0.03
    assert all(one.settled for one in found)
    assert np.mean([one.effective for one in found]) > 0.8 * POINTS


def test_a_jump_ends_the_transient() -> None:
    values = np.where(np.arange(POINTS) < 500, 3.0, 0.0) + np.random.default_rng(3).normal(size=POINTS)
    found = settle(values)
    assert 480 <= found.start <= 600
    assert found.settled


def test_a_few_steps_of_initialisation_do_not_cost_a_tenth_of_the_run() -> None:
    values = np.random.default_rng(4).normal(size=POINTS)
    values[:2] += 40
    assert 2 <= settle(values).start < 0.1 * POINTS


def test_a_late_change_leaves_too_little_to_be_settled() -> None:
    values = np.where(np.arange(POINTS) < 1200, 9.0, 0.0) + np.random.default_rng(5).normal(size=POINTS)
    found = settle(values)
    assert found.points < KEPT * POINTS
    assert not found.settled


def test_values_that_are_not_finite_count_in_places_only() -> None:
    values = np.where(np.arange(POINTS) < 500, 5.0, 0.0) + np.random.default_rng(6).normal(size=POINTS)
    values[100:140] = np.nan
    values[1400] = np.inf
    found = settle(values)
    assert 480 <= found.start <= 600
    assert found.points == POINTS - 1 - found.start


@pytest.mark.parametrize("points", [0, 1, 19])
def test_too_few_values_have_no_interval(points: int) -> None:
    found = settle(np.full(points, 7.0))
    assert (found.settled, found.interval, found.slope_interval) == (False, None, None)
    assert found.mean == 7.0 if points else math.isnan(found.mean)


def test_equal_values_are_settled_at_once() -> None:
    found = settle(np.full(100, 0.1))
    assert (found.start, found.settled) == (0, True)
    assert found.interval == pytest.approx((0.1, 0.1))


def test_a_long_series_is_searched_in_means_of_neighbours() -> None:
    points = 60_000
    values = 5 * np.exp(-np.arange(points) / 2000) + np.random.default_rng(7).normal(size=points)
    found = settle(values)
    assert 4000 < found.start < 15_000
    assert found.settled
    assert found.interval is not None
    assert found.interval[0] <= 0.02
    independent = 2 * 1.96 / math.sqrt(found.points)
    assert independent <= found.interval[1] - found.interval[0] <= 2 * independent


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9])
def test_the_autocorrelation_time_of_an_autoregression(rho: float) -> None:
    values = dependent(np.random.default_rng(8), 40_000, rho)
    assert autocorrelation_time(values) == pytest.approx((1 + rho) / (1 - rho), rel=0.15)


@given(st.integers(-30, 30), st.sampled_from([-1.0, 1.0]))
@settings(max_examples=20, deadline=None)
def test_the_unit_of_the_values_does_not_matter(exponent: int, sign: float) -> None:
    values = settling(np.random.default_rng(9), rho=0.5, share=0.05)
    plain, scaled = settle(values), settle(sign * values * 2.0**exponent)
    assert (scaled.start, scaled.settled) == (plain.start, plain.settled)
    assert scaled.mean == pytest.approx(sign * plain.mean * 2.0**exponent)
    assert scaled.slope == pytest.approx(sign * plain.slope * 2.0**exponent)


@given(arrays(float, st.integers(0, 120), elements=st.floats(allow_nan=True, allow_infinity=True)))
@settings(max_examples=60, deadline=None)
def test_nothing_makes_it_raise(values: FloatArray) -> None:
    found = settle(values)
    assert 0 <= found.start <= max(values.size - 1, 0)
    if found.interval is not None:
        assert found.interval[0] <= found.mean <= found.interval[1]

"""Slopes are found with intervals that hold them, and the robust one shrugs off outliers."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.signal import lfilter
from scipy.stats import theilslopes

from analysis.model.series import FloatArray
from analysis.stats.trend import CELLS, Trend, error_of_mean, neighbour_means, robust_trend, straight_trend

Line = Callable[[FloatArray, FloatArray], Trend]
BOTH = pytest.mark.parametrize("line", [straight_trend, robust_trend])
STEPS = np.arange(400.0)


def dependent(rng: np.random.Generator, points: int, rho: float) -> FloatArray:
    noise = rng.normal(size=points + 200) * math.sqrt(1 - rho**2)
    return np.asarray(lfilter([1.0], [1.0, -rho], noise))[200:]


@BOTH
def test_an_exact_line_is_found(line: Line) -> None:
    found = line(STEPS + 1000, 3 - 0.25 * STEPS)
    assert found.slope == pytest.approx(-0.25)
    assert found.level == pytest.approx(3 - 0.25 * STEPS.mean())
    assert found.interval == pytest.approx((-0.25, -0.25), abs=1e-9)


@BOTH
@pytest.mark.parametrize("rho", [0.0, 0.8])
def test_the_interval_holds_the_slope_about_as_often_as_it_says(line: Line, rho: float) -> None:
    rng = np.random.default_rng(0)
    held = 0
    for _ in range(150):
        interval = line(STEPS, 0.01 * STEPS + dependent(rng, STEPS.size, rho)).interval
        assert interval is not None
        held += interval[0] <= 0.01 <= interval[1]
    assert 0.90 <= held / 150 <= 1


def test_least_squares_agree_with_numpy() -> None:
    values = np.random.default_rng(1).normal(size=STEPS.size)
    slope, _ = np.polyfit(STEPS, values, 1)
    assert straight_trend(STEPS, values).slope == pytest.approx(slope)


def test_the_robust_slope_is_that_of_theil_and_sen() -> None:
    steps = np.cumsum(np.random.default_rng(2).integers(1, 5, 80)).astype(float)
    values = 0.3 * steps + np.random.default_rng(3).normal(size=80)
    assert robust_trend(steps, values).slope == pytest.approx(theilslopes(values, steps).slope)


def test_outliers_move_the_straight_line_only() -> None:
    values = 0.01 * STEPS + 0.1 * np.random.default_rng(4).normal(size=STEPS.size)
    values[-60:] += 50.0
    assert straight_trend(STEPS, values).slope > 0.05
    assert robust_trend(STEPS, values).slope == pytest.approx(0.01, abs=0.004)


@BOTH
def test_values_that_are_not_finite_are_left_out(line: Line) -> None:
    values = 2 * STEPS
    values[[3, 50]] = [np.nan, np.inf]
    assert line(STEPS, values).slope == pytest.approx(2)


@BOTH
def test_few_points_have_no_interval(line: Line) -> None:
    few = line(STEPS[:10], 2 * STEPS[:10])
    assert few.slope == pytest.approx(2)
    assert few.interval is None
    assert math.isnan(line(STEPS[:1], STEPS[:1]).slope)
    assert math.isnan(line(np.ones(30), np.arange(30.0)).slope)


def test_the_error_of_a_long_mean_comes_from_means_of_neighbours() -> None:
    values = dependent(np.random.default_rng(5), 4 * CELLS, 0.6)
    error = error_of_mean(values)
    assert error.half_width == pytest.approx(1.96 * 2 / math.sqrt(values.size), rel=0.35)  # √((1 + ρ) / (1 − ρ)) = 2
    assert error.effective == pytest.approx(values.size / 4, rel=0.5)


def test_means_of_neighbours_use_every_value() -> None:
    places, means = neighbour_means(np.arange(10.0), 3)
    sizes = np.diff([*places, 10])
    assert sizes.sum() == 10
    assert float(sizes @ means) == 45


@BOTH
@given(
    arrays(float, st.integers(0, 90), elements=st.floats(allow_nan=True, allow_infinity=True)),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=50, deadline=None)
def test_nothing_makes_it_raise(line: Line, values: FloatArray, seed: int) -> None:
    steps = np.sort(np.random.default_rng(seed).integers(0, 60, values.size)).astype(float)
    found = line(steps, values)
    if found.interval is not None:
        assert found.interval[0] <= found.slope <= found.interval[1]

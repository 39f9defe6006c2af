"""A mean difference comes with an interval that knows neighbouring points depend on one another."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.comparison import Relation
from analysis.model.series import FloatArray
from analysis.stats.difference import mean_difference


def dependent(rng: np.random.Generator, points: int, rho: float) -> FloatArray:
    """An autoregression of order one with variance one, begun 300 points earlier."""
    noise = rng.normal(size=points + 300) * math.sqrt(1 - rho * rho)
    values = np.empty(points + 300)
    values[0] = noise[0]
    for i in range(1, values.size):
        values[i] = rho * values[i - 1] + noise[i]
    return values[300:]


@pytest.mark.parametrize("rho", [0.5, 0.9, 0.99])
def test_runs_without_a_difference_are_rarely_called_different(rho: float) -> None:
    """At most 5 % are meant to be; 12 of 150 (8 %) is what chance allows above that."""
    rng = np.random.default_rng(11)
    wrong = 0
    for _ in range(150):
        interval = mean_difference(dependent(rng, 1000, rho), dependent(rng, 1000, rho)).interval
        assert interval is not None
        wrong += not interval[0] <= 0 <= interval[1]
    assert wrong <= 12


def test_a_difference_of_five_standard_errors_is_found() -> None:
    rng = np.random.default_rng(12)
    rho, points = 0.9, 2900
    error = math.sqrt(2 * (1 + rho) / (1 - rho) / points)
    found = 0
    for _ in range(30):
        interval = mean_difference(dependent(rng, points, rho), dependent(rng, points, rho) + 5 * error).interval
        assert interval is not None
        found += interval[0] > 0
    assert found >= 28


def test_the_sign_is_that_of_b_less_a() -> None:
    rng = np.random.default_rng(0)
    found = mean_difference(rng.normal(0, 1, 500), rng.normal(3, 1, 500))
    assert found.difference == pytest.approx(3, abs=0.3)
    assert found.difference == pytest.approx(found.mean_b - found.mean_a)
    assert found.relation is Relation.VARYING


@settings(max_examples=50)
@given(st.integers(20, 400), st.integers(0, 10_000), st.floats(0, 0.95))
def test_swapping_the_runs_mirrors_everything(points: int, seed: int, rho: float) -> None:
    rng = np.random.default_rng(seed)
    a, b = dependent(rng, points, rho), dependent(rng, points, rho)
    one, other = mean_difference(a, b), mean_difference(b, a)
    assert one.interval is not None
    assert other.interval is not None
    assert other.difference == pytest.approx(-one.difference)
    assert other.interval == pytest.approx((-one.interval[1], -one.interval[0]))
    assert one.interval[0] <= one.difference <= one.interval[1]
    assert 1 <= one.effective <= points


def test_dependence_widens_the_interval_and_lowers_the_effective_number() -> None:
    rng = np.random.default_rng(4)
    noise, still = rng.normal(size=2000), np.zeros(2000)
    smooth = np.convolve(noise, np.ones(50) / 50, mode="same")
    loose, bound = mean_difference(still, noise), mean_difference(still, smooth)
    assert loose.effective > 1000
    assert bound.effective < 200
    assert bound.interval is not None
    naive = 1.96 * smooth.std() / math.sqrt(2000)
    assert bound.interval[1] - bound.interval[0] > 3 * 2 * naive


def test_identical_runs_differ_by_nothing() -> None:
    values = np.random.default_rng(0).normal(size=300)
    found = mean_difference(values, values.copy())
    assert (found.relation, found.difference, found.interval) == (Relation.IDENTICAL, 0.0, (0.0, 0.0))


@pytest.mark.parametrize("constant", [0.5, -0.1, 1e-3, 1e9])
def test_a_constant_difference_is_that_constant(constant: float) -> None:
    values = np.random.default_rng(0).normal(size=2900)
    found = mean_difference(values, values + constant)
    assert found.relation is Relation.CONSTANT
    assert found.difference == pytest.approx(constant, rel=1e-9)
    assert found.interval == (found.difference, found.difference)


def test_a_last_digit_is_no_difference() -> None:
    values = np.random.default_rng(0).normal(size=300)
    other = values.copy()
    other[7] = np.nextafter(other[7], np.inf)
    assert mean_difference(values, other).relation is Relation.ROUNDING


def test_a_difference_beyond_the_last_digits_is_not_taken_for_rounding() -> None:
    values = np.random.default_rng(0).normal(size=300)
    small = 1e-11 * np.random.default_rng(1).normal(size=300)
    assert mean_difference(values, values + small).relation is Relation.VARYING
    assert mean_difference(values, values + 1 + small).relation is Relation.VARYING


def test_pairs_without_finite_values_are_left_out() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=50), rng.normal(size=50)
    a[3], b[9], b[10] = np.nan, np.inf, -np.inf
    whole = np.isfinite(a) & np.isfinite(b)
    assert mean_difference(a, b) == mean_difference(a[whole], b[whole])
    assert mean_difference(a, b).pairs == 47


@pytest.mark.parametrize(("pairs", "given_"), [(19, False), (20, True)])
def test_below_twenty_pairs_there_is_no_interval(pairs: int, given_: bool) -> None:
    rng = np.random.default_rng(1)
    found = mean_difference(rng.normal(size=pairs), rng.normal(size=pairs))
    assert (found.interval is not None) is given_
    assert math.isfinite(found.difference)


def test_no_pairs_have_no_mean() -> None:
    found = mean_difference(np.array([np.nan]), np.array([1.0]))
    assert (found.pairs, found.relation, found.interval) == (0, Relation.NO_PAIRS, None)
    assert math.isnan(found.difference)


def test_values_that_are_no_pairs_are_refused() -> None:
    with pytest.raises(ValueError, match="paired"):
        mean_difference(np.zeros(3), np.zeros(4))


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_the_scale_of_the_values_does_not_matter(size: float) -> None:
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=200), rng.normal(size=200)
    plain, scaled = mean_difference(a, b), mean_difference(a * size, b * size)
    assert plain.interval is not None
    assert scaled.interval is not None
    assert scaled.interval == pytest.approx((plain.interval[0] * size, plain.interval[1] * size), rel=1e-9)


@pytest.mark.parametrize(
    "values",
    [
        np.tile([1.0, -1.0], 50),
        np.arange(100.0),
        np.concatenate((np.zeros(99), [1.0])),
        np.concatenate((np.zeros(50), np.ones(50))),
        np.geomspace(1, 1e6, 100),
    ],
    ids=["alternating", "line", "one point", "step", "growth"],
)
def test_differences_without_noise_still_get_an_interval(values: FloatArray) -> None:
    found = mean_difference(np.zeros(values.size), values)
    assert found.interval is not None
    assert found.interval[0] <= values.mean() <= found.interval[1]
    assert math.isfinite(found.interval[1])


def test_one_run_against_one_run_never_shows_a_better_recipe() -> None:
    rng = np.random.default_rng(3)
    assert not mean_difference(rng.normal(0, 1e-6, 5000), rng.normal(100, 1e-6, 5000)).supports_better_recipe

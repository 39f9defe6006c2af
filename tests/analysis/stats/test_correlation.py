"""Shared trends are told from moving together, and dependent values do not count in full."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.signal import lfilter
from scipy.stats import pearsonr

from analysis.model.series import FloatArray
from analysis.stats.correlation import Coefficient, correlate, effective_pairs

POINTS = 1000


def dependent(rng: np.random.Generator, rho: float) -> FloatArray:
    noise = rng.normal(size=POINTS + 200) * math.sqrt(1 - rho**2)
    return np.asarray(lfilter([1.0], [1.0, -rho], noise))[200:]


def both(a: FloatArray, b: FloatArray) -> tuple[Coefficient, Coefficient]:
    found = correlate(a, b)
    assert found.raw is not None
    assert found.differenced is not None
    return found.raw, found.differenced


def test_independent_values_agree_with_pearson() -> None:
    rng = np.random.default_rng(0)
    a = rng.normal(size=POINTS)
    b = 0.4 * a + rng.normal(size=POINTS)
    raw, _ = both(a, b)
    expected = pearsonr(a, b)
    assert raw.r == pytest.approx(expected.statistic)
    low, high = expected.confidence_interval()
    assert raw.effective > 0.9 * POINTS
    assert raw.interval == pytest.approx((low, high), abs=0.01)


@pytest.mark.parametrize("rho", [0.0, 0.9, 0.97])
def test_unrelated_series_are_seldom_called_related(rho: float) -> None:
    rng = np.random.default_rng(1)
    pairs = [both(dependent(rng, rho), dependent(rng, rho)) for _ in range(200)]
    assert np.mean([raw.p < 0.05 for raw, _ in pairs]) <= 0.09
    assert np.mean([changes.p < 0.05 for _, changes in pairs]) <= 0.09


def test_two_falls_share_a_trend_and_nothing_else() -> None:
    rng = np.random.default_rng(2)
    steps = np.arange(POINTS) / POINTS
    found = correlate(1 + np.cos(np.pi * steps), np.exp(-3 * steps) + 0.01 * rng.normal(size=POINTS))
    assert found.raw is not None
    assert found.differenced is not None
    assert found.raw.r > 0.9
    assert found.raw.effective < 20
    assert abs(found.differenced.r) < 0.1
    assert found.shared_trend
    assert not found.same_quantity


def test_a_norm_and_the_std_behind_it_tell_one_thing() -> None:
    rng = np.random.default_rng(3)
    std = 0.03 + 0.001 * rng.normal(size=POINTS)
    found = correlate(std, 32 * std * (1 + 0.001 * rng.normal(size=POINTS)))
    assert found.same_quantity
    assert not found.shared_trend


def test_opposite_series_have_the_coefficient_minus_one() -> None:
    values = np.random.default_rng(4).normal(size=50)
    raw, changes = both(values, -values)
    assert raw.r == pytest.approx(-1)
    assert changes.r == pytest.approx(-1)
    assert raw.interval[0] <= raw.interval[1] < -0.9


def test_effective_pairs_of_two_autoregressions() -> None:
    rng, rho = np.random.default_rng(5), 0.8
    counts = [
        effective_pairs(*(row - row.mean() for row in (dependent(rng, rho), dependent(rng, rho)))) for _ in range(40)
    ]
    assert np.mean(counts) == pytest.approx(POINTS * (1 - rho**2) / (1 + rho**2), rel=0.2)


def test_a_constant_has_no_correlation() -> None:
    raw, changes = both(np.ones(50), np.arange(50.0))
    assert math.isnan(raw.r)
    assert math.isnan(changes.p)
    assert not correlate(np.ones(50), np.arange(50.0)).shared_trend


def test_too_few_pairs_say_nothing() -> None:
    values = np.arange(30.0)
    values[5:20] = np.nan
    found = correlate(values, np.arange(30.0))
    assert (found.pairs, found.raw, found.differenced) == (15, None, None)
    assert not found.same_quantity


def test_values_must_be_paired() -> None:
    with pytest.raises(ValueError, match="paired"):
        correlate(np.ones(30), np.ones(31))


@given(
    arrays(float, st.tuples(st.just(2), st.integers(0, 80)), elements=st.floats(allow_nan=True, allow_infinity=True))
)
@settings(max_examples=60, deadline=None)
def test_it_is_symmetric_and_never_raises(rows: FloatArray) -> None:
    one, other = correlate(rows[0], rows[1]), correlate(rows[1], rows[0])
    assert one.pairs == other.pairs
    if one.raw is not None and other.raw is not None and not math.isnan(one.raw.r):
        assert one.raw.r == pytest.approx(other.raw.r)
        assert -1 <= one.raw.interval[0] <= one.raw.interval[1] <= 1
        assert 0 <= one.raw.p <= 1

"""A summary says what numpy says of the finite values, and says which they were."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.series import Span
from analysis.stats.summary import summarise
from tests.synthetic import series_of

values_of_logs = st.lists(st.floats(width=64, allow_subnormal=False), min_size=1, max_size=60)


@given(values_of_logs)
def test_only_finite_values_count_and_all_points_are_accounted_for(drawn: list[float]) -> None:
    values = np.array(drawn)
    summary = summarise(series_of("m", values))
    assert summary is not None
    finite = values[np.isfinite(values)]
    assert (summary.points, summary.nonfinite, summary.count) == (values.size, values.size - finite.size, finite.size)
    if finite.size:
        steps = np.flatnonzero(np.isfinite(values))
        assert (summary.low, summary.high) == (finite.min(), finite.max())
        assert (summary.first, summary.last) == (finite[0], finite[-1])
        assert (summary.first_step, summary.last_step) == (steps[0], steps[-1])
        assert finite.min() <= summary.mean <= finite.max() or math.isclose(summary.mean, finite.min(), rel_tol=1e-12)
        assert finite.min() <= summary.median <= finite.max()
    else:
        assert math.isnan(summary.mean)
        assert math.isnan(summary.high_step)


def test_ordinary_values_get_numpys_digits() -> None:
    values = np.random.default_rng(1).normal(3, 0.2, 500)
    summary = summarise(series_of("m", values))
    assert summary is not None
    assert summary.mean == values.mean()
    assert summary.std == pytest.approx(values.std(ddof=1), rel=1e-15)
    assert summary.median == np.median(values)


def test_a_span_is_closed_and_extremes_carry_their_first_step() -> None:
    summary = summarise(series_of("m", np.array([9.0, 1.0, 5.0, 1.0, 5.0, 0.0])), Span(1, 4))
    assert summary is not None
    assert (summary.points, summary.low, summary.low_step, summary.high, summary.high_step) == (4, 1, 1, 5, 2)


def test_nothing_in_the_span_gives_nothing() -> None:
    assert summarise(series_of("m", np.arange(5.0)), Span(10, 20)) is None
    assert summarise(series_of("m", np.empty(0))) is None


def test_one_point_has_no_spread() -> None:
    summary = summarise(series_of("m", np.array([2.5])))
    assert summary is not None
    assert (summary.mean, summary.median) == (2.5, 2.5)
    assert math.isnan(summary.std)


@pytest.mark.parametrize("size", [1e-200, 1e200, 1.7e308])
def test_very_small_and_very_large_values_neither_vanish_nor_overflow(size: float) -> None:
    summary = summarise(series_of("m", size * np.array([1.0, 0.5, 1.0, 0.5])))
    assert summary is not None
    assert summary.mean == pytest.approx(0.75 * size)
    assert summary.median == pytest.approx(0.75 * size)
    assert summary.std == pytest.approx(size * math.sqrt(1 / 12))


def test_the_median_keeps_small_values_beside_a_large_one() -> None:
    summary = summarise(series_of("m", np.array([1e16, 2.5e-308, 2.5e-308])))
    assert summary is not None
    assert summary.median == 2.5e-308

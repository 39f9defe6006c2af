"""The running median equals its definition, keeps straight lines straight and gaps open."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.series import FloatArray
from analysis.stats import smoothing
from analysis.stats.smoothing import running_median


def by_definition(values: FloatArray, window: int) -> FloatArray:
    """The centred median with windows that shrink on both sides alike, one place at a time."""
    result = values.copy()
    for place, value in enumerate(values):
        reach = min(window // 2, place, values.size - 1 - place)
        around = values[place - reach : place + reach + 1]
        if np.isfinite(value):
            result[place] = np.median(around[np.isfinite(around)])
    return result


@given(st.lists(st.floats(-1e6, 1e6) | st.sampled_from([np.nan, np.inf, -np.inf]), max_size=40), st.integers(0, 15))
def test_it_is_the_median_of_the_finite_values_around(drawn: list[float], window: int) -> None:
    values = np.array(drawn, dtype=float)
    np.testing.assert_allclose(running_median(values, window), by_definition(values, window), rtol=1e-15, atol=1e-300)


def test_long_series_are_worked_off_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(0).normal(size=500)
    whole = running_median(values, 21)
    monkeypatch.setattr(smoothing, "CHUNK", 21 * 7)
    np.testing.assert_array_equal(running_median(values, 21), whole)


def test_a_line_stays_a_line_to_its_ends() -> None:
    line = np.linspace(3.0, -2.0, 50)
    np.testing.assert_allclose(running_median(line, 11), line)


def test_a_spike_disappears_and_a_gap_stays() -> None:
    values = np.ones(30)
    values[10], values[20] = 99.0, np.nan
    smooth = running_median(values, 5)
    assert np.flatnonzero(np.isnan(smooth)).tolist() == [20]
    assert set(smooth[np.isfinite(smooth)]) == {1.0}


@pytest.mark.parametrize("window", [-3, 0, 1])
def test_no_window_changes_nothing(window: int) -> None:
    values = np.array([3.0, np.nan, 1.0])
    assert running_median(values, window) is values


def test_an_even_window_is_the_next_odd_one() -> None:
    values = np.random.default_rng(1).normal(size=40)
    np.testing.assert_array_equal(running_median(values, 6), running_median(values, 7))


def test_the_input_is_left_alone() -> None:
    values = np.random.default_rng(2).normal(size=40)
    values.flags.writeable = False
    running_median(values, 5)

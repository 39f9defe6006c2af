"""The running median equals its definition, keeps straight lines straight and gaps open."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.series import FloatArray
from analysis.model.smoothing import Kernel, Smoothing, Unit
from analysis.stats import smoothing
from analysis.stats.smoothing import exponential, running_median, smooth


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


CENTRED = [kernel for kernel in Kernel if kernel is not Kernel.EXPONENTIAL]


@pytest.mark.parametrize("kernel", Kernel)
@pytest.mark.parametrize("unit", Unit)
def test_a_constant_stays_one_and_what_is_not_finite_stays(kernel: Kernel, unit: Unit) -> None:
    values = np.full(50, 3.25)
    values[7], values[20] = np.nan, np.inf
    steps = np.cumsum(np.arange(50.0) % 3 + 1)
    np.testing.assert_allclose(smooth(steps, values, Smoothing(kernel, 9, unit)), values, rtol=1e-12)


@pytest.mark.parametrize("kernel", CENTRED)
def test_a_straight_line_stays_one_to_its_last_point(kernel: Kernel) -> None:
    steps = np.arange(100.0)
    for unit in Unit:
        found = smooth(steps, 2 * steps - 5, Smoothing(kernel, 11, unit))
        np.testing.assert_allclose(found, 2 * steps - 5, rtol=1e-9, atol=1e-9)


def test_a_local_line_follows_a_line_over_uneven_steps() -> None:
    steps = np.cumsum(np.random.default_rng(0).integers(1, 20, 200)).astype(float)
    for unit in Unit:
        found = smooth(steps, 0.5 * steps, Smoothing(Kernel.LINE, 41, unit))
        np.testing.assert_allclose(found, 0.5 * steps, rtol=1e-9)


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(-1e6, 1e6)), min_size=1, max_size=40), st.integers(2, 25))
def test_a_mean_over_steps_is_that_of_the_samples_within(drawn: list[tuple[int, float]], window: int) -> None:
    steps = np.cumsum([float(gap) for gap, _ in drawn])
    values = np.array([value for _, value in drawn])
    found = smooth(steps, values, Smoothing(Kernel.MEAN, window, Unit.STEPS))
    for place, step in enumerate(steps):
        reach = min(window / 2, step - steps[0], steps[-1] - step)
        assert found[place] == pytest.approx(values[np.abs(steps - step) <= reach].mean(), rel=1e-9, abs=1e-6)


def test_the_exponential_average_is_debiased_from_its_first_value_on() -> None:
    values = np.array([4.0, 8.0, np.nan, 0.0])
    keep = 1 - 2 / 10
    total, count, wanted = 0.0, 0, []
    for value in values:
        if np.isfinite(value):
            total, count = keep * total + (1 - keep) * value, count + 1
        wanted.append(total / (1 - keep**count) if np.isfinite(value) else np.nan)
    np.testing.assert_allclose(exponential(values, 9), wanted, rtol=1e-12)


def test_steps_count_for_an_exponential_average_in_steps() -> None:
    near = smooth(np.array([0.0, 1.0]), np.array([0.0, 1.0]), Smoothing(Kernel.EXPONENTIAL, 9, Unit.STEPS))
    far = smooth(np.array([0.0, 50.0]), np.array([0.0, 1.0]), Smoothing(Kernel.EXPONENTIAL, 9, Unit.STEPS))
    assert near[1] == pytest.approx(1 / 1.8)
    assert far[1] > 0.999


def test_the_answer_does_not_depend_on_how_large_a_spike_elsewhere_is() -> None:
    values = np.full(500, 1e-3)
    values[400] = 1e20
    found = smooth(np.arange(500.0), values, Smoothing(Kernel.MEAN, 41))
    np.testing.assert_allclose(found[:370], 1e-3, rtol=1e-12)
    np.testing.assert_allclose(found[430:], 1e-3, rtol=1e-12)

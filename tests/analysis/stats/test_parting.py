"""Where two runs part for good: nothing is claimed of runs that do not, and the place lies in its interval."""

import math

import numpy as np
import pytest

from analysis.model.series import FloatArray
from analysis.stats.parting import lasting

POINTS = 2900


def dependent(rng: np.random.Generator, correlation: float, points: int = POINTS) -> FloatArray:
    """An autoregression of order one, of variance one."""
    from scipy.signal import lfilter

    noise = rng.normal(size=points + 500) * math.sqrt(1 - correlation**2)
    return np.asarray(lfilter([1], [1, -correlation], noise))[500:]


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9, 0.95])
def test_runs_that_do_not_part_are_not_said_to(correlation: float) -> None:
    rng = np.random.default_rng(7)
    claims = [lasting(dependent(rng, correlation) - dependent(rng, correlation)) is not None for _ in range(40)]
    assert sum(claims) == 0


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9, 0.95])
def test_the_onset_is_found_within_its_interval(correlation: float) -> None:
    """A shift of six standard errors of a block; median error, and how often the interval holds the onset."""
    rng = np.random.default_rng(8)
    shift = 6 * math.sqrt((1 + correlation) / (1 - correlation) * 2 / 72)
    errors, held = [], []
    for _ in range(30):
        apart = dependent(rng, correlation) - dependent(rng, correlation)
        onset = int(rng.integers(800, 2000))
        apart[onset:] += shift
        found = lasting(apart)
        if found is not None:
            errors.append(abs(found.onset - onset))
            held.append(found.first <= onset <= found.last)
            assert found.sign == 1
    assert len(errors) >= 26
    assert np.median(errors) <= 8
    assert np.mean(held) >= 0.9


def test_a_slow_departure_is_found_in_its_wide_interval() -> None:
    rng = np.random.default_rng(9)
    held = []
    for _ in range(20):
        apart, onset = rng.normal(size=POINTS), int(rng.integers(800, 2000))
        apart[onset:] -= np.linspace(0, 6, POINTS - onset)
        found = lasting(apart)
        assert found is not None
        assert found.sign == -1
        held.append(found.first <= onset <= found.last)
    assert np.mean(held) >= 0.85


def test_a_jump_that_falls_back_a_little_is_found_to_the_pair() -> None:
    apart = np.random.default_rng(3).normal(0, 0.05, 50_000)
    apart[40_000:] += 8 * np.exp(-np.arange(10_000) / 500) + 0.5
    found = lasting(apart)
    assert found is not None
    assert found.onset == 40_000
    assert 39_000 < found.first <= 40_000 <= found.last < 40_500


def test_runs_apart_from_the_first_pair() -> None:
    found = lasting(np.random.default_rng(4).normal(5, 1, 400))
    assert found is not None
    assert (found.onset, found.first, found.sign) == (0, 0, 1)


def test_few_pairs_and_equal_ones_say_nothing() -> None:
    assert lasting(np.ones(39)) is None
    assert lasting(np.zeros(4000)) is None


def test_the_unit_makes_no_difference() -> None:
    apart = np.random.default_rng(5).normal(size=3000)
    apart[1500:] += 2
    assert lasting(apart) == lasting(apart * 1e300) == lasting(apart * 1e-300)


@pytest.mark.parametrize("correlation", [0.0, 0.9])
def test_a_change_of_sides_is_told_at_its_place(correlation: float) -> None:
    rng = np.random.default_rng(10)
    held = []
    for _ in range(12):
        apart, crossing = dependent(rng, correlation), int(rng.integers(800, 2000))
        slope = 6 * math.sqrt((1 + correlation) / (1 - correlation) / 72)
        apart += slope * np.clip((np.arange(POINTS) - crossing) / 100, -1, 1)
        found = lasting(apart)
        assert found is not None
        if found.crossing:
            held.append(found.first <= crossing <= found.last)
    assert len(held) >= 9
    assert np.mean(held) >= 0.85


def test_a_change_of_sides_in_one_pair_is_found_to_the_pair_whatever_comes_behind() -> None:
    apart = np.random.default_rng(3).normal(-0.2, 0.02, 50_000)
    apart[40_000:] += 8 * np.exp(-np.arange(10_000) / 500) + 0.4
    found = lasting(apart)
    assert found is not None
    assert found.crossing
    assert found.onset == 40_000
    assert 39_995 < found.first <= 40_000 <= found.last < 40_005


@pytest.mark.parametrize("points", [100, 400])
def test_a_walk_in_a_short_run_is_no_parting_but_a_step_is(points: int) -> None:
    rng = np.random.default_rng(11)
    assert not any(lasting(dependent(rng, 0.98)[:points]) for _ in range(40))
    for _ in range(10):
        apart = rng.normal(size=points)
        apart[points // 2 :] += 3
        assert lasting(apart) is not None

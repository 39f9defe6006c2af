"""Changes are found where they were planted, in number and place; a phase states its level, slope and their errors."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.model.series import FloatArray
from analysis.stats.segments import change_points, level_costs, line_costs, partition, phases
from tests.analysis.stats.signals import autoregression, noise


def staircase(points: int, seed: int) -> FloatArray:
    """Levels 0, 3 and 1, which change at a third and at two thirds."""
    return np.repeat([0.0, 3.0, 1.0], points // 3) + 0.5 * noise(points // 3 * 3, seed)


@pytest.mark.parametrize("seed", range(5))
def test_changes_of_level_are_found(seed: int) -> None:
    first, second = change_points(staircase(300, seed))
    assert abs(first - 100) <= 2
    assert abs(second - 200) <= 2


@pytest.mark.parametrize("seed", range(5))
def test_a_change_of_slope_is_found(seed: int) -> None:
    values = np.concatenate((np.zeros(250), np.linspace(0, 10, 250))) + 0.2 * noise(500, seed)
    (change,) = change_points(values)
    assert abs(change - 250) <= 15


@pytest.mark.parametrize("seed", range(5))
def test_a_long_series_is_changed_at_a_point_not_at_a_bin(seed: int) -> None:
    values = 0.1 * noise(50_000, seed)
    values[20_017:] += 1
    assert change_points(values) == (20_017,)


@pytest.mark.parametrize(("rho", "most"), [(0.0, 0.02), (0.5, 0.2), (0.9, 2.0)])
def test_noise_alone_has_few_changes(rho: float, most: float) -> None:
    found = [len(change_points(autoregression(400, rho, seed))) for seed in range(50)]
    assert np.mean(found) <= most


def test_a_straight_line_is_one_phase() -> None:
    (phase,) = phases(np.linspace(0, 99, 100) + 0.1 * noise(100, 1))
    assert phase.slope == pytest.approx(1, abs=2 * phase.slope_error)
    assert 0 < phase.slope_error < 0.01


def test_phases_cover_all_points_once() -> None:
    values = staircase(900, 2)
    found = phases(values)
    assert (found[0].first, found[-1].last) == (0, values.size - 1)
    assert all(after.first == before.last + 1 for before, after in pairwise(found))
    assert [phase.level for phase in found] == pytest.approx([0, 3, 1], abs=0.15)


def test_errors_cover_the_truth_of_dependent_noise() -> None:
    covered_level = covered_slope = 0
    for seed in range(60):
        (phase,) = phases(2 + autoregression(600, 0.3, seed))
        covered_level += abs(phase.level - 2) <= phase.level_error
        covered_slope += abs(phase.slope) <= phase.slope_error
    assert covered_level >= 54
    assert covered_slope >= 51


def test_dependent_values_count_for_less() -> None:
    (phase,) = phases(autoregression(1000, 0.5, 5))
    assert 150 < phase.effective < 600


def test_gaps_are_bridged_for_the_search_and_left_out_of_the_numbers() -> None:
    values = staircase(300, 3)
    values[40:50] = math.nan
    values[150] = math.inf
    first, second = change_points(values)
    assert abs(first - 100) <= 1
    assert abs(second - 200) <= 1
    assert all(math.isfinite(phase.level) and math.isfinite(phase.slope_error) for phase in phases(values))


@pytest.mark.parametrize(
    "values",
    [np.zeros(1), np.array([1.0, 2.0]), np.full(300, 0.1), np.full(300, math.nan), np.array([1.0, math.nan, 5.0])],
    ids=["one", "two", "constant", "all NaN", "three"],
)
def test_what_cannot_change_is_one_phase(values: FloatArray) -> None:
    assert change_points(values) == ()
    (phase,) = phases(values)
    assert (phase.first, phase.last) == (0, values.size - 1)


def test_a_short_phase_has_no_intervals() -> None:
    (phase,) = phases(np.array([1.0, 2.0, 3.0]))
    assert (phase.level, phase.slope) == (2.0, 1.0)
    assert math.isnan(phase.level_error)
    assert math.isnan(phase.slope_error)
    assert math.isnan(phase.effective)


def test_an_empty_series_has_no_phases() -> None:
    assert phases(np.zeros(0)) == ()
    assert change_points(np.zeros(0)) == ()


def test_only_one_axis_is_taken() -> None:
    with pytest.raises(ValueError, match="shape"):
        change_points(np.zeros((2, 2)))


def test_costs_are_squared_errors_of_least_squares() -> None:
    values = noise(40, 6) + np.linspace(0, 5, 40)
    starts = np.array([0, 7, 20])
    for cost, degree in ((level_costs(values), 0), (line_costs(values), 1)):
        expected = []
        for start in starts:
            part, place = values[start:33], np.arange(start, 33)
            expected.append(((part - np.polyval(np.polyfit(place, part, degree), place)) ** 2).sum())
        np.testing.assert_allclose(cost(starts, 33), expected, rtol=1e-9)


@given(arrays(np.float64, 9, elements=st.floats(-5, 5)), st.floats(0.1, 5))
@settings(max_examples=40, deadline=None)
def test_a_partition_is_the_cheapest_of_all(values: FloatArray, penalty: float) -> None:
    cost = level_costs(values)

    def price(changes: tuple[int, ...] | list[int]) -> float:
        stretches = pairwise([0, *changes, 9])
        return sum(float(cost(np.array([a]), b)[0]) for a, b in stretches) + penalty * len(changes)

    choices = [tuple(place for place in range(1, 9) if bits >> place & 1) for bits in range(0, 512, 2)]
    best = min(price(c) for c in choices if all(b - a >= 2 for a, b in pairwise([0, *c, 9])))
    assert price(partition(cost, 9, penalty=penalty, shortest=2)) == pytest.approx(best, abs=1e-9)


garbage = arrays(
    np.float64,
    st.integers(0, 60),
    elements=st.one_of(st.floats(), st.sampled_from([0.0, 1.0, 1e308, -1e308, 5e-324, math.nan, math.inf])),
)


@given(garbage)
@settings(max_examples=60, deadline=None)
def test_garbage_gives_rising_places_inside(values: FloatArray) -> None:
    found = change_points(values)
    assert list(found) == sorted(set(found))
    assert all(0 < place < values.size for place in found)
    assert len(phases(values)) == (len(found) + 1 if values.size else 0)


@given(st.integers(0, 20), st.integers(-30, 30), st.floats(-50, 50))
@settings(max_examples=20, deadline=None)
def test_unit_and_zero_do_not_matter(seed: int, power: int, offset: float) -> None:
    values = staircase(150, seed)
    assert change_points(values * 2.0**power) == change_points(values)
    assert change_points(values + offset) == change_points(values)
    assert change_points(-values) == change_points(values)

"""Reduction for drawing loses no extreme, no gap and no last sample."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.series import FloatArray, Span
from analysis.stats.columns import extremes, outline

NAN = np.nan
samples = st.lists(
    st.tuples(st.integers(0, 3), st.floats(-1e3, 1e3) | st.sampled_from([NAN, np.inf, -np.inf])), max_size=120
)
wide = samples.map(lambda drawn: drawn * 5)


def as_series(drawn: list[tuple[int, float]]) -> tuple[FloatArray, FloatArray]:
    """Ascending steps, some repeated, and their values."""
    return np.cumsum([gap for gap, _ in drawn], dtype=float), np.array([value for _, value in drawn], dtype=float)


def one_column(steps: FloatArray, values: FloatArray, low: float, high: float, *, closed: bool) -> list[float]:
    """Smallest, largest, first and last value of a column, the slow way."""
    inside = values[(steps >= low) & ((steps <= high) if closed else (steps < high))]
    finite = inside[np.isfinite(inside)]
    if not inside.size:
        return [NAN] * 4
    ends = [value if np.isfinite(value) else NAN for value in (inside[0], inside[-1])]
    return [finite.min() if finite.size else NAN, finite.max() if finite.size else NAN, *ends]


@given(samples, st.lists(st.integers(-5, 200), min_size=2, max_size=20, unique=True))
def test_extremes_are_those_of_each_column(drawn: list[tuple[int, float]], cuts: list[int]) -> None:
    steps, values = as_series(drawn)
    edges = np.array(sorted(cuts), dtype=float)
    found = np.array(extremes(steps, values, edges)).T
    for i, row in enumerate(found):
        last = i == edges.size - 2
        np.testing.assert_array_equal(row, one_column(steps, values, edges[i], edges[i + 1], closed=last))


@settings(max_examples=200)
@given(wide, st.integers(1, 12))
def test_an_outline_has_the_extremes_of_the_data_in_every_column(drawn: list[tuple[int, float]], columns: int) -> None:
    steps, values = as_series(drawn)
    kept_steps, kept = outline(steps, values, columns)
    if not steps.size:
        assert kept_steps.size == 0
        return
    edges = np.linspace(steps[0], steps[-1], columns + 1)
    if steps[0] == steps[-1]:
        edges = np.array([steps[0], steps[0] + 1])
    for mine, all_ in zip(extremes(kept_steps, kept, edges), extremes(steps, values, edges), strict=True):
        np.testing.assert_array_equal(mine, all_)


@given(wide, st.integers(1, 12))
def test_an_outline_breaks_where_the_data_break_and_nowhere_else(drawn: list[tuple[int, float]], columns: int) -> None:
    steps, values = as_series(drawn)
    _, kept = outline(steps, values, columns)
    assert stretches(kept) == stretches(values)


@given(wide, st.integers(1, 12))
def test_an_outline_is_short(drawn: list[tuple[int, float]], columns: int) -> None:
    steps, values = as_series(drawn)
    _, kept = outline(steps, values, columns)
    assert kept.size <= values.size
    if np.isfinite(values).all():
        assert kept.size <= 4 * columns


def stretches(values: FloatArray) -> int:
    """The number of unbroken stretches of finite values."""
    return int(np.count_nonzero(np.diff(np.isfinite(values).astype(int), prepend=0) == 1))


@pytest.mark.parametrize("place", [0, 1, 4_999, 5_000, 9_998, 9_999])
@pytest.mark.parametrize("beside", [None, -1, 1])
def test_a_single_spike_is_never_lost(place: int, beside: int | None) -> None:
    values = np.sin(np.arange(10_000) / 500)
    values[place] = 77.0
    if beside is not None and 0 <= place + beside < values.size:
        values[place + beside] = NAN
    steps, kept = outline(np.arange(10_000.0), values, 100)
    assert steps[np.nanargmax(kept)] == place
    assert np.nanmax(extremes(np.arange(10_000.0), values, np.linspace(0, 9_999, 101))[1]) == 77.0


def test_few_points_are_given_as_they_are() -> None:
    steps, values = np.arange(40.0), np.random.default_rng(0).normal(size=40)
    kept_steps, kept = outline(steps, values, 10)
    np.testing.assert_array_equal(kept_steps, steps)
    np.testing.assert_array_equal(kept, values)


def test_no_line_is_drawn_across_a_restart() -> None:
    steps = np.concatenate((np.arange(500.0), np.arange(300.0, 900.0)))
    values = np.concatenate((np.zeros(500), np.ones(600)))
    kept_steps, kept = outline(steps, values, 20)
    assert stretches(kept) == 2
    assert kept_steps[-1] == 899
    assert (kept_steps[np.nanargmin(kept)], kept_steps[np.nanargmax(kept)]) == (0, 300)


def test_lines_lead_to_the_neighbours_outside_the_span() -> None:
    steps, values = np.arange(0.0, 1000.0, 10.0), np.arange(100.0)
    assert outline(steps, values, 50, Span(205, 215))[0].tolist() == [200, 210, 220]
    assert outline(steps, values, 50, Span(201, 209))[0].tolist() == [200, 210]


def test_the_outline_of_a_part_has_the_extremes_of_that_part() -> None:
    rng = np.random.default_rng(3)
    steps, values = np.arange(20_000.0), rng.normal(size=20_000)
    span = Span(5_000.5, 15_000.5)
    kept_steps, kept = outline(steps, values, 64, span)
    assert kept.size <= 4 * 64 + 2
    edges = np.linspace(span.first, span.last, 65)
    for mine, all_ in zip(extremes(kept_steps, kept, edges), extremes(steps, values, edges), strict=True):
        np.testing.assert_array_equal(mine, all_)


def test_a_series_without_a_finite_value_stays_a_gap() -> None:
    _, kept = outline(np.arange(1000.0), np.full(1000, np.inf), 10)
    assert np.isnan(kept).all()

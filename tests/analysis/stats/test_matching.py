"""Pairs are two logged values of one step, all points are accounted for, and nothing is made up."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.comparison import Matching
from analysis.model.series import FloatArray, Series, Span
from analysis.stats.matching import match
from tests.synthetic import series_of

logged = st.lists(st.tuples(st.integers(0, 60), st.floats(-1e3, 1e3) | st.sampled_from([np.nan, np.inf])), max_size=60)


def at(*steps: float) -> Series:
    return on(np.array(steps, dtype=float))


def on(steps: FloatArray, seed: int = 0) -> Series:
    return series_of("m", np.random.default_rng(seed).normal(size=steps.size), steps)


def drawn_series(drawn: list[tuple[int, float]]) -> Series:
    steps, values = [float(step) for step, _ in drawn], [value for _, value in drawn]
    return series_of("m", np.array(values, dtype=float), np.array(steps, dtype=float))


@given(logged, logged, st.none() | st.tuples(st.integers(-5, 65), st.integers(-5, 65)))
def test_every_point_is_paired_or_counted(
    one: list[tuple[int, float]], other: list[tuple[int, float]], cut: tuple[int, int] | None
) -> None:
    a, b = drawn_series(one), drawn_series(other)
    span = None if cut is None else Span.between(*cut)
    pairs = match(a, b, span)
    moved = b.steps + pairs.shift
    inside_a = a.within(span)
    inside_b = b.values if span is None else b.values[(moved >= span.first) & (moved <= span.last)]
    assert len(pairs) + pairs.nonfinite + pairs.unmatched_a == len(inside_a)
    assert len(pairs) + pairs.nonfinite + pairs.unmatched_b == inside_b.size
    for step, value_a, value_b in zip(pairs.steps, pairs.a, pairs.b, strict=True):
        assert value_a == a.values[a.steps == step][-1]
        assert value_b == b.values[moved == step][-1]
    assert (np.diff(pairs.steps) > 0).all()


def test_the_same_steps() -> None:
    a, b = on(np.arange(100.0), 1), on(np.arange(100.0), 2)
    pairs = match(a, b)
    assert (pairs.how, len(pairs), pairs.unmatched_a, pairs.unmatched_b) == (Matching.SAME_STEPS, 100, 0, 0)
    np.testing.assert_array_equal(pairs.b, b.values)


def test_another_interval_is_matched_where_both_have_points() -> None:
    pairs = match(on(np.arange(100.0)), on(np.arange(0.0, 200.0, 10.0)))
    assert (pairs.how, len(pairs), pairs.unmatched_a, pairs.unmatched_b) == (Matching.SAME_STEPS, 10, 90, 10)


def test_a_continued_run_is_matched_where_it_overlaps() -> None:
    pairs = match(on(np.arange(1000.0)), on(np.arange(990.0, 3000.0)))
    assert (pairs.how, len(pairs)) == (Matching.SAME_STEPS, 10)


@pytest.mark.parametrize("shift", [-7.0, -2.0, -1.0, 1.0, 2.0, 7.0])
@pytest.mark.parametrize("shorter", ["a", "b"])
def test_another_offset_of_one_logging_cycle_is_a_constant_shift(shift: float, shorter: str) -> None:
    gaps = np.random.default_rng(5).choice([14.0, 14.0, 14.0, 27.0, 36.0], 400)
    steps = np.cumsum(gaps)
    a = on(steps[:350] if shorter == "a" else steps)
    b = on((steps if shorter == "a" else steps[:350]) - shift)
    pairs = match(a, b)
    assert (pairs.how, pairs.shift, len(pairs)) == (Matching.SHIFTED, shift, 350)
    assert pairs.unmatched_a + pairs.unmatched_b == 50
    np.testing.assert_array_equal(pairs.steps, steps[:350])


def test_steps_that_meet_by_accident_do_not_hide_a_shift() -> None:
    steps = np.arange(0.0, 14_000.0, 14.0)
    a = on(np.union1d(steps, steps[::50] + 1))
    pairs = match(a, on(steps + 1))
    assert (pairs.how, pairs.shift, len(pairs), pairs.unmatched_a) == (Matching.SHIFTED, -1.0, 1000, 20)


def test_a_shift_of_more_than_half_a_cycle_is_not_taken() -> None:
    """It would be the neighbouring cycle; the other way round it is shorter."""
    steps = np.arange(0.0, 1400.0, 14.0)
    pairs = match(on(steps), on(steps + 9))
    assert (pairs.how, pairs.shift, len(pairs)) == (Matching.SHIFTED, 5.0, 99)


def test_few_common_steps_are_used_when_no_shift_does_better() -> None:
    rng = np.random.default_rng(0)
    a, b = (on(np.sort(rng.choice(20_000, 1_500, replace=False)).astype(float)) for _ in range(2))
    pairs = match(a, b)
    assert pairs.how is Matching.SAME_STEPS
    np.testing.assert_array_equal(pairs.steps, np.intersect1d(a.steps, b.steps))


def test_nothing_in_common() -> None:
    pairs = match(on(np.arange(100.0)), on(np.arange(500.0, 600.0)))
    assert (pairs.how, len(pairs), pairs.unmatched_a, pairs.unmatched_b) == (Matching.NONE, 0, 100, 100)


def test_two_runs_that_end_and_begin_near_one_another_are_no_shift() -> None:
    pairs = match(on(np.arange(0.0, 1400.0, 14.0)), on(np.arange(1390.0, 2790.0, 14.0)))
    assert pairs.how is Matching.NONE


@pytest.mark.parametrize(("one", "other"), [((), ()), ((1.0,), ()), ((), (1.0,)), ((1.0,), (2.0,))])
def test_hardly_any_points(one: tuple[float, ...], other: tuple[float, ...]) -> None:
    pairs = match(at(*one), at(*other))
    assert (pairs.how, pairs.unmatched_a, pairs.unmatched_b) == (Matching.NONE, len(one), len(other))


def test_series_that_count_different_things_are_not_matched() -> None:
    a = on(np.arange(50.0))
    assert match(a, replace(a, axis="epoch")).how is Matching.NONE


def test_of_a_repeated_step_the_later_point_wins_and_the_other_is_counted() -> None:
    a = series_of("m", np.array([1.0, 2.0, 3.0, 20.0, 30.0]), np.array([0.0, 1.0, 2.0, 1.0, 2.0]))
    b = series_of("m", np.array([5.0, 6.0, 7.0]), np.array([0.0, 1.0, 2.0]))
    pairs = match(a, b)
    assert (pairs.a.tolist(), pairs.b.tolist()) == ([1.0, 20.0, 30.0], [5.0, 6.0, 7.0])
    assert (pairs.unmatched_a, pairs.unmatched_b) == (2, 0)


def test_pairs_that_are_not_finite_are_counted() -> None:
    values = np.arange(10.0)
    values[[2, 5]] = np.nan, np.inf
    pairs = match(series_of("m", values), series_of("m", np.ones(10)))
    assert (len(pairs), pairs.nonfinite) == (8, 2)


def test_a_span_does_not_change_how_it_is_matched() -> None:
    steps = np.arange(0.0, 1400.0, 14.0)
    pairs = match(on(steps), on(steps - 1), Span(14, 28))
    assert (pairs.how, pairs.shift, pairs.steps.tolist()) == (Matching.SHIFTED, 1.0, [14.0, 28.0])

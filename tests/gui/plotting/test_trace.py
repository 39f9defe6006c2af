"""What is seen of a curve: every column holds the exact extremes of its samples and of the line between them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.model.series import FloatArray, Span
from gui.plotting.together import look_together
from gui.plotting.trace import LONG, Steps, Trace, share_steps, stretches

VALUES = st.one_of(st.floats(-100, 100), st.just(np.nan), st.just(np.inf))
CURVES = st.integers(2, 60).flatmap(
    lambda n: st.tuples(
        arrays(np.float64, n, elements=st.integers(0, 40).map(float)).map(np.sort),
        arrays(np.float64, n, elements=VALUES),
    )
)


def covered(steps: FloatArray, values: FloatArray, left: float, right: float, *, last: bool) -> set[float]:
    """The values that a line through the points passes in a column: its samples, and the line at both edges."""
    inside = (steps >= left) & ((steps <= right) if last else (steps < right)) & np.isfinite(values)
    found = set(values[inside].tolist())
    for edge in (left, right):
        after = int(np.searchsorted(steps, edge))
        if 0 < after < steps.size:
            x0, x1, y0, y1 = steps[after - 1], steps[after], values[after - 1], values[after]
            if np.isfinite(y0) and np.isfinite(y1) and x1 > x0:
                found.add(float(y0 * (1 - (edge - x0) / (x1 - x0)) + y1 * ((edge - x0) / (x1 - x0))))
    return found


@given(CURVES, st.integers(1, 12), st.floats(-5, 20), st.floats(0.5, 45))
def test_columns_hold_what_the_line_passes(
    points: tuple[FloatArray, FloatArray], count: int, left: float, width: float
) -> None:
    steps, values = points
    seen = Trace(Steps(steps), values).columns(left, left + width, count)
    edges = np.linspace(left, left + width, count + 1)
    for place in range(count):
        passed = covered(steps, values, edges[place], edges[place + 1], last=place == count - 1)
        if not passed:
            assert np.isnan(seen.low[place])
            continue
        assert seen.low[place] == pytest.approx(min(passed), rel=1e-9, abs=1e-9)
        assert seen.high[place] == pytest.approx(max(passed), rel=1e-9, abs=1e-9)


@given(CURVES, st.floats(-5, 20), st.floats(0.5, 45))
def test_samples_and_columns_agree_on_the_extremes(
    points: tuple[FloatArray, FloatArray], left: float, width: float
) -> None:
    trace = Trace(Steps(points[0]), points[1])
    few, many = trace.look(left, left + width, 1000), trace.columns(left, left + width, 7).extremes()
    assert few.columns is None
    if few.low is None or few.high is None:
        assert many == (None, None)
    else:
        assert np.array(many, dtype=float) == pytest.approx([few.low, few.high], abs=1e-9)


def test_a_restart_begins_a_new_stretch() -> None:
    first, second = stretches(np.array([0.0, 1, 2, 3, 2, 3, 4]), np.arange(7.0))
    assert first.values.tolist() == [0, 1, 2, 3]
    assert second.steps.tolist() == [2, 3, 4]


def test_points_in_no_order_are_taken_in_the_order_of_their_steps() -> None:
    steps = np.random.default_rng(0).permutation(500).astype(float)
    (only,) = stretches(steps, 2 * steps)
    assert np.array_equal(only.values, 2 * np.arange(500.0))


def test_a_sample_is_read_only_near_its_step() -> None:
    trace = Trace(Steps(np.array([0.0, 10, 20, 30, 100, 110])), np.arange(6.0))
    assert [trace.place(step) for step in (-6, -5, 4, 6, 35, 65, 115, 116)] == [None, 0, 0, 1, 3, None, 5, None]


def test_values_that_are_no_numbers_are_kept_apart() -> None:
    look = Trace(Steps(np.arange(5.0)), np.array([1, np.nan, 3, np.inf, 5])).look(0, 4, 100)
    assert look.lost.tolist() == [1, 3]
    assert (look.low, look.high) == (1, 5)


@given(CURVES, st.integers(0, 3), st.tuples(st.floats(-10, 50), st.floats(0.01, 60)), st.integers(1, 40), st.booleans())
def test_curves_seen_together_are_seen_as_each_alone(
    found: tuple[FloatArray, FloatArray], others: int, where: tuple[float, float], count: int, near: bool
) -> None:
    left, width = where
    steps, values = found
    curves = [Trace(Steps(steps.copy()), np.roll(values, turn)) for turn in range(1 + others)]
    share_steps(curves)
    alone = [one.columns(left, left + width, count, near=near) for one in curves]
    look_together(curves, Span(left, left + width), count, near=near)
    for one, wanted in zip(curves, alone, strict=True):
        seen = one.columns(left, left + width, count, near=near)
        assert np.array_equal(seen.low, wanted.low, equal_nan=True)
        assert np.array_equal(seen.high, wanted.high, equal_nan=True)


@pytest.mark.parametrize("near", [False, True])
def test_long_curves_seen_together_are_seen_as_each_alone(near: bool) -> None:
    values = np.random.default_rng(0).normal(size=(3, LONG))
    values[1, 5000:9000] = np.nan
    curves = [Trace(Steps(np.arange(float(LONG))), row) for row in values]
    share_steps(curves)
    for one in curves[:2]:
        one.prepare()
    view = Span(-500.0, 0.7 * LONG)
    alone = [one.columns(view.first, view.last, 300, near=near) for one in curves]
    look_together(curves, view, 300, near=near)
    assert all(one.knows(view.first, view.last, 300, near=near) for one in curves)
    for one, wanted in zip(curves, alone, strict=True):
        seen = one.columns(view.first, view.last, 300, near=near)
        assert np.array_equal(seen.low, wanted.low, equal_nan=True)
        assert np.array_equal(seen.high, wanted.high, equal_nan=True)

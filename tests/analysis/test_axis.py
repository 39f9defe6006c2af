"""Steps and places on the x axis: there and back, for every basis, and what has no place."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.axis import Scale, compare_steps, on_axis, scale_of, untold
from analysis.compare import compare
from analysis.figures import View
from analysis.figures.difference import build as difference
from analysis.figures.overlay import build as overlay
from analysis.figures.side_by_side import build as side_by_side
from analysis.groups import standing
from analysis.model.alignment import Alignment, Basis, Terms
from analysis.model.axis import Axis
from analysis.model.figure import CONTEXT, Band, Figure
from analysis.model.run import Run
from analysis.model.series import Series, Span
from analysis.scales import with_log_steps
from gui.plotting.plot import Plot
from tests.synthetic import run_of


def timed(run: Run, seconds: float) -> Run:
    """The run with a clock that goes on by so many seconds a step, from 1,000 on."""
    series = (replace(one, along={"wall time": 1000.0 + seconds * one.steps}) for one in run.series)
    return replace(run, series=tuple(series))


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=50, unique=True), st.floats(-50, 20_000))
def test_a_step_comes_back_from_its_place(steps: list[int], step: float) -> None:
    at = np.array(sorted(steps), dtype=float)
    scale = Scale(at, np.cumsum(np.arange(1.0, at.size + 1)))
    assert scale.step(scale.place(step)) == pytest.approx(step, abs=1e-6 * max(1.0, abs(step)))


def test_time_since_the_start_places_each_run_by_its_own_clock() -> None:
    a, b = timed(run_of("a"), 1.0), timed(run_of("b", seed=1), 2.0)
    axis = Axis(Basis.RELATIVE_TIME)
    one, other = on_axis((a, b), a.metrics[:1], axis, None)
    assert (one.series[0].span, other.series[0].span) == (Span(0, 299), Span(0, 598))
    scale = scale_of(b, axis)
    assert scale is not None
    assert scale.span(Span(10, 20)) == Span(20, 40)
    moved = on_axis((a, b), a.metrics[:1], axis, Alignment(Basis.RELATIVE_TIME, offset=5.0))[1]
    assert moved.series[0].span == Span(5, 603)


def test_over_a_metric_points_stand_in_the_order_of_its_values() -> None:
    run = run_of("a")
    (placed,) = on_axis((run,), ("latent/std",), Axis(metric="learning_rate"), None)
    (series,) = placed.series
    assert isinstance(series, Series)
    assert (np.diff(series.steps) >= 0).all()
    assert sorted(series.values) == sorted(run.series[2].values)
    assert scale_of(run, Axis(metric="learning_rate")) is None


def test_a_run_that_does_not_tell_is_named() -> None:
    a, b = timed(run_of("a"), 1.0), run_of("b")
    placed = on_axis((a, b), a.metrics, Axis(Basis.WALL_TIME), None)
    assert untold((a, b), placed, "latent/std") == ("b",)


def test_a_log_axis_says_what_lies_at_0_and_moves_marks_along() -> None:
    figure = with_log_steps(overlay(View((run_of("a"), run_of("b", seed=1)), ("latent/std",))))
    (panel,) = figure.panels
    assert panel.note == "2 samples at or left of 0 not drawn on a log x axis"
    assert figure.span == Span(0.0, float(np.log10(299)))
    assert all(np.isfinite(curve.steps).all() for curve in panel.curves)


def test_a_difference_over_steps_is_taken_over_the_places_of_those_steps() -> None:
    a, b = timed(run_of("a"), 1.0), timed(run_of("b", seed=1, shift=0.5), 1.0)
    terms = Terms(Alignment(Basis.RELATIVE_TIME))
    found = compare_steps(a, b, "latent/std", Span(100, 199), terms)
    assert len(found.pairs) == 100
    assert found.pairs.axis == "Relative time"
    assert found.difference == pytest.approx(0.5, abs=0.01)


def test_repeats_are_a_mean_with_a_band() -> None:
    runs = tuple(run_of(name, seed=seed) for seed, name in enumerate("abcd"))
    view = View(runs[:2], ("latent/std",), repeats={runs[0].id: (runs[0], runs[2], runs[3])})
    (panel,) = overlay(view).panels
    (band,) = (layer for layer in panel.layers if isinstance(layer, Band))
    stacked = np.vstack([run.series[2].values for run in (runs[0], runs[2], runs[3])])
    np.testing.assert_allclose(band.low, stacked.min(axis=0))
    np.testing.assert_allclose(panel.curves[0].values, stacked.mean(axis=0))
    assert panel.badge.startswith("A: mean of 3 repeats, band: smallest to largest")


def test_repeats_of_both_are_held_against_each_other_by_their_means() -> None:
    runs = tuple(run_of(name, seed=seed, shift=seed // 3) for seed, name in enumerate("abcdef"))
    groups = (runs[:3], runs[3:])
    assert standing(runs[0], runs[1], groups) == {}
    repeats = standing(runs[0], runs[3], groups)
    known = compare(runs[0], runs[3], groups=groups)
    view = View((runs[0], runs[3], *runs[1:3], *runs[4:]), ("latent/std",), comparison=known, repeats=repeats)
    (panel,) = difference(view).panels
    means = [np.vstack([run.series[2].values for run in group]).mean(axis=0) for group in groups]
    np.testing.assert_allclose(panel.curves[0].values, means[1] - means[0])
    assert panel.badge.startswith("means of 3 repeats (A) and 3 (B)")
    (group,) = (one for one in known.repeats if one.metric == "latent/std")
    (band,) = (layer for layer in panel.layers if isinstance(layer, Band))
    assert group.interval is not None
    assert (band.low[0], band.high[0]) == (group.interval.low, group.interval.high)
    left, right = side_by_side(view).panels
    np.testing.assert_allclose(left.curves[0].values, means[0])
    np.testing.assert_allclose(right.curves[0].values, means[1])
    assert "Grey" not in overlay(view).caption


@pytest.mark.parametrize("build", [side_by_side, overlay, difference])
def test_further_runs_are_grey_in_every_view_and_have_no_say_in_the_range(build: Callable[[View], Figure]) -> None:
    a, b, far = (run_of(name, seed=seed, shift=seed * 50) for seed, name in enumerate("abc"))
    metrics = ("latent/std",)
    figure = build(View((a, b, far), metrics))
    for panel, alone in zip(figure.panels, build(View((a, b), metrics)).panels, strict=True):
        (grey,) = (curve for curve in panel.curves if curve.colour == CONTEXT)
        assert grey.owner == "c"
        assert panel.badge.endswith("grey: 1 further run")
        assert Plot(panel, {}).extremes(everything=True) == Plot(alone, {}).extremes(everything=True)
    assert "Grey: 1 further run, not compared" in figure.caption

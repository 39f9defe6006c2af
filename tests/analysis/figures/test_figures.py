"""Figures hold the whole data, say what is drawn, and mark the annotations in their scope."""

from dataclasses import replace

import numpy as np
import pytest

import analysis.figures
from analysis.errors import UnusableRequest
from analysis.figures import FigureKind, View
from analysis.figures.difference import FIGURE as DIFFERENCE
from analysis.figures.excerpt import FIGURE as EXCERPT
from analysis.figures.one_metric import FIGURE as ONE_METRIC
from analysis.figures.overview import FIGURE as OVERVIEW
from analysis.figures.side_by_side import FIGURE as SIDE_BY_SIDE
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.figure import Band, Curve, Level, Mark, SeamLine, Weight
from analysis.model.run import Run, RunId
from analysis.model.seam import Seam
from analysis.model.series import Span
from analysis.model.smoothing import OFF, Smoothing
from analysis.registry import offered
from tests.synthetic import METRICS, run_of, series_of

A = run_of("a", seed=1, points=500)
B = replace(run_of("b", seed=2, points=500, shift=0.01), colour=1)
SPIKE = Annotation(AnnotationId("1"), 1, Span(100, 140), label="spike")
ONLY_B = Annotation(AnnotationId("2"), 2, Span(10, 10), runs=(B.id,), metrics=("latent/norm",), label="point")
VIEW = View((A, B), METRICS, (SPIKE, ONLY_B), smoothing=Smoothing())


def weights(figure_curves: tuple[Curve, ...]) -> list[Weight]:
    return [curve.weight for curve in figure_curves if curve.weight is not Weight.FAR]


def marked(layers: tuple[object, ...]) -> list[int]:
    return [layer.number for layer in layers if isinstance(layer, Mark)]


def test_all_figures_are_offered() -> None:
    kinds = {kind.id for kind in offered(analysis.figures, FigureKind)}
    assert kinds >= {"overview", "one-metric", "side-by-side", "difference", "excerpt"}


def test_overview_overlays_all_runs_samples_quiet_and_median_strong() -> None:
    figure = OVERVIEW.build(VIEW)
    assert [panel.metric for panel in figure.panels] == list(METRICS)
    assert figure.columns == 2
    assert figure.span == Span(0, 499)
    for panel in figure.panels:
        assert weights(panel.curves) == [Weight.RAW, Weight.RAW, Weight.MAIN, Weight.MAIN]
        raw = next(curve for curve in panel.curves if curve.owner == "b" and curve.weight is Weight.RAW)
        series = B.get(panel.metric)
        assert series is not None
        assert raw.values is series.values, "the figure holds every sample, unthinned"
    assert "running median of 41 points" in figure.caption
    assert "500 samples a curve" in figure.caption


def test_without_smoothing_every_sample_is_the_line() -> None:
    figure = OVERVIEW.build(replace(VIEW, smoothing=OFF))
    assert all(weights(panel.curves) == [Weight.MAIN, Weight.MAIN] for panel in figure.panels)
    assert "every sample, not smoothed" in figure.caption


def test_marks_are_those_in_scope() -> None:
    panels = {panel.metric: panel for panel in OVERVIEW.build(VIEW).panels}
    assert marked(panels["latent/norm"].layers) == [1, 2]
    assert marked(panels["latent/std"].layers) == [1]
    alone = ONE_METRIC.build(View((A,), ("latent/norm",), VIEW.annotations))
    assert marked(alone.panels[0].layers) == [1], "the second annotation concerns B alone"


def test_a_metric_no_run_has_is_an_empty_panel_that_says_so() -> None:
    (panel,) = ONE_METRIC.build(View((A,), ("missing",))).panels
    assert not panel.curves
    assert "not in these files" in panel.badge


def test_a_spike_is_a_curve_of_its_own() -> None:
    values = np.sin(np.arange(500) / 50)
    values[250] = 9.0
    run = Run(RunId("s"), "s", (series_of("x", values),))
    (panel,) = ONE_METRIC.build(View((run,), ("x",), smoothing=Smoothing())).panels
    (far,) = (curve for curve in panel.curves if curve.weight is Weight.FAR)
    assert np.flatnonzero(np.isfinite(far.values)).tolist() == [249, 250, 251]


def test_series_that_are_too_long_are_not_smoothed_and_the_caption_says_so() -> None:
    run = Run(RunId("l"), "l", (series_of("x", np.zeros(1_300_000)),))
    figure = ONE_METRIC.build(View((run,), ("x",), smoothing=Smoothing()))
    assert weights(figure.panels[0].curves) == [Weight.MAIN]
    assert "1 curve too long for this window, not smoothed" in figure.caption


def test_an_aggregate_has_its_band() -> None:
    values = np.arange(30.0)
    run = Run(RunId("m"), "m", (replace(series_of("x", values), low=values - 1, high=values + 1),))
    figure = ONE_METRIC.build(View((run,), ("x",)))
    assert [type(layer) for layer in figure.panels[0].layers] == [Band, Curve]
    assert figure.panels[0].badge.startswith("aggregate")
    assert "smallest and largest value" in figure.caption


def test_side_by_side_shares_the_range_of_a_row() -> None:
    figure = SIDE_BY_SIDE.build(VIEW)
    assert figure.columns == 2
    assert len(figure.panels) == 2 * len(METRICS)
    for left, right in zip(figure.panels[::2], figure.panels[1::2], strict=True):
        assert left.metric == right.metric
        assert left.group == right.group != ""
        assert {curve.owner for curve in left.curves} == {"a"}
        assert {curve.owner for curve in right.curves} == {"b"}


def test_difference_is_b_minus_a_against_zero() -> None:
    figure = DIFFERENCE.build(replace(VIEW, smoothing=OFF))
    panel = next(panel for panel in figure.panels if panel.metric == "latent/std")
    (curve,) = panel.curves
    one, other = A.get("latent/std"), B.get("latent/std")
    assert one is not None
    assert other is not None
    np.testing.assert_array_equal(curve.values, other.values - one.values)
    assert Level(0.0, "B = A", left=True) in panel.layers
    assert "500 pairs, same steps" in figure.caption


def test_difference_is_broken_where_a_value_is_not_finite() -> None:
    a = Run(RunId("a"), "a", (series_of("x", np.zeros(10)),))
    values = np.ones(10)
    values[4] = np.nan
    b = Run(RunId("b"), "b", (series_of("x", values),))
    (panel,) = DIFFERENCE.build(View((a, b), ("x",))).panels
    (curve,) = panel.curves
    assert curve.steps.tolist() == list(range(10))
    assert np.flatnonzero(np.isnan(curve.values)).tolist() == [4]


@pytest.mark.parametrize("kind", [SIDE_BY_SIDE, DIFFERENCE])
def test_two_runs_are_needed(kind: FigureKind) -> None:
    with pytest.raises(UnusableRequest):
        kind.build(View((A,), METRICS))


def test_excerpt_widens_the_span_on_both_sides_within_the_data() -> None:
    figure = EXCERPT.build(replace(VIEW, annotations=(SPIKE,)))
    assert figure.span == Span(60, 180)
    edge = replace(SPIKE, span=Span(0, 4))
    assert EXCERPT.build(replace(VIEW, annotations=(edge,))).span == Span(0, 24)


def test_excerpt_shows_its_scope_and_at_most_six_panels() -> None:
    scoped = EXCERPT.build(replace(VIEW, annotations=(ONLY_B,)))
    assert [panel.metric for panel in scoped.panels] == ["latent/norm"]
    assert {curve.owner for curve in scoped.panels[0].curves} == {"b"}
    many = Run(RunId("m"), "m", tuple(series_of(f"x{i}", np.arange(50.0)) for i in range(9)))
    figure = EXCERPT.build(View((many,), many.metrics, (SPIKE,)))
    assert len(figure.panels) == 6
    assert "3 more metrics in its scope are not shown" in figure.caption


def test_nothing_to_draw_is_a_figure_and_nothing_asked_for_an_error() -> None:
    empty = Run(RunId("e"), "e", (series_of("x", np.empty(0)),))
    assert OVERVIEW.build(View((empty,), ("x",))).span is None
    assert OVERVIEW.build(View((), ())).panels == ()
    with pytest.raises(UnusableRequest):
        EXCERPT.build(View((A,), METRICS))
    with pytest.raises(UnusableRequest):
        ONE_METRIC.build(View((A,), ()))


@pytest.mark.parametrize("figure", [ONE_METRIC, OVERVIEW])
def test_seams_are_lines_where_their_run_is_drawn(figure: FigureKind) -> None:
    joined = replace(A, seams=(Seam(100, 120, 20, "1.csv", "2.csv"), Seam(200, 199, 0, "2.csv", "3.csv")))
    (panel,) = figure.build(View((joined, B), METRICS[:1], ())).panels
    found = [layer for layer in panel.layers if isinstance(layer, SeamLine)]
    assert found == [SeamLine(100, "seam of a, 20 points left out"), SeamLine(200, "seam of a")]

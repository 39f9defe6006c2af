"""Histograms and correlation matrices: numbers as numpy has them, what is left out is counted."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.distributions import MOST_POINTS, SAME, correlations, histograms, scatter
from analysis.model.brush import Brush
from analysis.model.figure import Bars, Density, HeatMap, Points
from analysis.model.run import Run
from analysis.model.series import Span
from analysis.painters.pdf.drawing import drawing
from analysis.painters.pdf.inks import texts
from analysis.stats.bins import FEWEST, MOST, common_bins
from tests.synthetic import run_of


def broken(run: Run) -> Run:
    """The run with three values of its first metric that are not finite."""
    values = np.array(run.series[0].values)
    values[5:8] = np.nan, np.inf, -np.inf
    return replace(run, series=(replace(run.series[0], values=values), *run.series[1:]))


def test_histograms_share_bins_and_count_what_is_not_finite() -> None:
    a, b = broken(run_of("a", points=300)), run_of("b", seed=1, points=300)
    sheet = histograms((a, b), a.metrics)
    first = sheet.charts[0]
    assert "A n 297, 3 not finite; B n 300; " in first.note
    one, other = (layer for layer in first.layers if isinstance(layer, Bars))
    assert np.array_equal(one.edges, other.edges)
    assert one.heights.sum() == pytest.approx(1.0)
    brushed = histograms((a, b), a.metrics, Brush.of(Span(20, 29))).charts[0]
    assert brushed.note.startswith("A n 10; B n 10; ")


def test_bins_are_bounded_whatever_the_values() -> None:
    rng = np.random.default_rng(0)
    far, huge = np.r_[rng.normal(size=999), 1e12], np.array([-1.0, 0.2, 0.5, 1.0]) * 1.7e308
    for sample in (rng.normal(size=10_000), np.array([1.0, 2.0]), far, huge):
        assert FEWEST <= common_bins((sample,)).size - 1 <= MOST
    assert common_bins((np.array([3.0, 3.0]),)).size == 2
    assert common_bins((np.array([np.nan]),)).size == 0


def test_a_metric_told_twice_is_marked_and_a_shared_drift_is_not() -> None:
    run = run_of("a", points=400)
    rng = np.random.default_rng(1)
    drift = np.linspace(0, 50, 400)
    first = replace(run.series[0], name="one", values=drift + rng.normal(size=400))
    twice = replace(first, name="two", values=3 * first.values + 1)
    other = replace(first, name="three", values=drift + rng.normal(size=400))
    raw, differenced = correlations(replace(run, series=(first, twice, other)), ("one", "two", "three")).charts
    (of_raw,), (of_changes,) = raw.layers, differenced.layers
    assert isinstance(of_raw, HeatMap)
    assert isinstance(of_changes, HeatMap)
    assert of_raw.texts[1][0].startswith(SAME)
    assert not of_raw.texts[2][0].startswith(SAME)
    assert of_raw.values[2, 0] > 0.9
    assert abs(of_changes.values[2, 0]) < 0.3


def test_sheets_are_drawn_on_paper_within_their_rectangle() -> None:
    a, b = broken(run_of("a", points=300)), run_of("b", seed=1, points=300)
    for sheet in (
        histograms((a, b), a.metrics),
        correlations(a, a.metrics),
        scatter((a, b), a.metrics[0], a.metrics[1]),
    ):
        inks = drawing(sheet, 480, 300).inks
        written = [text.text for text in texts(inks)]
        assert all(chart.title[:8] in " ".join(written) for chart in sheet.charts)
        for text in texts(inks):
            assert text.box.x >= -0.5
            assert text.box.right <= 480.5
            assert text.box.y >= -0.5


def test_a_scatter_holds_the_matched_pairs_and_says_how_many() -> None:
    a = broken(run_of("a", points=300))
    x, y = a.metrics[:2]
    (chart,) = scatter((a,), x, y).charts
    (points,) = chart.layers
    assert isinstance(points, Points)
    assert points.x.size == 297
    assert np.array_equal(points.x, np.delete(a.series[0].values, [5, 6, 7]))
    assert np.array_equal(points.y, np.delete(a.series[1].values, [5, 6, 7]))
    assert chart.note == "A n 297 pairs, matched on the same steps, of 300 and 300 values"
    (chart,) = scatter((a,), x, y, Brush.of(Span(20, 29))).charts
    assert chart.note == "A n 10 pairs, matched on the same steps, of 10 and 10 values"


def test_many_pairs_are_shown_as_density_that_counts_each_and_says_so() -> None:
    run = run_of("a", points=MOST_POINTS + 1)
    sheet = scatter((run,), run.metrics[0], run.metrics[1])
    (layer,) = sheet.charts[0].layers
    assert isinstance(layer, Density)
    assert layer.counts.sum() == MOST_POINTS + 1
    assert "density" in sheet.charts[0].note
    assert drawing(sheet, 480, 300).inks


def test_correlations_are_of_what_the_brush_picks() -> None:
    run = run_of("a", points=300)
    sheet = correlations(run, run.metrics, Brush.of(Span(100, 149)))
    assert "n 50 to 50 pairs" in sheet.caption
    assert "steps 100 to 149" in sheet.caption

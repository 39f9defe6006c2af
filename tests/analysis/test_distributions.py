"""Histograms and correlation matrices: numbers as numpy has them, what is left out is counted."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.distributions import SAME, correlations, histograms
from analysis.model.brush import Brush
from analysis.model.figure import Bars, HeatMap
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
    assert "A n 297, 3 not finite; B n 300" in first.note
    one, other = (layer for layer in first.layers if isinstance(layer, Bars))
    assert np.array_equal(one.edges, other.edges)
    assert one.heights.sum() == pytest.approx(1.0)
    brushed = histograms((a, b), a.metrics, Brush.of(Span(20, 29))).charts[0]
    assert brushed.note == "A n 10; B n 10"


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
    for sheet in (histograms((a, b), a.metrics), correlations(a, a.metrics)):
        inks = drawing(sheet, 480, 300).inks
        written = [text.text for text in texts(inks)]
        assert all(chart.title[:8] in " ".join(written) for chart in sheet.charts)
        for text in texts(inks):
            assert text.box.x >= -0.5
            assert text.box.right <= 480.5
            assert text.box.y >= -0.5

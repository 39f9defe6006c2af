"""Samples far from their smoothed curve stand out as a curve of their own; captions say what was done."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analysis.layers import MOST_NUMBERS, SHORTEST_SMOOTHED, badge, drawn, far_samples, layers, marks, parted, traces
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.comparison import Matching, MetricDifference, Onset, Pairs, Parting
from analysis.model.figure import Curve, Panel, SeamLine, Weight, Zone
from analysis.model.series import FloatArray, Span
from analysis.model.smoothing import OFF, Smoothing
from tests.synthetic import run_of, series_of

WINDOW = 41
HOW = Smoothing(window=WINDOW)


def curves(values: FloatArray, how: Smoothing = HOW) -> tuple[Curve, ...]:
    run = replace(run_of("a"), series=(series_of("x", values),))
    return tuple(layer for layer in layers(traces((run,), "x"), how) if isinstance(layer, Curve))


def far_places(values: FloatArray) -> list[int]:
    found = [curve for curve in curves(values) if curve.weight is Weight.FAR]
    return [int(place) for curve in found for place in np.flatnonzero(np.isfinite(curve.values))]


def noise(points: int = 1000) -> FloatArray:
    return np.random.default_rng(4).normal(0, 0.01, points)


def test_a_single_spike_is_a_line_from_neighbour_to_neighbour() -> None:
    values = noise()
    values[500] = 3.0
    assert far_places(values) == [499, 500, 501]
    (far,) = (curve for curve in curves(values) if curve.weight is Weight.FAR)
    np.testing.assert_array_equal(far.values[499:502], values[499:502])
    assert far.label == "", "the name stands at the strong line alone"


def test_a_gap_beside_a_far_sample_stays_one() -> None:
    values = noise()
    values[700] = 3.0
    values[701] = np.nan
    assert far_places(values) == [699, 700]


def test_a_spike_at_the_end_is_on_the_strong_line() -> None:
    values = noise()
    values[[0, 999]] = 3.0
    assert far_places(values) == []
    (strong,) = (curve for curve in curves(values) if curve.weight is Weight.MAIN)
    assert strong.values[[0, 999]].tolist() == [3.0, 3.0]


def test_quiet_noise_and_a_level_series_have_no_far_samples() -> None:
    assert far_places(noise()) == []
    assert far_places(np.ones(1000)) == []
    assert [curve.weight for curve in curves(np.ones(1000))] == [Weight.RAW, Weight.MAIN]


def test_what_is_small_against_the_range_is_not_far() -> None:
    values = np.linspace(0, 100, 1000)
    values[500] += 1.0
    assert far_places(values) == [], "one part in a hundred of the range"
    values[500] += 5.0
    assert far_places(values) == [499, 500, 501]


def test_a_series_with_nothing_finite_is_drawn_without_far_samples() -> None:
    for empty in (np.full(500, np.nan), np.full(500, np.inf), np.empty(0)):
        assert all(curve.weight is not Weight.FAR for curve in curves(empty))


@given(arrays.arrays(np.float64, st.integers(1, 60), elements=st.floats(allow_infinity=True)))
def test_far_samples_are_samples(values: FloatArray) -> None:
    found = far_samples(values, np.where(np.isfinite(values), 0.0, values))
    kept = np.isfinite(found)
    np.testing.assert_array_equal(found[kept], values[kept])
    assert found.shape == values.shape


@pytest.mark.parametrize(("points", "smooth"), [(WINDOW * SHORTEST_SMOOTHED - 1, False), (410, True)])
def test_one_rule_decides_what_is_smoothed(points: int, smooth: bool) -> None:
    weights = {curve.weight for curve in curves(noise(points))}
    assert weights == ({Weight.RAW, Weight.MAIN} if smooth else {Weight.MAIN})
    shown = traces((replace(run_of("a"), series=(series_of("x", noise(points)),)),), "x")
    assert ("median of 41" in badge(shown, HOW)) is smooth
    assert ("not smoothed" in drawn(shown, HOW, ())) is not smooth


def test_a_caption_tells_of_far_samples_only_where_there_are_some() -> None:
    values = noise()
    for spike, told in ((0.0, False), (3.0, True)):
        values[500] = spike
        run = replace(run_of("a"), series=(series_of("x", values),))
        shown = traces((run,), "x")
        caption = drawn(shown, HOW, (Panel("x", "x", layers(shown, HOW)),))
        assert ("3 times as far" in caption) is told


def test_a_caption_names_few_annotations_and_counts_many() -> None:
    run = run_of("a")
    notes = tuple(Annotation(AnnotationId(str(place)), place, Span(place, place)) for place in (9, 2, 5))
    shown = traces((run,), "latent/std")
    panel = Panel("x", "x", marks(notes, "latent/std", (run,)))
    assert drawn(shown, OFF, (panel, panel)).endswith("Marked: E2, E5, E9.")
    many = tuple(replace(notes[0], id=AnnotationId(str(n)), number=n) for n in range(1, MOST_NUMBERS + 2))
    crowd = Panel("x", "x", marks(many, "latent/std", (run,)))
    assert drawn(shown, OFF, (crowd,)).endswith("Marked: 7 annotations.")


def test_where_two_runs_part_is_said_with_its_interval_or_as_the_start() -> None:
    def layers_of(step: float, last: float, first_pair: float) -> list[object]:
        at = np.arange(first_pair, first_pair + 50)
        pairs = Pairs(Matching.SAME_STEPS, at, at, at + 1)
        parting = Parting(Onset.LASTING, step, Span(step, last), higher=True, sentence="")
        known = MetricDifference("m", pairs, None, 0.0, 1.0, 1.0, None, 1.0, "", "", parting=parting)
        return list(parted(known))

    assert layers_of(61, 61, 0) == [SeamLine(61, "the runs part at 61", strong=True)]
    assert layers_of(61, 64, 0) == [
        Zone(Span(61, 64), ""),
        SeamLine(61, "the runs part at 61 (95 %: 61\N{EN DASH}64)", strong=True),
    ]
    assert layers_of(0, 0, 0) == [SeamLine(0, "apart from the first pair on", strong=True)]
    assert parted(None) == ()

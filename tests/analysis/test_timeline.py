"""The strip of the whole training: its extremes are those of the data, its phases name steps and numbers."""

from dataclasses import replace

import numpy as np

from analysis.model.run import Run, RunId
from analysis.model.seam import Seam
from analysis.model.series import FloatArray, Span
from analysis.progress import Progress
from analysis.timeline import timeline
from tests.synthetic import series_of


def _run(values: FloatArray, steps: FloatArray | None = None) -> Run:
    return Run(RunId("a"), "oak", (series_of("loss", values, steps),))


def test_the_extremes_of_the_strip_are_those_of_the_data() -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(size=100_000)
    values[54_321] = 99.0
    run = _run(values)
    found = timeline((run,), run, "loss", Span(0, 99_999), Progress())
    (envelope,) = found.envelopes
    assert np.nanmax(envelope.high) == 99.0
    assert np.nanmin(envelope.low) == values.min()


def test_two_levels_are_two_phases_and_what_goes_back_has_none() -> None:
    rng = np.random.default_rng(1)
    values = np.repeat([1.0, 5.0], [400, 600]) + 0.1 * rng.normal(size=1000)
    run = _run(values, np.arange(0.0, 10_000.0, 10.0))
    found = timeline((run,), run, "loss", Span(0, 9990), Progress())
    assert [stretch.word for stretch in found.stretches] == ["level", "level"]
    assert abs(found.stretches[1].span.first - 4000) <= 20
    assert "slope" in found.stretches[0].sentence
    assert "oak" in found.caption
    again = _run(values, np.concatenate((np.arange(500.0), np.arange(500.0))))
    assert timeline((again,), again, "loss", Span(0, 499), Progress()).stretches == ()


def test_seams_are_told() -> None:
    run = replace(_run(np.zeros(10)), seams=(Seam(5.0, 7.0, 3, "one.csv", "two.csv"),))
    (joint,) = timeline((run,), run, "loss", Span(0, 9), Progress()).joints
    assert joint.step == 5.0
    assert joint.sentence == "oak: two.csv takes over at step 5; 3 points of one.csv dropped."

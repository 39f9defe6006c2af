"""What leaves its course is found, named and placed; what does not is left alone about as often as is said."""

import numpy as np
import pytest

from analysis.asking import Context
from analysis.checks.anomalies import CHECK
from analysis.model.finding import Finding, Verdict
from analysis.model.run import Run
from analysis.model.series import FloatArray, Span
from tests.analysis.checks.faults import changed, clean

NORM = "latent/norm"


def of(run: Run, metric: str = NORM) -> Finding:
    (finding,) = (finding for finding in CHECK.run(run, Context()) if finding.metric == metric)
    return finding


def test_a_spike_is_placed_and_measured() -> None:
    def spike(values: FloatArray) -> FloatArray:
        values[700] += 1
        return values

    finding = of(changed(clean(1), NORM, spike))
    assert finding.verdict is Verdict.ATTENTION
    assert finding.span == Span(700, 700)
    assert finding.sentence.startswith("Spike at step 700, ")
    strongest = finding.evidence[-1]
    assert strongest.threshold is not None
    assert strongest.value > strongest.threshold


def test_a_divergence_is_a_concern() -> None:
    def diverge(values: FloatArray) -> FloatArray:
        values[800:] += np.exp(np.arange(200) / 20) - 1
        return values

    assert of(changed(clean(1), NORM, diverge)).verdict is Verdict.CONCERN


def test_a_setting_has_no_course_of_its_own() -> None:
    assert all(finding.metric != "learning_rate" for finding in CHECK.run(clean(1), Context()))


def test_values_that_are_not_finite_are_left_to_their_own_check() -> None:
    def lose(values: FloatArray) -> FloatArray:
        values[500] = np.nan
        return values

    assert of(changed(clean(1), NORM, lose)).verdict is Verdict.NO_CONCERN


def test_few_points_are_not_enough() -> None:
    assert of(clean(1, points=30)).verdict is Verdict.NOT_ENOUGH


@pytest.mark.parametrize("metric", [NORM, "latent/mean", "latent/max"])
def test_clean_runs_raise_few_alarms(metric: str) -> None:
    alarms = sum(of(clean(seed), metric).verdict is not Verdict.NO_CONCERN for seed in range(40))
    assert alarms <= 0.2 * 40

"""A collapse is rated, a decline is told."""

import numpy as np
import pytest

from analysis.asking import Context
from analysis.checks.retained_spread import CHECK
from analysis.model.finding import Finding, Verdict
from analysis.model.run import Run, RunId
from analysis.model.series import FloatArray
from tests.synthetic import series_of


def finding_of(values: FloatArray) -> Finding:
    (finding,) = CHECK.run(Run(RunId("r"), "r", (series_of("latent/std", values),)), Context())
    return finding


@pytest.mark.parametrize(
    ("end", "verdict"),
    [
        (1.5, Verdict.NO_CONCERN),
        (0.69, Verdict.NO_CONCERN),
        (0.11, Verdict.NO_CONCERN),
        (0.09, Verdict.ATTENTION),
        (0.011, Verdict.ATTENTION),
        (0.009, Verdict.CONCERN),
        (0.0, Verdict.CONCERN),
    ],
)
def test_the_bounds(end: float, verdict: Verdict) -> None:
    finding = finding_of(np.where(np.arange(1000) < 900, 1.0, end))
    assert finding.verdict is verdict
    assert finding.evidence[0].value == pytest.approx(end)


def test_a_fall_within_the_first_steps_is_told_apart_from_a_decline() -> None:
    values = np.full(2900, 0.0254)
    values[:2] = 0.0372, 0.031
    finding = finding_of(values)
    assert finding.verdict is Verdict.NO_CONCERN
    assert finding.sentence == (
        "The std of steps 2,842 to 2,899 is at 100\u202f% of its level at steps 58 to 115; "
        "from the first point to the last it changed by −31.72\u202f%."
    )


def test_the_start_itself_is_not_what_the_end_is_held_against() -> None:
    values = np.ones(1000)
    values[:20] = 1000.0  # the first 2 %
    finding = finding_of(values)
    assert (finding.verdict, finding.evidence[0].value) == (Verdict.NO_CONCERN, 1.0)


def test_too_few_points_are_not_rated() -> None:
    assert finding_of(np.ones(49)).verdict is Verdict.NOT_ENOUGH
    assert finding_of(np.ones(50)).verdict is Verdict.NO_CONCERN


def test_no_spread_after_the_start_is_not_rated() -> None:
    finding = finding_of(np.zeros(100))
    assert finding.verdict is Verdict.NOT_ENOUGH
    assert "not above zero" in finding.sentence


def test_values_that_are_not_finite_are_left_out() -> None:
    values = np.ones(1000)
    values[900:] = np.nan
    finding = finding_of(values)
    assert finding.verdict is Verdict.NO_CONCERN
    assert finding.span is not None
    assert finding.span.last == 899


def test_other_metrics_are_not_asked() -> None:
    assert CHECK.run(Run(RunId("r"), "r", (series_of("latent/mean", np.ones(100)),)), Context()) == ()


def test_the_end_is_a_level_not_a_point() -> None:
    values = np.ones(1000)
    values[-1] = 0.001
    assert finding_of(values).evidence[0].value == 1.0

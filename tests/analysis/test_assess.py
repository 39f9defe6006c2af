"""An assessment holds every metric and check, and says what no file shows."""

import numpy as np
import pytest

import analysis.stats.anomalies.background
from analysis.assess import assess, checks
from analysis.errors import Cancelled
from analysis.model.assessment import Assessment
from analysis.model.run import Run, RunId
from analysis.model.series import FloatArray, Span
from analysis.progress import Progress
from analysis.stats.summary import summarise
from tests.synthetic import METRICS, run_of, series_of


def test_all_metrics_are_summarised_and_all_checks_asked() -> None:
    run = run_of("oak")
    found = assess(run)
    assert found.run == run.id
    assert [summary.metric for summary in found.summaries] == list(METRICS)
    assert found.summaries[1] == summarise(run.series[1])
    assert {check.number for check in checks()} == {*(f"R{n}" for n in range(1, 14)), *(f"N{n}" for n in range(1, 7))}
    assert {finding.check for finding in found.findings} <= {check.id for check in checks()}
    rated = {finding.check for finding in found.findings if finding.grade is not None}
    assert set(found.rating.rated) == {check.number for check in checks() if check.id in rated}


def test_every_finding_can_be_held_to_account() -> None:
    for finding in assess(run_of("oak")).findings:
        assert finding.rule
        assert finding.evidence
        assert finding.limits
        assert finding.sentence.endswith(".")
        assert isinstance(finding.span, Span)
        assert (finding.grade is None) or finding.source


def open_in(found: Assessment) -> str:
    return " ".join(gap.sentence for gap in found.not_assessed)


def with_metrics(*names: str) -> Run:
    return Run(RunId("r"), "r", tuple(series_of(name, np.arange(1.0, 101.0)) for name in names))


@pytest.mark.parametrize(
    ("metric", "lacking"),
    [
        ("train/loss", "no loss"),
        ("val/loss", "no validation metric"),
        ("grad_norm", "no gradient norm"),
        ("latent/rank", "Rank of the latent"),
    ],
)
def test_only_what_is_absent_is_listed_as_not_assessed(metric: str, lacking: str) -> None:
    without = open_in(assess(with_metrics("latent/std")))
    assert lacking in without
    assert lacking not in open_in(assess(with_metrics("latent/std", metric)))


def test_the_rank_of_a_latent_is_missed_only_where_there_is_a_latent() -> None:
    assert "Rank" not in open_in(assess(with_metrics("loss")))


def test_other_seeds_are_never_known() -> None:
    everything = with_metrics("loss", "val/loss", "grad_norm", "latent/std", "latent/rank")
    assert "Other seeds" in open_in(assess(everything))
    assert not {"N1", "N2", "N3", "N7"} & {gap.number for gap in assess(everything).not_assessed}


def test_a_series_without_points_has_no_summary() -> None:
    run = Run(RunId("r"), "r", (series_of("loss", np.empty(0)), series_of("acc", np.ones(3))))
    assert [summary.metric for summary in assess(run).summaries] == ["acc"]


def test_work_on_arrays_can_be_given_up() -> None:
    run, progress = run_of("oak", points=3000), Progress()
    work = analysis.stats.anomalies.background._medians

    def cancelling(values: FloatArray, window: int) -> FloatArray:
        progress.cancel()
        return work(values, window)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.stats.anomalies.background._medians", cancelling)
        with pytest.raises(Cancelled):
            assess(run, progress)
    assert assess(run).findings  # and the next work is not


def test_progress_and_cancel() -> None:
    seen: list[tuple[int, int]] = []
    assess(run_of("oak"), Progress(lambda done, total, _: seen.append((done, total))))
    total = seen[0][1]
    assert (seen[0], seen[-1]) == ((0, total), (total, total))
    assert seen == sorted(seen)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        assess(run_of("oak"), progress)

"""An assessment holds every metric and check, and says what no file shows."""

import numpy as np
import pytest

from analysis.assess import assess, checks
from analysis.errors import Cancelled
from analysis.model.run import Run, RunId
from analysis.model.series import Span
from analysis.progress import Progress
from analysis.stats.summary import summarise
from tests.synthetic import METRICS, run_of, series_of


def test_all_metrics_are_summarised_and_all_checks_asked() -> None:
    run = run_of("oak")
    found = assess(run)
    assert found.run == run.id
    assert [summary.metric for summary in found.summaries] == list(METRICS)
    assert found.summaries[1] == summarise(run.series[1])
    assert {finding.check for finding in found.findings} == {"anomalies", "integrity", "centring", "retained_spread"}
    assert [check.id for check in checks()] == ["anomalies", "centring", "integrity", "retained_spread"]


def test_every_finding_can_be_held_to_account() -> None:
    for finding in assess(run_of("oak")).findings:
        assert finding.rule
        assert finding.evidence
        assert finding.limits
        assert finding.sentence.endswith(".")
        assert isinstance(finding.span, Span)


def with_metrics(*names: str) -> Run:
    return Run(RunId("r"), "r", tuple(series_of(name, np.arange(100.0)) for name in names))


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
    without = " ".join(assess(with_metrics("latent/std")).not_assessed)
    assert lacking in without
    assert lacking not in " ".join(assess(with_metrics("latent/std", metric)).not_assessed)


def test_the_rank_of_a_latent_is_missed_only_where_there_is_a_latent() -> None:
    assert not any("Rank" in text for text in assess(with_metrics("loss")).not_assessed)


def test_other_seeds_are_never_known() -> None:
    everything = with_metrics("loss", "val/loss", "grad_norm", "latent/std", "latent/rank")
    assert [text.split(":")[0] for text in assess(everything).not_assessed] == ["Other seeds"]


def test_a_series_without_points_has_no_summary() -> None:
    run = Run(RunId("r"), "r", (series_of("loss", np.empty(0)), series_of("acc", np.ones(3))))
    assert [summary.metric for summary in assess(run).summaries] == ["acc"]


def test_progress_and_cancel() -> None:
    seen: list[tuple[int, int]] = []
    assess(run_of("oak"), Progress(lambda done, total, _: seen.append((done, total))))
    assert (seen[0], seen[-1]) == ((0, 10), (10, 10))
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        assess(run_of("oak"), progress)

"""Run to Assessment: summaries of all metrics, findings of all checks, and what the files cannot show."""

from functools import cache

import analysis.checks
from analysis import glossary
from analysis.checks import Check
from analysis.model.assessment import Assessment
from analysis.model.finding import Finding
from analysis.model.run import Run
from analysis.progress import Progress, silent
from analysis.registry import offered
from analysis.stats.names import words
from analysis.stats.summary import summarise

VALIDATION = frozenset(("val", "valid", "validation", "eval", "evaluation", "test"))
RANK = frozenset(("rank", "rankme", "singular", "eigenvalue", "eigenvalues"))


@cache
def checks() -> tuple[Check, ...]:
    """All checks, in the order of their modules."""
    return offered(analysis.checks, Check)


def assess(run: Run, progress: Progress | None = None) -> Assessment:
    """All that can be said of one run; raises Cancelled when ``progress`` was cancelled."""
    progress = progress or silent()
    total = len(run.series) + len(checks())
    summaries = []
    for done, series in enumerate(run.series):
        progress.step(done, total, f"Summarising {series.name}")
        summaries.append(summarise(series))
    findings: list[Finding] = []
    trained = glossary.without_machine(run)
    for done, check in enumerate(checks(), start=len(run.series)):
        progress.step(done, total, check.title)
        findings.extend(check.run(trained))
    progress.step(total, total)
    return Assessment(
        run=run.id,
        summaries=tuple(summary for summary in summaries if summary is not None),
        findings=tuple(findings),
        not_assessed=_not_assessed(run),
    )


def _not_assessed(run: Run) -> tuple[str, ...]:
    """What cannot be judged because the files lack the metric for it, each with what would be needed."""
    recognised = {metric.id for name in run.metrics if (metric := glossary.recognise(name)) is not None}
    logged = {word for name in run.metrics for word in words(name)}
    missing = []
    if recognised.isdisjoint({"loss", "validation_loss", "reconstruction_loss"}):
        missing.append("Whether the objective falls: no loss is in these files; export the loss chart.")
    if not logged & VALIDATION:
        missing.append("Generalisation: no validation metric is in these files; export one.")
    if "gradient_norm" not in recognised:
        missing.append("Gradients: no gradient norm is in these files; log it at every step.")
    if any(metric.startswith("latent_") for metric in recognised) and not logged & RANK:
        missing.append(
            "Rank of the latent and inactive units: means, norms and extremes do not show them; "
            "log the singular values of a batch."
        )
    missing.append("Other seeds: one run does not show how much its numbers vary from seed to seed; load repeats.")
    return tuple(missing)

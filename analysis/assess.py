"""Run to Assessment: summaries of all metrics, findings of all checks, and what the files cannot show."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import analysis.checks
from analysis import glossary
from analysis.asking import Context, course, metric_of
from analysis.checks import Check
from analysis.health import rate
from analysis.model.assessment import Assessment, FittedSchedule, NotAssessed, Occurrence, Phase
from analysis.model.finding import Finding
from analysis.model.run import Run
from analysis.model.series import Series, Span
from analysis.progress import Progress, silent, watching
from analysis.registry import offered
from analysis.stats.names import words
from analysis.stats.schedule import Schedule, identify
from analysis.stats.segments import phases
from analysis.stats.summary import summarise
from analysis.stats.together import once

RATE = "learning_rate"
RANK = frozenset(("rank", "rankme", "singular", "eigenvalue", "eigenvalues"))
UNIFORMITY = frozenset(("uniformity", "alignment"))
OPEN_RANK = NotAssessed(
    "N7", "Rank of the latent and inactive units",
    "means, norms and extremes do not show them; log the singular values of a batch "
    "(torch.linalg.svdvals(z - z.mean(0)), as latent/singular_values).",
)  # fmt: skip
OPEN_UNIFORMITY = NotAssessed(
    "N8", "Uniformity and alignment",
    "they need pairs of latents; log them as latent/uniformity and latent/alignment (Wang and Isola 2020).",
)  # fmt: skip
OPEN_SEEDS = NotAssessed(
    "N9", "Other seeds", "one run does not show how much its numbers vary from seed to seed; load repeats."
)


@cache
def checks() -> tuple[Check, ...]:
    """All checks, by their numbers: R1 to R13, then N1 and so on."""
    return tuple(sorted(offered(analysis.checks, Check), key=lambda c: (c.number[0] != "R", int(c.number[1:]))))


def assess(run: Run, progress: Progress | None = None, context: Context | None = None) -> Assessment:
    """All that can be said of one run; raises Cancelled when ``progress`` was cancelled.

    A ``context`` carries the thresholds in force, the declared model type, and what is measured already: with the
    measurements of an earlier call, other thresholds are applied without measuring anything again.
    """
    progress = progress or silent()
    with watching(progress):
        return _assessed(run, progress, replace(context or Context(), progress=progress))


def _assessed(run: Run, progress: Progress, context: Context) -> Assessment:
    trained = glossary.without_machine(run)
    total = len(run.series) + len(checks()) + len(trained.series)
    summaries = []
    for done, series in enumerate(run.series):
        progress.step(done, total, f"Summarising {series.name}")
        summaries.append(context.measured.of(summarise, series))
    findings: list[Finding] = []
    for done, check in enumerate(checks(), start=len(run.series)):
        progress.step(done, total, check.title)
        findings.extend(check.run(trained, context))
    found: list[Phase] = []
    for done, series in enumerate(trained.series, start=len(run.series) + len(checks())):
        progress.step(done, total, f"Phases of {series.name}")
        found.extend(_phases(series, context))
    progress.step(total, total)
    open_ones = tuple(_not_assessed(trained, findings))
    return Assessment(
        run=run.id,
        summaries=tuple(summary for summary in summaries if summary is not None),
        findings=tuple(findings),
        not_assessed=tuple(gap for gap in open_ones if _concerns(gap, trained)),
        rating=rate(checks(), findings, open_ones),
        occurrences=tuple(_occurrences(trained, context)),
        phases=tuple(found),
        schedules=tuple(_schedules(trained, context)),
    )


def _phases(series: Series, context: Context) -> Iterator[Phase]:
    """The phases of a measured metric; a setting has a schedule instead."""
    if metric_of(series) == RATE or len(series) < 2:
        return
    steps, values = context.measured.of(once, series)
    for part in context.measured.of(phases, values):
        apart = float(steps[part.last] - steps[part.first]) / max(part.last - part.first, 1) or 1.0
        yield Phase(
            metric=series.name,
            span=Span(float(steps[part.first]), float(steps[part.last])),
            level=part.level,
            level_error=part.level_error,
            slope=part.slope / apart,
            slope_error=part.slope_error / apart,
            effective=part.effective,
        )


def _occurrences(run: Run, context: Context) -> Iterator[Occurrence]:
    for series in run.series:
        if metric_of(series) != RATE and len(series):
            yield from course(run, series, context).events


def _schedules(run: Run, context: Context) -> Iterator[FittedSchedule]:
    for series in run.series:
        if metric_of(series) == RATE and len(series):
            steps, values = context.measured.of(once, series)
            yield _fitted(series, context.measured.of(identify, steps, values))


def _fitted(series: Series, found: Schedule) -> FittedSchedule:
    return FittedSchedule(
        metric=series.name,
        family=found.family.value,
        confidence=found.confidence.value,
        error=found.error,
        runner_up=None if found.runner_up is None else found.runner_up.value,
        runner_up_error=found.runner_up_error,
        steps_per_update=found.steps_per_update,
        warmup=None if found.warmup is None else found.warmup.steps,
        milestones=found.milestones,
        alternatives=tuple(family.value for family in found.alternatives),
        reason=found.reason,
        parameters=found.parameters,
        units={name: Schedule.unit(name) for name in found.parameters},
    )


def _not_assessed(run: Run, findings: list[Finding]) -> Iterator[NotAssessed]:
    """What has no grade from these files, each with what would be needed."""
    graded = {finding.check for finding in findings if finding.grade is not None}
    informing = {finding.check for finding in findings}
    for check in checks():
        if check.id not in graded and not (check.informs and check.id in informing):
            yield NotAssessed(check.number, check.title, check.needs)
    logged = {word for name in run.metrics for word in words(name)}
    if not logged & RANK:
        yield OPEN_RANK
    if not logged >= UNIFORMITY:
        yield OPEN_UNIFORMITY
    yield OPEN_SEEDS


def _concerns(gap: NotAssessed, run: Run) -> bool:
    """Whether a question that stays open is worth asking of this run: latents are of those that have some."""
    if any(metric_of(series).startswith("latent_") for series in run.series):
        return True
    latent = {check.number for check in checks() if check.latent} | {OPEN_RANK.number, OPEN_UNIFORMITY.number}
    return gap.number not in latent

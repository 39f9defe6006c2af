"""Asks whether a metric leaves its own course: spikes, shifts, changes of its noise, divergence."""

from analysis import glossary, wording
from analysis.asking import OPENING, START, TRANSIENT, Context, course
from analysis.checks import Check
from analysis.model.assessment import Occurrence
from analysis.model.finding import Evidence, Finding, Verdict
from analysis.model.run import Run
from analysis.model.series import Series

ID = "anomalies"
NAMED = 4  # events that the sentence names
RULE = (
    "Events that stand out of the metric's own noise by thresholds fitted to that noise (about 0.05 false alarms "
    "expected of each rule in a series). Any needs attention; their number in 1,000 points is graded, one alone 3, "
    f"a divergence is graded 1 and is a concern. Excursions in the first {START} points, or in the first {OPENING:.1%} "
    "where that is more, are called a start transient, told and not counted."
)
LIMITS = (
    "Says that the metric left its course, not why, nor whether it matters; what happens between the exported points "
    "is not visible. Up to 0.2 series in one of ordinary noise raise a false alarm (0.04 of latent statistics of "
    "batches in 200 simulated runs of each kind), up to 1 of heavy-tailed noise."
)
SET_BY_HAND = "learning_rate"
DIVERGENCE = "divergence"


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    return tuple(_finding(run, series, context) for series in run.series if len(series) and not _is_set(series))


def _is_set(series: Series) -> bool:
    """Whether a metric is a setting: it has no noise of its own to leave."""
    known = glossary.recognise(series.name)
    return known is not None and known.id == SET_BY_HAND


def _finding(run: Run, series: Series, context: Context) -> Finding:
    found = course(run, series, context).events
    opening = tuple(event for event in found if event.kind == TRANSIENT)
    events = tuple(event for event in found if event.kind != TRANSIENT)
    strongest = max(events, key=lambda event: event.score, default=None)
    points = len(series) - series.nonfinite
    rate = 1000 * len(events) / len(series)
    grade = _grade(points, events, rate, context)
    bound = 0.0 if grade is None else context.thresholds.grade(ID, rate).bound
    evidence = [
        Evidence("events in 1,000 points", rate, threshold=bound),
        Evidence("events", len(events), threshold=0),
    ]
    if strongest is not None:
        evidence.append(Evidence("strongest event", strongest.value, strongest.unit, strongest.threshold))
    return Finding(
        check=ID,
        run=run.id,
        metric=series.name,
        span=series.span if strongest is None else strongest.span,
        verdict=_verdict(events, grade),
        rule=RULE,
        evidence=tuple(evidence),
        sentence=f"{_sentence(points, events, context)}{_opening(opening)}",
        limits=LIMITS,
        grade=grade,
        source=context.thresholds.source(ID),
        points=points,
    )


def _grade(points: int, events: tuple[Occurrence, ...], rate: float, context: Context) -> int | None:
    """A single event says nothing of a rate, so it counts as one in as many points as it takes for a grade of 3."""
    if any(event.kind == DIVERGENCE for event in events):
        return 1
    if points < context.thresholds.points(ID):
        return None
    return max(context.thresholds.grade(ID, rate).value, 3 if len(events) == 1 else 2)


def _verdict(events: tuple[Occurrence, ...], grade: int | None) -> Verdict:
    if grade is None:
        return Verdict.NOT_ENOUGH
    return Verdict.CONCERN if grade == 1 else Verdict.ATTENTION if events else Verdict.NO_CONCERN


def _sentence(points: int, events: tuple[Occurrence, ...], context: Context) -> str:
    if not events:
        fewest = context.thresholds.points(ID)
        if points < fewest:
            return f"Not rated: {wording.plural(points, 'point')}, fewer than {fewest}."
        return "Nothing stands out of the metric's own noise."
    ordered = sorted(events, key=lambda event: -event.score)
    named = "; ".join(map(wording.occurrence, ordered[:NAMED]))
    more = f"; {wording.plural(len(events) - NAMED, 'weaker one')}" if len(events) > NAMED else ""
    return f"{named[0].upper()}{named[1:]}{more}."


def _opening(events: tuple[Occurrence, ...]) -> str:
    """What stood out at the very start."""
    if not events:
        return ""
    return f" At the start, not counted: {'; '.join(map(wording.occurrence, events[:NAMED]))}."


CHECK = Check(
    id=ID,
    number="R10",
    title="Anomalies",
    question="Does the metric leave its own course?",
    needs="a measured metric with 50 points or more.",
    run=_run,
    critical=True,
)

"""Asks whether a metric leaves its own course: spikes, shifts, changes of its noise, divergence."""

from analysis import glossary, wording
from analysis.checks import Check
from analysis.model.finding import Evidence, Finding, Verdict
from analysis.model.run import Run
from analysis.model.series import Series, Span
from analysis.stats.anomalies import Event, Kind, detect

ID = "anomalies"
FEWEST = 50  # points below which a series has no course of its own
MANY = 2.0  # events in 1,000 points from which on they are a concern; a convention of Runloupe
NAMED = 4  # events that the sentence names
RULE = (
    "Events that stand out of the metric's own noise by thresholds fitted to that noise (about 0.05 false alarms "
    f"expected of each rule in a series): any needs attention; a divergence, or more than {MANY:.0f} in 1,000 points, "
    "is a concern (conventions of Runloupe)."
)
LIMITS = (
    "Says that the metric left its course, not why, nor whether it matters; what happens between the exported points "
    "is not visible. Of heavy-tailed noise up to one series in one may raise a false alarm."
)
SET_BY_HAND = "learning_rate"


def _run(run: Run) -> tuple[Finding, ...]:
    return tuple(_finding(run, series) for series in run.series if len(series) and not _is_set(series))


def _is_set(series: Series) -> bool:
    """Whether a metric is a setting: it has no noise of its own to leave."""
    known = glossary.recognise(series.name)
    return known is not None and known.id == SET_BY_HAND


def _finding(run: Run, series: Series) -> Finding:
    # values that are not finite are the business of another check
    events = tuple(event for event in detect(series.values) if event.kind is not Kind.NON_FINITE)
    strongest = max(events, key=lambda event: event.score, default=None)
    rate = 1000 * len(events) / len(series)
    evidence = [Evidence("events", len(events), threshold=0), Evidence("events in 1,000 points", rate, threshold=MANY)]
    if strongest is not None:
        evidence.append(Evidence("strongest event", strongest.value, strongest.unit, strongest.threshold))
    return Finding(
        check=ID,
        run=run.id,
        metric=series.name,
        span=series.span if strongest is None else _span(series, strongest),
        verdict=_verdict(series, events, rate),
        rule=RULE,
        evidence=tuple(evidence),
        sentence=_sentence(series, events),
        limits=LIMITS,
    )


def _verdict(series: Series, events: tuple[Event, ...], rate: float) -> Verdict:
    if any(event.kind is Kind.DIVERGENCE for event in events) or (rate > MANY and len(series) >= FEWEST):
        return Verdict.CONCERN
    if events:
        return Verdict.ATTENTION
    return Verdict.NO_CONCERN if len(series) >= FEWEST else Verdict.NOT_ENOUGH


def _span(series: Series, event: Event) -> Span:
    return Span.between(float(series.steps[event.first]), float(series.steps[event.last]))


def _sentence(series: Series, events: tuple[Event, ...]) -> str:
    if not events:
        if len(series) < FEWEST:
            return f"Not rated: {wording.plural(len(series), 'point')}, fewer than {FEWEST}."
        return "Nothing stands out of the metric's own noise."
    ordered = sorted(events, key=lambda event: -event.score)
    named = "; ".join(_told(series, event) for event in ordered[:NAMED])
    more = f"; {wording.plural(len(events) - NAMED, 'weaker one')}" if len(events) > NAMED else ""
    return f"{named[0].upper()}{named[1:]}{more}."


def _told(series: Series, event: Event) -> str:
    """An event with what was measured and the bound that it was held against."""
    return (
        f"{event.kind.value} at {wording.steps(_span(series, event))}, {wording.number(event.value, 3)} {event.unit} "
        f"against a threshold of {wording.number(event.threshold, 3)}"
    )


CHECK = Check(id=ID, title="Anomalies", question="Does the metric leave its own course?", run=_run)

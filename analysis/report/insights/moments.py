"""What happened at an annotated stretch and at the strongest event: every metric held against just before."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis import wording
from analysis.model.series import Series, Span
from analysis.report.insights.asked import Insight, Subject, called
from analysis.stats.anomalies import detect
from analysis.stats.remembered import once_a_series
from analysis.stats.together import once

MOST = 8  # moments that are asked about
BEFORE = 50  # points before a moment that it is held against
FEWEST = 10
FAR = 4.0  # robust standard deviations from which a metric is said to have moved
MAD = 1.4826


@dataclass(frozen=True, slots=True)
class _Moment:
    title: str
    metric: str
    span: Span
    score: float


def what_happened(subject: Subject) -> Iterator[Insight]:
    """An answer for each annotation and for the strongest event that no annotation covers."""
    for moment in (*_annotated(subject), *_strongest(subject)):
        moved, calm, open_ones = _sorted(subject, moment.span)
        text = f"Moved: {'; '.join(moved)}." if moved else "No metric left the range of the points before it."
        if calm:
            text += f" Within that range: {', '.join(calm)}."
        if open_ones:
            text += f" Too few points to say: {', '.join(open_ones)}."
        yield Insight(
            subject.role,
            f"What happened at {wording.steps(moment.span)} ({moment.title})?",
            f"{text} Range: median and {wording.number(FAR, 1)} robust standard deviations of up to {BEFORE} points "
            "before.",
            "What set it off: batch, data, code and hardware are not in these files.",
            subject.on(moment.metric),
            moment.metric,
        )


def _annotated(subject: Subject) -> list[_Moment]:
    run = subject.run
    notes = [
        note
        for note in sorted(subject.annotations, key=lambda note: note.number)
        if any(note.concerns(run=run.id, metric=name) for name in run.metrics)
    ]
    return [
        _Moment(
            f"E{note.number}, {' '.join(note.label.split())[:60]}",
            note.metrics[0] if note.metrics else next(iter(run.metrics), ""),
            note.span,
            0.0,
        )
        for note in notes[:MOST]
    ]


def _strongest(subject: Subject) -> list[_Moment]:
    """The event that broke its threshold by most, over all metrics; none where there is none."""
    setting = subject.get("learning_rate")  # its jumps are its schedule
    found = [moment for series in subject.run.series if series is not setting for moment in _events(series)]
    return sorted(found, key=lambda moment: -moment.score)[:1]


@once_a_series
def _events(series: Series) -> tuple[_Moment, ...]:
    found = []
    for event in detect(series.values):
        steps = series.steps[event.first : event.last + 1]
        span = Span(float(steps.min()), float(steps.max()))
        found.append(_Moment(f"{event.kind} of the {called(series)}", series.name, span, event.score))
    return tuple(found)


def _sorted(subject: Subject, span: Span) -> tuple[list[str], list[str], list[str]]:
    """The metrics that left their range, those that did not, and those with too few points."""
    moved, calm, unsure = [], [], []
    for series in subject.run.series:
        steps, values = once(series)
        inside = values[(steps >= span.first) & (steps <= span.last)]
        before = values[steps < span.first][-BEFORE:]
        before = before[np.isfinite(before)]
        if before.size < FEWEST or not inside.size:
            unsure.append(called(series))
            continue
        broken = int(np.count_nonzero(~np.isfinite(inside)))
        if broken:
            moved.append(f"{called(series)}, {wording.plural(broken, 'value')} not finite")
            continue
        level = float(np.median(before))
        spread = MAD * float(np.median(np.abs(before - level)))
        furthest = float(inside[int(np.argmax(np.abs(inside - level)))])
        if abs(furthest - level) > FAR * spread:
            moved.append(f"{called(series)} to {wording.number(furthest)} from {wording.number(level)}")
        else:
            calm.append(called(series))
    return moved, calm, unsure

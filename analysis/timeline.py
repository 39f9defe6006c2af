"""One metric over the whole training, as the strip below the plots shows it: its extremes, the phases of a run."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from analysis import glossary, wording
from analysis.model.run import Run
from analysis.model.series import FloatArray, Series, Span
from analysis.progress import Progress
from analysis.stats.columns import extremes

COLUMNS = 1200  # of the strip; each holds the exact extremes of its samples
RULE = "Phases end where the level or the slope changes: least-squares partition, levels or lines chosen by BIC."


@dataclass(frozen=True, eq=False)
class Envelope:
    """The smallest and largest value of a run in each of COLUMNS columns of the whole range; NaN where none is."""

    colour: int
    owner: str
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, slots=True)
class Stretch:
    """A phase: its steps, a word for its trend, and a sentence with its numbers."""

    span: Span
    word: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Joint:
    """A step at which the pieces of a run were joined, and what is known of it."""

    step: float
    sentence: str


@dataclass(frozen=True, eq=False)
class Timeline:
    """What the strip shows of a metric over ``span``; ``caption`` says of which metric and by which rule."""

    span: Span
    caption: str
    envelopes: tuple[Envelope, ...]
    stretches: tuple[Stretch, ...]
    joints: tuple[Joint, ...]


def timeline(runs: tuple[Run, ...], a: Run | None, metric: str, span: Span, progress: Progress) -> Timeline:
    """The extremes of a metric of the runs over ``span``, and the phases of run ``a``."""
    total = len(runs) + 1
    envelopes = []
    for place, run in enumerate(runs):
        progress.step(place, total)
        series = run.get(metric)
        if series is not None and len(series):
            envelopes.append(_envelope(run, series, span))
    progress.step(len(runs), total)
    series = None if a is None else a.get(metric)
    stretches = () if series is None else _stretches(series)
    title = glossary.title(metric)
    of = f" · phases of {a.name}" if a is not None and stretches else ""
    joints = tuple(joint for run in runs for joint in _joints(run))
    return Timeline(span, f"{title}{of}", tuple(envelopes), stretches, joints)


def _envelope(run: Run, series: Series, span: Span) -> Envelope:
    steps, values = series.steps, series.values
    if np.any(steps[1:] < steps[:-1]):
        order = np.argsort(steps, kind="stable")
        steps, values = steps[order], values[order]
    edges = np.linspace(span.first, span.last, COLUMNS + 1)
    low, high, _, _ = extremes(steps, values, edges)
    return Envelope(run.colour, run.name, low, high)


def _stretches(series: Series) -> tuple[Stretch, ...]:
    """The phases, each with its level and its slope a step; none where the steps go back."""
    from analysis.stats.segments import phases

    steps = series.steps
    if len(series) < 2 or np.any(steps[1:] < steps[:-1]):
        return ()
    found = []
    for phase in phases(series.values):
        first, last = float(steps[phase.first]), float(steps[phase.last])
        points = phase.last - phase.first
        pace = points / (last - first) if last > first else 1.0  # points a step
        level = _with_error(phase.level, phase.level_error)
        slope = _with_error(phase.slope * pace, phase.slope_error * pace)
        sentence = (
            f"{glossary.title(series.name)}, {wording.steps(Span(first, last))}: level {level}, slope {slope} a step."
        )
        found.append(Stretch(Span(first, last), _word(phase.slope, phase.slope_error), sentence))
    return tuple(found)


def _word(slope: float, error: float) -> str:
    """How the values go: a slope counts when its 95 % interval leaves out 0."""
    if not abs(slope) > error:
        return "level"
    return "rising" if slope > 0 else "falling"


def _with_error(value: float, error: float) -> str:
    return wording.number(value) if np.isnan(error) else f"{wording.number(value)} ± {wording.number(error, 2)}"


def _joints(run: Run) -> Iterable[Joint]:
    for seam in run.seams:
        dropped = f"; {wording.plural(seam.dropped, 'point')} of {seam.earlier} dropped" if seam.dropped else ""
        at = wording.steps(Span(seam.at, seam.at))
        yield Joint(seam.at, f"{run.name}: {seam.later} takes over at {at}{dropped}.")

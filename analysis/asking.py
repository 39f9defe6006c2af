"""What checks are asked with, and what several of them need to know of a run: its latents together, its course."""

from dataclasses import dataclass, field

import numpy as np

from analysis import glossary
from analysis.measured import Measurements
from analysis.model.assessment import Occurrence
from analysis.model.project import ModelType
from analysis.model.run import Run
from analysis.model.series import FloatArray, Series, Span
from analysis.progress import Progress, silent
from analysis.stats.anomalies import Event, Kind, detect
from analysis.stats.latent import share_of_commonest
from analysis.stats.names import words
from analysis.stats.settling import Settling, settle
from analysis.stats.together import Together, once, together
from analysis.thresholds import Thresholds, shipped

STATISTICS = frozenset(("mean", "avg", "std", "stddev", "sd", "norm", "max", "maximum", "min", "minimum"))
EXTREMES = ("latent_max", "latent_min")
COLLAPSED = 0.1  # share of the usual std below which a step is left to the check of the retained spread
HALF = 0.5  # share of it that is passed within a collapse
LEAVING = 0.8  # share of the level after the start that a std keeps until it collapses
BESIDE = 3  # points around a missing stretch, or around values that are not finite, in which an event is their trace
MARGINAL = 1.5  # times the threshold: what stands out by more beside values that are not finite is told
KEPT = 0.3  # share of the points that is enough to be judged behind a level shift
CUTS = (Kind.LEVEL_SHIFT, Kind.DIVERGENCE)
EXCURSIONS = (Kind.SPIKE, Kind.DIP, Kind.BURST)
START, OPENING = 10, 0.005  # points, or share of the points, in which an excursion belongs to the start of a run
TRANSIENT = "start transient"


@dataclass(frozen=True, slots=True)
class Context:
    """What a check is asked with: the bounds in force, the declared model type, what is measured already."""

    thresholds: Thresholds = field(default_factory=shipped)
    model: ModelType = ModelType.NOT_STATED
    measured: Measurements = field(default_factory=Measurements)
    progress: Progress = field(default_factory=silent)


@dataclass(frozen=True, eq=False)
class Course:
    """A series with every step once, the events in it, and the stretch of it without a jump, a collapse or an end.

    Events that another check answers for are not among them: values that are not finite, a collapse of the spread,
    values pinned to a bound, the jump over a missing stretch. The stretch is ``begin`` to before ``stop``.
    """

    steps: FloatArray
    values: FloatArray
    events: tuple[Occurrence, ...]
    begin: int
    stop: int


def metric_of(series: Series) -> str:
    """The id of the known metric behind a series; empty for any other."""
    known = glossary.recognise(series.name)
    return "" if known is None else known.id


def known_as(run: Run, metric: str) -> tuple[Series, ...]:
    """The series of a run that are recognised as a metric."""
    return tuple(series for series in run.series if metric_of(series) == metric)


def partner(run: Run, series: Series, metric: str) -> Series | None:
    """The series of another latent statistic that was logged under the same name but for the last words."""
    return next((other for other in known_as(run, metric) if _stem(other) == _stem(series)), None)


def spread_together(std: Series, *others: Series) -> Together:
    """Common steps of a latent std and other statistics, but for those where hardly any spread is left.

    A collapse is the business of one check; what is divided by the std means nothing there.
    """
    rows = together(std, *others)
    if not len(rows):
        return rows
    spread = rows.values[0]
    return rows.where((spread > 0) & (spread >= COLLAPSED * np.quantile(spread, 0.75)))


def course(run: Run, series: Series, context: Context) -> Course:
    """The events of a series and the stretch of it that can be judged by its level."""
    context.progress.check()
    collapse = _collapse(run, series, context)
    return context.measured.of(_course, series, context.measured.of(once, series), collapse)


def collapse_of(std: Series) -> Span | None:
    """From where on a latent std falls to less than a tenth of its level after the start; None where it does not."""
    steps, values = once(std)
    finite = np.isfinite(values)
    steps, values = steps[finite], values[finite]
    width = max(10, round(0.02 * values.size))
    if values.size < 50:
        return None
    start = np.median(values[width : 2 * width])
    if start <= 0 or not np.median(values[-width:]) < COLLAPSED * start:  # a name may say std of what can be negative
        return None
    left, half, gone = (int(np.flatnonzero(values >= share * start)[-1]) + 1 for share in (LEAVING, HALF, COLLAPSED))
    left = max(left, half - (gone - half))  # a slow decline before it is none of it
    return Span(float(steps[max(left - width, 0)]), float(steps[-1]))


def settled(seen: Course, context: Context) -> Settling:
    """The steadiest end of the stretch of a course that can be judged by its level; places count from ``begin``."""
    return context.measured.of(_settle, seen)


def _settle(seen: Course) -> Settling:
    return settle(seen.values[seen.begin : seen.stop])


def _collapse(run: Run, series: Series, context: Context) -> Span | None:
    if not metric_of(series).startswith("latent_"):
        return None
    for std in known_as(run, "latent_std"):
        if std is series or _stem(std) == _stem(series):
            return context.measured.of(collapse_of, std)
    return None


def _course(series: Series, seen: tuple[FloatArray, FloatArray], collapse: Span | None) -> Course:
    steps, values = seen
    events = [event for event in detect(values) if not _is_anothers(event, series, seen, collapse)]
    end = values.size if collapse is None else int(np.searchsorted(steps, collapse.first))
    begin, stop = 0, end
    for place in sorted(event.first for event in events if event.kind in CUTS and event.first < end):
        if end - place >= KEPT * values.size:
            begin = place
        else:
            stop = place
            break
    return Course(steps, values, tuple(_occurrence(series, steps, event) for event in events), begin, stop)


def _is_anothers(event: Event, series: Series, seen: tuple[FloatArray, FloatArray], collapse: Span | None) -> bool:
    """Whether another check answers for an event."""
    steps, values = seen
    if event.kind is Kind.NON_FINITE or not np.isfinite(values[event.first]):
        return True
    beside = values[max(event.first - BESIDE, 0) : event.last + BESIDE + 1]
    if event.score < MARGINAL and not np.isfinite(beside).all():
        return True
    if collapse is not None and float(steps[event.last]) >= collapse.first:
        return True
    if event.kind is Kind.STUCK and metric_of(series) in EXTREMES:
        return share_of_commonest(values) * values.size >= event.last - event.first + 1
    if event.kind is Kind.LEVEL_SHIFT and steps.size > 2:
        apart = np.diff(steps[max(event.first - BESIDE, 0) : event.first + BESIDE + 1])
        return bool((apart > 1.5 * np.median(np.diff(steps))).any())
    return False


def _occurrence(series: Series, steps: FloatArray, event: Event) -> Occurrence:
    """An event at its steps; an excursion in the very first points is what most runs begin with, and is called so."""
    opening = event.kind in EXCURSIONS and event.last < max(START, OPENING * steps.size)
    return Occurrence(
        metric=series.name,
        span=Span(float(steps[event.first]), float(steps[event.last])),
        kind=TRANSIENT if opening else event.kind.value,
        score=event.score,
        value=event.value,
        threshold=event.threshold,
        unit=event.unit,
        rule=event.rule,
    )


def _stem(series: Series) -> tuple[str, ...]:
    return tuple(word for word in words(series.name) if word not in STATISTICS)

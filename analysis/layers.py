"""A series as the layers of a plot: what every figure that draws curves over steps has in common."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np

from analysis import wording
from analysis.groups import band
from analysis.model.annotation import Annotation
from analysis.model.comparison import MetricDifference, Onset
from analysis.model.figure import CONTEXT, Band, Curve, Figure, Layer, Mark, Panel, SeamLine, Weight, Zone
from analysis.model.label import Label
from analysis.model.run import Group, Run, RunId
from analysis.model.series import FloatArray, Series, Span
from analysis.model.smoothing import Kernel, Smoothing, Unit
from analysis.stats.quantile import quantile
from analysis.stats.smoothing import points_in, smooth

SHORTEST_SMOOTHED = 10  # windows; over fewer points a running median hides what happened to them
QUICK_CELLS = 10_000_000  # up to here nobody waits
MOST_CELLS = 50_000_000  # points times window; more costs more time than a drawing may take
FAR, MOST = 3.0, 0.98  # far is FAR times the distance from the smoothed curve that a share MOST of the samples keeps
SHORT = {Kernel.MEDIAN: "median", Kernel.MEAN: "mean", Kernel.EXPONENTIAL: "EMA", Kernel.LINE: "local line"}
MOST_NUMBERS = 6  # annotations that a caption names one by one
LEAST_FAR = 0.02  # of the range of a series: nearer to its smoothed curve nothing is far


@dataclass(frozen=True, eq=False)
class Trace:
    """A series and whose it is: its place in the palette, the run's name, and the text at the end of its line."""

    series: Series
    colour: int
    owner: str
    label: str


def traces(runs: Iterable[Run], metric: str) -> tuple[Trace, ...]:
    """The metric of each run that has it, labelled with the run's name."""
    return tuple(
        Trace(series, run.colour, run.name, run.name) for run in runs if (series := run.get(metric)) is not None
    )


def of_role(role: str, run: Run, repeats: Group, metric: str) -> tuple[Trace, ...]:
    """The metric of run A or B, as ``role`` says; of repeats of its recipe their mean with their band in its place."""
    mean = band(repeats, metric) if run.get(metric) is not None else None
    if mean is None:
        return tuple(replace(trace, label=f"{role}  {trace.label}") for trace in traces((run,), metric))
    return (Trace(mean, run.colour, run.name, f"{role}  mean of {_held(repeats, metric)} repeats"),)


def further(runs: Sequence[Run], repeats: Mapping[RunId, Group]) -> tuple[Run, ...]:
    """The runs behind A and B that are in the mean of neither."""
    within = {run.id for group in repeats.values() if len(group) > 1 for run in group}
    return tuple(run for run in runs[2:] if run.id not in within)


def context(shown: Iterable[Trace], how: Smoothing) -> tuple[Curve, ...]:
    """Traces in grey, without a label: their smoothed curves where there are some, else their samples."""
    return tuple(
        replace(layer, colour=CONTEXT, label="", weight=Weight.RAW)
        for layer in layers(shown, how)
        if isinstance(layer, Curve) and layer.weight is Weight.MAIN
    )


def grey(runs: Sequence[Run]) -> str:
    """What the grey curves are, for a caption; empty without any."""
    many = wording.plural(len(runs), "further run")
    return f" Grey: {many}, not compared; the range of values is that of A and B." if runs else ""


def with_grey(badge: str, runs: Sequence[Run]) -> str:
    """A badge that also tells what the grey curves are."""
    return f"{badge} · grey: {wording.plural(len(runs), 'further run')}" if runs else badge


def of_repeats(role: str, run: Run, repeats: Group, metric: str) -> tuple[str, ...]:
    """That repeats stand in the place of run A or B, for a badge; nothing where they do not."""
    if run.get(metric) is None or band(repeats, metric) is None:
        return ()
    return (f"{role}: mean of {_held(repeats, metric)} repeats, band: smallest to largest",)


def _held(repeats: Group, metric: str) -> int:
    return sum(run.get(metric) is not None for run in repeats)


def smoothed(series: Series, how: Smoothing) -> bool:
    """Whether a smoothed curve is drawn over the samples."""
    points = points_in(series.steps, how)
    return how.on and points > 1 and SHORTEST_SMOOTHED * points <= len(series) and not _costly(series, how)


def _cells(series: Series, how: Smoothing) -> int:
    """What smoothing costs: points times window."""
    return len(series) * (1 if how.kernel is Kernel.EXPONENTIAL else points_in(series.steps, how))


def _costly(series: Series, how: Smoothing) -> bool:
    return _cells(series, how) > MOST_CELLS


def slow(runs: Iterable[Run], metrics: Iterable[str], how: Smoothing) -> bool:
    """Whether the samples had better be shown before their smoothed curves are ready."""
    wanted = set(metrics)
    shown = [series for run in runs for series in run.series if series.name in wanted]
    fresh = [one for one in shown if smoothed(one, how) and _known.get(one, (None,))[0] != how]
    return sum(_cells(one, how) for one in fresh) > QUICK_CELLS


def _smooth(series: Series, how: Smoothing) -> FloatArray:
    """The smoothed values; those of the same series are computed once, also when annotations change."""
    known = _known.get(series)
    if known is None or known[0] != how:
        known = _known[series] = (how, smooth(series.steps, series.values, how))
    return known[1]


_known: WeakKeyDictionary[Series, tuple[Smoothing, FloatArray]] = WeakKeyDictionary()


def layers(shown: Iterable[Trace], how: Smoothing) -> tuple[Layer, ...]:
    """All samples of the traces, quiet where a smoothed curve lies on top; bands behind them.

    Samples far from their smoothed curve are a curve of their own: a spike drawn as quietly as the noise would not be
    seen. The order is that of painting: bands, quiet curves, far samples, strong curves. Arrays are as long as the
    series, never thinned.
    """
    bands: list[Layer] = []
    quiet: list[Layer] = []
    far: list[Layer] = []
    strong: list[Layer] = []
    for trace in shown:
        bands.extend(_band(trace))
        if smoothed(trace.series, how):
            values = trace.series.values
            line = _smooth(trace.series, how)
            quiet.append(_curve(trace, values, Weight.RAW))
            strong.append(_curve(trace, line, Weight.MAIN))
            apart = far_samples(values, line)
            if np.isfinite(apart).any():
                far.append(_curve(trace, apart, Weight.FAR))
        else:
            strong.append(_curve(trace, trace.series.values, Weight.MAIN))
    return (*bands, *quiet, *far, *strong)


def far_samples(values: FloatArray, smooth: FloatArray) -> FloatArray:
    """The values that lie far from their smoothed curve and their direct neighbours, NaN elsewhere; shape (n,).

    Far is more than FAR times the distance that a share MOST of the samples keeps, and more than LEAST_FAR of the
    range of the finite values. With its neighbours a single far sample is a line that goes there and back.
    """
    finite = np.isfinite(values)
    if not finite.any():
        return np.full(values.size, np.nan)
    with np.errstate(invalid="ignore"):
        apart = np.where(finite, np.abs(values / 2 - smooth / 2), 0.0)  # halved, so that no difference overflows
    known = values[finite]
    least = LEAST_FAR * (float(known.max()) / 2 - float(known.min()) / 2)
    usual = quantile(apart[finite], MOST)
    far = (apart > least) & (apart / FAR > usual)
    near = far.copy()
    near[1:] |= far[:-1]
    near[:-1] |= far[1:]
    return np.where(near & finite, values, np.nan)


def _band(trace: Trace) -> Iterable[Band]:
    series = trace.series
    if series.low is not None and series.high is not None:
        yield Band(series.steps, series.low, series.high, trace.colour, trace.owner)


def _curve(trace: Trace, values: FloatArray, weight: Weight) -> Curve:
    label = trace.label if weight is Weight.MAIN else ""
    return Curve(trace.series.steps, values, trace.colour, trace.owner, weight, label)


def marks(annotations: Iterable[Annotation], metric: str, runs: Iterable[Run]) -> tuple[Mark, ...]:
    """The annotations that concern a metric of at least one of the runs."""
    ids = tuple(run.id for run in runs)
    return all_marks(note for note in annotations if any(note.concerns(run=run, metric=metric) for run in ids))


def all_marks(annotations: Iterable[Annotation]) -> tuple[Mark, ...]:
    """Annotations as they are marked."""
    return tuple(
        Mark(note.id, note.number, note.span, note.label, note.severity, title=note.title) for note in annotations
    )


def coloured(figure: Figure, labels: Iterable[Label]) -> Figure:
    """The figure with its marks in the colours of their labels."""
    places = {label.name: label.colour for label in labels}
    panels = []
    for panel in figure.panels:
        drawn_layers = (
            replace(layer, colour=places.get(layer.label)) if isinstance(layer, Mark) else layer
            for layer in panel.layers
        )
        panels.append(replace(panel, layers=tuple(drawn_layers)))
    return replace(figure, panels=tuple(panels))


def seams(shown: Iterable[Trace], runs: Iterable[Run]) -> tuple[SeamLine, ...]:
    """Where the pieces of the runs that are drawn were joined."""
    drawn_runs = {trace.owner for trace in shown}
    found = []
    for run in runs:
        for seam in run.seams if run.name in drawn_runs else ():
            lost = f", {wording.plural(seam.dropped, 'point')} left out" if seam.dropped else ""
            found.append(SeamLine(seam.at, f"seam of {run.name}{lost}"))
    return tuple(found)


def alone(a: Series | None, b: Series | None) -> tuple[Zone, ...]:
    """The ranges of steps that only one of two series reaches, each with whose it is; the runs overlap elsewhere."""
    spans = [("A", None if a is None else a.span), ("B", None if b is None else b.span)]
    found = []
    for (role, mine), (_, other) in (spans, spans[::-1]):
        if mine is None:
            continue
        word = f"only {role}"
        if other is None or not mine.overlaps(other):
            found.append(Zone(mine, word))
            continue
        if mine.first < other.first:
            found.append(Zone(Span(mine.first, other.first), word))
        if mine.last > other.last:
            found.append(Zone(Span(other.last, mine.last), word))
    return tuple(found)


def parted(known: MetricDifference | None) -> tuple[Layer, ...]:
    """Where two runs part in a metric, and how well that is known; nothing where they do not, or it is not known."""
    if known is None or known.parting is None:
        return ()
    found = known.parting
    place = wording.place(found.step, found.axis)
    if found.onset is Onset.EXACT:
        return (SeamLine(found.step, f"the runs part at {place}, identical before", strong=True),)
    if len(known.pairs) and found.step == known.pairs.steps[0]:
        return (SeamLine(found.step, "apart from the first pair on", strong=True),)
    text = f"{'B crosses A' if found.onset is Onset.CROSSING else 'the runs part'} at {place}"
    if not found.interval.width > 0:
        return (SeamLine(found.step, text, strong=True),)
    first, last = (wording.place(end, found.axis) for end in (found.interval.first, found.interval.last))
    line = SeamLine(found.step, f"{text} (95 %: {first}\N{EN DASH}{last})", strong=True)
    return (Zone(found.interval, ""), line)


def union(shown: Iterable[Trace]) -> Span | None:
    """The smallest and the largest step of all traces; None without points."""
    spans = [span for trace in shown if (span := trace.series.span) is not None]
    return Span(min(span.first for span in spans), max(span.last for span in spans)) if spans else None


def badge(shown: Sequence[Trace], how: Smoothing) -> str:
    """What the points of the traces are, each thing said once, and what was made of them; of none, that."""
    kinds = " / ".join(dict.fromkeys(wording.badge(trace.series) for trace in shown)) or "not in these files"
    if not any(smoothed(trace.series, how) for trace in shown):
        return kinds
    unit = "" if how.unit is Unit.POINTS else " steps"
    return f"{kinds} · line: {SHORT[how.kernel]} of {wording.count(how.window)}{unit}"


def drawn(shown: Iterable[Trace], how: Smoothing, panels: Iterable[Panel]) -> str:
    """What the curves that some panels show of some traces are, and which annotations are marked, for a caption."""
    series = [trace.series for trace in shown]
    layered = [layer for panel in panels for layer in panel.layers]
    sentences = [_samples(series), _lines(series, how)]
    if any(isinstance(layer, Curve) and layer.weight is Weight.FAR for layer in layered):
        sentences.append(
            f"Samples more than {FAR:.0f} times as far from the strong line as {wording.percent(MOST, 2)} of all are "
            "drawn strong too, each joined to its neighbours."
        )
    long = sum(_costly(one, how) for one in series) if how.on else 0
    if long:
        sentences.append(f"{wording.plural(long, 'curve')} too long for this window, not smoothed.")
    if any(one.aggregate for one in series):
        sentences.append("Shaded along a curve: smallest and largest value behind the aggregate.")
    broken = sum(one.nonfinite for one in series)
    if broken:
        sentences.append(f"{wording.plural(broken, 'value')} not finite, marked at the edge.")
    sentences.extend(_marked({one.number for one in layered if isinstance(one, Mark) and not one.proposed}))
    return " ".join(sentences)


def _lines(series: Sequence[Series], how: Smoothing) -> str:
    count = sum(smoothed(one, how) for one in series)
    if not count:
        return "Line: every sample, not smoothed."
    where = "" if count == len(series) else f" in {wording.count(count)} of {wording.plural(len(series), 'curve')}"
    width = f"{wording.count(how.window)} {how.unit.value}"
    return f"Quiet line: every sample; strong line: {how.kernel.value} of {width}{where}."


def _samples(series: Sequence[Series]) -> str:
    sizes = [len(one) for one in series]
    if not sizes:
        return "No samples."
    low, high = min(sizes), max(sizes)
    each = " a curve" if len(sizes) > 1 else ""
    if low == high:
        return f"{wording.plural(low, 'sample')}{each}."
    return f"{wording.count(low)} to {wording.plural(high, 'sample')}{each}."


def _marked(numbers: set[int]) -> Iterable[str]:
    """Which annotations are marked, those of a few by their numbers."""
    if len(numbers) > MOST_NUMBERS:
        yield f"Marked: {wording.plural(len(numbers), 'annotation')}."
    elif numbers:
        yield f"Marked: {', '.join(f'E{number}' for number in sorted(numbers))}."

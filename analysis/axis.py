"""Runs on the x axis of the plots, and the way from a step to its place there and back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np

from analysis import glossary
from analysis.align import laid, proposed
from analysis.model.alignment import Alignment, Basis, Terms
from analysis.model.annotation import Annotation
from analysis.model.axis import Axis
from analysis.model.candidate import Candidate
from analysis.model.comparison import MetricDifference
from analysis.model.run import Group, Run
from analysis.model.series import FloatArray, Series, Span
from analysis.places import AXES, placed, places
from analysis.stats.together import finite_once

SMALLEST = 1e-300


@dataclass(frozen=True, eq=False)
class Scale:
    """Between the steps of one run and places on the x axis: ``steps`` and ``at`` of shape (n,), ``at`` rising.

    Both None where places are steps. Between two points it is a straight line, beyond the ends the line through both.
    """

    steps: FloatArray | None = None
    at: FloatArray | None = None
    log: bool = False

    @property
    def plain(self) -> bool:
        """Whether places are steps."""
        return self.steps is None and not self.log

    def place(self, step: float) -> float:
        """Where a step lies."""
        at = step
        if self.steps is not None and self.at is not None:
            rising = self.steps[-1] >= self.steps[0]
            at = _between(step, *((self.steps, self.at) if rising else (self.steps[::-1], self.at[::-1])))
        return float(np.log10(max(at, SMALLEST))) if self.log else at

    def step(self, place: float) -> float:
        """The step that lies at a place."""
        at = 10.0 ** min(place, 300.0) if self.log else place
        return at if self.steps is None or self.at is None else _between(at, self.at, self.steps)

    def span(self, span: Span) -> Span:
        """Where a span of steps lies."""
        return Span.between(self.place(span.first), self.place(span.last))

    def steps_of(self, span: Span) -> Span:
        """The steps that lie in a span of places."""
        return Span.between(self.step(span.first), self.step(span.last))


def _between(value: float, one: FloatArray, other: FloatArray) -> float:
    """The number of ``other`` that goes with a value of the rising ``one``."""
    if one[0] <= value <= one[-1] or one[0] == one[-1]:
        return float(np.interp(value, one, other))
    slope = (other[-1] - other[0]) / (one[-1] - one[0])
    end = 0 if value < one[0] else -1
    return float(other[end] + (value - one[end]) * slope)


STEPS = Scale()


def compare_steps(
    a: Run, b: Run, metric: str, steps: Span | None, terms: Terms, *, groups: Sequence[Group] = ()
) -> MetricDifference:
    """B − A of one metric that both have over the steps of A in a span, whatever the two are aligned by.

    ``groups`` are repeats of recipes, which tell the noise from seed to seed.
    """
    from analysis.compare import compare_metric

    alignment = terms.alignment or proposed(a, b)
    scale = None if steps is None else scale_of(a, Axis(alignment.by))
    span = steps if steps is None or scale is None else scale.span(steps)
    return compare_metric(a, b, metric, span, replace(terms, alignment=alignment), groups=groups)


def scale_of(run: Run | None, axis: Axis) -> Scale | None:
    """The scale of a run; None where steps have no single place there: on the values of a metric, or untold."""
    if axis.metric or run is None:
        return None if axis.metric else Scale(log=axis.log)
    if axis.by is Basis.STEP:
        return Scale(log=axis.log)
    told = [
        (one, at)
        for one in run.series
        if not glossary.is_of_machine(one.name) and (at := places(run, one, axis.by)) is not None
    ]
    if not told:
        return None
    series, at = max(told, key=lambda pair: int(np.count_nonzero(np.isfinite(pair[1]))))
    known = np.isfinite(at)
    order = np.lexsort((series.steps[known], at[known]))
    steps, at = series.steps[known][order], at[known][order]
    way = np.diff(steps)
    return Scale(steps, at, axis.log) if steps.size and ((way >= 0).all() or (way <= 0).all()) else None


def on_axis(runs: tuple[Run, ...], metrics: Iterable[str], axis: Axis, alignment: Alignment | None) -> tuple[Run, ...]:
    """The runs with some of their metrics placed; what cannot be placed is left out.

    With an alignment the first two are A and B, and B is moved as it says.
    """
    same = axis.by is Basis.STEP and not axis.metric
    if same and (alignment is None or not (alignment.offset or alignment.after)):
        return runs
    wanted = tuple(metrics)
    found = []
    for number, run in enumerate(runs):
        kept = []
        for metric in wanted:
            series = run.get(metric)
            if series is None:
                continue
            if alignment is not None and number == 1 and not axis.metric:
                at = laid(runs[0], run, metric, replace(alignment, by=axis.by))[1]
            else:
                at = _placed(run, series, axis)
            if at is not None:
                kept.append(at)
        scale = scale_of(run, replace(axis, log=False))
        seams = () if scale is None else tuple(replace(seam, at=scale.place(seam.at)) for seam in run.seams)
        found.append(replace(run, series=tuple(kept), seams=seams))
    return tuple(found)


def untold(before: tuple[Run, ...], after: tuple[Run, ...], metric: str) -> tuple[str, ...]:
    """The names of the runs that have a metric but no place for it on the axis."""
    lost = zip(before, after, strict=True)
    return tuple(run.name for run, there in lost if run.get(metric) is not None and there.get(metric) is None)


def marked(annotations: Iterable[Annotation], scale: Scale | None) -> tuple[Annotation, ...]:
    """Annotations at their places, before any logarithm; none where steps have no place."""
    if scale is None or scale.steps is None:
        return () if scale is None else tuple(annotations)
    bare = replace(scale, log=False)
    return tuple(replace(note, span=bare.span(note.span)) for note in annotations)


def placed_candidates(candidates: Iterable[Candidate], scale: Scale | None) -> tuple[Candidate, ...]:
    """The same of candidates."""
    if scale is None or scale.steps is None:
        return () if scale is None else tuple(candidates)
    bare = replace(scale, log=False)
    return tuple(one.moved(bare.span(one.span)) for one in candidates)


def name_of(axis: Axis, runs: Iterable[Run]) -> str:
    """What is written under the axis."""
    if axis.metric:
        return glossary.title(axis.metric)
    if axis.by is not Basis.STEP:
        return AXES[axis.by]
    return next((series.axis for run in runs for series in run.series), "Step")


_known: WeakKeyDictionary[Series, dict[tuple[Basis, str], Series | None]] = WeakKeyDictionary()


def _placed(run: Run, series: Series, axis: Axis) -> Series | None:
    """The series on the axis; the same object as long as the series lives, so that what was made of it is found."""
    known = _known.setdefault(series, {})
    key = (axis.by, axis.metric)
    if key not in known:
        known[key] = _over(run, series, axis.metric) if axis.metric else placed(run, series, axis.by)
    return known[key]


def _over(run: Run, series: Series, metric: str) -> Series | None:
    """The series over the values of a metric at the same steps, in their order; None where the run has none."""
    other = run.get(metric)
    if other is None or other.axis != series.axis:
        return None
    steps, values = finite_once(other)
    place = np.minimum(np.searchsorted(steps, series.steps), max(steps.size - 1, 0))
    met = steps[place] == series.steps if steps.size else np.zeros(len(series), dtype=np.bool_)
    if not met.any():
        return None
    at = values[place[met]]
    order = np.argsort(at, kind="stable")
    name = glossary.title(metric)
    return replace(series, steps=at[order], values=series.values[met][order], low=None, high=None, axis=name, along={})

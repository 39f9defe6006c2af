"""Repeats of a recipe: how much a mean moves from seed to seed, and groups of repeats held against each other."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analysis import glossary, wording
from analysis.differing import CAVEAT, is_setting
from analysis.model.comparison import GroupDifference, Interval, MetricDifference
from analysis.model.run import Group, Run, RunId
from analysis.model.series import FloatArray, Series, Span
from analysis.stats.sampling import fidelity
from analysis.stats.together import finite_once, together
from analysis.stats.welch import FEWEST, pooled_spread, welch

KNOWN = (
    "What repeats tell of the variation from seed to seed stands beside each difference. One run against one run "
    "cannot show that either recipe is better; three or more repeats a side can."
)
WITHIN = 2 * math.sqrt(2)  # standard deviations from seed to seed within which two single runs do not differ


def sides(a: Run, b: Run, groups: Sequence[Group]) -> tuple[Group, Group]:
    """The repeats that A and B stand for; empty for one that has none, and both where one group holds both."""
    of_a = next((group for group in groups if a in group and b not in group), ())
    of_b = next((group for group in groups if b in group and a not in group), ())
    return of_a, of_b


def standing(a: Run, b: Run, groups: Sequence[Group]) -> dict[RunId, Group]:
    """The repeats whose mean is drawn in the place of A or B: two or more of a recipe that only one of the two has."""
    return {run.id: group for run, group in zip((a, b), sides(a, b, groups), strict=True) if len(group) > 1}


def with_seeds(entry: MetricDifference, groups: Sequence[Group]) -> MetricDifference:
    """A difference with what repeats tell of the noise from seed to seed."""
    said = seed_noise(entry, groups) if groups else ""
    if not said:
        return entry
    return replace(entry, sentence=f"{entry.sentence} {said}", limits=entry.limits.replace(CAVEAT, KNOWN))


def seed_noise(entry: MetricDifference, groups: Sequence[Group]) -> str:
    """How a difference stands to the noise from seed to seed that repeats show; empty without three of any recipe."""
    if not len(entry.pairs) or is_setting(entry.metric) or entry.pairs.axis != "Step":
        return ""
    span = Span(float(entry.pairs.steps[0]), float(entry.pairs.steps[-1]))
    means = [_means(group, entry.metric, span) for group in groups]
    spread = pooled_spread(means)
    if spread is None:
        return ""
    runs = sum(one.size for one in means if one.size >= FEWEST)
    inside = abs(entry.difference) < WITHIN * spread
    return (
        f"From seed to seed the mean moves by {wording.number(spread, 3)} (standard deviation, {runs} repeats); "
        f"B − A is {'within' if inside else 'beyond'} 2√2 times that."
    )


def compare_groups(a: Group, b: Group) -> tuple[GroupDifference, ...]:
    """Every metric that all runs of both groups have: Welch's test on the means over the steps that all cover."""
    runs = (*a, *b)
    if not (a and b):
        return ()
    shared = [name for name in a[0].metrics if all(run.get(name) is not None for run in runs)]
    return tuple(
        _group_difference(name, a, b) for name in shared if not is_setting(name) and not glossary.is_of_machine(name)
    )


def _group_difference(metric: str, a: Group, b: Group) -> GroupDifference:
    span = _common((*a, *b), metric)
    means_a, means_b = (_means(group, metric, span) if span else np.empty(0) for group in (a, b))
    if not (means_a.size and means_b.size):
        nothing = "Nothing is compared: the runs have no range of steps in common."
        return GroupDifference(
            metric, (), (), math.nan, None, None, None, supports_better_recipe=False, sentence=nothing
        )
    found = welch(means_a, means_b)
    interval = None if found.interval is None else Interval(*found.interval)
    apart = found.p is not None and interval is not None and not interval.contains(0.0)
    over = f"{means_b.size} runs against {means_a.size} over {wording.steps(span)}"
    sentence = f"B − A is {wording.signed(found.difference)} between means of runs, {over}"
    if found.p is None or found.g is None:
        sentence += f"; fewer than {FEWEST} a side, or no spread among them: not tested."
    else:
        what = "the recipes differ beyond" if apart else "this does not go beyond"
        sentence += (
            f" ({wording.interval(interval)}, Welch p {wording.number(found.p, 2)}, Hedges g "
            f"{wording.number(found.g, 3)}): {what} the variation from seed to seed."
        )
    return GroupDifference(
        metric,
        tuple(map(float, means_a)),
        tuple(map(float, means_b)),
        found.difference,
        interval,
        found.p,
        found.g,
        apart,
        sentence,
    )


def means_over_common_steps(group: Group, metric: str) -> tuple[Span | None, FloatArray]:
    """The mean of each run that has the metric over the steps that all of these cover; of shape (runs,)."""
    held = tuple(run for run in group if run.get(metric) is not None)
    span = _common(held, metric) if held else None
    return span, _means(held, metric, span) if span else np.empty(0)


def spread_share(group: Group, metric: str) -> float:
    """The standard deviation between the means of runs as a share of their level and the scatter within them.

    0 where there is none. The scatter keeps a metric that lies around zero from coming first.
    """
    span, means = means_over_common_steps(group, metric)
    if span is None or means.size < 2:
        return 0.0
    held = [series.within(span) for run in group if (series := run.get(metric)) is not None]
    scale = abs(float(means.mean())) + float(np.mean([finite_once(one)[1].std() for one in held]))
    return float(means.std(ddof=1)) / scale if scale else 0.0


def _common(runs: Group, metric: str) -> Span | None:
    """The range of steps that all runs cover in a metric."""
    spans = [series.span for run in runs if (series := run.get(metric)) is not None]
    known = [span for span in spans if span is not None]
    if len(known) < len(runs):
        return None
    first, last = max(span.first for span in known), min(span.last for span in known)
    return Span(first, last) if first <= last else None


def _means(group: Group, metric: str, span: Span) -> FloatArray:
    """The mean of each run that has finite values in a span."""
    found = []
    for run in group:
        series = run.get(metric)
        values = np.empty(0) if series is None else finite_once(series.within(span))[1]
        if values.size:
            found.append(float(values.mean()))
    return np.array(found)


def as_recipe(run: Run, group: Group) -> Run:
    """The run with the means of its repeats, and their bands, in the place of its own metrics."""
    return replace(run, series=tuple(band(group, one.name) or one for one in run.series))


def band(group: Group, metric: str) -> Series | None:
    """The mean of the repeats on the steps that all of them have, with the lowest and the highest as its band.

    None where fewer than two runs have the metric, or they have no step in common.
    """
    held = [series for run in group if (series := run.get(metric)) is not None]
    if len(held) < 2:
        return None
    found = together(*held)
    if not len(found):
        return None
    rows = np.vstack(found.values)
    how = fidelity(found.steps)
    return Series(metric, found.steps, rows.mean(axis=0), how, rows.min(axis=0), rows.max(axis=0), axis=held[0].axis)

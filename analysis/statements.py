"""What else may be said of a difference: its size, equivalence, when a level was reached, areas, spikes, and p."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analysis import glossary, wording
from analysis.align import laid
from analysis.differing import difference, is_setting, lasting_parting
from analysis.model.alignment import Alignment, Terms
from analysis.model.comparison import (
    Adjusted,
    Area,
    Equivalence,
    Interval,
    MetricDifference,
    Pairs,
    Rate,
    Reached,
    Reaching,
    Relation,
    Spikes,
)
from analysis.model.run import Run
from analysis.model.series import FloatArray, Series, Span
from analysis.stats.anomalies import Kind, detect
from analysis.stats.difference import MeanDifference, mean_difference
from analysis.stats.multiplicity import benjamini_hochberg, holm
from analysis.stats.rates import poisson_interval, ratio_interval
from analysis.stats.reaching import held_at_end, reach
from analysis.stats.settling import settle
from analysis.stats.together import finite_once

MARGIN = 0.01  # of the size of A's settled mean, where no person gave one; a convention of Runloupe
SEARCHED = 200_000  # points of a series up to which spikes are looked for: they cost seconds in a million
HEADLINES = 10  # differences up to which every wrong claim is guarded against, in longer lists their share
SAME = 0.95  # correlation of changes from which two metrics tell one thing
MOST_TOLD = 64  # metrics among which identities are looked for
TIMED = ("loss", "validation_loss", "reconstruction_loss", "perplexity", "accuracy", "reward")
ENDING = 0.02  # share of the points that tell the level at which a run ended


def stated(a: Run, b: Run, both: tuple[Series, Series, Pairs], alignment: Alignment, terms: Terms) -> MetricDifference:
    """B − A of one metric over all its pairs, with everything that may be said of it alone."""
    mine, theirs, pairs = both
    metric = mine.name
    found = mean_difference(pairs.a, pairs.b)
    entry = difference(mine, theirs, pairs, None, found)
    if is_setting(metric) or not len(pairs):
        return entry if len(pairs) or terms.override is None else _unpaired(entry, mine, theirs)
    settled, spread = _settled(pairs.a)
    parted = entry.parting or (lasting_parting(metric, pairs) if found.relation is Relation.VARYING else None)
    said = entry.sentence if parted is entry.parting or parted is None else f"{parted.sentence} {entry.sentence}"
    entry = replace(
        entry,
        effect=found.difference / spread if spread > 0 else None,
        relative=found.difference / abs(found.mean_a) if found.mean_a else None,
        parting=parted,
        sentence=said,
        equivalence=_equivalence(found, entry, settled, terms.margins.get(metric)),
        area=_area(pairs, entry.interval, found.difference),
        adjusted=_alone(found, entry),
    )
    if glossary.is_of_machine(metric):
        return entry
    one, other = laid(a, b, metric, alignment)
    if one is not None and other is not None:
        entry = replace(entry, reaching=_reaching(one, other, terms.levels.get(metric)), spikes=_spikes(one, other))
    return entry


def _alone(found: MeanDifference, entry: MetricDifference) -> Adjusted | None:
    """The p of one difference, not adjusted for others yet."""
    if found.p is None or entry.interval is None or found.relation is not Relation.VARYING:
        return None
    return Adjusted(found.p, found.p, "none", 1)


def _unpaired(entry: MetricDifference, a: Series, b: Series) -> MetricDifference:
    """Means of each run over its own range, where a person wants numbers though nothing meets."""
    means = []
    for series in (a, b):
        values = finite_once(series)[1]
        if not values.size:
            return entry
        means.append(float(values.mean()))
    apart = means[1] - means[0]
    sentence = (
        f"Not paired: the mean of A over its own range is {wording.number(means[0])}, that of B over its own "
        f"{wording.number(means[1])}, B − A {wording.signed(apart)}, without an interval. {entry.sentence}"
    )
    return replace(entry, mean_a=means[0], mean_b=means[1], difference=apart, sentence=sentence)


def _settled(values: FloatArray) -> tuple[float, float]:
    """Mean and standard deviation of the steadiest end of a series."""
    found = settle(values)
    kept = values[found.start :]
    with np.errstate(over="ignore", invalid="ignore"):
        spread = float(kept.std(ddof=1)) if kept.size > 1 else 0.0
    return found.mean, spread if math.isfinite(spread) else 0.0


def _equivalence(
    found: MeanDifference, entry: MetricDifference, settled: float, by_hand: float | None
) -> Equivalence | None:
    """Two one-sided tests of 5 % each (Schuirmann 1987): the 90 % interval within the margin."""
    margin = by_hand if by_hand is not None else MARGIN * abs(settled)
    if not (math.isfinite(margin) and margin > 0):
        return None
    said = wording.number(margin)
    whose = f"the margin ± {said} that was set" if by_hand is not None else f"± {said}, 1 % of A's settled mean"
    if found.narrow is None or entry.interval is None:
        return Equivalence(margin, by_hand is not None, None, None, f"Whether A and B lie within {whose} is open.")
    interval = Interval(*found.narrow, level=0.9)
    within = -margin < interval.low and interval.high < margin
    apart = interval.low > margin or interval.high < -margin
    what = "are equivalent within" if within else "are apart by more than" if apart else "may or may not lie within"
    sentence = f"On average A and B {what} {whose} ({wording.interval(interval)})."
    return Equivalence(margin, by_hand is not None, interval, within, sentence)


def _area(pairs: Pairs, interval: Interval | None, mean: float) -> Area | None:
    """Trapezoids over the pairs; the interval is as wide, for its width, as that of the mean difference."""
    width = float(pairs.steps[-1] - pairs.steps[0])
    if not width > 0:
        return None
    with np.errstate(over="ignore", invalid="ignore"):
        a, b = (float(np.trapezoid(values, pairs.steps)) for values in (pairs.a, pairs.b))
        apart = float(np.trapezoid(pairs.b - pairs.a, pairs.steps))
    if not (math.isfinite(a) and math.isfinite(b)):
        return None
    around = None
    if interval is not None:
        around = Interval(apart + (interval.low - mean) * width, apart + (interval.high - mean) * width, interval.level)
    return Area(a, b, apart, around)


# ---------------------------------------------------------------------------------------------- reaching a level


def _reaching(a: Series, b: Series, by_hand: float | None) -> Reaching | None:
    """When each run reached a level and held it: the one that was set, else the worse of the two levels at the end."""
    (steps_a, values_a), (steps_b, values_b) = finite_once(a), finite_once(b)
    if min(values_a.size, values_b.size) < 2 / ENDING / 2:
        return None
    starts, level = [_start(values) for values in (values_a, values_b)], by_hand
    if level is None:
        known = glossary.recognise(a.name)
        if known is None or known.id not in TIMED:
            return None
        level = _ending(starts, (values_a, values_b))
        if level is None:
            return None
    falling = starts[0] > level
    reached = (_reached(steps_a, values_a, level, falling), _reached(steps_b, values_b, level, falling))
    what = f"{wording.number(level)}{'' if by_hand is not None else ', which the worse of the two held at its end,'}"
    return Reaching(level, falling, *reached, f"{what} was reached and held {_when(*reached, a.axis)}.")


def _start(values: FloatArray) -> float:
    """The median of the first 2 %, of three values at least."""
    return float(np.median(values[: max(3, int(ENDING * values.size))]))


def _ending(starts: list[float], both: tuple[FloatArray, FloatArray]) -> float | None:
    """The worse of the two levels held at the end; None where not both come to it from one side."""
    falling = starts[0] > float(np.median(both[0][-max(3, int(ENDING * both[0].size)) :]))
    ends = [held_at_end(values, falling=falling) for values in both]
    level = max(ends) if falling else min(ends)
    return level if (min(starts) > level if falling else max(starts) < level) else None


def _reached(steps: FloatArray, values: FloatArray, level: float, falling: bool) -> Reached:  # noqa: FBT001
    found = reach(values, level, falling=falling)
    if found.place is None or found.first is None or found.last is None:
        return Reached(None, None)
    last = min(found.last, steps.size - 1)
    return Reached(float(steps[found.place]), Span(float(steps[found.first]), float(steps[last])))


def _when(a: Reached, b: Reached, axis: str) -> str:
    said = []
    for letter, one in (("A", a), ("B", b)):
        if one.step is None or one.interval is None:
            said.append(f"never by {letter}")
        else:
            place, low, high = (wording.place(x, axis) for x in (one.step, one.interval.first, one.interval.last))
            said.append(f"by {letter} at {axis.lower()} {place} ({low} to {high})")
    return ", ".join(said)


# ---------------------------------------------------------------------------------------------- spikes


def _spikes(a: Series, b: Series) -> Spikes | None:
    """Spikes and dips of both on the range that both cover, as rates; None in very long series."""
    if a.span is None or b.span is None or not a.span.overlaps(b.span) or max(len(a), len(b)) > SEARCHED:
        return None
    both = Span(max(a.span.first, b.span.first), min(a.span.last, b.span.last))
    counts = [_events(series.within(both)) for series in (a, b)]
    if not (counts[0][1] and counts[1][1]):
        return None
    rates = [
        Rate(events, points, Interval(*(1000 * end for end in poisson_interval(events, points))))
        for events, points in counts
    ]
    low, high = ratio_interval(*counts[0], *counts[1])
    told = [
        f"{one.events} in {wording.plural(one.points, 'point')} of {who}" for who, one in zip("AB", rates, strict=True)
    ]
    ratio = "no rate differs" if low <= 1 <= high else "the rates differ"
    bounds = f"B's rate is {wording.number(low, 3)} to {wording.number(high, 3)} times A's, exact 95 % interval"
    bounds = bounds if rates[0].events or rates[1].events else "neither has any"
    return Spikes(rates[0], rates[1], Interval(low, high), f"Spikes: {' and '.join(told)}; {ratio} ({bounds}).")


def _events(series: Series) -> tuple[int, int]:
    """The number of spikes, dips and bursts, and of points."""
    found = [event for event in detect(series.values) if event.kind in (Kind.SPIKE, Kind.DIP, Kind.BURST)]
    return len(found), len(series)


# ---------------------------------------------------------------------------------------------- several at once


def identities(entries: Sequence[MetricDifference]) -> tuple[tuple[str, ...], ...]:
    """Groups of metrics that tell one thing in both runs: their changes agree to ``SAME`` there."""
    usable = [entry for entry in entries if len(entry.pairs) > 2 and not is_setting(entry.metric)][:MOST_TOLD]
    groups: list[list[str]] = []
    placed: dict[str, int] = {}
    for place, entry in enumerate(usable):
        for earlier in usable[:place]:
            if _same(earlier.pairs, entry.pairs):
                if earlier.metric not in placed:
                    placed[earlier.metric] = len(groups)
                    groups.append([earlier.metric])
                placed[entry.metric] = placed[earlier.metric]
                groups[placed[entry.metric]].append(entry.metric)
                break
    return tuple(tuple(group) for group in groups)


def _same(one: Pairs, other: Pairs) -> bool:
    if one.steps is not other.steps and not np.array_equal(one.steps, other.steps):
        return False
    return all(_go_together(x, y) for x, y in ((one.a, other.a), (one.b, other.b)))


def _go_together(one: FloatArray, other: FloatArray) -> bool:
    with np.errstate(over="ignore", invalid="ignore"):
        x, y = np.diff(one), np.diff(other)
        x, y = x - x.mean(), y - y.mean()
        scale = math.sqrt(float(x @ x)) * math.sqrt(float(y @ y))
        return bool(scale > 0 and math.isfinite(scale) and abs(float(x @ y)) >= SAME * scale)


def adjusted(
    entries: Sequence[MetricDifference], groups: Sequence[Sequence[str]]
) -> tuple[tuple[MetricDifference, ...], str]:
    """The differences with p adjusted for all that were judged at once, and the sentence on how."""
    counted_by = {name: group[0] for group in groups for name in group[1:]}
    entries = [replace(one, repeats=counted_by.get(one.metric)) for one in entries]
    judged = [one for one in entries if one.adjusted is not None and one.repeats is None]
    if len(judged) < 2:
        return tuple(entries), ""
    p = [one.adjusted.p for one in judged if one.adjusted is not None]
    few = len(p) <= HEADLINES
    method, raised = ("Holm", holm(p)) if few else ("Benjamini-Hochberg", benjamini_hochberg(p))
    found = {
        one.metric: Adjusted(value, float(high), method, len(p))
        for one, value, high in zip(judged, p, raised, strict=True)
    }
    entries = [replace(one, adjusted=found.get(one.repeats or one.metric)) for one in entries]
    claims = sum(high < 0.05 for high in raised)
    once = (
        f" Counted once: {wording.plural(len(counted_by), 'metric')} that told the same as another."
        if counted_by
        else ""
    )
    guards = "the chance of any wrong one is" if few else "the expected share of wrong ones is"
    return tuple(entries), (
        f"{wording.plural(len(p), 'difference')} judged at once; after {method}'s adjustment {wording.count(claims)} "
        f"of them {'lies' if claims == 1 else 'lie'} beyond the noise within these runs, {guards} 5 % at most.{once}"
    )

"""Run and run to Comparison: first whether their numbers may stand side by side, then how far they differ."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from analysis import glossary, wording
from analysis.align import align, aligned, offers, proposed
from analysis.model.alignment import Terms
from analysis.model.comparison import Comparability, Comparison, Interval, Matching, MetricDifference, Pairs, Relation
from analysis.model.run import Run
from analysis.model.series import Fidelity, FidelityKind, Series, Span
from analysis.progress import Progress, silent
from analysis.stats.difference import FEWEST, MeanDifference, mean_difference
from analysis.stats.effective import LEVEL
from analysis.stats.matching import match

CAVEAT = "Seed-to-seed variation is unknown: one run against one run cannot show that either recipe is better."
SHORT = 1000  # pairs below which a slow drift can pass for a difference too often (measured: .13 to .31, not .05)
FEW_MEET = 0.5  # share of the shorter series below which the number of common steps is a reservation
SAME_SETTING = 1e-9  # relative difference of two learning rates that is rounding

NOISE_LIMITS = f"The interval covers the noise within these two runs over the matched steps, nothing else. {CAVEAT}"
SETTING_LIMITS = "A learning rate is set, not measured: there is no noise to hold the difference against."


def compare(a: Run, b: Run, progress: Progress | None = None, terms: Terms | None = None) -> Comparison:
    """Whether A and B can be compared, and B − A of every metric that both have, in the order of A.

    ``terms`` are those that a person set (``Project.terms``): the alignment, margins, levels, and whether numbers are
    wanted in spite of the verdict "not comparable", which has none otherwise.
    """
    progress, terms = progress or silent(), terms or Terms()
    offered = offers(a, b)
    alignment = terms.alignment or next(offer.alignment for offer in offered if offer.proposed)
    matched = []
    common = [(mine, theirs) for mine in a.series if (theirs := b.get(mine.name)) is not None]
    for done, (mine, theirs) in enumerate(common):
        progress.step(done, len(common), f"Comparing {mine.name}")
        matched.append((mine, theirs, align(a, b, mine.name, alignment)))
    progress.step(len(common), len(common))
    comparability, reservations = _comparability(a, b, matched)
    return Comparison(
        a.id,
        b.id,
        comparability,
        reservations,
        tuple(_difference(*one, None) for one in matched),
        only_a=_alone(a, b),
        only_b=_alone(b, a),
        caveat=CAVEAT,
        verdict=wording.comparability(comparability),
        alignment=alignment,
        aligned=aligned(alignment, [pairs for _, _, pairs in matched]),
        offers=offered,
        override=terms.override,
    )


def _alone(one: Run, other: Run) -> tuple[str, ...]:
    return tuple(name for name in one.metrics if other.get(name) is None)


def _comparability(
    a: Run, b: Run, matched: list[tuple[Series, Series, Pairs]]
) -> tuple[Comparability, tuple[str, ...]]:
    """Whether the two may be compared, and the reasons behind it."""
    pairs = [pairs for _, _, pairs in matched]
    reservations = (
        *_unmatchable(pairs),
        *_missing("A", _alone(a, b)),
        *_missing("B", _alone(b, a)),
        *_by_metric(matched),
    )
    if not any(map(len, pairs)):
        return Comparability.NOT_COMPARABLE, reservations
    return (Comparability.WITH_RESERVATIONS if reservations else Comparability.COMPARABLE), reservations


def compare_metric(
    a: Run, b: Run, metric: str, span: Span | None = None, terms: Terms | None = None
) -> MetricDifference:
    """B − A of one metric that both runs have over the pairs of a span, over all of them without one."""
    mine, theirs = a.get(metric), b.get(metric)
    if mine is None or theirs is None:
        raise ValueError(f"{metric!r} is not in both runs")
    alignment = (terms or Terms()).alignment or proposed(a, b)
    return _difference(mine, theirs, align(a, b, metric, alignment, span), span)


def compare_span(a: Series, b: Series, span: Span | None) -> MetricDifference:
    """B − A of one metric over the matched steps of a span, over all of them without one."""
    return _difference(a, b, match(a, b, span), span)


# ---------------------------------------------------------------------------------------------- comparability


def _unmatchable(matched: list[Pairs]) -> Iterable[str]:
    """The reason why nothing can be compared at all, if so."""
    if not matched:
        yield "A and B have no metric in common."
    elif not any(len(pairs) for pairs in matched):
        shared = wording.plural(len(matched), "metric")
        yield f"A and B share {shared}, but no finite values of theirs meet at any step."


def _missing(side: str, metrics: tuple[str, ...]) -> Iterable[str]:
    if metrics:
        yield f"Only {side} has {_listed(metrics)}."


def _by_metric(matched: list[tuple[Series, Series, Pairs]]) -> Iterable[str]:
    """The reservations of each metric; metrics with the same one share a sentence."""
    reasons: dict[str, list[str]] = {}
    for a, b, pairs in matched:
        for reason in _reasons(a, b, pairs):
            reasons.setdefault(reason, []).append(a.name)
    for reason, metrics in reasons.items():
        whom = f"All {len(matched)} metrics" if 1 < len(metrics) == len(matched) else _listed(metrics)
        yield f"{whom}: {reason}."


def _reasons(a: Series, b: Series, pairs: Pairs) -> Iterable[str]:
    """What stands against taking the numbers of two series of one metric side by side, as clauses."""
    if not (len(a) and len(b)):
        yield f"{wording.plural(len(a), 'point')} in A, {wording.plural(len(b), 'point')} in B"
        return
    if a.axis != b.axis:
        yield f"A counts {a.axis}, B counts {b.axis}, so their steps cannot be matched"
        return
    if a.span != b.span:
        yield f"A covers {wording.steps(a.span)}, B covers {wording.steps(b.span)}; only what both cover is compared"
    yield from _fidelity(a.fidelity, b.fidelity)
    if a.aggregate and b.aggregate:
        yield "both are aggregates of several runs or buckets, not single runs"
    elif a.aggregate or b.aggregate:
        yield f"{'A' if a.aggregate else 'B'} is an aggregate of several runs or buckets, the other is not"
    yield from _meeting(a, b, pairs)
    yield from _schedule(pairs, a.name)


def _fidelity(a: Fidelity, b: Fidelity) -> Iterable[str]:
    """Thinned exports, and logging intervals that differ."""
    both = f"A: {wording.fidelity(a)}; B: {wording.fidelity(b)}"
    if {a.kind, b.kind} & {FidelityKind.SAMPLED, FidelityKind.IRREGULAR}:
        yield f"what happened between the points is not in the files ({both})"
    elif (a.kind, a.stride) != (b.kind, b.stride):
        yield f"the logging intervals differ ({both})"


def _meeting(a: Series, b: Series, pairs: Pairs) -> Iterable[str]:
    """How few steps met, by which shift, and what was left out."""
    met = len(pairs) + pairs.nonfinite
    shorter = min(len(a), len(b))
    if pairs.how is Matching.NONE:
        yield "A and B have no step in common"
    elif met < FEW_MEET * shorter:
        yield f"only {wording.plural(met, 'step')} of A and B meet, {wording.percent(met / shorter)} of the shorter one"
    if pairs.how is Matching.SHIFTED:
        yield f"the steps of B are shifted by {wording.signed(pairs.shift)} to meet those of A"
    if pairs.nonfinite:
        yield f"{wording.plural(pairs.nonfinite, 'matched step')} with a value that is not finite left out"


def _schedule(pairs: Pairs, metric: str) -> Iterable[str]:
    """Where a learning rate differs in numbers."""
    if not (_is_setting(metric) and len(pairs)):
        return
    other = _other_settings(pairs)
    if other.any():
        yield f"the schedules differ on {_other_steps(pairs, other)}"


def _listed(names: list[str] | tuple[str, ...], most: int = 4) -> str:
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"


# ---------------------------------------------------------------------------------------------- differences


def _difference(a: Series, b: Series, pairs: Pairs, span: Span | None) -> MetricDifference:
    found = mean_difference(pairs.a, pairs.b)
    setting = _is_setting(a.name)
    interval = None if setting else _interval(found, pairs)
    if found.relation is Relation.NO_PAIRS:
        sentence = _nothing(a, b, pairs, span)
    elif setting:
        sentence = _setting_sentence(pairs)
    else:
        sentence = " ".join((*_parting(a, b, pairs, span), _sentence(found, pairs, interval)))
    if len(pairs) and pairs.nonfinite:
        sentence += f" Left out: {wording.plural(pairs.nonfinite, 'matched step')} with a value that is not finite."
    return MetricDifference(
        metric=a.name,
        pairs=pairs,
        span=span,
        mean_a=found.mean_a,
        mean_b=found.mean_b,
        difference=found.difference,
        interval=interval,
        effective=found.effective,
        sentence=sentence,
        limits=SETTING_LIMITS if setting else NOISE_LIMITS,
        supports_better_recipe=found.supports_better_recipe,
    )


def _interval(found: MeanDifference, pairs: Pairs) -> Interval | None:
    """The interval of the mean difference; None where it leaves the range of the differences on both sides.

    A mean lies within the range of what it is the mean of: an interval beyond it says only that neighbouring pairs
    depend on each other too much to say anything.
    """
    if found.interval is None:
        return None
    apart = pairs.b - pairs.a
    low, high = found.interval
    if found.relation is Relation.VARYING and low < apart.min() and high > apart.max():
        return None
    return Interval(low, high, level=LEVEL)


def _nothing(a: Series, b: Series, pairs: Pairs, span: Span | None) -> str:
    """Why there is no difference to state."""
    where = "" if span is None else f" in {wording.steps(span)}"
    if a.axis != b.axis:
        return f"Nothing is compared: A counts {a.axis}, B counts {b.axis}."
    if pairs.nonfinite:
        values = wording.plural(pairs.nonfinite, "matched step")
        return f"Nothing is compared: {values}{where}, each with a value that is not finite."
    return f"Nothing is compared: A and B have no step in common{where}."


def _sentence(found: MeanDifference, pairs: Pairs, interval: Interval | None) -> str:
    """What may be said of the mean difference of a measured metric."""
    size = wording.number(abs(found.difference))
    steps = _matched_steps(found.pairs)
    match found.relation:
        case Relation.IDENTICAL:
            return f"A and B hold the same numbers on {_all(found.pairs)}."
        case Relation.ROUNDING:
            return f"A and B agree up to rounding on {_all(found.pairs)}."
        case Relation.CONSTANT:
            return f"B is {_direction(found)} by {size} on {_all(found.pairs)}, the same on each."
        case Relation.VARYING | Relation.NO_PAIRS:
            pass
    mean = f"B − A is {wording.signed(found.difference)} on average over {steps}"
    if interval is None:
        return f"{mean}, {_sides(pairs)}; {_too_few(found)}."
    short = f" {wording.count(found.pairs)} pairs are too short to rule out slow drift." if found.pairs < SHORT else ""
    if interval.contains(0.0):
        bound = wording.number(max(-interval.low, interval.high))
        return (
            f"{mean} ({wording.interval(interval)}), {_sides(pairs)}; this does not differ beyond the noise within "
            f"these runs, and a mean difference of up to {bound} is not ruled out.{short}"
        )
    return (
        f"B is {_direction(found)} by {size} on average over {steps} ({wording.interval(interval)}); "
        f"this differs beyond the noise within these runs.{short}"
    )


def _sides(pairs: Pairs) -> str:
    """On how many steps B lies above A and on how many below, and how far."""
    apart = pairs.b - pairs.a
    above, below = int(np.count_nonzero(apart > 0)), int(np.count_nonzero(apart < 0))
    low, high = wording.signed(float(apart.min())), wording.signed(float(apart.max()))
    return f"from {low} to {high}, above A on {wording.count(above)} steps and below on {wording.count(below)}"


def _too_few(found: MeanDifference) -> str:
    """Why a mean difference has no interval."""
    if found.interval is None:
        return f"fewer than {FEWEST} pairs carry no interval"
    return (
        f"neighbouring steps depend on each other so much that an interval would say nothing "
        f"(about {wording.number(found.effective, 2)} independent pairs)"
    )


def _parting(a: Series, b: Series, pairs: Pairs, span: Span | None) -> Iterable[str]:
    """Where two runs part that started with exactly the same numbers, if every point so far has its partner."""
    other = np.flatnonzero(pairs.a != pairs.b)
    if pairs.how is not Matching.SAME_STEPS or not other.size or other[0] < 2:
        return
    alike, part = float(pairs.steps[other[0] - 1]), float(pairs.steps[other[0]])
    start = -np.inf if span is None else span.first
    so_far = [np.count_nonzero((series.steps >= start) & (series.steps <= part)) for series in (a, b)]
    if so_far == [other[0] + 1] * 2:
        yield f"A and B are identical up to step {wording.step(alike)}; they part at step {wording.step(part)}."


def _is_setting(metric: str) -> bool:
    """Whether the metric is a learning rate, which a schedule sets and no noise moves."""
    known = glossary.recognise(metric)
    return known is not None and known.id == "learning_rate"


def _other_settings(pairs: Pairs) -> NDArray[np.bool_]:
    """Which pairs differ by more than rounding."""
    return np.abs(pairs.b - pairs.a) > SAME_SETTING * np.maximum(np.abs(pairs.a), np.abs(pairs.b))


def _setting_sentence(pairs: Pairs) -> str:
    other = _other_settings(pairs)
    if not other.any():
        return f"A and B have the same learning rate on {_all(len(pairs))}."
    return f"The learning rates differ on {_other_steps(pairs, other)}."


def _other_steps(pairs: Pairs, other: NDArray[np.bool_]) -> str:
    """On how many steps two settings differ, and where most."""
    most = int(np.argmax(np.abs(pairs.b - pairs.a)))
    there = f"A {wording.number(pairs.a[most])}, B {wording.number(pairs.b[most])}"
    number = wording.count(int(np.count_nonzero(other)))
    return f"{number} of {_matched_steps(len(pairs))}, most at step {wording.step(pairs.steps[most])} ({there})"


def _direction(found: MeanDifference) -> str:
    return "higher" if found.difference > 0 else "lower"


def _matched_steps(number: int) -> str:
    return wording.plural(number, "matched step")


def _all(number: int) -> str:
    return "the only matched step" if number == 1 else f"all {_matched_steps(number)}"

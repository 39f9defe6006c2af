"""How far one metric differs between two runs: the mean difference, and what may be said of it."""

import numpy as np
from numpy.typing import NDArray

from analysis import glossary, wording
from analysis.model.comparison import Interval, Matching, MetricDifference, Onset, Pairs, Parting, Relation
from analysis.model.series import FloatArray, Series, Span
from analysis.stats.difference import FEWEST, MeanDifference, mean_difference
from analysis.stats.effective import LEVEL
from analysis.stats.parting import lasting

CAVEAT = "Seed-to-seed variation is unknown: one run against one run cannot show that either recipe is better."
SHORT = 1000  # pairs below which a slow drift can pass for a difference too often (measured: .13 to .31, not .05)
SAME_SETTING = 1e-9  # relative difference of two learning rates that is rounding

NOISE_LIMITS = f"The interval covers the noise within these two runs over these pairs, nothing else. {CAVEAT}"
SETTING_LIMITS = "A learning rate is set, not measured: there is no noise to hold the difference against."


def difference(
    a: Series, b: Series, pairs: Pairs, span: Span | None, found: MeanDifference | None = None
) -> MetricDifference:
    """B − A of one metric over its pairs; ``found`` is their mean difference where it is known."""
    found = found or mean_difference(pairs.a, pairs.b)
    setting = is_setting(a.name)
    interval = None if setting else _interval(found, pairs)
    parted = exact_parting(a, b, pairs, span)
    if found.relation is Relation.NO_PAIRS:
        sentence = _nothing(a, b, pairs, span)
    elif setting:
        sentence = _setting_sentence(pairs)
    else:
        sentence = _sentence(found, pairs, interval)
        sentence = sentence if parted is None else f"{parted.sentence} {sentence}"
    if len(pairs) and pairs.nonfinite:
        sentence += f" Left out: {wording.paired(pairs, pairs.nonfinite)} with a value that is not finite."
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
        relation=found.relation,
        parting=parted,
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
    if a.axis != b.axis and pairs.axis in (a.axis, b.axis):
        return f"Nothing is compared: A counts {a.axis}, B counts {b.axis}."
    if pairs.nonfinite:
        values = wording.paired(pairs, pairs.nonfinite)
        return f"Nothing is compared: {values}{where}, each with a value that is not finite."
    common = "step" if pairs.axis == "Step" else f"place on the axis {pairs.axis}"
    return f"Nothing is compared: A and B have no {common} in common{where}."


def _sentence(found: MeanDifference, pairs: Pairs, interval: Interval | None) -> str:
    """What may be said of the mean difference of a measured metric."""
    size = wording.number(abs(found.difference))
    over = wording.paired(pairs, found.pairs)
    every = _all(pairs, found.pairs)
    match found.relation:
        case Relation.IDENTICAL:
            return f"A and B hold the same numbers on {every}."
        case Relation.ROUNDING:
            return f"A and B agree up to rounding on {every}."
        case Relation.CONSTANT:
            return f"B is {_direction(found)} by {size} on {every}, the same on each."
        case Relation.VARYING | Relation.NO_PAIRS:
            pass
    mean = f"B − A is {wording.signed(found.difference)} on average over {over}"
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
        f"B is {_direction(found)} by {size} on average over {over} ({wording.interval(interval)}); "
        f"this differs beyond the noise within these runs.{short}"
    )


def _sides(pairs: Pairs) -> str:
    """On how many pairs B lies above A and on how many below, and how far."""
    apart = pairs.b - pairs.a
    above, below = int(np.count_nonzero(apart > 0)), int(np.count_nonzero(apart < 0))
    low, high = wording.signed(float(apart.min())), wording.signed(float(apart.max()))
    what = "cells" if pairs.how is Matching.MEANS else "steps"
    return f"from {low} to {high}, above A on {wording.count(above)} {what} and below on {wording.count(below)}"


def _too_few(found: MeanDifference) -> str:
    """Why a mean difference has no interval."""
    if found.interval is None:
        return f"fewer than {FEWEST} pairs carry no interval"
    return (
        f"neighbouring steps depend on each other so much that an interval would say nothing "
        f"(about {wording.number(found.effective, 2)} independent pairs)"
    )


# ---------------------------------------------------------------------------------------------- where they part


def exact_parting(a: Series, b: Series, pairs: Pairs, span: Span | None) -> Parting | None:
    """Where two runs part that started with exactly the same numbers, if every point so far has its partner."""
    if pairs.how is not Matching.SAME_STEPS or not len(pairs):
        return None
    other = np.flatnonzero(_other_settings(pairs) if is_setting(a.name) else pairs.a != pairs.b)
    if not other.size or other[0] < 2:
        return None
    alike, part = float(pairs.steps[other[0] - 1]), float(pairs.steps[other[0]])
    if pairs.axis == a.axis == b.axis:
        start = -np.inf if span is None else span.first
        moved = (a.steps, b.steps + pairs.shift)
        so_far = [np.count_nonzero((steps >= start) & (steps <= part)) for steps in moved]
        if so_far != [other[0] + 1] * 2:
            return None
    where = _at(pairs, part)
    sentence = f"A and B are identical up to {_at(pairs, alike)}; they part at {where}."
    first = part if part - alike <= 1 else alike
    higher = bool(pairs.b[other[0]] > pairs.a[other[0]])
    return Parting(Onset.EXACT, part, Span(first, part), higher, sentence, pairs.axis, a.name)


def lasting_parting(metric: str, pairs: Pairs) -> Parting | None:
    """From where on the difference keeps its sign beyond the noise, to the end."""
    apart = pairs.b - pairs.a
    if not np.isfinite(apart).all():
        return None
    found = lasting(apart)
    if found is None:
        return None
    steps = pairs.steps
    step, interval = float(steps[found.onset]), Span(float(steps[found.first]), float(steps[found.last]))
    side = "above" if found.sign > 0 else "below"
    behind = wording.number(abs(float(np.median(apart[found.onset :]))))
    if found.onset == 0 and found.last == 0:
        sentence = f"B lies {side} A from the first pair, {_at(pairs, step)}, to the last, by a median of {behind}."
    else:
        known = f"{_at(pairs, interval.first)} to {_at(pairs, interval.last)}"
        known = "no other" if interval.first == interval.last else known
        what = "B crosses A" if found.crossing else "The runs part"
        sentence = (
            f"{what} at {_at(pairs, step)} (95 % interval: {known}): from there to the end B lies {side} A, "
            f"by a median of {behind}."
        )
    since = _since(pairs, apart[: found.onset], found.sign)
    if since is not None:
        sentence += f" Before that B lay {'below' if found.sign > 0 else 'above'} A from {_at(pairs, since)} on."
    onset = Onset.CROSSING if found.crossing else Onset.LASTING
    return Parting(onset, step, interval, found.sign > 0, sentence, pairs.axis, metric, since)


def _since(pairs: Pairs, apart: FloatArray, sign: int) -> float | None:
    """Where a difference to the other side began that lasted as long as these; None where there was none."""
    earlier = lasting(apart)
    return None if earlier is None or earlier.sign == sign else float(pairs.steps[earlier.onset])


def _at(pairs: Pairs, value: float) -> str:
    return (
        f"step {wording.step(value)}"
        if pairs.axis == "Step"
        else f"{pairs.axis.lower()} {wording.place(value, pairs.axis)}"
    )


# ---------------------------------------------------------------------------------------------- settings


def is_setting(metric: str) -> bool:
    """Whether the metric is a learning rate, which a schedule sets and no noise moves."""
    known = glossary.recognise(metric)
    return known is not None and known.id == "learning_rate"


def _other_settings(pairs: Pairs) -> NDArray[np.bool_]:
    """Which pairs differ by more than rounding."""
    return np.abs(pairs.b - pairs.a) > SAME_SETTING * np.maximum(np.abs(pairs.a), np.abs(pairs.b))


def schedules_differ(pairs: Pairs) -> str | None:
    """On how many steps two learning rates differ by more than rounding, and where most; None where nowhere."""
    other = _other_settings(pairs)
    if not other.any():
        return None
    most = int(np.argmax(np.abs(pairs.b - pairs.a)))
    there = f"A {wording.number(pairs.a[most])}, B {wording.number(pairs.b[most])}"
    number = wording.count(int(np.count_nonzero(other)))
    return f"{number} of {wording.paired(pairs, len(pairs))}, most at {_at(pairs, pairs.steps[most])} ({there})"


def _setting_sentence(pairs: Pairs) -> str:
    differ = schedules_differ(pairs)
    if differ is None:
        return f"A and B have the same learning rate on {_all(pairs, len(pairs))}."
    return f"The learning rates differ on {differ}."


def _direction(found: MeanDifference) -> str:
    return "higher" if found.difference > 0 else "lower"


def _all(pairs: Pairs, number: int) -> str:
    many = wording.paired(pairs, number)
    return f"the only {many.removeprefix('1 ')}" if number == 1 else f"all {many}"

"""Whether numbers of two runs may stand side by side, with every reason; and how their hyperparameters differ."""

import json
import math
from collections.abc import Iterable, Iterator

import numpy as np

from analysis import glossary, wording
from analysis.differing import is_setting, schedules_differ
from analysis.model.alignment import Alignment, Basis
from analysis.model.comparison import Comparability, Kind, Matching, Pairs, Setting
from analysis.model.run import ConfigValue, Run
from analysis.model.series import Fidelity, FidelityKind, Series
from analysis.stats.matching import MEETING

FEW_MEET = 0.5  # share of the shorter series below which the number of common steps is a reservation
OTHER_UNIT, NEAR = 3, 0.02  # powers of ten between the middle sizes of two series, and how near to a whole one
PERCENT = 2  # the same of what may be a share in one run and percent in the other

Matched = list[tuple[Series, Series, Pairs]]


def judged(a: Run, b: Run, matched: Matched, alignment: Alignment) -> tuple[Comparability, tuple[str, ...]]:
    """The verdict on comparability and the reasons behind it, the one that forbids first."""
    pairs = [one for _, _, one in matched]
    reservations = (
        *_unmatchable(pairs, alignment),
        *_assumed(alignment),
        *_missing("A", alone(a, b)),
        *_missing("B", alone(b, a)),
        *_by_metric(matched),
        *_configured(settings(a, b)),
    )
    if not any(map(len, pairs)):
        return Comparability.NOT_COMPARABLE, reservations
    return (Comparability.WITH_RESERVATIONS if reservations else Comparability.COMPARABLE), reservations


def verdict(comparability: Comparability, reasons: tuple[str, ...]) -> str:
    """The verdict in words; where nothing can be compared the first of the reasons ends the sentence."""
    match comparability:
        case Comparability.COMPARABLE:
            return "These two runs can be compared."
        case Comparability.WITH_RESERVATIONS:
            return f"These two runs can be compared, with {wording.plural(len(reasons), 'reservation')}."
        case Comparability.NOT_COMPARABLE:
            return "These two runs are not comparable because:"


def alone(one: Run, other: Run) -> tuple[str, ...]:
    """The metrics that only the first of two runs has."""
    return tuple(name for name in one.metrics if other.get(name) is None)


def _unmatchable(matched: list[Pairs], alignment: Alignment) -> Iterable[str]:
    """The reason why nothing can be compared at all, if so."""
    if not matched:
        yield "A and B have no metric in common."
    elif alignment.after:
        yield "B is laid behind the end of A, so that nothing of the two meets."
    elif not any(len(pairs) for pairs in matched):
        shared = wording.plural(len(matched), "metric")
        yield f"A and B share {shared}, but no finite values of theirs meet at any step."


def _assumed(alignment: Alignment) -> Iterable[str]:
    """What an alignment presumes."""
    if alignment.by is Basis.PROGRESS:
        yield "Aligned by the share of each run: shapes are compared, and both runs are taken to be complete."
    if alignment.by is Basis.LEARNING_RATE:
        yield "Aligned by the learning rate: what lies before its peak and behind its first rise is left out."
    if alignment.by is Basis.WALL_TIME:
        yield "Aligned by the clock: points of one moment are not points of one state of training."
    if alignment.offset:
        yield f"B was moved by {wording.signed(alignment.offset)} by hand."


def _missing(side: str, metrics: tuple[str, ...]) -> Iterable[str]:
    if metrics:
        yield f"Only {side} has {_listed(metrics)}."


def _by_metric(matched: Matched) -> Iterable[str]:
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
    if a.axis != b.axis and not len(pairs):
        yield f"A counts {a.axis}, B counts {b.axis}, so their steps cannot be matched"
        return
    if a.axis != b.axis:
        yield f"A counts {a.axis}, B counts {b.axis}; both are placed by {pairs.axis.lower()}"
    elif a.span != b.span:
        yield f"A covers {wording.steps(a.span)}, B covers {wording.steps(b.span)}; only what both cover is compared"
    yield from _fidelity(a.fidelity, b.fidelity)
    if a.aggregate and b.aggregate:
        yield "both are aggregates of several runs or buckets, not single runs"
    elif a.aggregate or b.aggregate:
        yield f"{'A' if a.aggregate else 'B'} is an aggregate of several runs or buckets, the other is not"
    yield from _meeting(a, b, pairs)
    yield from _unit(a.name, pairs)
    if is_setting(a.name) and len(pairs) and (differ := schedules_differ(pairs)) is not None:
        yield f"the schedules differ on {differ}"


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
    elif pairs.how is Matching.MEANS:
        width = wording.place(pairs.cell, pairs.axis)
        why = _why_means(a, b, pairs)
        yield f"means over {wording.plural(met, 'cell')} about {width} wide are paired, not single points{why}"
    elif met < FEW_MEET * shorter and pairs.axis == a.axis:
        yield f"only {wording.plural(met, 'step')} of A and B meet, {wording.percent(met / shorter)} of the shorter one"
    if pairs.how is Matching.SHIFTED:
        yield f"the steps of B are shifted by {wording.moved(pairs.shift)} to meet those of A"
    if pairs.nonfinite:
        yield f"{wording.paired(pairs, pairs.nonfinite)} with a value that is not finite left out"


def _why_means(a: Series, b: Series, pairs: Pairs) -> str:
    """That hardly any points stand at one place, where that is why means are paired."""
    if pairs.shift or not pairs.axis == a.axis == b.axis:
        return ""
    common, shorter = np.intersect1d(a.steps, b.steps).size, min(len(a), len(b))
    if common >= MEETING * shorter:
        return ""
    return (
        f": {wording.count(common)} of {wording.count(shorter)} points meet, and no constant shift of the logging "
        "brings nearly all of them together"
    )


def _unit(metric: str, pairs: Pairs) -> Iterable[str]:
    """Sizes so far apart that the two may not be in one unit."""
    if len(pairs) < 2:
        return
    sizes = [float(np.median(np.abs(values))) for values in (pairs.a, pairs.b)]
    small, large = min(sizes), max(sizes)
    power = math.log10(large / small) if small > 0 and math.isfinite(large / small) else 0.0
    least = PERCENT if (known := glossary.recognise(metric)) is not None and known.id == "accuracy" else OTHER_UNIT
    if round(power) >= least and abs(power - round(power)) < NEAR:
        times = wording.number(large / small, 2)
        which = "A" if sizes[0] > sizes[1] else "B"
        yield f"the values of {which} are {times} times as large; whether both are in one unit is not told"


def _listed(names: list[str] | tuple[str, ...], most: int = 4) -> str:
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"


# ---------------------------------------------------------------------------------------------- hyperparameters


def settings(a: Run, b: Run) -> tuple[Setting, ...]:
    """All hyperparameters of both runs by their dotted keys, in the order of A, then those of B alone."""
    return tuple(_setting(key, a, b) for key in dict.fromkeys((*a.config, *b.config)))


def _setting(key: str, a: Run, b: Run) -> Setting:
    one, other = a.config.get(key), b.config.get(key)
    return Setting(key, one, other, _kind(key, a, one), _kind(key, b, other))


def _kind(key: str, run: Run, value: ConfigValue) -> Kind:
    if key not in run.config:
        return Kind.MISSING
    match value:
        case None:
            return Kind.NONE
        case bool():
            return Kind.FLAG
        case int() | float():
            return Kind.NUMBER
        case str():
            return Kind.LIST if _is_list(value) else Kind.TEXT


def _is_list(value: str) -> bool:
    """Whether a text is what importers make of a list: JSON between brackets."""
    if not (value.startswith("[") and value.endswith("]")):
        return False
    try:
        return isinstance(json.loads(value), list)
    except (ValueError, RecursionError):
        return False


def _configured(found: tuple[Setting, ...]) -> Iterator[str]:
    """How the hyperparameters differ, where both runs have any."""
    if not found:
        return
    empty = [
        letter
        for letter, kinds in (("A", [s.kind_a for s in found]), ("B", [s.kind_b for s in found]))
        if set(kinds) == {Kind.MISSING}
    ]
    if empty:
        yield f"The files of {empty[0]} hold no hyperparameters, so that those of the other stand alone."
        return
    other = [one for one in found if one.differs]
    if other:
        named = _listed([f"{one.key} (A {shown(one.a, one.kind_a)}, B {shown(one.b, one.kind_b)})" for one in other])
        share = f"{wording.count(len(other))} of {wording.plural(len(found), 'hyperparameter')}"
        more = "; no difference can be put down to one of them" if len(other) > 1 else ""
        yield f"{share} {'differs' if len(other) == 1 else 'differ'}: {named}{more}."


def shown(value: ConfigValue, kind: Kind) -> str:
    """A hyperparameter in words, text between quotes so that the number 1 and the text 1 stay apart."""
    match kind:
        case Kind.MISSING:
            return "not there"
        case Kind.NONE:
            return "none"
        case Kind.TEXT:
            return f"“{value}”"
        case Kind.FLAG:
            return "yes" if value else "no"
        case Kind.NUMBER:
            return repr(value)
        case Kind.LIST:
            return str(value)

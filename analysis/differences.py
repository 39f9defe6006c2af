"""The table of differences: what stands in its cells, by what it is sorted, and the verdict of each row in words."""

import math
from dataclasses import dataclass, replace

from analysis import wording
from analysis.glossary import ordered, title
from analysis.model.comparison import Comparison, GroupDifference, MetricDifference, Onset, Relation

HEAD = ("Metric", "A", "B", f"B {wording.MINUS} A", "95 % interval", "Effect", "Verdict", "Pairs", "Paired by")
VERDICT = HEAD.index("Verdict")
REPEATS = "B \N{MINUS SIGN} A of repeats"  # a further column where there are repeats of both


@dataclass(frozen=True, slots=True)
class Row:
    """A metric: its cells in the order of the headings, the keys they are sorted by, and what may be said of it."""

    metric: str
    cells: tuple[str, ...]
    keys: tuple[float | str, ...]
    sentence: str


def head(comparison: Comparison) -> tuple[str, ...]:
    """The headings of the table of a comparison."""
    return (*HEAD, REPEATS) if comparison.repeats else HEAD


def rows(comparison: Comparison) -> tuple[Row, ...]:
    """A row for every metric that both runs have, then those that only one of them has."""
    known = {one.metric: one for one in comparison.differences}
    found = [_row(known[metric]) for metric in ordered(known)]
    for role, metrics in (("A", comparison.only_a), ("B", comparison.only_b)):
        found += [_missing(metric, f"only in {role}") for metric in metrics]
    groups = {one.metric: one for one in comparison.repeats}
    return tuple(_with_repeats(row, groups.get(row.metric)) for row in found) if groups else tuple(found)


def _with_repeats(row: Row, found: GroupDifference | None) -> Row:
    """A row with what the means of the repeats of both say; where they are tested the verdict is theirs."""
    if found is None or not found.means_a:
        return replace(row, cells=(*row.cells, wording.DASH), keys=(*row.keys, -math.inf))
    bounds = found.interval
    said = f"{wording.signed(found.difference)} " + (
        "" if bounds is None else f"({wording.signed(bounds.low)} to {wording.signed(bounds.high)})"
    )
    cells, keys = list(row.cells), list(row.keys)
    if found.p is not None:
        cells[VERDICT] = keys[VERDICT] = among_seeds(found)
    sentence = f"{row.sentence} Repeats: {found.sentence}"
    return replace(row, cells=(*cells, said.strip()), keys=(*keys, found.difference), sentence=sentence)


def among_seeds(found: GroupDifference) -> str:
    """The verdict on the means of repeats that were tested."""
    if not found.supports_better_recipe:
        return "≈ within seed noise"
    return f"{'↑ higher' if found.difference > 0 else '↓ lower'}, beyond seed noise"


def _row(one: MetricDifference) -> Row:
    name, count = title(one.metric), len(one.pairs)
    if not count:
        return _missing(one.metric, "? no pairs", one.sentence)
    bounds, effect = one.interval, one.effect
    said = verdict(one)
    cells = (
        name,
        wording.number(one.mean_a),
        wording.number(one.mean_b),
        wording.signed(one.difference),
        wording.DASH if bounds is None else f"{wording.signed(bounds.low)} to {wording.signed(bounds.high)}",
        wording.DASH if effect is None else f"{wording.signed(effect, 3)} SD",
        said,
        wording.count(count),
        wording.paired_by(one.pairs),
    )
    width = math.inf if bounds is None else bounds.high - bounds.low
    keys = (
        name.casefold(),
        one.mean_a,
        one.mean_b,
        one.difference,
        width,
        -math.inf if effect is None else abs(effect),
        said,
        float(count),
        cells[-1],
    )
    return Row(one.metric, cells, keys, f"{one.sentence} Paired: {wording.matching(one.pairs)}. {one.limits}")


def _missing(metric: str, why: str, sentence: str = "") -> Row:
    name = title(metric)
    blank = wording.DASH
    cells = (name, blank, blank, blank, blank, blank, why, "0", blank)
    low = -math.inf
    return Row(metric, cells, (name.casefold(), low, low, low, math.inf, low, why, 0.0, blank), sentence or f"{why}.")


ALIKE = {
    Relation.IDENTICAL: "= the same numbers",
    Relation.ROUNDING: "= equal up to rounding",
}


def verdict(one: MetricDifference) -> str:
    """What the pairs say, with a sign in front: the same, a constant apart, within the noise or beyond."""
    if one.relation in ALIKE:
        return ALIKE[one.relation]
    sign = "↑" if one.difference > 0 else "↓"
    if one.relation is Relation.CONSTANT:
        return f"{sign} a constant apart"
    if one.interval is None:
        return _without_interval(one)
    if one.interval.contains(0.0):
        return "≈ within noise"
    return f"{sign} {'higher' if one.difference > 0 else 'lower'}, beyond noise"


def _without_interval(one: MetricDifference) -> str:
    """On which side every pair lies, or all of them from where the two part, where there is no interval to say more."""
    parting, apart = one.parting, one.pairs.b - one.pairs.a
    side = "↑ higher" if apart[-1] > 0 else "↓ lower"
    if len(apart) > 1 and ((apart > 0).all() or (apart < 0).all()):
        return f"{side} on every pair, no interval"
    if parting is None:
        return "? no interval"
    place = wording.place(parting.step, parting.axis)
    said = "≠ apart" if parting.onset is Onset.EXACT else "↑ higher" if parting.higher else "↓ lower"
    return f"{said} from {place} on, no interval"

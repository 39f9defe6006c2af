"""A comparison as plain values for JSON, and as lines for people."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum

from analysis import wording
from analysis.comparability import shown
from analysis.model.comparison import Comparability, Comparison, GroupDifference, MetricDifference, Pairs, Setting
from analysis.model.run import Run
from analysis.record import Plain, plain


def comparison_record(a: Run, b: Run, found: Comparison) -> dict[str, Plain]:
    """Everything that a comparison says; numbers that are not finite are null, as JSON has none."""
    return {
        "a": a.name,
        "b": b.name,
        "comparability": found.comparability.value,
        "verdict": _verdict(found),
        "reservations": list(found.reservations),
        "override": found.override,
        "alignment": {**_record(found.alignment), "sentence": found.aligned},
        "alignments": [_record(offer) for offer in found.offers],
        "parting": None if found.parting is None else _record(found.parting),
        "differences": [_difference(entry) for entry in found.differences],
        "multiplicity": found.multiplicity,
        "identities": [list(group) for group in found.identities],
        "only_a": list(found.only_a),
        "only_b": list(found.only_b),
        "settings": [_record(one) for one in found.settings if one.differs],
        "settings_alike": sum(not one.differs for one in found.settings),
        "repeats": [_group(one) for one in found.repeats],
        "caveat": found.caveat,
    }


def _verdict(found: Comparison) -> str:
    """The verdict as a whole sentence."""
    refused = found.comparability is Comparability.NOT_COMPARABLE
    return f"{found.verdict} {found.reservations[0]}" if refused else found.verdict


def _record(value: object) -> dict[str, Plain]:
    """The fields of a frozen value by their names, those of values in it as well."""
    assert is_dataclass(value)
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _plain(value: object) -> Plain:
    if isinstance(value, Enum):
        return plain(value.value)
    if is_dataclass(value) and not isinstance(value, type):
        return dict(_record(value))
    return plain(value)


def _difference(entry: MetricDifference) -> dict[str, Plain]:
    told = {
        field.name: _plain(getattr(entry, field.name))
        for field in fields(entry)
        if field.name not in ("pairs", "span", "repeats")
    }
    return {**told, "same_as": entry.repeats, "pairs": len(entry.pairs), "matching": _matching(entry.pairs)}


def _matching(pairs: Pairs) -> dict[str, Plain]:
    return {
        "how": pairs.how.value,
        "sentence": wording.matching(pairs),
        "axis": pairs.axis,
        "shift": plain(pairs.shift),
        "cell": plain(pairs.cell),
        "unmatched_a": pairs.unmatched_a,
        "unmatched_b": pairs.unmatched_b,
        "nonfinite": pairs.nonfinite,
        "alone_a": [_plain(span) for span in pairs.alone_a],
        "alone_b": [_plain(span) for span in pairs.alone_b],
    }


def _group(found: GroupDifference) -> dict[str, Plain]:
    return {
        **_record(found),
        "means_a": [plain(mean) for mean in found.means_a],
        "means_b": [plain(mean) for mean in found.means_b],
    }


def told(a: Run, b: Run, found: Comparison) -> Iterator[str]:
    """A comparison in lines: the verdict first, then how the runs were aligned, then the differences."""
    yield f"A: {a.name}"
    yield f"B: {b.name}"
    yield _verdict(found)
    yield from (f"  {reason}" for reason in found.reservations)
    if found.override is not None:
        yield f"Compared in spite of the verdict: {found.override or 'no reason was given'}."
    yield found.aligned
    if found.parting is not None:
        yield f"{found.parting.metric}: {found.parting.sentence}"
    for entry in found.differences:
        yield ""
        yield f"{entry.metric}: {wording.matching(entry.pairs)}"
        yield f"  {entry.sentence}"
        yield from (f"  {said}" for said in _further(entry))
    yield ""
    yield from filter(
        None, (found.multiplicity, *(f"The same told twice: {', '.join(one)}." for one in found.identities))
    )
    yield from _settings(found.settings)
    yield from (f"Repeats, {one.metric}: {one.sentence}" for one in found.repeats)
    yield found.caveat


def _further(entry: MetricDifference) -> Iterator[str]:
    if entry.effect is not None:
        yield f"Effect {wording.signed(entry.effect, 3)} standard deviations of A where it is settled."
    for part in (entry.equivalence, entry.reaching, entry.spikes):
        if part is not None:
            yield part.sentence


def _settings(settings: tuple[Setting, ...]) -> Iterator[str]:
    other = [one for one in settings if one.differs]
    if settings:
        yield f"Hyperparameters: {wording.count(len(other))} of {wording.count(len(settings))} differ."
    for one in other:
        yield f"  {one.key}: A {shown(one.a, one.kind_a)}, B {shown(one.b, one.kind_b)}"

"""What was set for the comparison of two runs, as plain values and back."""

from collections.abc import Mapping

from analysis.model.alignment import Alignment, Basis, Means, Terms
from analysis.storage.document import JsonValue
from analysis.storage.fields import real, text


def plain_terms(terms: Terms) -> dict[str, JsonValue]:
    alignment = terms.alignment
    return {
        "alignment": None if alignment is None else _plain(alignment),
        "override": terms.override,
        "margins": dict(terms.margins),
        "levels": dict(terms.levels),
    }


def _plain(alignment: Alignment) -> dict[str, JsonValue]:
    return {
        "by": alignment.by.value,
        "offset": float(alignment.offset),
        "after": alignment.after,
        "means": alignment.means.value,
    }


def terms_of(value: Mapping[str, object]) -> Terms:
    """The terms in a JSON object; ValueError where it is none of ours."""
    match value:
        case {"alignment": alignment, "override": override, "margins": {**margins}, "levels": {**levels}}:
            return Terms(
                None if alignment is None else _alignment(alignment),
                None if override is None else text(override),
                {text(name): real(number) for name, number in margins.items()},
                {text(name): real(number) for name, number in levels.items()},
            )
        case _:
            raise ValueError(f"{value!r} stands where the terms of a comparison should")


def _alignment(value: object) -> Alignment:
    match value:
        case {"by": by, "offset": offset, "after": bool() as after, "means": means}:
            return Alignment(Basis(by), real(offset), after, Means(means))
        case _:
            raise ValueError(f"{value!r} stands where an alignment should")

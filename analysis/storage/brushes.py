"""Brushes as plain values and back."""

from analysis.model.brush import Brush, Part, Within
from analysis.model.series import Span
from analysis.storage.document import JsonValue
from analysis.storage.fields import real, text


def plain_brush(brush: Brush) -> JsonValue:
    """A brush as JSON: a list of two steps where it is a span, as it has always been, else an object."""
    if brush.span is not None:
        return _plain_span(brush.span)
    return {"parts": [_plain(part) for part in brush.parts], "excluded": [_plain(part) for part in brush.excluded]}


def brush_of(value: object) -> Brush:
    """The brush in a JSON value; ValueError where it is none of ours."""
    match value:
        case [first, last]:
            return Brush.of(Span(real(first), real(last)))
        case {"parts": [*parts], "excluded": [*excluded]}:
            return Brush(tuple(_part(entry) for entry in parts), tuple(_part(entry) for entry in excluded))
        case _:
            raise ValueError(f"{value!r} stands where a brush should")


def _plain_span(span: Span) -> list[JsonValue]:
    return [float(span.first), float(span.last)]


def _plain(part: Part) -> JsonValue:
    within: list[JsonValue] = [[one.metric, float(one.low), float(one.high)] for one in part.within]
    return {"span": None if part.span is None else _plain_span(part.span), "within": within}


def _part(value: object) -> Part:
    match value:
        case {"span": None, "within": [*within]}:
            return Part(None, tuple(_within(entry) for entry in within))
        case {"span": [first, last], "within": [*within]}:
            return Part(Span(real(first), real(last)), tuple(_within(entry) for entry in within))
        case _:
            raise ValueError(f"{value!r} stands where a part of a brush should")


def _within(value: object) -> Within:
    match value:
        case [metric, low, high]:
            return Within(text(metric), real(low), real(high))
        case _:
            raise ValueError(f"{value!r} stands where a condition should")

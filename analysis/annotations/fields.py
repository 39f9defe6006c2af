"""The fields of an annotation as CSV and JSON have them; docs/annotations.md is the published table of them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.model.annotation import Annotation, AnnotationId, Origin, Provenance, SpanEvidence
from analysis.model.label import STANDARD
from analysis.model.notice import Severity
from analysis.model.project import Project
from analysis.model.run import RunId
from analysis.model.series import Span

Plain = str | int | float | None | Sequence["Plain"] | Mapping[str, "Plain"]
Record = Mapping[str, Plain]

LISTS = ("runs", "run_names", "metrics", "proposed_metrics", "links", "evidence")
FIELDS = (
    *("id", "number", "title", "label", "severity", "first", "last", "runs", "run_names", "metrics", "note"),
    *("author", "time", "origin", "detector", "score", "threshold", "settings"),
    *("proposed_first", "proposed_last", "proposed_metrics", "links", "evidence"),
)
NOT_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class BadField(Exception):
    """A value that no annotation can have, in words."""


@dataclass(frozen=True, slots=True)
class Found:
    """An annotation that was read, with the names that its runs had where it was written, in the order of its runs."""

    mark: Annotation
    run_names: tuple[str, ...] = ()


def record(project: Project, mark: Annotation) -> dict[str, Plain]:
    """An annotation as plain values in the order of FIELDS; numbers that are not finite are texts."""
    names = {run.id: run.name for run in project.runs}
    by = mark.provenance
    values: tuple[Plain, ...] = (
        *(mark.id, mark.number, mark.title, mark.label, mark.severity.value),
        *(_number(mark.span.first), _number(mark.span.last)),
        list(mark.runs),
        [names.get(run, "") for run in mark.runs],
        list(mark.metrics),
        *(mark.note, mark.author, mark.time, mark.origin.value),
        None if by is None else by.detector,
        None if by is None else _number(by.score),
        None if by is None else _number(by.threshold),
        None if by is None else by.settings,
        None if by is None or by.proposed is None else _number(by.proposed.first),
        None if by is None or by.proposed is None else _number(by.proposed.last),
        [] if by is None else list(by.metrics),
        list(mark.links),
        [_evidence(one) for one in mark.evidence],
    )
    return dict(zip(FIELDS, values, strict=True))


def found(entry: object, number: int) -> Found:
    """The annotation of a record; BadField where a value is none. ``number`` is the one of a record without one."""
    if not isinstance(entry, dict):
        raise BadField("it is no record")
    span = _span(entry)
    mark = Annotation(
        id=AnnotationId(_text(entry, "id", "")),
        number=_whole(entry, "number", number),
        span=span,
        runs=tuple(RunId(run) for run in _texts(entry, "runs")),
        metrics=_texts(entry, "metrics"),
        label=_text(entry, "label", STANDARD[0].name) or STANDARD[0].name,
        severity=Severity(_choice(entry, "severity", "warning", [one.value for one in Severity])),
        note=_text(entry, "note", ""),
        author=_text(entry, "author", ""),
        time=_text(entry, "time", ""),
        origin=Origin(_choice(entry, "origin", Origin.BY_HAND.value, [one.value for one in Origin])),
        provenance=_provenance(entry),
        title=_text(entry, "title", ""),
        links=tuple(AnnotationId(link) for link in _texts(entry, "links")),
        evidence=tuple(_evidence_of(one) for one in _list(entry, "evidence")),
    )
    return Found(mark, _texts(entry, "run_names"))


def _provenance(entry: Record) -> Provenance | None:
    """What proposed it; None where neither a detector nor a score is told."""
    detector = _text(entry, "detector", "")
    if entry.get("score") is None and not detector:
        return None
    scores = (_real(entry, "score", 0.0), _real(entry, "threshold", 0.0))
    proposed = None if entry.get("proposed_first") is None else _span(entry, "proposed_")
    return Provenance(detector, *scores, _text(entry, "settings", ""), proposed, _texts(entry, "proposed_metrics"))


def _evidence(one: SpanEvidence) -> dict[str, Plain]:
    numbers = ("mean", "std", "low", "low_step", "high", "high_step")
    return {
        "run": one.run,
        "metric": one.metric,
        "first": _number(one.span.first),
        "last": _number(one.span.last),
        "checksum": one.checksum,
        "taken": one.taken,
        "points": one.points,
        "count": one.count,
        **{name: _number(getattr(one, name)) for name in numbers},
    }


def _evidence_of(value: Plain) -> SpanEvidence:
    if not isinstance(value, dict):
        raise BadField("a piece of evidence is no record")
    numbers = ("mean", "std", "low", "low_step", "high", "high_step")
    return SpanEvidence(
        RunId(_text(value, "run", "")),
        _text(value, "metric", ""),
        _span(value),
        _text(value, "checksum", ""),
        _text(value, "taken", ""),
        _whole(value, "points", 0),
        _whole(value, "count", 0),
        *(None if value.get(name) is None else _real(value, name, 0.0) for name in numbers),
    )


def _number(value: float | None) -> Plain:
    """A number as JSON has it; one that is not finite as a text."""
    if value is None or math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _span(entry: Record, prefix: str = "") -> Span:
    first = _real(entry, f"{prefix}first", None)
    last = _real(entry, f"{prefix}last", first)
    try:
        return Span(first, last)
    except ValueError as error:
        raise BadField(f"{error}") from error


def _real(entry: Record, name: str, default: float | None) -> float:
    value = entry.get(name)
    if value is None and default is not None:
        return default
    if isinstance(value, str):
        try:
            return NOT_FINITE[value] if value in NOT_FINITE else float(value.replace("\N{MINUS SIGN}", "-"))
        except ValueError:
            pass
    elif isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise BadField(f"{name} is {value!r}, which is no number" if value is not None else f"there is no {name}")


def _whole(entry: Record, name: str, default: int) -> int:
    value = _real(entry, name, float(default))
    if not value.is_integer() or not 0 <= value < 2**53:
        raise BadField(f"{name} is {value!r}, which is no whole number")
    return int(value)


def _text(entry: Record, name: str, default: str) -> str:
    value = entry.get(name)
    if value is None:
        return default
    if not isinstance(value, str):
        raise BadField(f"{name} is {value!r}, which is no text")
    return value


def _list(entry: Record, name: str) -> Sequence[Plain]:
    value = entry.get(name)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise BadField(f"{name} is {value!r}, which is no list")
    return value


def _texts(entry: Record, name: str) -> tuple[str, ...]:
    values = _list(entry, name)
    if not all(isinstance(value, str) for value in values):
        raise BadField(f"{name} holds something that is no text")
    return tuple(str(value) for value in values)


def _choice(entry: Record, name: str, default: str, allowed: Sequence[str]) -> str:
    value = _text(entry, name, default)
    if value not in allowed:
        raise BadField(f"{name} is {value!r}, not one of {', '.join(allowed)}")
    return value

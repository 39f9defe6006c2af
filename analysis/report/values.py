"""The report as values that JSON can hold: findings with their evidence, differences, annotations, tables."""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import assert_never

from analysis import wording
from analysis.model.annotation import Annotation
from analysis.model.comparison import MetricDifference
from analysis.model.figure import Sheet
from analysis.model.report import (
    Block,
    Callout,
    Checklist,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Report,
    Table,
    plain,
)
from analysis.report.references import ROLES, evidence_name

SCHEMA = 1  # raised when a name changes its meaning or goes away


def record(report: Report) -> dict[str, object]:
    """The report as JSON values. A number that is not finite is the string NaN, Infinity or -Infinity."""
    return {
        "schema": SCHEMA,
        "title": report.title,
        "subtitle": report.subtitle,
        "date": report.date,
        "data_sha256": report.checksum,
        "paper": report.options.paper.value,
        "facts": [{"name": name, "value": value} for name, value in report.facts],
        "runs": [
            {"role": role, "name": run.name, "files": [source.sha256 for source in run.sources]}
            for role, run in zip(ROLES, report.runs, strict=False)
        ],
        "findings": [{"id": entry.name, "role": entry.role, **_fields(entry.finding)} for entry in report.findings],
        "differences": [_difference(entry) for entry in report.comparison.differences] if report.comparison else [],
        "annotations": [{"id": evidence_name(note), **_annotation(note)} for note in report.annotations],
        "thresholds": {name: _value(value) for name, value in report.thresholds.items()},
        "assessments": [_value(assessment) for assessment in report.assessments],
        "sections": [
            {"id": section.id, "blocks": [_block(block) for block in section.blocks]} for section in report.sections
        ],
    }


def _difference(entry: MetricDifference) -> dict[str, object]:
    interval = None if entry.interval is None else {"low": entry.interval.low, "high": entry.interval.high}
    numbers = {"mean_a": entry.mean_a, "mean_b": entry.mean_b, "difference": entry.difference}
    return {
        "metric": entry.metric,
        "pairs": len(entry.pairs),
        "alignment": wording.matching(entry.pairs),
        **{name: _value(value) for name, value in numbers.items()},
        "interval": _value(interval),
        "sentence": entry.sentence,
    }


def _annotation(note: Annotation) -> dict[str, object]:
    return {
        "label": note.label,
        "severity": note.severity.value,
        "first_step": _value(note.span.first),
        "last_step": _value(note.span.last),
        "metrics": list(note.metrics),
        "note": note.note,
        "author": note.author,
        "time": note.time,
    }


def _block(block: Block) -> dict[str, object]:
    content: dict[str, object]
    match block:
        case Heading():
            content = {"kind": "heading", "level": block.level, "text": block.text, "anchor": block.anchor}
        case Paragraph():
            content = {"kind": "paragraph", "text": "".join(map(plain, block.parts))}
        case Callout():
            text = "".join(map(plain, block.parts))
            content = {"kind": "callout", "tone": block.tone.value, "title": block.title, "text": text}
        case Table():
            rows = [[plain(cell) for cell in row] for row in block.rows]
            columns = [column.title for column in block.columns]
            content = {"kind": "table", "caption": block.caption, "columns": columns, "rows": rows}
        case Picture():
            figure = block.figure
            parts = [part.title for part in (figure.charts if isinstance(figure, Sheet) else figure.panels)]
            content = {"kind": "figure", "title": figure.title, "caption": figure.caption, "panels": parts}
        case Checklist():
            content = {"kind": "checklist", "items": [{"done": done, "text": text} for done, text in block.items]}
        case PageBreak():
            content = {"kind": "page break"}
        case _:
            assert_never(block)
    return content


def _fields(value: object) -> dict[str, object]:
    """The fields of a frozen value by their names."""
    assert is_dataclass(value)
    return {one.name: _value(getattr(value, one.name)) for one in fields(value)}


def _value(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else _unusual(value)
        case Mapping():
            return {str(key): _value(entry) for key, entry in value.items()}
        case tuple() | list():
            return [_value(entry) for entry in value]
        case _ if is_dataclass(value):
            return _fields(value)
        case _:
            raise TypeError(f"a report holds no {type(value).__name__}")


def _unusual(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"

"""Annotations as CSV: a row each, the columns of docs/annotations.md; lists stand in their cells as JSON."""

import csv
import io
import json
from collections.abc import Iterator

from analysis.annotations.fields import FIELDS, LISTS, BadField, Found, Plain, found, record
from analysis.annotations.spreadsheet import neutral, restored
from analysis.errors import UnreadableInput
from analysis.model.project import Project

ADVICE = "Mend the line and import again; nothing was imported."


def csv_text(project: Project) -> str:
    """All annotations; cells that a spreadsheet would take for formulas begin with an apostrophe."""
    out = io.StringIO()
    rows = csv.writer(out)  # lines end as RFC 4180 has it, and so a carriage return is quoted
    rows.writerow(FIELDS)
    for mark in project.annotations:
        rows.writerow([_cell(name, value) for name, value in record(project, mark).items()])
    return out.getvalue()


def _cell(name: str, value: Plain) -> str:
    if value is None or value == []:
        return ""
    if name in LISTS:
        return json.dumps(value, allow_nan=False)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 and str(value) != "-0.0" else repr(value)
    return neutral(value) if isinstance(value, str) and value not in ("Infinity", "NaN", "-Infinity") else str(value)


def read_csv(text: str, file: str) -> Iterator[Found]:
    """The annotations of a CSV whose header names at least ``first``; UnreadableInput names file and line."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    limit = csv.field_size_limit(max(len(text), csv.field_size_limit()))  # statistics are one long cell
    try:
        header = next(rows, [])
        if "first" not in header or len(set(header)) < len(header):
            raise UnreadableInput("Its first line does not name the columns of annotations.", ADVICE, file=file, line=1)
        line = rows.line_num + 1
        for row in rows:
            if row:
                number += 1
                yield _found(header, row, number, (file, line))
            line = rows.line_num + 1
    except csv.Error as error:
        raise UnreadableInput(f"It is no CSV: {error}.", ADVICE, file=file, line=rows.line_num) from error
    finally:
        csv.field_size_limit(limit)  # it is one for all readers of the process


def _found(header: list[str], row: list[str], number: int, where: tuple[str, int]) -> Found:
    file, line = where
    if len(row) != len(header):
        reason = f"The line has {len(row)} cells, the header {len(header)}."
        raise UnreadableInput(reason, ADVICE, file=file, line=line)
    try:
        values = {name: _value(name, cell) for name, cell in zip(header, row, strict=True) if name in FIELDS and cell}
        return found(values, number)
    except BadField as error:
        raise UnreadableInput(f"{error}.", ADVICE, file=file, line=line) from error


def _value(name: str, cell: str) -> Plain:
    if name not in LISTS:
        return restored(cell)
    try:
        value: Plain = json.loads(cell)
    except ValueError as error:
        raise BadField(f"{name} is {cell!r}, which is no list in JSON") from error
    return value

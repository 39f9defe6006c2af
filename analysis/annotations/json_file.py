"""Annotations as JSON: an object with a list of records, the fields of docs/annotations.md."""

import json
from collections.abc import Iterator

from analysis.annotations.csv_file import ADVICE
from analysis.annotations.fields import FIELDS, BadField, Found, Plain, found, record
from analysis.errors import UnreadableInput
from analysis.model.project import Project

FORMAT = "runloupe annotations"
_SPACE = " \t\n\r"


def json_text(project: Project) -> str:
    """All annotations, each on a line of its own."""
    lines = [json.dumps(record(project, mark), ensure_ascii=True, allow_nan=False) for mark in project.annotations]
    body = ",\n".join(lines)
    return f'{{"format": {json.dumps(FORMAT)}, "version": 1, "annotations": [\n{body}\n]}}\n'


def table_text(project: Project) -> str:
    """All annotations as the JSON of a W&B table: columns, and rows of texts and numbers; lists stand as JSON."""
    rows = [[_cell(value) for value in record(project, mark).values()] for mark in project.annotations]
    table = {"_type": "table", "columns": list(FIELDS), "data": rows, "ncols": len(FIELDS), "nrows": len(rows)}
    return json.dumps(table, allow_nan=False) + "\n"


def _cell(value: Plain) -> Plain:
    return json.dumps(value, allow_nan=False) if isinstance(value, list) else value


def read_json(text: str, file: str) -> Iterator[Found]:
    """The annotations of an export; UnreadableInput names file and line."""
    try:
        stored = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableInput(f"It is no JSON: {error.msg}.", ADVICE, file=file, line=error.lineno) from error
    except RecursionError as error:
        raise UnreadableInput("It is nested too deeply.", ADVICE, file=file) from error
    entries = stored.get("annotations") if isinstance(stored, dict) else None
    if not isinstance(entries, list) or stored.get("format") != FORMAT:
        raise UnreadableInput("It holds no list of annotations.", ADVICE, file=file, line=1)
    if stored.get("version") != 1:
        raise UnreadableInput(f"It has version {stored.get('version')!r}; this Runloupe reads 1.", ADVICE, file=file)
    lines = _lines(text)
    for number, (entry, line) in enumerate(zip(entries, lines, strict=True), start=1):
        try:
            yield found(entry, number)
        except BadField as error:
            raise UnreadableInput(f"{error}.", ADVICE, file=file, line=line) from error


def _lines(text: str) -> list[int]:
    """The lines at which the entries of the list "annotations" of valid JSON begin."""
    decoder = json.JSONDecoder()

    def skip(at: int, over: str = _SPACE) -> int:
        while text[at] in over:
            at += 1
        return at

    at = skip(skip(0) + 1)
    found: list[int] = []
    while text[at] != "}":
        key, at = decoder.raw_decode(text, at)
        at = skip(at, f"{_SPACE}:")
        if key == "annotations" and text[at] == "[":
            found, counted, line = [], 0, 1
            at = skip(at + 1)
            while text[at] != "]":
                line, counted = line + text.count("\n", counted, at), at
                found.append(line)
                _, at = decoder.raw_decode(text, at)
                at = skip(at, f"{_SPACE},")
            at = skip(at + 1, f"{_SPACE},")
        else:
            _, at = decoder.raw_decode(text, at)
            at = skip(at, f"{_SPACE},")
    return found

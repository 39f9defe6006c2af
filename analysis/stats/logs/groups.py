"""Tables in which a column tells runs apart, or what a row was measured on."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from analysis.errors import UnreadableInput
from analysis.model.notice import Severity
from analysis.stats.delimited import texts
from analysis.stats.logs.columns import COUNTERS, Column, Log, RowArray, Rows, spelled
from analysis.stats.logs.files import File, run_of
from analysis.stats.logs.tables import mended

Part = TypeVar("Part")


def cells_of(file: File, data: bytes, name: str) -> list[str]:
    """The cells of a column as texts, one a row; ``name`` as names are compared."""
    head, rows, _ = texts(mended(data), file=str(file.path), advance=file.advance)
    place = [spelled(heading) for heading in head.names].index(name)
    return [row[place].strip() for _, row in rows]


def grouped(cells: Sequence[str]) -> dict[str, RowArray]:
    """The rows of each text, in the order in which the texts were met."""
    found: dict[str, list[int]] = defaultdict(list)
    for row, cell in enumerate(cells):
        found[cell].append(row)
    return {cell: np.array(rows, np.intp) for cell, rows in found.items()}


def logs_of_runs(file: File, runs: Mapping[str, Part], make: Callable[[Path, Part], Log]) -> tuple[Log, ...]:
    """The logs of the runs in a file, each made of its part; runs without any value are told of.

    Raises UnreadableInput where that holds for all of them.
    """
    whole = run_of(file.path)
    logs: list[Log] = []
    refused: list[tuple[str, UnreadableInput]] = []
    for name, mine in runs.items():
        try:
            logs.append(make(whole / name.lstrip("/") if name else whole, mine))
        except UnreadableInput as error:
            refused.append((name, error))
    if not logs:
        raise refused[0][1] if refused else file.refusal("There are no rows.", "Export it again.", 1)
    for name, why in refused:
        file.note(Severity.WARNING, f"Left out: the run “{name}”. {why.reason}", why.line)
    return tuple(logs)


def taken(rows: Rows, chosen: RowArray) -> Rows:
    """The ascending rows ``chosen``, counted anew."""
    place = np.full(rows.count, -1, np.intp)
    place[chosen] = np.arange(chosen.size)
    columns = []
    for column in rows.columns:
        inside = place[column.rows] >= 0
        columns.append(Column(column.name, place[column.rows[inside]], column.values[inside]))
    return Rows(tuple(columns), int(chosen.size), None if rows.lines is None else rows.lines[chosen])


def parted(rows: Rows, parts: Mapping[str, RowArray]) -> Rows:
    """The rows with each column in parts, named ``<part>/<column>``; counters stay whole."""
    columns: list[Column] = []
    for column in rows.columns:
        if spelled(column.name) in COUNTERS:
            columns.append(column)
            continue
        for part, chosen in parts.items():
            inside = np.isin(column.rows, chosen)
            if inside.any():
                name = f"{part}/{column.name}" if part else column.name
                columns.append(Column(name, column.rows[inside], column.values[inside]))
    return replace(rows, columns=tuple(columns))

"""Delimited text into the columns of a log."""

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from analysis.errors import UnreadableInput
from analysis.model.notice import Severity
from analysis.model.series import FloatArray
from analysis.stats.bulk import BoolArray
from analysis.stats.careful import NUMBER
from analysis.stats.delimited import Table, heading, parse, without_mark
from analysis.stats.logs.columns import Column, RowArray, Rows, spelled, unique_names
from analysis.stats.logs.files import HEAD, File
from analysis.stats.table_notices import notices
from analysis.wording import plural


@dataclass(frozen=True, slots=True)
class Glance:
    """The heading of what may be a table, its cells stripped, and the cells of the first row that is not blank.

    ``lines`` is how many the heading takes: none where the first row is numbers and columns go by their number.
    ``cut`` tells that the head ends before the heading does.
    """

    names: tuple[str, ...]
    separator: str
    first: tuple[str, ...]
    lines: int
    cut: bool

    @property
    def spelled(self) -> frozenset[str]:
        """The names as they are compared."""
        return frozenset(map(spelled, self.names))

    @property
    def numbers(self) -> int:
        """How many cells of the first row are numbers."""
        return sum(NUMBER.fullmatch(cell.strip()) is not None for cell in self.first)


def glance(head: bytes) -> Glance | None:
    """A look at the beginning of a file; None where no table can begin so."""
    data = mended(head.decode("utf-8", "ignore").encode())  # the head may end within a character
    try:
        first = heading(data, file="")
    except UnreadableInput:
        return None
    lines = (line for line in data[first.size :].splitlines() if line.strip())
    try:
        rows = (tuple(next(csv.reader([line.decode()], delimiter=first.separator), ())) for line in lines)
        cells = next((row for row in rows if row != first.names), ())  # a log may begin again and again
    except csv.Error:
        return None
    cut = len(head) >= HEAD and not (data[: first.size].endswith(b"\n") if first.lines else b"\n" in data)
    return Glance(tuple(name.strip() for name in first.names), first.separator, cells, first.lines, cut)


def mended(data: bytes) -> bytes:
    """A text with one line end a line: files that were written in text mode twice have CR CR LF."""
    return without_mark(data).replace(b"\r\r\n", b"\r\n")


def rows_of_table(file: File, data: bytes, *, told: Collection[str] = ()) -> Rows:
    """The columns of a table, named ones only, with notices of all that was left out.

    ``told`` are the columns, as names are compared, of whose texts somebody else tells.
    """
    table = parse(mended(data), file=str(file.path), advance=file.advance)
    names = [name.strip() for name in table.names]
    table = replace(table, names=tuple(names))
    untold = {at: flaw for at, flaw in table.flaws.texts.items() if spelled(names[at]) not in told}
    flawed = replace(table, flaws=replace(table.flaws, texts=untold))
    file.notices.extend(replace(notice, file=file.label) for notice in notices(flawed, key=-1))
    nameless = [at for at, name in enumerate(names) if not name]
    if any(table.present[at].any() for at in nameless):
        text = f"Left out: {plural(len(nameless), 'column')} without a heading."
        file.note(Severity.INFO if nameless == [0] else Severity.WARNING, text, 1)
    return Rows(_columns(file, table), int(table.lines.size), table.lines)


def _columns(file: File, table: Table) -> tuple[Column, ...]:
    silent = [at for at in table.flaws.texts if not table.present[at].any()]  # told of already
    named = [at for at, name in enumerate(table.names) if name and at not in silent]
    heads = [table.names[at] for at in named]
    names = unique_names(heads)
    if names != heads:
        twice = next(name for name, head in zip(names, heads, strict=True) if name != head)
        file.note(Severity.WARNING, f"Headings met more than once were numbered, the first “{twice}”.", 1)
    every = np.arange(table.lines.size)
    return tuple(Column(name, *_there(table, at, every)) for name, at in zip(names, named, strict=True))


def _there(table: Table, at: int, every: RowArray) -> tuple[RowArray, FloatArray]:
    """The rows in which a column holds a value, and the values."""
    present: BoolArray = table.present[at]
    if present.all():
        return every, table.values[at]
    rows = np.flatnonzero(present)
    return rows, table.values[at][rows]


def renamed(rows: Rows, names: Mapping[str, str]) -> Rows:
    """The columns, some under another name."""
    return replace(rows, columns=tuple(replace(one, name=names.get(one.name, one.name)) for one in rows.columns))

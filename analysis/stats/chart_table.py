"""The table of an exported chart: its x axis, and its columns with the bands around them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.errors import UnreadableInput
from analysis.model.notice import Notice, Severity
from analysis.model.series import FloatArray
from analysis.stats.bulk import BoolArray
from analysis.stats.delimited import Table
from analysis.stats.header_names import HIGHEST, LOWEST, SEPARATOR, triples
from analysis.stats.table_notices import notices
from analysis.wording import plural

Cells = tuple[FloatArray, BoolArray]  # values, and which of them the file holds


@dataclass(frozen=True, eq=False)
class Column:
    """A column, with its band where that says more than its values.

    ``turn`` counts the columns of this heading from 1. Arrays have the shape of the x axis; where ``present`` is
    false nothing was logged, and a band is NaN where the file has none.
    """

    heading: str
    turn: int
    values: FloatArray
    present: BoolArray
    low: FloatArray | None = None
    high: FloatArray | None = None


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart: the name and the values of its x axis, its columns in their order, and what there is to tell."""

    axis: str
    x: FloatArray
    columns: tuple[Column, ...]
    notices: tuple[Notice, ...]


def chart(table: Table, *, file: str) -> Chart:
    """The chart in a table whose first column is the x axis; a nameless column of row numbers before it is skipped.

    Raises
    ------
    UnreadableInput
        Where no row has a number on the x axis, or no column holds a value.
    """
    key = int(len(table.names) > 1 and not table.names[0].strip() and SEPARATOR not in table.names[1])
    told = notices(table, key=key)
    table = _placed(table, key, told, file)
    names = table.names[key + 1 :]
    cells = list(zip(table.values, table.present, strict=True))[key + 1 :]
    columns: list[Column] = []
    for triple in triples(names):
        bounds = {ending: cells[at] for ending, at in ((LOWEST, triple.low), (HIGHEST, triple.high)) if at is not None}
        columns.extend(_banded(names[triple.base], cells[triple.base], bounds, table, told))
    kept = [column for column in _counted(columns) if column.heading.strip() and column.present.any()]
    _note_left_out(columns, told)
    if not kept:
        raise UnreadableInput("No column holds a value.", "Export the chart again.", file=file, line=1)
    return Chart(table.names[key], table.values[key], tuple(kept), tuple(told))


def _placed(table: Table, key: int, told: list[Notice], file: str) -> Table:
    """The rows of a table that have a place on the x axis."""
    name = table.names[key]
    good = np.isfinite(table.values[key])
    if not good.any():
        example = f", for example “{table.flaws.texts[key].sample[:40]}”" if key in table.flaws.texts else ""
        reason = f"The first column “{name}” holds no numbers{example}." if good.size else "There are no rows."
        advice = "Choose Step as the x axis of the chart and export it again."
        raise UnreadableInput(reason, advice, file=file, line=int(table.lines[0]) if good.size else 1)
    if not good.all():
        rows = plural(int(np.count_nonzero(~good)), "row")
        line = int(table.lines[~good][0])
        told.append(Notice(Severity.WARNING, f"Left out: {rows} without a number in “{name}”.", line=line))
        values = tuple(column[good] for column in table.values)
        present = tuple(column[good] for column in table.present)
        table = replace(table, values=values, present=present, lines=table.lines[good])
    with np.errstate(over="ignore"):
        back = np.flatnonzero(np.diff(table.values[key]) <= 0) + 1
    if back.size:
        text = f"“{name}” goes back or repeats in {plural(back.size, 'row')}; the order of the file is kept."
        told.append(Notice(Severity.WARNING, text, line=int(table.lines[back[0]])))
    return table


def _banded(name: str, base: Cells, bounds: dict[str, Cells], table: Table, told: list[Notice]) -> list[Column]:
    """A column with its band if that differs from it somewhere; a single bound that differs is a column of its own."""
    values, present = base
    ragged = np.zeros(present.size, dtype=np.bool_)
    differs = False
    for bound, there in bounds.values():
        if bound is values and there is present:
            continue
        ragged |= present != there
        both = present & there
        differs |= not np.array_equal(values[both], bound[both], equal_nan=True)
    if ragged.any():
        rows = plural(int(np.count_nonzero(ragged)), "row")
        text = f"“{name}”: value, MIN and MAX are not all there in {rows}."
        told.append(Notice(Severity.WARNING, text, line=int(table.lines[ragged][0])))
    if len(bounds) == 2 and differs:
        return [Column(name, 1, values, present, bounds[LOWEST][0], bounds[HIGHEST][0])]
    column = Column(name, 1, values, present)
    if len(bounds) != 1:
        return [column]
    ((ending, (bound, there)),) = bounds.items()
    fate = "it is shown as a metric of its own" if differs else "it repeats the value and is left out"
    told.append(Notice(Severity.WARNING, f"“{name}{ending}” has no counterpart; {fate}.", line=1))
    return [column, Column(name + ending, 1, bound, there)] if differs else [column]


def _counted(columns: Sequence[Column]) -> list[Column]:
    """The columns with their turns."""
    turns: Counter[str] = Counter()
    counted = []
    for column in columns:
        turns[column.heading] += 1
        counted.append(replace(column, turn=turns[column.heading]))
    return counted


def _note_left_out(columns: Sequence[Column], told: list[Notice]) -> None:
    """Tell of columns without a heading and of those without a value."""
    nameless = sum(not column.heading.strip() for column in columns)
    if nameless:
        text = f"Left out: {plural(nameless, 'column')} without a heading."
        told.append(Notice(Severity.WARNING, text, line=1))
    blank = [column.heading for column in columns if column.heading.strip() and not column.present.any()]
    if blank:
        text = f"Left out: {plural(len(blank), 'column')} without any value, the first “{blank[0]}”."
        told.append(Notice(Severity.INFO, text, line=1))

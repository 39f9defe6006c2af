"""Any other table of numbers: its step column is chosen by name, else its rows are numbered."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from analysis.errors import UnreadableInput
from analysis.importers import Importer, Reading
from analysis.model.choices import Choices, FileChoice
from analysis.model.notice import Severity
from analysis.progress import Progress
from analysis.stats.careful import NOTHING, NUMBER
from analysis.stats.header_names import Kind, kind_of
from analysis.stats.logs.columns import PARTS, ROW, RUNS, Log, Rows, log_of_any, log_of_chosen, spelled
from analysis.stats.logs.files import HEAD, File, run_of
from analysis.stats.logs.groups import cells_of, grouped, logs_of_runs, parted, taken
from analysis.stats.logs.runs import read_runs
from analysis.stats.logs.tables import Glance, glance, rows_of_table
from analysis.wording import plural

ID = "any_table"
TABLES = (".csv", ".tsv")
TEXTS = (".txt", ".log", ".dat")  # may be a table, and need two columns to be taken for one


def sniff(path: Path, head: bytes) -> float:
    """Least sure of all: headings over a row with a number in it, or so many that no row is in sight."""
    found = glance(head)
    suffix = path.suffix.lower()
    if found is None or suffix not in TABLES + TEXTS or kind_of(found.names) in {Kind.CHART, Kind.RUNS}:
        return 0.0
    if found.cut:
        return 0.1 if len(found.names) > 1 else 0.0
    as_long = len(found.first) == len(found.names) > 1
    return 0.1 if found.numbers and (as_long or suffix in TABLES) else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """One run of each file, named by the file or its folder, or one of each name in its column of runs."""
    return read_as(paths, progress, Choices())


def read_as(paths: tuple[Path, ...], progress: Progress, choices: Choices) -> Reading:
    """The runs of some files, the columns for steps and metrics where a person picked them."""
    return Reading(*read_runs(paths, progress, ID, partial(_logs, choices=choices)))


def _logs(file: File, data: bytes, *, choices: Choices) -> tuple[Log, ...]:
    chosen = choices.of(file.path)
    found = glance(data[:HEAD])
    if found is None or _counted(found.names):
        raise file.refusal("The first row holds numbers, not the names of columns.", "Add a row of names.", 1)
    if not found.lines:
        text = "No row of names: the columns are called by their number. Pick the one that counts steps, if one does."
        file.note(Severity.WARNING, text, 1)
    run, part = _telling(found, RUNS), _telling(found, PARTS)
    rows = rows_of_table(file, data, told=(run, part))
    if not found.lines and rows.count == 1:
        raise file.refusal("One row of numbers tells neither names nor steps.", "Add a row of names.", 1)
    run = run or _number_of_run(rows)
    rows = replace(rows, columns=tuple(one for one in rows.columns if spelled(one.name) not in {run, part}))
    if part:
        parts = grouped(cells_of(file, data, part))
        rows = parted(rows, parts)
        file.note(Severity.INFO, f"Put before the names of the metrics, from “{part}”: {_some(tuple(parts))}.", 1)
    if not run:
        log = _log(file, run_of(file.path), rows, chosen)
        if log.axis == ROW and chosen.step is None and _things(found, rows):
            raise _refusal(file, found)
        return (log,)
    runs = grouped(cells_of(file, data, run))
    if len(runs) > max(rows.count / 2, 1):
        raise _refusal(file, found, run)
    file.note(Severity.INFO, f"Read as {plural(len(runs), 'run')}, as “{run}” tells: {_some(tuple(runs))}.", 1)
    return logs_of_runs(file, runs, lambda at, mine: _log(file, at, taken(rows, mine), chosen))


def _log(file: File, run: Path, rows: Rows, chosen: FileChoice) -> Log:
    """The log over the columns that were picked, as far as somebody did."""
    if chosen.metrics is not None:
        wanted = {*chosen.metrics, chosen.step}
        passed = tuple(one.name for one in rows.columns if one.name not in wanted)
        rows = replace(rows, columns=tuple(one for one in rows.columns if one.name in wanted))
        if passed:
            file.note(Severity.INFO, f"Left out by choice: {_some(passed)}.", 1)
    if chosen.step is None:
        return log_of_any(file, run, rows)
    return log_of_chosen(file, run, rows, chosen.step)


def _telling(found: Glance, names: Sequence[str]) -> str:
    """The first of the names that heads a column of texts; empty without one."""
    cells = dict(zip(map(spelled, found.names), found.first, strict=False))
    return next((name for name in names if _is_text(cells.get(name, ""))), "")


def _is_text(cell: str) -> bool:
    word = cell.strip()
    return bool(word) and word.lower() not in NOTHING and NUMBER.fullmatch(word) is None


def _number_of_run(rows: Rows) -> str:
    """The column that numbers runs of two or more rows each; empty without one."""
    for column in rows.columns:
        if spelled(column.name) in RUNS and column.rows.size == rows.count:
            different = np.unique(column.values).size
            if 2 <= different <= rows.count / 2:
                return spelled(column.name)
    return ""


def _counted(names: Sequence[str]) -> bool:
    """Whether the headings are numbers, and not those that count columns from 0."""
    named = [name for name in names if name]
    return named != [str(place) for place in range(len(named))] and all(map(NUMBER.fullmatch, named))


def _things(found: Glance, rows: Rows) -> bool:
    """Whether the first column names what each row is about."""
    first = found.first[0].strip() if found.first else ""
    return first[:1].isalpha() and _is_text(first) and found.names[0] not in {column.name for column in rows.columns}


def _refusal(file: File, found: Glance, column: str = "") -> UnreadableInput:
    """Why rows are no steps: a column, the first where none is given, names a thing in each."""
    place = next((place for place, name in enumerate(found.names) if spelled(name) == column), 0)
    name, first = found.names[place], found.first[place].strip()[:40]
    where = f"under “{name}”" if name else "in the first column"
    reason = f"Its rows are things with names, such as “{first}” {where}, not the steps of a run."
    return file.refusal(reason, "Give the log of a run.", 1)


def _some(names: Sequence[str], most: int = 3) -> str:
    rest = len(names) - most
    return ", ".join(f"“{name}”" for name in names[:most]) + (f" and {rest} more" if rest > 0 else "")


IMPORTER = Importer(ID, "Table of numbers", TABLES, sniff, read, read_as)

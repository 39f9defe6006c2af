"""What opening some files would give, with the first rows of tables and the reasons to look before going on."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis import wording
from analysis.importers import Reading
from analysis.model.choices import Choices
from analysis.model.file_report import FileReport, Outcome
from analysis.model.run import Run
from analysis.progress import Progress
from analysis.read import HEAD, Plan, carry_out, look
from analysis.stats.careful import NUMBER
from analysis.stats.logs.columns import unique_names
from analysis.stats.logs.tables import glance, mended

TABLE = "any_table"  # the format of which a person picks the columns
SURE = 0.5  # from here on a file is opened without asking
TABLES = (".csv", ".tsv")
ROWS = 8  # of a table that are shown


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a table: its headings, the texts of its first rows, and which columns hold numbers there."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


@dataclass(frozen=True, eq=False)
class Preview:
    """A plan, what comes of it, the beginnings of the tables in it by path, and why a person should look at it."""

    plan: Plan
    reading: Reading
    tables: Mapping[str, Sample]
    doubts: tuple[str, ...]


def preview(paths: Sequence[Path], progress: Progress, choices: Choices, known: tuple[Run, ...] = ()) -> Preview:
    """What opening files beside the ``known`` runs would give; raises Cancelled."""
    plan = look(paths, progress, choices)
    reading = carry_out(plan, progress)
    tables = {}
    for one in plan.looks:
        if one.importer is not None and one.importer.id == TABLE:
            sample = _sample(one.path)
            if sample is not None:
                tables[str(one.path.absolute())] = sample
    return Preview(plan, reading, tables, tuple(_doubts(reading, known)))


def _sample(path: Path) -> Sample | None:
    """The beginning of a table; None where the file cannot be read as one."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return None
    found = glance(head)
    if found is None:
        return None
    text = mended(head.decode("utf-8", "ignore").encode()).decode()
    try:
        cells = list(csv.reader(text.splitlines()[found.lines : 4 * ROWS], delimiter=found.separator))
    except csv.Error:
        return None
    rows = [row for row in cells if any(cell.strip() for cell in row)][:ROWS]
    names = tuple(unique_names(found.names))
    numeric = tuple(
        any(at < len(row) and NUMBER.fullmatch(row[at].strip()) is not None for row in rows) for at in range(len(names))
    )
    return Sample(names, tuple(tuple(row) for row in rows), numeric)


def _doubts(reading: Reading, known: tuple[Run, ...]) -> Iterator[str]:
    """Why a person should look at what was read, in words."""
    unsure = [file for file in reading.files if is_unsure(file)]
    if unsure:
        yield f"{_named(unsure)} could be read in more than one way: check the step column and the metrics."
    open_ones = [heading for heading in reading.headings if not heading.told]
    if open_ones:
        name, metric = open_ones[0].taken
        many = wording.plural(len(open_ones), "heading")
        yield f"{many} can be split in several places; taken was run “{name}” and metric “{metric}”."
    for pair in _alike(reading.runs, known):
        yield f"“{pair[0]}” and “{pair[1]}” may be one run under two names."
    for run in reading.runs:
        same = next((one for one in known if one.id == run.id), None)
        if same is not None and same.merged(run) is None:
            yield f"“{same.name}” is open already with other data of a metric: this will be a run beside it."
    refused = [file for file in reading.files if _is_missed(file)]
    if refused:
        yield f"{_named(refused)} cannot be read."


def is_unsure(file: FileReport) -> bool:
    """Whether a file was read by an importer that is not sure of it, without a person having said so."""
    return file.outcome is Outcome.READ and file.sure < SURE and not file.by_hand


def _is_missed(file: FileReport) -> bool:
    """Whether a refused file may hold a run: a table, or one that an importer knew; not what else lies in folders."""
    return file.outcome is Outcome.REFUSED and (bool(file.importer) or Path(file.path).suffix.lower() in TABLES)


def _named(files: Sequence[FileReport]) -> str:
    first = Path(files[0].path).name
    return first if len(files) == 1 else f"{first} and {wording.plural(len(files) - 1, 'other file')}"


def _alike(runs: Sequence[Run], known: Sequence[Run]) -> list[tuple[str, str]]:
    """Names that are the same but for case and signs, of which one is new."""
    ids = {run.id for run in runs}
    by_letters: dict[str, list[Run]] = defaultdict(list)
    for run in (*(one for one in known if one.id not in ids), *runs):
        by_letters["".join(re.findall(r"\w", run.name.lower())).replace("_", "")].append(run)
    found = []
    for same in by_letters.values():
        found += [(same[0].name, run.name) for run in same[1:] if run.id in ids]
    return found

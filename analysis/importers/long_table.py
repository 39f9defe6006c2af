"""The long form: one row a value, the name of its metric in a column, and perhaps its run in another."""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.importers import Importer, Reading
from analysis.model.notice import Severity
from analysis.progress import Progress
from analysis.stats.careful import NOTHING, NUMBER, Flaw
from analysis.stats.delimited import texts
from analysis.stats.logs.columns import COUNTERS, RUNS, Log, Points, Rows, log_over, spelled
from analysis.stats.logs.files import File
from analysis.stats.logs.groups import logs_of_runs
from analysis.stats.logs.runs import read_runs
from analysis.stats.logs.tables import glance, mended
from analysis.wording import plural

ID = "long_table"
METRICS = ("metric", "metric_name", "name", "tag", "key", "variable", "scalar", "loss")
VALUES = ("value", "metric_value", "scalar_value", "val")


@dataclass(frozen=True, slots=True)
class _Places:
    """Where in a row the metric, its value, its step and its run stand; -1 for no run."""

    metric: int
    value: int
    step: int
    run: int


class _Growing:
    """What is known of a run so far: its lines, its steps, and the rows and values of each metric."""

    def __init__(self) -> None:
        self._lines = array("q")
        self._steps = Points()
        self._metrics: dict[str, Points] = defaultdict(Points)

    def add(self, line: int, cells: Sequence[str], places: _Places, lost: Flaw) -> None:
        """Add a row; ``lost`` meets a value that is no number or belongs to no metric."""
        row = len(self._lines)
        self._lines.append(line)
        step, metric, value = (cells[place].strip() for place in (places.step, places.metric, places.value))
        if NUMBER.fullmatch(step):
            self._steps.add(row, float(step))
        if metric and NUMBER.fullmatch(value):
            self._metrics[metric].add(row, float(value))
        elif value and value.lower() not in NOTHING:
            lost.meet(line, value)

    def rows(self, counter: str) -> Rows:
        """The steps as the first column, then one column for each metric in the order in which they were met."""
        columns = (self._steps.column(counter), *(points.column(name) for name, points in self._metrics.items()))
        return Rows(columns, len(self._lines), np.array(self._lines, np.int64))


def sniff(_path: Path, head: bytes) -> float:
    """Sure of columns for metric, value and step, where the metric is a text and the others are numbers."""
    found = glance(head)
    places = None if found is None else _places(found.names)
    if found is None or places is None or len(found.first) != len(found.names):
        return 0.0
    metric, value, step = (found.first[place].strip() for place in (places.metric, places.value, places.step))
    named = bool(metric) and NUMBER.fullmatch(metric) is None
    return 0.8 if named and NUMBER.fullmatch(step) and (NUMBER.fullmatch(value) or not value) else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """One run of each file, named by the file or its folder, or one of each name in its column of runs."""
    return Reading(*read_runs(paths, progress, ID, _logs))


def _places(names: Sequence[str]) -> _Places | None:
    known = [spelled(name) for name in names]

    def place(wanted: Sequence[str], *taken: int) -> int:
        return next((known.index(name) for name in wanted if name in known and known.index(name) not in taken), -1)

    metric = place(METRICS)
    found = _Places(metric, place(VALUES), place(COUNTERS), place(RUNS, metric))
    return None if min(found.metric, found.value, found.step) < 0 else found


def _logs(file: File, data: bytes) -> tuple[Log, ...]:
    head, rows, flaws = texts(mended(data), file=str(file.path), advance=file.advance)
    places = _places(head.names)
    if places is None:
        raise file.refusal("There are no columns for metric, value and step.", "Export it again.", 1)
    runs: dict[str, _Growing] = defaultdict(_Growing)
    lost = Flaw()
    for line, cells in rows:
        run = cells[places.run].strip() if places.run >= 0 else ""
        runs[run].add(line, cells, places, lost)
    for flaw, text in (
        (flaws.cut, "Left out: the last row, which breaks off. The file may have been cut."),
        (flaws.short, f"Read as not logged: missing cells in {plural(flaws.short.count, 'row')}."),
        (lost, f"Left out, without a number or the name of a metric: {plural(lost.count, 'value')}."),
    ):
        if flaw.count:
            file.note(Severity.WARNING, text, flaw.line)
    counter = head.names[places.step].strip()
    return logs_of_runs(file, runs, lambda run, grown: log_over(file, run, grown.rows(counter), spelled(counter)))


IMPORTER = Importer(ID, "Table in long form", (".csv", ".tsv"), sniff, read)

"""TensorBoard CSV: what the dashboard lets one download, one metric of one run a file."""

import re
from dataclasses import replace
from pathlib import Path

from analysis.importers import Importer, Reading
from analysis.model.notice import Severity
from analysis.progress import Progress
from analysis.stats.logs.columns import Log, log_over
from analysis.stats.logs.files import File
from analysis.stats.logs.runs import read_runs
from analysis.stats.logs.tables import glance, renamed, rows_of_table

ID = "tensorboard_csv"
WALL, STEP, VALUE = "Wall time", "Step", "Value"
WALL_TIME = "Wall Time"  # as other logs call it
NAME = re.compile(r"run-(?P<run>.+?)-tag-(?P<tag>.+)")
COPY = re.compile(r" \(\d+\)")  # what a browser adds to the name of a second download


def sniff(_path: Path, head: bytes) -> float:
    """Sure of the three headings."""
    found = glance(head)
    return 0.95 if found is not None and found.names == (WALL, STEP, VALUE) else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """The metrics of each run: both are named by ``run-<run>-tag-<tag>.csv``, else by the folder and the file."""
    return Reading(*read_runs(paths, progress, ID, _log))


def _log(file: File, data: bytes) -> tuple[Log, ...]:
    path = file.path.absolute()
    stem = COPY.sub("", path.stem)
    named = NAME.fullmatch(stem)
    run, metric = path.parent, stem
    if named is None:
        text = f"The file names no run: “{metric}” was read as the metric, the folder “{run.name}” as the run."
        file.note(Severity.INFO, text)
    else:
        metric = named["tag"]
        run = path.parent if named["run"] == "." else path.with_name(named["run"])
    log = log_over(
        file, run, renamed(rows_of_table(file, data, told=("step",)), {WALL: WALL_TIME}), "step", along=(WALL_TIME,)
    )
    columns = tuple(replace(column, name=metric) for column in log.columns)
    return (replace(log, columns=columns, thinned=True),)


IMPORTER = Importer(ID, "TensorBoard download (CSV)", (".csv",), sniff, read)

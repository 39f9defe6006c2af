"""W&B history CSV: what a script saved of ``run.history()`` or ``run.scan_history()``, one row a log call."""

from dataclasses import replace
from pathlib import Path

from analysis.importers import Importer, Reading
from analysis.progress import Progress
from analysis.stats.header_names import Kind, kind_of
from analysis.stats.logs.columns import Log, log_over
from analysis.stats.logs.files import File, run_of
from analysis.stats.logs.runs import read_runs
from analysis.stats.logs.tables import glance, renamed, rows_of_table

ID = "wandb_history"
STEP, RUNTIME, WALL = "_step", "Relative Time (Process)", "Wall Time"
AXES = {"_runtime": RUNTIME, "_timestamp": WALL}  # as W&B's charts call them


def sniff(_path: Path, head: bytes) -> float:
    """Sure of a bare ``_step`` with both times beside it; nearly so with fewer, unless the headings are a chart's."""
    found = glance(head)
    if found is None or STEP not in found.names:
        return 0.0
    if AXES.keys() <= set(found.names):
        return 0.95
    return 0.0 if kind_of(found.names) is Kind.CHART else 0.8


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """One run of each file, named by the file, since nothing in it names the run."""
    return Reading(*read_runs(paths, progress, ID, _log))


def _log(file: File, data: bytes) -> tuple[Log, ...]:
    rows = renamed(rows_of_table(file, data, told=(STEP,)), AXES)
    return (replace(log_over(file, run_of(file.path), rows, STEP, along=tuple(AXES.values())), thinned=True),)


IMPORTER = Importer(ID, "W&B history (CSV)", (".csv",), sniff, read)

"""Ultralytics ``results.csv`` (YOLO): one row an epoch, older versions with headings padded to a width."""

from dataclasses import replace
from pathlib import Path

from analysis.importers import Importer, Reading
from analysis.progress import Progress
from analysis.stats.logs.columns import Log, log_over
from analysis.stats.logs.files import File, run_of
from analysis.stats.logs.runs import read_runs
from analysis.stats.logs.tables import glance, rows_of_table

ID = "ultralytics_csv"
EPOCH, TIME = "epoch", "time"
SETTINGS = "args.yaml"
METRICS, RATES = "metrics/", ("lr/pg", "x/lr")


def sniff(_path: Path, head: bytes) -> float:
    """Sure of ``epoch`` first and both metrics and learning rates under the names that Ultralytics gives them."""
    found = glance(head)
    if found is None or found.names[0] != EPOCH:
        return 0.0
    known = any(name.startswith(METRICS) for name in found.names) and any(
        name.startswith(RATES) for name in found.names
    )
    return 0.8 if known else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """One run of each file, named by its folder: ``train3``."""
    return Reading(*read_runs(paths, progress, ID, _log))


def _log(file: File, data: bytes) -> tuple[Log, ...]:
    log = log_over(file, run_of(file.path), rows_of_table(file, data, told=(EPOCH,)), EPOCH, along=(TIME,))
    return (replace(log, beside=(file.path.with_name(SETTINGS),)),)


IMPORTER = Importer(ID, "Ultralytics results.csv", (".csv",), sniff, read)

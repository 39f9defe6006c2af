"""Lightning ``metrics.csv``: what its CSVLogger writes, training and validation values on rows of their own."""

import re
from dataclasses import replace
from pathlib import Path

from analysis.importers import Importer, Reading
from analysis.progress import Progress
from analysis.stats.logs.columns import Log, log_over
from analysis.stats.logs.files import File, run_of
from analysis.stats.logs.runs import read_runs
from analysis.stats.logs.tables import glance, rows_of_table

ID = "lightning_csv"
STEP, EPOCH = "step", "epoch"
VERSION = re.compile(r"version_\d+")
SETTINGS = "hparams.yaml"


def sniff(path: Path, head: bytes) -> float:
    """Sure of a ``metrics.csv`` with step and epoch, or with a step in a folder of Lightning's."""
    found = glance(head)
    if found is None or STEP not in found.names or not path.stem.startswith("metrics"):
        return 0.0
    lightning = VERSION.fullmatch(path.absolute().parent.name) is not None
    return 0.8 if lightning or EPOCH in found.names else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """One run of each file, named by its folder: ``version_0``."""
    return Reading(*read_runs(paths, progress, ID, _log))


def _log(file: File, data: bytes) -> tuple[Log, ...]:
    log = log_over(file, run_of(file.path), rows_of_table(file, data, told=(STEP,)), STEP, along=(EPOCH,))
    return (replace(log, beside=(file.path.with_name(SETTINGS),)),)


IMPORTER = Importer(ID, "Lightning metrics.csv", (".csv",), sniff, read)

"""DVCLive: one tab-separated file a metric, in folders that are named as the metric is."""

from dataclasses import replace
from pathlib import Path

from analysis.importers import Importer, Reading
from analysis.progress import Progress
from analysis.stats.logs.columns import Log, log_over
from analysis.stats.logs.files import File
from analysis.stats.logs.runs import read_runs
from analysis.stats.logs.tables import glance, rows_of_table

ID = "dvclive_tsv"
TIME, STEP = "timestamp", "step"
FOLDERS = (("plots", "metrics"), ("plots", "scalars"), ("scalars",))  # of metrics, in newer and older versions
DEFAULT = "dvclive"


def sniff(_path: Path, head: bytes) -> float:
    """Sure of timestamp, step and one more heading between tabs."""
    found = glance(head)
    if found is None or found.separator != "\t" or len(found.names) != 3:
        return 0.0
    return 0.8 if found.names[:2] == (TIME, STEP) else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """The metrics of each run: the run is the folder that DVCLive was given, or the one above its usual folder."""
    return Reading(*read_runs(paths, progress, ID, _log))


def _log(file: File, data: bytes) -> tuple[Log, ...]:
    run, metric = _names(file.path.absolute())
    log = log_over(file, run, rows_of_table(file, data, told=(STEP,)), STEP, along=(TIME,))
    return (replace(log, columns=tuple(replace(column, name=metric) for column in log.columns)),)


def _names(path: Path) -> tuple[Path, str]:
    """The run and the metric of a file; the folders below those of metrics belong to the name of the metric."""
    parts = path.with_suffix("").parts
    for folders in FOLDERS:
        for at in range(len(parts) - len(folders) - 1, 0, -1):
            if parts[at : at + len(folders)] == folders:
                run = Path(*parts[:at])
                metric = "/".join(parts[at + len(folders) :])
                return (run.parent if run.name == DEFAULT else run), metric
    return (path.parent.parent if path.parent.name == DEFAULT else path.parent), path.stem


IMPORTER = Importer(ID, "DVCLive metrics (TSV)", (".tsv",), sniff, read)

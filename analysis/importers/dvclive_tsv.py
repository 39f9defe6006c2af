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
BESIDE = ("params.yaml", "metrics.json")  # parameters and last values, in the folder that DVCLive was given


def sniff(path: Path, head: bytes) -> float:
    """Sure of step and one more heading between tabs in its folders, with a timestamp before them anywhere."""
    found = glance(head)
    if found is None or found.separator != "\t":
        return 0.0
    if len(found.names) == 3:
        return 0.8 if found.names[:2] == (TIME, STEP) else 0.0
    if len(found.names) != 2 or found.names[0] != STEP:
        return 0.0
    return 0.8 if _place(path.absolute()) else 0.6 if found.names[1] == path.stem else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """The metrics of each run: the run is the folder that DVCLive was given, or the one above its usual folder."""
    return Reading(*read_runs(paths, progress, ID, _log))


def _log(file: File, data: bytes) -> tuple[Log, ...]:
    run, metric, folder = _names(file.path.absolute())
    log = log_over(file, run, rows_of_table(file, data, told=(STEP,)), STEP, along=(TIME,))
    columns = tuple(replace(column, name=metric) for column in log.columns)
    return (replace(log, columns=columns, beside=tuple(folder / name for name in BESIDE)),)


def _names(path: Path) -> tuple[Path, str, Path]:
    """The run and the metric of a file, and the folder that DVCLive was given."""
    place = _place(path)
    if place:
        folder, metric = place
        return (folder.parent if folder.name == DEFAULT else folder), metric, folder
    folder = path.parent
    return (folder.parent if folder.name == DEFAULT else folder), path.stem, folder


def _place(path: Path) -> tuple[Path, str] | None:
    """The folder that DVCLive was given and the metric of a file; None where it lies in no folder of metrics.

    The folders below those of metrics belong to the name of the metric.
    """
    parts = path.with_suffix("").parts
    for folders in FOLDERS:
        for at in range(len(parts) - len(folders) - 1, 0, -1):
            if parts[at : at + len(folders)] == folders:
                return Path(*parts[:at]), "/".join(parts[at + len(folders) :])
    return None


IMPORTER = Importer(ID, "DVCLive metrics (TSV)", (".tsv",), sniff, read)

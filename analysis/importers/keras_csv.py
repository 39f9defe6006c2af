"""Keras CSVLogger: one row an epoch, ``epoch`` first; a log that was appended to begins at 0 again."""

from pathlib import Path

from analysis.importers import Importer, Reading
from analysis.progress import Progress
from analysis.stats.careful import NOTHING, NUMBER
from analysis.stats.header_names import Kind, kind_of
from analysis.stats.logs.columns import Log, log_over
from analysis.stats.logs.files import COMMON, File, run_of
from analysis.stats.logs.runs import read_runs
from analysis.stats.logs.tables import glance, rows_of_table

ID = "keras_csv"
EPOCH = "epoch"


def sniff(path: Path, head: bytes) -> float:
    """Fairly sure of ``epoch`` first and no texts; of what could be a chart only in a file that is called a log."""
    found = glance(head)
    if found is None or found.names[0] != EPOCH or len(found.names) < 2 or not all(map(_logged, found.first)):
        return 0.0
    kind = kind_of(found.names)
    return 0.5 if kind is Kind.OTHER or (kind is Kind.NAMELESS and COMMON.fullmatch(path.stem)) else 0.0


def _logged(cell: str) -> bool:
    """Whether the logger writes such a cell: numbers, NA, and arrays."""
    word = cell.strip()
    return not word or NUMBER.fullmatch(word) is not None or word.lower() in NOTHING or word.startswith("[")


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """One run of each file, named by the file, or by its folder where it is called a log as any other."""
    return Reading(*read_runs(paths, progress, ID, _log))


def _log(file: File, data: bytes) -> tuple[Log, ...]:
    return (log_over(file, run_of(file.path), rows_of_table(file, data, told=(EPOCH,)), EPOCH),)


IMPORTER = Importer(ID, "Keras CSVLogger", (".csv", ".tsv", ".log"), sniff, read)

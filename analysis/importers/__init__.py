"""One file per input format; each declares IMPORTER."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from analysis.model.notice import Notice
from analysis.model.run import Run
from analysis.progress import Progress


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of some files: runs, unique by name, and what there is to tell about the files."""

    runs: tuple[Run, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Importer:
    """A format. ``sniff`` sees a path and the first 64 KiB and answers how sure it is, 0 to 1.

    ``read`` gets all the files of one drop that this importer won, because only together do they tell which part of
    a header is the run and which the metric.
    """

    id: str
    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[Path, bytes], float]
    read: Callable[[tuple[Path, ...], Progress], Reading]

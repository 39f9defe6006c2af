"""One file per output format; each declares WRITER."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from analysis.model.report import Report
from analysis.progress import Progress


@dataclass(frozen=True, slots=True)
class Writer:
    """An output format, chosen by ``suffix``; ``write`` leaves an older file untouched unless it succeeds."""

    id: str
    name: str
    suffix: str
    write: Callable[[Report, Path, Progress], None]

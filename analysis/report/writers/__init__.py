"""One file per output format; each declares WRITER."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import UnusableRequest
from analysis.model.report import Report
from analysis.progress import Progress
from analysis.registry import offered


@dataclass(frozen=True, slots=True)
class Writer:
    """An output format, chosen by ``suffix``; ``write`` leaves an older file untouched unless it succeeds."""

    id: str
    name: str
    suffix: str
    write: Callable[[Report, Path, Progress], None]


def writer_for(path: Path) -> Writer:
    """The writer of a file's suffix; UnusableRequest that names the known ones when there is none."""
    writers = offered(sys.modules[__name__], Writer)
    for writer in writers:
        if path.suffix.lower() == writer.suffix:
            return writer
    known = ", ".join(writer.suffix for writer in writers)
    raise UnusableRequest(f"A report cannot be written as {path.suffix or 'a file without suffix'!r}.", f"Use {known}.")

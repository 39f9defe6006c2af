"""One file per input format; each declares IMPORTER."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from analysis.model.attachment import Attachment
from analysis.model.choices import Choices
from analysis.model.file_report import FileReport
from analysis.model.notice import Notice
from analysis.model.run import Run
from analysis.progress import Progress


@dataclass(frozen=True, slots=True)
class OpenHeading:
    """A heading that can be split into run and metric in several ways, which one was taken, and whether for a reason.

    ``told`` says that other headings, or a person, told where.
    """

    text: str
    ways: tuple[tuple[str, str], ...]
    taken: tuple[str, str]
    told: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of some files: runs, unique by name, and what there is to tell about the files.

    ``headings`` are those of charts that can be split in several places; ``files`` what became of each file, which the
    verb that calls the importers fills in; ``attached`` what they tell of runs whose metrics other files hold.
    """

    runs: tuple[Run, ...]
    notices: tuple[Notice, ...]
    headings: tuple[OpenHeading, ...] = ()
    files: tuple[FileReport, ...] = ()
    attached: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Importer:
    """A format. ``sniff`` sees a path and the first 64 KiB and answers how sure it is, 0 to 1.

    ``read`` gets all the files of one drop that this importer won, because only together do they tell which part of
    a header is the run and which the metric. ``read_as`` does the same with what a person decided; None where the
    format leaves nothing to decide.
    """

    id: str
    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[Path, bytes], float]
    read: Callable[[tuple[Path, ...], Progress], Reading]
    read_as: Callable[[tuple[Path, ...], Progress, Choices], Reading] | None = None

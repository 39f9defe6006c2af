"""What a person decides about the report of a project, and the project remembers."""

from dataclasses import dataclass
from enum import Enum


class Paper(Enum):
    """The size of the pages."""

    A4 = "A4"
    LETTER = "Letter"


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """Texts for cover and margins, paper, and sections by their ids.

    ``order`` names the sections that were moved, in the order wished for; those it does not name keep their place
    behind the one that they usually follow. ``left_out`` are those switched off. ``logo`` is a PNG or JPEG file, as
    bytes; empty for none. ``attach`` puts the data and the findings into the PDF as files. ``since`` is the path of the
    last report, as JSON or as the folder of its bundle, that this one is held against; ``group`` reports all runs that
    are shown instead of two.
    """

    author: str = ""
    organisation: str = ""
    confidentiality: str = ""
    logo: bytes = b""
    paper: Paper = Paper.A4
    order: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    attach: bool = True
    since: str = ""
    group: bool = False

"""A report as a description: sections of blocks, in no file format's terms. All text in it is plain text."""

from dataclasses import dataclass
from enum import Enum

from analysis.model.assessment import Assessment
from analysis.model.figure import Figure, Sheet
from analysis.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Strong:
    """Emphasised text."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads to the block of an anchor."""

    text: str
    anchor: str


Part = str | Strong | Link


def plain(part: Part) -> str:
    """The words of a part."""
    return part if isinstance(part, str) else part.text


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3; the writer numbers it. ``anchor`` is where links lead to."""

    level: int
    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    parts: tuple[Part, ...]


class Tone(Enum):
    """What a call-out is about; a writer shows it by a sign and a word as well as by a colour."""

    ESTABLISHED = "established"
    DECISION = "needs a decision"
    UNKNOWN = "cannot tell"


@dataclass(frozen=True, slots=True)
class Callout:
    """A framed statement."""

    tone: Tone
    title: str
    parts: tuple[Part, ...]


class Align(Enum):
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    align: Align = Align.LEFT
    weight: float = 1.0  # its share of the width


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, each of as many cells as there are columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Part, ...], ...]
    caption: str = ""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"table {self.caption!r}: a row has not {len(self.columns)} cells")


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure, drawn as vectors where the format can; ``height`` in points. The writer numbers it."""

    figure: Figure | Sheet
    height: float
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """Questions with their answers: (done, text); None where the data cannot tell."""

    items: tuple[tuple[bool | None, str], ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = Heading | Paragraph | Callout | Table | Picture | Checklist | PageBreak


@dataclass(frozen=True, eq=False)
class Section:
    """The blocks of one chapter, begun by a heading of level 1."""

    id: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A finding with its number in this report and the letter of its run."""

    name: str
    role: str
    finding: Finding


@dataclass(frozen=True, eq=False)
class Report:
    """Everything a writer needs. ``date`` is YYYY-MM-DD; ``facts`` are the label and value pairs of the cover.

    ``findings`` and ``assessments`` are what the sections were made of, for formats that are read by programs.
    """

    title: str
    subtitle: str
    date: str
    facts: tuple[tuple[str, str], ...]
    cover: Figure | None
    sections: tuple[Section, ...]
    checksum: str
    findings: tuple[Numbered, ...] = ()
    assessments: tuple[Assessment, ...] = ()

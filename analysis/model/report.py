"""A report as a description: sections of blocks, in no file format's terms. All text in it is plain text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from analysis.model.annotation import Annotation
from analysis.model.assessment import Assessment
from analysis.model.comparison import Comparison
from analysis.model.figure import Figure, Sheet
from analysis.model.finding import Finding
from analysis.model.label import Label
from analysis.model.report_options import ReportOptions
from analysis.model.run import Run


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
    """A heading of level 1 to 3; the writer numbers it. ``anchor`` is where links lead to; ``fresh`` begins a page."""

    level: int
    text: str
    anchor: str = ""
    fresh: bool = False


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
    """A figure, drawn as vectors where the format can; ``height`` in points. The writer numbers it.

    Where ``least`` and ``most`` are given, a format with pages may take another height between them to fill one.
    """

    figure: Figure | Sheet
    height: float
    anchor: str = ""
    least: float = 0.0
    most: float = 0.0


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


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in large type and what it is."""

    value: str
    label: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """A report for who reads one page: the verdict, at most three numbers, three findings, three gaps."""

    verdict: tuple[Part, ...]
    numbers: tuple[Quantity, ...] = ()
    findings: tuple[tuple[Part, ...], ...] = ()
    unknown: tuple[tuple[Part, ...], ...] = ()


def no_thresholds() -> Mapping[str, float]:
    return MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Report:
    """Everything a writer needs. ``date`` is YYYY-MM-DD; ``facts`` are the label and value pairs of the cover.

    ``findings``, ``assessments``, ``comparison``, ``runs``, ``annotations`` and ``thresholds`` are what the sections
    were made of, for formats that are read by programs.
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
    comparison: Comparison | None = None
    runs: tuple[Run, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    thresholds: Mapping[str, float] = field(default_factory=no_thresholds)
    brief: Brief | None = None
    options: ReportOptions = field(default_factory=ReportOptions)
    labels: tuple[Label, ...] = ()

"""The table of contents: collected in one pass, printed with leaders and links in the next."""

from dataclasses import dataclass
from typing import Any

from reportlab.platypus import Flowable, Spacer
from reportlab.platypus.doctemplate import IndexingFlowable

from analysis.painters.pdf.text import fitted, one_line, width_of, write
from analysis.painters.pdf.theme import BOLD, INK, MUTED, RULE, SANS, shade
from analysis.report.writers.pdf.styles import WIDTH

ENTRY, PAGE = "contents entry", "page"  # the kinds of notice that a heading and a finished page send


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading and the page on which it stands."""

    level: int
    number: str
    text: str
    key: str
    page: int


class _Row(Flowable):
    """One line of the contents: number, title, dots, page; all of it a link."""

    def __init__(self, entry: Entry, *, first: bool) -> None:
        super().__init__()
        self.entry = entry
        top = entry.level == 1
        self.font, self.size = (BOLD, 9.6) if top else (SANS, 9.0)
        self.colour = INK if top else MUTED
        self.width, self.height = WIDTH, (24.0 if top and not first else 16.0)

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's name
        del aW, aH
        return self.width, self.height

    def draw(self) -> None:
        entry = self.entry
        left = 0.0 if entry.level == 1 else 22.0
        text_left = left + (22.0 if entry.level == 1 else 28.0)
        page = str(entry.page)
        room = self.width - text_left - 40
        title = fitted(one_line(entry.text), self.font, self.size, room)
        self._put(left, entry.number)
        self._put(text_left, title)
        self._put(self.width - width_of(page, self.font, self.size), page)
        self._leader(text_left + width_of(title, self.font, self.size) + 6, self.width - 22)
        self.canv.linkRect("", entry.key, (0, 0, self.width, 14), relative=1, thickness=0)

    def _put(self, x: float, text: str) -> None:
        self.canv.setFillColor(shade(self.colour))
        write(self.canv, text, x=x, y=4, font=self.font, size=self.size)

    def _leader(self, start: float, end: float) -> None:
        """Dots on a common grid, so that they stand below each other."""
        canvas = self.canv
        canvas.saveState()
        canvas.setStrokeColor(shade(RULE))
        canvas.setLineWidth(0.9)
        canvas.setLineCap(1)
        canvas.setDash([0, 4.5])
        first = start + (end - start) % 4.5
        if first < end:
            canvas.line(first, 4.6, end, 4.6)
        canvas.restoreState()


class Contents(IndexingFlowable):
    """The rows of the contents; satisfied when a pass finds every heading and page where the one before did."""

    def __init__(self, *, deepest: int = 2) -> None:
        super().__init__()
        self.deepest = deepest
        self.entries: list[Entry] = []
        self.known: list[Entry] = []
        self.pages = 0
        self.known_pages = 0

    def beforeBuild(self) -> None:  # noqa: N802 - ReportLab's name
        self.known, self.entries = self.entries, []
        self.known_pages, self.pages = self.pages, 0

    def isSatisfied(self) -> int:  # noqa: N802 - ReportLab's name
        return int(self.entries == self.known and self.pages == self.known_pages)

    def notify(self, kind: str, stuff: Any) -> None:
        if kind == ENTRY and stuff.level <= self.deepest:
            self.entries.append(stuff)
        elif kind == PAGE:
            self.pages = stuff

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's name
        return aW, aH + 1  # never fits as one piece: it is always split into its rows

    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803 - ReportLab's name
        del aW, aH
        rows: list[Flowable] = [_Row(entry, first=place == 0) for place, entry in enumerate(self.known)]
        return rows or [Spacer(1, 1)]

"""The table of contents and the list of figures and tables: collected in one pass, printed with links in the next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from reportlab.platypus import Flowable, Spacer

from analysis.painters.pdf.text import fitted, one_line, width_of, write
from analysis.painters.pdf.theme import BOLD, INK, MUTED, RULE, SANS, shade
from analysis.report.writers.pdf.flowables import Numbered, Part, Title
from analysis.report.writers.pdf.styles import WIDTH
from analysis.report.writers.pdf.tags import Element

_CHAPTER, _PART, _LISTED = 24.0, 16.0, 13.0  # heights of a row
_LEAST = 0.66  # of these heights, to which rows are moved together where that keeps the contents on one page


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading, figure or table and the page on which it stands; ``level`` is 0 for figures and tables."""

    level: int
    number: str
    text: str
    key: str
    page: int = 0


def entry_of(flowable: Flowable, page: int = 0) -> Entry | None:
    """What the contents or the list of figures and tables say of a flowable; None for most."""
    match flowable:
        case Title():
            return Entry(flowable.level, flowable.number, flowable.plain, flowable.key, page)
        case Numbered():
            return Entry(0, f"{flowable.kind} {flowable.number}", flowable.title, flowable.key, page)
        case _:
            return None


class _Row(Part):
    """One line of the contents: number, title, dots, page; all of it a link."""

    def __init__(self, entry: Entry, height: float, around: Element) -> None:
        super().__init__()
        self.entry = entry
        self.around = around
        top = entry.level == 1
        self.font, self.size = (BOLD, 9.6) if top else (SANS, 9.0 if entry.level else 8.4)
        self.colour = INK if top else MUTED
        self.width, self.height = WIDTH, height

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's name
        del aW, aH
        return self.width, self.height

    def draw(self) -> None:
        entry = self.entry
        left = 22.0 if entry.level == 2 else 0.0
        text_left = left + {0: 52.0, 1: 22.0}.get(entry.level, 28.0)
        page = str(entry.page)
        title = fitted(one_line(entry.text), self.font, self.size, self.width - text_left - 40)
        with self.canv.element(self.around.add("TOCI")):
            self._put(left, entry.number)
            self._put(text_left, title)
            self._put(self.width - width_of(page, self.font, self.size), page)
            said = f"{entry.number} {title}, page {page}".strip()
            self.canv.linkRect(said, entry.key, (0, 1, self.width, self.height - 1))
        with self.canv.artifact():
            self._leader(text_left + width_of(title, self.font, self.size) + 6, self.width - 22)

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


class Contents(Flowable):
    """The rows of the contents, moved together where that keeps them on one page; always split into its rows."""

    def __init__(self, entries: Iterable[Entry], around: Element) -> None:
        super().__init__()
        self.entries = tuple(entries)
        self.around = around

    def placed(self, pages: dict[str, int]) -> None:
        """Take over where a pass found everything."""
        self.entries = tuple(replace(entry, page=pages.get(entry.key, 0)) for entry in self.entries)

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's name
        return aW, aH + 1  # never fits as one piece

    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803 - ReportLab's name
        del aW
        heights = [_height(entry, first=place == 0) for place, entry in enumerate(self.entries)]
        tight = (aH - 1) / sum(heights) if heights else 1.0
        scale = min(tight, 1.0) if tight >= _LEAST else 1.0
        rows: list[Flowable] = [
            _Row(entry, height * scale, self.around) for entry, height in zip(self.entries, heights, strict=True)
        ]
        return rows or [Spacer(1, 1)]


def _height(entry: Entry, *, first: bool) -> float:
    if entry.level == 0:
        return _LISTED
    return _CHAPTER if entry.level == 1 and not first else _PART

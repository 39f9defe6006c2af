"""The typography of the report: paper, margins and paragraph styles, all in points."""

from dataclasses import dataclass
from typing import Any, Final

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle

from analysis.model.report_options import Paper
from analysis.painters.pdf.theme import BOLD, INK, MUTED, SANS, shade

TOP: Final = 78.0
BOTTOM: Final = 66.0
WIDTH: Final = 475.28  # of the column, the same on every paper: a report breaks its lines alike on all of them


@dataclass(frozen=True, slots=True)
class Page:
    """A paper's size; ``side`` is the margin left and right of the column, ``body`` the height of the column."""

    width: float
    height: float

    @property
    def side(self) -> float:
        return (self.width - WIDTH) / 2

    @property
    def body(self) -> float:
        return self.height - TOP - BOTTOM


PAGES: Final = {Paper.A4: Page(*A4), Paper.LETTER: Page(*LETTER)}


def _style(
    name: str, size: float, leading: float, *, font: str = SANS, colour: str = INK, **more: Any
) -> ParagraphStyle:
    return ParagraphStyle(
        name,
        fontName=font,
        fontSize=size,
        leading=leading,
        textColor=shade(colour),
        bulletFontName=SANS,
        allowWidows=0,
        allowOrphans=0,
        spaceShrinkage=0,  # else lines may reach over the margin
        **more,
    )


BODY: Final = _style("body", 9.2, 13.8, spaceAfter=6)
LEAD: Final = _style("lead", 11.2, 17, spaceAfter=9)
BULLET: Final = _style("bullet", 9.2, 13.8, spaceAfter=3.5, leftIndent=12, bulletIndent=2)
HEADINGS: Final = (
    _style("heading 1", 19, 24, font=BOLD, spaceBefore=22, spaceAfter=9),
    _style("heading 2", 13, 17, font=BOLD, spaceBefore=15, spaceAfter=6),
    _style("heading 3", 9.8, 14, font=BOLD, spaceBefore=10, spaceAfter=3),
)
CAPTION: Final = _style("caption", 7.8, 11, colour=MUTED, spaceBefore=5, spaceAfter=12)
TABLE_CAPTION: Final = _style("table caption", 7.8, 11, colour=MUTED, spaceBefore=6, spaceAfter=3)
CELL: Final = _style("cell", 8.2, 11)
CELL_RIGHT: Final = _style("cell right", 8.2, 11, alignment=TA_RIGHT)
HEAD: Final = _style("head", 7.6, 10, font=BOLD, colour=MUTED)
HEAD_RIGHT: Final = _style("head right", 7.6, 10, font=BOLD, colour=MUTED, alignment=TA_RIGHT)
CALLOUT_TITLE: Final = _style("call-out title", 9.2, 13, font=BOLD, spaceAfter=2)
CALLOUT: Final = _style("call-out", 9, 13, spaceAfter=3)
FACT: Final = _style("fact", 8.2, 11)
VERDICT: Final = _style("verdict", 13, 18, font=BOLD, spaceAfter=8)
FIGURE: Final = _style("figure in large type", 19, 24, font=BOLD)
FIGURE_LABEL: Final = _style("figure's label", 7.8, 10.5, colour=MUTED)
BRIEF_TITLE: Final = _style("brief's title", 9.2, 13, font=BOLD, spaceBefore=7, spaceAfter=2)
BRIEF: Final = _style("brief", 8.8, 12.4, spaceAfter=2.5, leftIndent=12, bulletIndent=2)
COVER_TITLE: Final = _style("cover title", 27, 33, font=BOLD, colour="#FFFFFF")
COVER_SOURCE: Final = _style("cover source", 6.4, 8, colour="#9FB0D0")
COVER_SUBTITLE: Final = _style("cover subtitle", 11.5, 16, colour="#D8DFEC")

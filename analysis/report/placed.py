"""The pages of a report as they will be printed, without a file: what stands where, for whoever shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from analysis.model.report import Report
from analysis.progress import Progress


@dataclass(frozen=True, slots=True)
class Face:
    """The font behind a name in the operators of a page: its file among the resources, and its characters by code."""

    file: str
    characters: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class PlacedPage:
    """A page as PDF operators, in points from the lower left.

    ``opacities`` holds the opacity of (strokes, fills) by the names of graphics states; None where one sets it not.
    """

    operators: str
    opacities: Mapping[str, tuple[float | None, float | None]]


@dataclass(frozen=True, eq=False)
class Placed:
    """All pages and what they share; ``sections`` holds the first page of each section, from 0.

    Where ``only`` is a page, from 0, the others are not drawn yet.
    """

    width: float
    height: float
    pages: tuple[PlacedPage, ...]
    faces: Mapping[str, Face]
    logo: bytes
    sections: Mapping[str, int]
    only: int | None = None

    def holds(self, page: int) -> bool:
        """Whether a page is drawn."""
        return self.only in {None, page}


def placed(report: Report, progress: Progress, page: int | None = None) -> Placed:
    """Lay the report out, and draw all pages or one, the last where there are fewer; raises Cancelled when
    ``progress`` was cancelled.
    """
    from analysis.painters.pdf.theme import FILES, load_fonts
    from analysis.report.writers.pdf.document import laid_out
    from analysis.report.writers.pdf.styles import PAGES

    document = laid_out(report, BytesIO(), progress, page)
    canvas = document.canv
    faces: dict[str, Face] = {}
    for name, font in load_fonts().items():
        state = font.state.get(canvas._doc)  # noqa: SLF001 - what ReportLab keeps to itself
        if state is not None and state.internalName:
            for number, codes in enumerate(state.subsets):
                faces[f"/{state.internalName}+{number}"] = Face(FILES[name], tuple(codes))
    pages = canvas._doc.Pages.pages  # noqa: SLF001
    paper = PAGES[report.options.paper]
    return Placed(
        paper.width,
        paper.height,
        tuple(_page(page) for page in pages),
        faces,
        report.options.logo,
        document.chapters,
        None if page is None else min(page, len(pages) - 1),
    )


def _page(page: Any) -> PlacedPage:
    states = {} if page.ExtGState is None else page.ExtGState.dict
    found = {f"/{name}": (state.dict.get("CA"), state.dict.get("ca")) for name, state in states.items()}
    return PlacedPage(page.stream, found)

"""Where everything falls: no line, cell, figure or label reaches over its room, labels lie apart, decimals align."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from analysis.model.project import Project
from analysis.model.report import Align, Column, Table
from analysis.model.report_options import Paper
from analysis.painters.pdf.inks import Text as Label
from analysis.painters.pdf.inks import texts
from analysis.painters.pdf.text import width_of
from analysis.painters.pdf.theme import load_fonts
from analysis.progress import silent
from analysis.report.build import build_report
from analysis.report.writers.pdf import styles
from analysis.report.writers.pdf.filling import body
from analysis.report.writers.pdf.flowables import Framed, Grid, Illustration, Text
from analysis.report.writers.pdf.tables import table_flowables
from analysis.report.writers.pdf.tags import Element
from tests.analysis.report.projects import DATE, two_runs
from tests.synthetic import run_of

NEAR = 0.6  # points
PROJECTS = {"two": lambda: two_runs(points=60), "one": lambda: Project((run_of("alone", points=200),))}


@pytest.fixture(scope="module", params=[(name, paper) for name in PROJECTS for paper in Paper], ids=str)
def story(request: pytest.FixtureRequest) -> list[Flowable]:
    name, paper = request.param
    load_fonts()
    return body(build_report(PROJECTS[name](), date=DATE), styles.PAGES[paper], Element("Document"), silent())


def lines_of(text: Text) -> Iterator[float]:
    """The widths of the lines of a text that was wrapped."""
    for line in getattr(text, "blPara").lines:  # noqa: B009 - ReportLab gives it no type
        if isinstance(line, tuple):
            style = text.style
            words = line[1]
            yield stringWidth(" ".join(words), style.fontName, style.fontSize)
        else:
            yield text.width - text.style.leftIndent - text.style.rightIndent - line.extraSpace


def check_text(text: Text, width: float) -> None:
    text.wrap(width, 10_000)
    room = width - text.style.leftIndent - text.style.rightIndent
    assert all(line <= room + NEAR for line in lines_of(text)), text.getPlainText()[:80]


def test_nothing_is_wider_than_its_room(story: list[Flowable]) -> None:
    for flowable in story:
        match flowable:
            case Text():
                check_text(flowable, styles.WIDTH)
            case Framed():
                for part in flowable.content:
                    check_text(part, styles.WIDTH - 46)
            case Grid():
                check_table(flowable)
            case Illustration():
                assert flowable.width <= styles.WIDTH + NEAR


def check_table(table: Any) -> None:
    widths = table._argW
    assert sum(widths) <= styles.WIDTH + NEAR
    for row in table._cellvalues:
        for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
            gap = 11.0 if place < len(widths) - 1 else 0.0
            for text in cell if isinstance(cell, tuple) else (cell,):
                check_text(text, width - gap)


def test_no_label_of_a_figure_is_clipped_or_lies_on_another(story: list[Flowable]) -> None:
    pictures = [flowable for flowable in story if isinstance(flowable, Illustration)]
    assert len(pictures) > 5
    for picture in pictures:
        labels = [label for label in texts(picture.drawing.inks) if label.text.strip()]
        for label in labels:
            assert label.box.x >= -NEAR, label
            assert label.box.right <= picture.width + NEAR, label
            assert label.box.y >= -12, label
            assert label.box.top <= picture.height + 2, label
        for one, other in combinations(labels, 2):
            assert not _over(one, other), (one, other)


def _over(one: Label, other: Label) -> bool:
    """Whether two labels cover each other by more than the air around their letters."""
    wide = min(one.box.right, other.box.right) - max(one.box.x, other.box.x)
    tall = min(one.box.top, other.box.top) - max(one.box.y, other.box.y)
    return wide > 1.0 and tall > 2.0


def test_decimal_points_stand_in_one_line() -> None:
    load_fonts()
    rows = tuple((text,) for text in ("0.5", "12.25", "−3", "1,250.125", "none", "−1.5×10⁻⁵"))
    table = Table((Column("Number", Align.RIGHT),), rows)
    (grid,) = table_flowables(table, frozenset(), Element("Table"), Element("Document"))
    points = set()
    for (cell,), (text,) in zip(grid._cellvalues[1:], rows, strict=True):  # type: ignore[attr-defined]
        if text != "none":
            after = text[text.index(".") :] if "." in text else ""
            points.add(round(cell.style.rightIndent + width_of(after, cell.style.fontName, cell.style.fontSize), 1))
    assert len(points) == 1

"""The first page: a dark band with title and the curves of the runs, below it the report in brief."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, assert_never

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable

from analysis.model.figure import Curve, Figure, Weight
from analysis.model.report import Brief, Report
from analysis.model.series import Span
from analysis.painters.pdf import paths
from analysis.painters.pdf.frame import Frame as Plot
from analysis.painters.pdf.frame import Range, range_of
from analysis.painters.pdf.inks import Box, Ink, Stroke, put
from analysis.painters.pdf.text import ELLIPSIS, fitted, markup, one_line
from analysis.painters.pdf.theme import BOLD, MUTED, NIGHT, RULE, SANS, run_style, shade
from analysis.painters.pdf.thinning import curve_outline
from analysis.report.writers.pdf import styles
from analysis.report.writers.pdf.flowables import Grid, Text
from analysis.report.writers.pdf.parts import marked_up
from analysis.report.writers.pdf.tags import Element, TaggedCanvas

BAND = 270.0  # height of the dark band
_CURVES = 104.0  # height of the curves in it
_COLUMNS = 1200  # columns of thinning over the width of the page
_TEXT_MOST, _FACT_MOST = 300, 300  # characters; what is longer is cut visibly
_LOGO = (110.0, 40.0)  # the room for a logo, in points
_PALE = "#9FB0D0"


def paint_cover(canvas: TaggedCanvas, report: Report, page: styles.Page, around: Element) -> None:
    """The band, its curves, title and subtitle, logo and confidentiality line."""
    with canvas.artifact():
        canvas.saveState()
        canvas.setFillColor(shade(NIGHT))
        canvas.rect(0, page.height - BAND, page.width, BAND, stroke=0, fill=1)
        if report.cover is not None:
            put(tuple(_curves(report.cover, page)), canvas)
        canvas.restoreState()
    _logo(canvas, report, page, around)
    kicker = report.options.organisation or "TRAINING RUN REPORT"
    with canvas.element(around.add("P")):
        canvas.setFillColor(shade(_PALE))
        canvas.setFont(BOLD, 8)
        text = fitted(one_line(kicker), BOLD, 8, styles.WIDTH - _LOGO[0] - 60)
        canvas.drawString(page.side, page.height - 58, text, charSpace=0.9)
    y = page.height - 68
    for text, style, bold, lines in (
        (report.title, styles.COVER_TITLE, True, 2),
        (report.subtitle, styles.COVER_SUBTITLE, False, 3),
    ):
        line = _in_lines(text, style, around.add("P"), bold=bold, lines=lines)
        y -= line.height
        line.drawOn(canvas, page.side, y)
        y -= 7
    if report.cover is not None:
        _source(canvas, report.cover, page, around)


def _logo(canvas: TaggedCanvas, report: Report, page: styles.Page, around: Element) -> None:
    """The logo on a white plate in the upper right corner."""
    if not report.options.logo:
        return
    image = ImageReader(BytesIO(report.options.logo))
    wide, tall = image.getSize()
    scale = min(_LOGO[0] / wide, _LOGO[1] / tall)
    x, y = page.width - page.side - wide * scale, page.height - 36 - tall * scale
    with canvas.artifact():
        canvas.setFillColor(shade("#FFFFFF"))
        canvas.roundRect(x - 8, y - 8, wide * scale + 16, tall * scale + 16, 4, stroke=0, fill=1)
    named = report.options.organisation or "the organisation"
    with canvas.element(around.add("Figure", f"Logo of {named}")):
        canvas.drawImage(image, x, y, wide * scale, tall * scale, mask="auto")


def _in_lines(text: str, style: ParagraphStyle, element: Element, *, bold: bool, lines: int) -> Text:
    """The text set in at most some lines, cut visibly where it is longer."""
    most = min(len(text), _TEXT_MOST)
    while True:
        paragraph = Text(markup(_cut(text, most), bold=bold), style, element)
        _, height = paragraph.wrap(styles.WIDTH, BAND)
        if height <= lines * style.leading or most < 2:
            return paragraph
        most = most * 9 // 10


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + ELLIPSIS


def _curves(figure: Figure, page: styles.Page) -> Iterator[Ink]:
    """The curves of the first panel in the colours for dark, the samples fainter than the smoothed lines."""
    curves = figure.panels[0].curves if figure.panels else ()
    span = figure.span or Span(0, 1)
    outlines = [curve_outline(curve, _COLUMNS, span) for curve in curves]
    values = range_of(outlines, (), span) or Range(0, 1)
    plot = Plot(Box(0.0, page.height - BAND + 24, page.width, _CURVES), span, values)
    for weight in (Weight.RAW, Weight.FAR, Weight.MAIN):
        for curve, outline in zip(curves, outlines, strict=True):
            if curve.weight is weight:
                path = paths.polyline(plot.x(outline.steps), plot.y(outline.values))
                yield from [_stroke(curve, path)] if path else []


def _stroke(curve: Curve, path: str) -> Stroke:
    style = run_style(curve.colour)
    match curve.weight:
        case Weight.RAW:
            return Stroke(path, style.on_dark, 0.6, opacity=0.5)
        case Weight.FAR:
            return Stroke(path, style.on_dark, 0.7)
        case Weight.MAIN:
            return Stroke(path, style.on_dark, 1.5, style.dash)
        case _:
            assert_never(curve.weight)


def _source(canvas: TaggedCanvas, figure: Figure, page: styles.Page, around: Element) -> None:
    """What the curves are: a picture of data is never mere decoration."""
    said = markup(_cut(f"{figure.title}. {figure.caption}", _TEXT_MOST))
    text = Text(said, styles.COVER_SOURCE, around.add("P"))
    text.wrap(styles.WIDTH, BAND)
    text.drawOn(canvas, page.side, page.height - BAND + 7)


def cover_story(report: Report, anchors: frozenset[str], root: Element) -> list[Flowable]:
    """What stands below the band: the report in brief, then labels and values."""
    story: list[Flowable] = []
    if report.brief is not None:
        story += _brief(report.brief, anchors, root)
    return [*story, *_facts(report, root)]


def _brief(brief: Brief, anchors: frozenset[str], root: Element) -> list[Flowable]:
    """The verdict, numbers in large type, and two lists."""
    story: list[Flowable] = [Text(marked_up(brief.verdict, anchors), styles.VERDICT, root.add("P"))]
    if brief.numbers:
        listed = root.add("L")  # beside each other, but no table: each number stands with its own words
        cells = []
        for one in brief.numbers:
            item = listed.add("LI").add("LBody")
            value = Text(markup(one.value, bold=True), styles.FIGURE, item.add("P"))
            cells.append([value, Text(marked_up(one.label, anchors), styles.FIGURE_LABEL, item.add("P"))])
        width = styles.WIDTH / len(cells)
        style = [*_PLAIN, ("LINEABOVE", (0, 0), (-1, 0), 0.8, shade(MUTED)), ("TOPPADDING", (0, 0), (-1, 0), 8)]
        story.append(Grid([cells], colWidths=[width] * len(cells), style=style, spaceAfter=10))
    for title, statements in (("Most important", brief.findings), ("Not known from these files", brief.unknown)):
        if statements:
            story.append(Text(markup(title, bold=True), styles.BRIEF_TITLE, root.add("P")))
            items = root.add("L")
            for statement in statements:
                said = f"<bullet>•</bullet>{marked_up(statement, anchors)}"
                story.append(Text(said, styles.BRIEF, items.add("LI").add("LBody")))
    return story


_PLAIN: list[tuple[Any, ...]] = [
    ("FONTNAME", (0, 0), (-1, -1), SANS),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 10),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
]


def _facts(report: Report, root: Element) -> list[Flowable]:
    """Labels and values in two columns."""
    if not report.facts:
        return []
    table = root.add("Table")
    rows = []
    for label, value in report.facts:
        line = table.add("TR")
        rows.append(
            [
                Text(markup(_cut(label, _FACT_MOST), bold=True), styles.HEAD, line.add("TH", scope="Row")),
                Text(markup(_cut(value, _FACT_MOST)), styles.FACT, line.add("TD")),
            ]
        )
    style = [
        *_PLAIN,
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ("LINEABOVE", (0, 0), (-1, 0), 0.8, shade(MUTED)),
        ("LINEBELOW", (0, 0), (-1, -1), 0.35, shade(RULE)),
    ]
    return [Grid(rows, colWidths=[104, styles.WIDTH - 104], style=style, spaceBefore=8)]

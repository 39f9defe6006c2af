"""The first page: a dark band with title and the curves of the runs, and the facts below it."""

from collections.abc import Iterator
from typing import Any, assert_never

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph
from reportlab.platypus import Table as PlatypusTable

from analysis.model.figure import Curve, Figure, Weight
from analysis.model.report import Report
from analysis.model.series import Span
from analysis.painters.pdf import paths
from analysis.painters.pdf.frame import Frame as Plot
from analysis.painters.pdf.frame import Range, range_of
from analysis.painters.pdf.inks import Box, Ink, Stroke, put
from analysis.painters.pdf.text import ELLIPSIS, markup
from analysis.painters.pdf.theme import BOLD, MUTED, NIGHT, RULE, SANS, run_style, shade
from analysis.painters.pdf.thinning import curve_outline
from analysis.report.writers.pdf import styles

_BAND = 330.0  # height of the dark band
_CURVES = Box(0.0, styles.PAPER_HEIGHT - _BAND + 30, styles.PAPER_WIDTH, 118.0)
_COLUMNS = 1200  # columns of thinning over the width of the page
_TEXT_MOST, _FACT_MOST = 300, 300  # characters; what is longer is cut visibly


def paint_cover(canvas: Canvas, report: Report) -> None:
    """The band, its curves, title and subtitle."""
    canvas.saveState()
    canvas.setFillColor(shade(NIGHT))
    canvas.rect(0, styles.PAPER_HEIGHT - _BAND, styles.PAPER_WIDTH, _BAND, stroke=0, fill=1)
    if report.cover is not None:
        put(tuple(_curves(report.cover)), canvas)
        _source(canvas, report.cover)
    canvas.restoreState()
    canvas.setFillColor(shade("#9FB0D0"))
    canvas.setFont(BOLD, 8)
    canvas.drawString(styles.SIDE, styles.PAPER_HEIGHT - 74, "TRAINING RUN REPORT", charSpace=0.9)
    y = styles.PAPER_HEIGHT - 84
    for text, style, bold, lines in (
        (report.title, styles.COVER_TITLE, True, 2),
        (report.subtitle, styles.COVER_SUBTITLE, False, 3),
    ):
        line = _in_lines(text, style, bold=bold, lines=lines)
        y -= line.height
        line.drawOn(canvas, styles.SIDE, y)
        y -= 7


def _in_lines(text: str, style: ParagraphStyle, *, bold: bool, lines: int) -> Paragraph:
    """The text set in at most some lines, cut visibly where it is longer."""
    most = min(len(text), _TEXT_MOST)
    while True:
        paragraph = Paragraph(markup(_cut(text, most), bold=bold), style)
        _, height = paragraph.wrap(styles.WIDTH, _BAND)
        if height <= lines * style.leading or most < 2:
            return paragraph
        most = most * 9 // 10


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + ELLIPSIS


def _curves(figure: Figure) -> Iterator[Ink]:
    """The curves of the first panel in the colours for dark, the samples fainter than the smoothed lines."""
    curves = figure.panels[0].curves if figure.panels else ()
    span = figure.span or Span(0, 1)
    outlines = [curve_outline(curve, _COLUMNS, span) for curve in curves]
    values = range_of(outlines, (), span) or Range(0, 1)
    plot = Plot(_CURVES, span, values)
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


def _source(canvas: Canvas, figure: Figure) -> None:
    """What the curves are: a picture of data is never mere decoration."""
    text = Paragraph(markup(_cut(f"{figure.title}. {figure.caption}", _TEXT_MOST)), styles.COVER_SOURCE)
    text.wrap(styles.WIDTH, _BAND)
    text.drawOn(canvas, styles.SIDE, styles.PAPER_HEIGHT - _BAND + 9)


def cover_facts(report: Report) -> list[Flowable]:
    """Labels and values below the band."""
    if not report.facts:
        return []
    rows = [
        [
            Paragraph(markup(_cut(label, _FACT_MOST), bold=True), styles.HEAD),
            Paragraph(markup(_cut(value, _FACT_MOST)), styles.BODY_FACT),
        ]
        for label, value in report.facts
    ]
    style: list[tuple[Any, ...]] = [
        ("FONTNAME", (0, 0), (-1, -1), SANS),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 8),
        ("TOPPADDING", (0, 0), (0, -1), 8),
        ("TOPPADDING", (1, 0), (1, -1), 6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
        ("LINEABOVE", (0, 0), (-1, 0), 0.8, shade(MUTED)),
        ("LINEBELOW", (0, 0), (-1, -1), 0.35, shade(RULE)),
    ]
    return [PlatypusTable(rows, colWidths=[112, styles.WIDTH - 112], style=style)]

"""Tables that split over pages with their heads repeated, numbers at the right, no column wider than it needs."""

import re
from collections.abc import Container, Sequence
from functools import cache
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from analysis import wording
from analysis.model.report import Align, Part, Table, plain
from analysis.painters.pdf.text import DIGEST, markup, printable, width_of
from analysis.painters.pdf.theme import BOLD, INK, MONO, RULE, SANS, VERDICTS, shade
from analysis.report.writers.pdf.flowables import Grid, Text
from analysis.report.writers.pdf.parts import marked_up, shortened
from analysis.report.writers.pdf.styles import BODY, CELL, CELL_RIGHT, HEAD, HEAD_RIGHT, WIDTH
from analysis.report.writers.pdf.tags import Element

MOST = 1_200  # characters of a cell; what is longer is cut visibly and printed in full below the table
_GAP = 11.0  # between two columns
_SPREAD = 46.0  # the most that a column of a table of numbers alone is wider than it needs
_COLOURS = {wording.verdict(verdict): colour for verdict, colour in VERDICTS.items()}
_NUMBER = re.compile(r"[-+\N{MINUS SIGN}]?[\d,]+(?P<after>(?:\.\d+)?(?:×10[\N{SUPERSCRIPT MINUS}⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)")


def table_flowables(table: Table, anchors: Container[str], element: Element, root: Element) -> list[Flowable]:
    """The table, and below it in full what a cell has no room for."""
    rows = [[shortened(cell, MOST) for cell in row] for row in table.rows]
    columns = range(len(table.columns))
    aligned = [_aligned([plain(row[at]) for row in rows], table.columns[at].align) for at in columns]
    heads, cells = element.add("TR"), []
    head = [
        Text(
            markup(column.title, bold=True),
            HEAD_RIGHT if column.align is Align.RIGHT else HEAD,
            heads.add("TH", scope="Column"),
            once=True,
        )
        for column in table.columns
    ]
    for number, row in enumerate(rows):
        line = element.add("TR")
        cells.append(
            [
                _cell(cell, table.columns[at].align, anchors, line.add("TD"), aligned[at][number])
                for at, cell in enumerate(row)
            ]
        )
    widths = column_widths(table, rows, aligned)
    flowable = Grid([head, *cells], colWidths=widths, repeatRows=1, style=_STYLE, spaceAfter=8, hAlign="LEFT")
    long = [cell for row in table.rows for cell in row if len(plain(cell)) > MOST]
    return [flowable, *(Text(f"In full: {marked_up((cell,), anchors)}", BODY, root.add("P")) for cell in long)]


def _aligned(texts: Sequence[str], align: Align) -> list[float]:
    """How far each number of a column must stand from its right edge for all decimal points to be in one line."""
    if align is not Align.RIGHT:
        return [0.0] * len(texts)
    found = [_NUMBER.fullmatch(text) for text in texts]
    after = [0.0 if one is None else width_of(one["after"], SANS, CELL.fontSize) for one in found]
    most = max(after, default=0.0)
    return [0.0 if one is None else most - width for one, width in zip(found, after, strict=True)]


@cache
def _padded(pad: float) -> ParagraphStyle:
    return ParagraphStyle("cell of decimals", CELL_RIGHT, rightIndent=pad) if pad else CELL_RIGHT


_STYLE: list[tuple[Any, ...]] = [
    ("FONTNAME", (0, 0), (-1, -1), SANS),  # without it ReportLab asks for Helvetica, even for cells of paragraphs
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-2, -1), _GAP),
    ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 2.7),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3.3),
    ("LINEBELOW", (0, 0), (-1, 0), 0.7, shade(INK)),
    ("LINEBELOW", (0, 1), (-1, -1), 0.35, shade(RULE)),
]


def _cell(part: Part, align: Align, anchors: Container[str], element: Element, pad: float) -> Text:
    style = _padded(round(pad, 2)) if align is Align.RIGHT else CELL
    if DIGEST.fullmatch(plain(part)):
        halves = "<br/>".join(f'<font face="{MONO}" size="-1">{half}</font>' for half in _halves(part))
        return Text(halves, style, element)
    text = marked_up((part,), anchors)
    verdict = next((one for one in _COLOURS if text.startswith(one)), "")
    if verdict:  # stands out at the beginning of a cell
        text = f'<font color="{_COLOURS[verdict]}">{verdict}</font>{text.removeprefix(verdict)}'
    return Text(text, style, element)


def _halves(digest: Part) -> tuple[str, str]:
    """A checksum on two lines of equal length, for it has no place to break and takes half the page."""
    text = plain(digest)
    return text[: len(text) // 2], text[len(text) // 2 :]


def column_widths(table: Table, rows: Sequence[Sequence[Part]], pads: Sequence[Sequence[float]]) -> list[float]:
    """Widths that fill the page: numbers on one line where that leaves room, the rest shared by what it needs.

    ``pads`` is how far each cell of a column stands from its right edge. A number is broken only where there is no
    other way.
    """
    columns = range(len(table.columns))
    gaps = [0.0 if at == columns[-1] else _GAP for at in columns]
    natural = [max(_natural(table, rows, at, pads[at]), 12.0) + gaps[at] + 0.5 for at in columns]
    spare = WIDTH - sum(natural)
    weights = [column.weight for column in table.columns]
    if spare >= 0:
        numbers_only = all(column.align is Align.RIGHT for column in table.columns)
        spare = min(spare, _SPREAD * len(weights)) if numbers_only else spare
        return [natural[at] + spare * weights[at] / sum(weights) for at in columns]
    least = [min(natural[at], _least(table, rows, at) + gaps[at] + 0.5) for at in columns]
    fixed = [natural[at] <= (0.26 if table.columns[at].align is Align.RIGHT else 0.18) * WIDTH for at in columns]
    floor = [natural[at] if fixed[at] else least[at] for at in columns]
    if sum(floor) >= WIDTH:
        return _squeezed(floor, fixed)
    # as much as makes the longest cells of all columns equally high
    wish = [0.0 if fixed[at] else max(_longest(rows, at, pads[at]), natural[at]) - floor[at] for at in columns]
    return [floor[at] + (WIDTH - sum(floor)) * wish[at] / sum(wish) for at in columns]


def _squeezed(floor: Sequence[float], fixed: Sequence[bool]) -> list[float]:
    """Widths too large for the page made to fit: short columns keep theirs where that leaves the others a third."""
    kept = sum(one for one, keeps in zip(floor, fixed, strict=True) if keeps)
    rest = sum(floor) - kept
    if rest == 0 or kept > 2 * WIDTH / 3:
        return [WIDTH * one / sum(floor) for one in floor]
    return [one if keeps else (WIDTH - kept) * one / rest for one, keeps in zip(floor, fixed, strict=True)]


def _natural(table: Table, rows: Sequence[Sequence[Part]], at: int, pads: Sequence[float]) -> float:
    """The width of the longest cell on one line; no more than the page. Heads of numbers may take several lines."""
    title = table.columns[at].title
    words = title.split() if table.columns[at].align is Align.RIGHT else [title]
    head = max((width_of(printable(word), BOLD, HEAD.fontSize) for word in words), default=0.0)
    return min(max(head, _longest(rows, at, pads)), WIDTH)


def _longest(rows: Sequence[Sequence[Part]], at: int, pads: Sequence[float]) -> float:
    """The width of the longest cell of a column on one line."""
    return max((_width(plain(row[at])) + pad for row, pad in zip(rows, pads, strict=True)), default=0.0)


def _least(table: Table, rows: Sequence[Sequence[Part]], at: int) -> float:
    """The width of the longest word, or a third of the page where a word is longer: then it is broken."""
    longest = max((_width(word) for row in rows for word in plain(row[at]).split()), default=0.0)
    head = max((width_of(printable(word), BOLD, HEAD.fontSize) for word in table.columns[at].title.split()), default=0)
    return min(max(longest, head), 0.32 * WIDTH)


def _width(text: str) -> float:
    shown = printable(text)
    if DIGEST.fullmatch(shown):
        return width_of(_halves(shown)[0], MONO, CELL.fontSize - 1)
    return width_of(shown, SANS, CELL.fontSize)

"""Text that may hold anything, made printable: in glyphs that the fonts have, or as a visible code."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from analysis.painters.pdf.theme import BOLD, MONO, SANS, glyphs, load_fonts

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_RAISED = {"\N{SUPERSCRIPT MINUS}": "\N{MINUS SIGN}"}  # no shipped font has it: drawn as a small, raised minus
_RAISED_SIZE, _RAISED_BY = 0.62, 0.36
_REMEMBERED = 16_384  # texts: the same words are measured and cleaned many times over
DIGEST = re.compile(r"\b[0-9a-f]{64}\b")  # a checksum, printed in the mono font


@lru_cache(_REMEMBERED)
def printable(text: str) -> str:
    """The text with each character that no font can show as its code, such as [U+4E2D]; line breaks stay."""
    if text.isascii() and text.isprintable():
        return text
    shown = _shown()
    return "".join(
        character if character == "\n" or _fits(character, shown) else f"[U+{ord(character):04X}]"
        for character in text.replace("\r\n", "\n").replace("\t", " ")
    )


@cache
def _shown() -> frozenset[int]:
    return glyphs(SANS) | glyphs(MONO)


def _fits(character: str, shown: frozenset[int]) -> bool:
    if character in _RAISED:
        return True
    return ord(character) in shown and unicodedata.category(character) not in {"Cc", "Cf", "Zl", "Zp"}


def one_line(text: str) -> str:
    """The text as printed on one line: its line breaks become spaces."""
    return printable(text).replace("\n", " ")


def clean(text: str) -> str:
    """The text for bookmarks and metadata, which need no glyphs: only what is no character becomes a code."""
    return "".join(
        f"[U+{ord(character):04X}]" if unicodedata.category(character) in {"Cc", "Cf", "Cs"} else character
        for character in text.replace("\n", " ").replace("\t", " ")
    )


def pieces(text: str, font: str) -> Iterator[tuple[str, str, bool]]:
    """Stretches of printable text as (text, font, raised): what the font lacks is taken from the mono font."""

    def place(character: str) -> tuple[str, bool]:
        if character in _RAISED:
            return font, True
        return (font if ord(character) in glyphs(font) else MONO), False

    if text.isascii():
        yield from [(text, font, False)] if text else []
        return
    for (name, raised), stretch in groupby(text, key=place):
        joined = "".join(stretch)
        yield ("".join(_RAISED[character] for character in joined) if raised else joined), name, raised


@lru_cache(_REMEMBERED)
def width_of(text: str, font: str, size: float) -> float:
    """The width of printable text in points."""
    load_fonts()
    return sum(
        stringWidth(part, name, size * _RAISED_SIZE if raised else size) for part, name, raised in pieces(text, font)
    )


def placed(text: str, font: str, size: float) -> Iterator[tuple[str, str, float, float, float]]:
    """Pieces of printable text as (text, font, size, dx, dy), dx and dy from the start of the text's base line."""
    dx = 0.0
    for part, name, raised in pieces(text, font):
        used = size * _RAISED_SIZE if raised else size
        yield part, name, used, dx, (size * _RAISED_BY if raised else 0.0)
        dx += stringWidth(part, name, used)


def write(canvas: Canvas, text: str, *, x: float, y: float, font: str, size: float) -> None:
    """Print one line of printable text from ``x`` on, its base line at ``y``."""
    for part, name, used, dx, dy in placed(text, font, size):
        canvas.setFont(name, used)
        canvas.drawString(x + dx, y + dy, part)


def fitted(text: str, font: str, size: float, width: float) -> str:
    """Printable text cut to a width, the cut shown by an ellipsis; empty when not even that has room."""
    if width_of(text, font, size) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(text[:middle].rstrip() + ELLIPSIS, font, size) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS if low else ""


@lru_cache(_REMEMBERED)
def markup(text: str, *, bold: bool = False) -> str:
    """Any text as ReportLab paragraph markup that prints it literally, spaces and line breaks kept."""
    shown = printable(text)
    parts: list[str] = []
    at = 0
    for found in DIGEST.finditer(shown):
        parts.extend((_marked(shown[at : found.start()], bold=bold), _tagged(found.group(), MONO, smaller=1)))
        at = found.end()
    parts.append(_marked(shown[at:], bold=bold))
    return "".join(parts)


def _marked(text: str, *, bold: bool) -> str:
    font = BOLD if bold else SANS
    return "".join(_piece(part, name, font, raised=raised) for part, name, raised in pieces(text, font))


def _piece(part: str, name: str, font: str, *, raised: bool) -> str:
    if raised:
        return f'<super rise="{_RAISED_BY:.0%}" size="{_RAISED_SIZE:.0%}">{part}</super>'
    if name == font and font == SANS:
        return _literal(part)
    return _tagged(part, name)


def _tagged(part: str, name: str, *, smaller: int = 0) -> str:
    size = f' size="-{smaller}"' if smaller else ""
    return f'<font face="{name}"{size}>{_literal(part)}</font>'


def _literal(text: str) -> str:
    kept = text.replace("  ", " \N{NO-BREAK SPACE}")
    return escape(kept).replace("\n", "<br/>")

"""The inks of a drawing as SVG: the same vectors as on the page, the fonts by their names."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import assert_never
from xml.sax.saxutils import escape

from analysis.painters.pdf.drawing import Drawing
from analysis.painters.pdf.inks import Box, Clipped, Fill, Ink, Stroke, Text
from analysis.painters.pdf.text import clean, placed
from analysis.painters.pdf.theme import BOLD, ITALIC, MONO, PAPER, SANS

_FACES = {
    SANS: 'font-family="IBM Plex Sans, sans-serif"',
    BOLD: 'font-family="IBM Plex Sans, sans-serif" font-weight="600"',
    ITALIC: 'font-family="IBM Plex Sans, sans-serif" font-style="italic"',
    MONO: 'font-family="JetBrains Mono, monospace"',
}


def svg(drawing: Drawing, title: str, *, width: float, height: float, left: float, below: float) -> str:
    """A whole SVG document, sizes in points, on white; the origin of the drawing lies ``left``, ``below`` its edges."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + inline(
        drawing, title, size=(width, height), origin=(left, below), prefix=""
    )


def inline(drawing: Drawing, title: str, *, size: tuple[float, float], origin: tuple[float, float], prefix: str) -> str:
    """The same as an element within a page; ``prefix`` keeps its names apart from those of other drawings there."""
    (width, height), (left, below) = size, origin
    body = "\n".join(_written(drawing.inks, height - below, (f"{prefix}clip{number}" for number in count())))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}pt" height="{height:g}pt" '
        f'viewBox="0 0 {width:g} {height:g}">\n<title>{escape(clean(title))}</title>\n'
        f'<rect width="{width:g}" height="{height:g}" fill="{PAPER}"/>\n'
        f'<g transform="translate({left:g} 0)">\n{body}\n</g>\n</svg>\n'
    )


def _written(inks: Sequence[Ink], height: float, names: Iterator[str]) -> Iterator[str]:
    for ink in inks:
        match ink:
            case Text():
                yield from _text(ink, height)
            case Stroke():
                cap = "butt" if ink.dash else "round"
                dash = f' stroke-dasharray="{" ".join(f"{part:g}" for part in ink.dash)}"' if ink.dash else ""
                yield (
                    f'<path d="{_path(ink.path, height)}" fill="none" stroke="{ink.colour}" '
                    f'stroke-width="{ink.width:g}" stroke-opacity="{ink.opacity:g}" stroke-linejoin="round" '
                    f'stroke-linecap="{cap}"{dash}/>'
                )
            case Fill():
                yield f'<path d="{_path(ink.path, height)}" fill="{ink.colour}" fill-opacity="{ink.opacity:g}"/>'
            case Clipped():
                name = next(names)
                yield f'<defs><clipPath id="{name}">{_rectangle(ink.box, height)}</clipPath></defs>'
                yield f'<g clip-path="url(#{name})">'
                yield from _written(ink.inks, height, names)
                yield "</g>"
            case _:
                assert_never(ink)


def _rectangle(box: Box, height: float) -> str:
    return f'<rect x="{box.x:.2f}" y="{height - box.top:.2f}" width="{box.width:.2f}" height="{box.height:.2f}"/>'


def _text(ink: Text, height: float) -> Iterator[str]:
    for part, font, size, dx, dy in placed(ink.text, ink.font, ink.size):
        x, y = ink.box.x + dx, height - ink.y - dy
        yield (
            f'<text x="{x:.2f}" y="{y:.2f}" {_FACES[font]} font-size="{size:.2f}" '
            f'fill="{ink.colour}" xml:space="preserve">{escape(part)}</text>'
        )


def _path(path: str, height: float) -> str:
    """PDF operators (numbers first, y upwards) as those of SVG (letter first, y downwards)."""
    made: list[str] = []
    numbers: list[float] = []
    for token in path.split():
        match token:
            case "m" | "l" | "c":
                pairs = zip(numbers[::2], numbers[1::2], strict=True)
                made.append(token.upper() + " ".join(f"{x:.2f} {height - y:.2f}" for x, y in pairs))
            case "re":
                x, y, wide, tall = numbers
                made.append(f"M{x:.2f} {height - y:.2f}h{wide:.2f}v{-tall:.2f}h{-wide:.2f}Z")
            case "h":
                made.append("Z")
            case _:
                numbers.append(float(token))
                continue
        numbers.clear()
    return "".join(made)

"""One figure by itself, as a PDF page of its own size, as SVG or as PNG; below it stands what it is made of."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from analysis.model.figure import Figure, Sheet
from analysis.painters.pdf.drawing import Drawing, drawing
from analysis.painters.pdf.inks import Text
from analysis.painters.pdf.png import png
from analysis.painters.pdf.svg import inline, svg
from analysis.painters.pdf.text import one_line, width_of
from analysis.painters.pdf.theme import MUTED, SANS, load_fonts

_SIZE, _LEADING, _MARGIN = 6.8, 9.0, 12.0
_COLUMN = 475.28  # the width of a figure in a report
Values = Mapping[str, tuple[float, float]]


def as_pdf(figure: Figure, width: float, height: float, values: Values) -> bytes:
    """One page of ``width`` times ``height`` points, fonts embedded; ``values`` are ranges by metric, else fitted."""
    made, foot = _captioned(figure, width, height, values)
    page = BytesIO()
    canvas = Canvas(page, pagesize=(width, height), invariant=1, pdfVersion=(1, 7))
    canvas.setTitle(figure.title)
    canvas.translate(_MARGIN, _MARGIN + foot)
    made.put(canvas)
    canvas.showPage()
    canvas.save()
    return page.getvalue()


def as_svg(figure: Figure, width: float, height: float, values: Values) -> str:
    """The same as an SVG document."""
    made, foot = _captioned(figure, width, height, values)
    return svg(made, figure.title, width=width, height=height, left=_MARGIN, below=_MARGIN + foot)


def as_file_svg(figure: Figure | Sheet, height: float) -> str:
    """The figure as it stands in a report, without a caption, as an SVG document."""
    load_fonts()
    made = drawing(figure, _COLUMN, height)
    wide, tall = _COLUMN + 2 * _MARGIN, height + 2 * _MARGIN
    return svg(made, figure.title, width=wide, height=tall, left=_MARGIN, below=_MARGIN)


def as_inline_svg(figure: Figure | Sheet, width: float, height: float, prefix: str) -> tuple[str, str]:
    """The figure as an element of a web page, and what stands below it there."""
    load_fonts()
    made = drawing(figure, width, height)
    text = inline(made, figure.title, size=(width, height), origin=(0.0, 0.0), prefix=prefix)
    return text, " ".join((f"{figure.title}.", figure.caption, *made.notes))


def as_png(figure: Figure, width: float, height: float, values: Values) -> bytes:
    """The same as a picture of two pixels a point."""
    made, foot = _captioned(figure, width, height, values)
    return png(made, width=width, height=height, left=_MARGIN, below=_MARGIN + foot)


def _captioned(figure: Figure, width: float, height: float, values: Values) -> tuple[Drawing, float]:
    """The figure with its caption below its origin, and how far down that reaches."""
    load_fonts()
    inner = width - 2 * _MARGIN
    lines = _wrapped(figure.caption, inner)
    while True:  # what was thinned is known only once it is drawn; its sentences may take another line
        foot = _LEADING * len(lines) + 6
        made = drawing(figure, inner, height - 2 * _MARGIN - foot, values)
        found = _wrapped(" ".join((figure.caption, *made.notes)), inner)
        if len(found) <= len(lines):
            break
        lines = found
    texts = tuple(Text(0.0, -12 - place * _LEADING, text, SANS, _SIZE, MUTED) for place, text in enumerate(found))
    return replace(made, ink=lambda: (*made.inks, *texts)), foot


def _wrapped(text: str, width: float) -> tuple[str, ...]:
    """Printable text in lines of a width."""
    lines: list[str] = []
    for word in one_line(text).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, SANS, _SIZE) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)

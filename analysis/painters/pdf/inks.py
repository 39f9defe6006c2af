"""What a drawing is made of once it is laid out: text, paths and clipped groups, in points from its lower left."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from analysis.painters.pdf.text import width_of, write
from analysis.painters.pdf.theme import shade


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its lower left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def top(self) -> float:
        return self.y + self.height


class Anchor(Enum):
    """Which part of a text lies at its x."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Text:
    """One line of printable text; ``y`` is its base line."""

    x: float
    y: float
    text: str
    font: str
    size: float
    colour: str
    anchor: Anchor = Anchor.START

    @property
    def box(self) -> Box:
        """Where it prints, from a little below the base line to the height of capitals."""
        width = width_of(self.text, self.font, self.size)
        left = self.x - {Anchor.START: 0.0, Anchor.MIDDLE: width / 2, Anchor.END: width}[self.anchor]
        return Box(left, self.y - 0.22 * self.size, width, 0.94 * self.size)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line along a path of PDF operators."""

    path: str
    colour: str
    width: float
    dash: tuple[float, ...] = ()
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Fill:
    """An area within a path of PDF operators."""

    path: str
    colour: str
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Clipped:
    """Inks of which nothing shows outside of a box."""

    box: Box
    inks: tuple["Ink", ...]


Ink = Text | Stroke | Fill | Clipped


def rectangle(box: Box) -> str:
    """The path of a box."""
    return f"{box.x:.2f} {box.y:.2f} {box.width:.2f} {box.height:.2f} re"


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    """The path of a straight line."""
    return f"{x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l"


def texts(inks: Sequence[Ink]) -> tuple[Text, ...]:
    """All the texts, also those in clipped groups."""
    found: list[Text] = []
    for ink in inks:
        if isinstance(ink, Text):
            found.append(ink)
        elif isinstance(ink, Clipped):
            found.extend(texts(ink.inks))
    return tuple(found)


def put(inks: Sequence[Ink], canvas: Canvas) -> None:
    """Draw on a canvas whose origin is the drawing's lower left corner."""
    for ink in inks:
        match ink:
            case Text():
                _put_text(ink, canvas)
            case Stroke():
                _put_stroke(ink, canvas)
            case Fill():
                _put_fill(ink, canvas)
            case Clipped():
                canvas.saveState()
                canvas.clipPath(PDFPathObject([rectangle(ink.box)]), stroke=0, fill=0)
                put(ink.inks, canvas)
                canvas.restoreState()
            case _:
                assert_never(ink)


def _put_text(ink: Text, canvas: Canvas) -> None:
    canvas.setFillColor(shade(ink.colour))
    write(canvas, ink.text, x=ink.box.x, y=ink.y, font=ink.font, size=ink.size)


def _put_stroke(ink: Stroke, canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setStrokeColor(shade(ink.colour))
    canvas.setStrokeAlpha(ink.opacity)
    canvas.setLineWidth(ink.width)
    canvas.setLineJoin(1)
    canvas.setLineCap(0 if ink.dash else 1)
    if ink.dash:
        canvas.setDash(list(ink.dash))
    canvas.drawPath(PDFPathObject([ink.path]), stroke=1, fill=0)
    canvas.restoreState()


def _put_fill(ink: Fill, canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setFillColor(shade(ink.colour))
    canvas.setFillAlpha(ink.opacity)
    canvas.drawPath(PDFPathObject([ink.path]), stroke=0, fill=1)
    canvas.restoreState()

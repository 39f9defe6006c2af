"""What all plots of a grid share beside their figure: the theme, the brush, the cursor, what is being dragged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText, QTransform

from analysis import wording
from analysis.model.figure import Mark
from analysis.model.series import Span
from gui import theme as looks

SPECIAL = ("Progress", "Relative time", "Wall time")  # axes whose places do not read as numbers


@lru_cache(maxsize=16)
def font(pixels: int) -> QFont:
    """The application's font at a size in pixels."""
    made = QFont(looks.SANS)
    made.setPixelSize(pixels)
    return made


@lru_cache(maxsize=16)
def metrics(pixels: int) -> QFontMetricsF:
    """The measures of the application's font at a size in pixels."""
    return QFontMetricsF(font(pixels))


@lru_cache(maxsize=4096)
def advance(text: str, pixels: int) -> float:
    """The width of a text in the application's font at a size in pixels."""
    return metrics(pixels).horizontalAdvance(text)


@lru_cache(maxsize=4096)
def elided(text: str, pixels: int, room: int, *, middle: bool = False) -> str:
    """A text with as much of its end, or of its ``middle``, left out as has to be for a room in pixels."""
    mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
    return metrics(pixels).elidedText(text, mode, room)


@lru_cache(maxsize=256)
def ink(name: str) -> QColor:
    """A colour by its name, not to be changed."""
    return QColor(name)


@lru_cache(maxsize=16)
def _ascent(pixels: int) -> float:
    return metrics(pixels).ascent()


def write(painter: QPainter, x: float, base: float, text: str, pixels: int) -> None:
    """Write a text from ``x`` on the line ``base`` in the colour of the pen; layouts are kept."""
    painter.setFont(font(pixels))
    painter.drawStaticText(QPointF(x, base - _ascent(pixels)), _laid_out(text, pixels))


@lru_cache(maxsize=1024)
def _laid_out(text: str, pixels: int) -> QStaticText:
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.prepare(QTransform(), font(pixels))
    return made


@dataclass
class Shown:
    """Written by the grid, read by every item while it paints."""

    theme: looks.Theme = looks.LIGHT
    brush: Span | None = None
    lit: tuple[Span, ...] = ()  # the steps that a rule picks which is more than one span
    draft: Span | None = None  # an annotation or a zoom that is being drawn
    cursor: float | None = None
    reference: float | None = None  # the step against which deltas are read
    front: int | None = None  # the place in the palette of the run that lies on top
    selected: str | None = None  # the key of the selected mark
    moved: dict[str, Span] = field(default_factory=dict)  # marks that are being dragged
    labels: Mapping[str, int] = field(default_factory=dict)  # places in COLOURS of labels

    movable: int | None = None  # the place in the palette of the run that can be slid along the axis
    sliding: float = 0.0  # by how much it is being slid
    hint: str = ""  # what a gesture is about to do
    carried: str | None = None  # the metric whose title is being dragged
    target: str | None = None  # and the one that it would stand before or behind
    axis: str = "Step"  # what x counts
    log_steps: bool = False  # places are exponents of ten

    def told(self, place: float) -> str:
        """A place on the x axis in words."""
        value = 10.0 ** min(place, 300.0) if self.log_steps else place
        if self.axis in SPECIAL:
            return wording.place(value, self.axis)
        return wording.step(value) if abs(value) >= 0.001 or not value else wording.number(value)

    def span(self, mark: Mark) -> Span:
        """Where a mark is now."""
        return self.moved.get(mark.key, mark.span)

    def ink(self, mark: Mark) -> str:
        """The colour of a mark: its label's, a candidate's by severity."""
        if mark.proposed:
            return looks.severity_colour(self.theme, mark.severity)
        return looks.label_colour(self.theme, self.labels.get(mark.label))

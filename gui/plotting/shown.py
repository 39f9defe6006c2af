"""What all plots of a grid share beside their figure: the theme, the brush, the cursor, what is being dragged."""

from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from analysis.model.figure import Mark
from analysis.model.series import Span
from gui import theme as looks


def font(pixels: int) -> QFont:
    """The application's font at a size in pixels."""
    return _font(QApplication.font().family(), pixels)


@lru_cache(maxsize=16)
def _font(family: str, pixels: int) -> QFont:
    made = QFont(family)
    made.setPixelSize(pixels)
    return made


def advance(text: str, pixels: int) -> float:
    """The width of a text in the application's font at a size in pixels."""
    return _advance(QApplication.font().family(), text, pixels)


@lru_cache(maxsize=4096)
def _advance(family: str, text: str, pixels: int) -> float:
    return QFontMetricsF(_font(family, pixels)).horizontalAdvance(text)


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

    def span(self, mark: Mark) -> Span:
        """Where a mark is now."""
        return self.moved.get(mark.key, mark.span)

"""One file per panel; each declares PANEL."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtWidgets import QWidget

from gui.session import Session
from gui.theme import Theme


class Area(Enum):
    """Where in the window a panel has its place."""

    LEFT = "left"
    ABOVE = "above the plots"
    CENTRE = "centre"
    BELOW = "below the plots"
    RIGHT = "right"


class Panel(QWidget):
    """What the window asks of every panel beside being a widget."""

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours that a style sheet cannot give."""

    def commit(self) -> None:
        """Take over what is being typed, before an action reads the session."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a panel is given: the session, a way to run an action by its key, and who writes."""

    session: Session
    act: Callable[[str], None]
    author: Callable[[], str]


@dataclass(frozen=True, slots=True)
class PanelKind:
    """A panel: ``order`` places it within its area, ``stretch`` is its share of the room there."""

    id: str
    title: str
    area: Area
    order: int
    stretch: int
    make: Callable[[Tools], Panel]

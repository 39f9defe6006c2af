"""One file per panel; each declares PANEL."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from analysis.model.project import Project
from gui.plan import Area
from gui.selection import Selection
from gui.session import Session
from gui.theme import Theme

__all__ = ["Area", "Panel", "PanelKind", "Tools"]


class Panel(QWidget):
    """What the window asks of every panel beside being a widget."""

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours that a style sheet cannot give."""

    def _on_project_changed(self, old: Project, new: Project) -> None:
        """Show what of a project has changed."""

    def _on_selection_changed(self, old: Selection, new: Selection) -> None:
        """Show what of the selection has changed."""

    def catch_up(self, session: Session) -> None:
        """Show what was opened and chosen before the panel was made."""
        self._on_project_changed(Project(), session.project)
        self._on_selection_changed(Selection(), session.selection)

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

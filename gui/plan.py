"""What the window has before anything is in it: its areas, the names of its menus, the buttons of its toolbar."""

from enum import Enum
from typing import NamedTuple


class Area(Enum):
    """Where in the window a panel has its place."""

    LEFT = "left"
    ABOVE = "above the plots"
    CENTRE = "centre"
    BELOW = "below the plots"
    RIGHT = "right"


class Face(NamedTuple):
    """What is seen of an action in the toolbar: the key names the action, the icon a file in ``resources/icons``."""

    key: str
    text: str
    icon: str
    icon_only: bool = False


COLUMNS = ((Area.LEFT,), (Area.ABOVE, Area.CENTRE, Area.BELOW), (Area.RIGHT,))
WIDTHS = (264, 776, 400)  # pixels of the columns in a window of 1440
TITLES = ("File", "Edit", "View", "Axes", "Plot", "Compare", "Annotate", "Help")
TOOLBAR: tuple[tuple[Face, ...], ...] = (  # the groups, with a line between one and the next
    (Face("file.open", "Open…", "folder-open"), Face("file.save", "Save", "save", icon_only=True)),
    (Face("edit.undo", "Undo", "undo-2", icon_only=True), Face("edit.redo", "Redo", "redo-2", icon_only=True)),
    (
        Face("view.overview", "Overview", "layout-grid"),
        Face("view.compare", "Side by side", "columns-2"),
        Face("view.overlay", "Overlay", "layers-2"),
        Face("view.difference", "Difference", "diff"),
        Face("view.distributions", "Distributions", "chart-column"),
        Face("view.report", "Report", "file-down"),
    ),
    (
        Face("view.brush", "Brush", "text-select"),
        Face("view.annotate", "Annotate", "message-square-plus"),
        Face("view.zoom", "Zoom", "zoom-in"),
    ),
    (
        Face("view.back", "Back", "arrow-left", icon_only=True),
        Face("view.forward", "Forward", "arrow-right", icon_only=True),
        Face("view.whole", "Whole range", "maximize-2", icon_only=True),
    ),
)
PRIMARY = Face("report.export", "Export PDF", "file-down")  # at the right end
FACES = {face.key: face for face in (*(face for group in TOOLBAR for face in group), PRIMARY)}

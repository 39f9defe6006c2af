"""The Help menu."""

from gui.actions.action import Action, Desk
from gui.dialogs.about import show_about
from gui.dialogs.keys import show_keys
from gui.widgets.command_palette import show_palette

MOUSE = (
    ("Wheel", "Zoom steps at the cursor"),
    ("Shift and wheel, or middle drag", "Move along the steps"),
    ("Drag", "Brush, annotate or zoom, as the tool says"),
    ("Shift and drag with Annotate", "Annotate one metric only"),
    ("Drag on the axis of steps or values", "Move along it"),
    ("Control and wheel, or wheel on the y axis", "Zoom values at the cursor"),
    ("Double click on a plot", "Whole range"),
    ("Double click on a title", "This plot alone, and back"),
    ("Drag in the overview below", "Window on what is seen: draw, move, resize"),
    ("Right click on a plot", "Annotate, log axis, limits, copy, save"),
    ("Double click on the y axis", "Fit y to what is seen"),
    ("Drag the edge or the tag of an annotation", "Resize or move it"),
    ("Back and forward buttons", "Range before and after"),
)


def _about(desk: Desk) -> None:
    show_about(desk.window)


def _shortcuts(desk: Desk) -> None:
    keys = [(", ".join(action.shortcuts), action.text) for action in desk.actions() if action.shortcuts]
    show_keys(desk.window, (*MOUSE, *keys))


def _palette(desk: Desk) -> None:
    show_palette(desk.window)


ACTIONS = (
    Action("help.palette", "All commands…", _palette, ("Ctrl+K",)),
    Action("help.keys", "Mouse and keys", _shortcuts, ("?", "F1")),
    Action("help.about", "About Runloupe", _about),
)

"""The Compare menu: which run is A and which is B."""

from gui.actions.action import Action, Desk, with_pair


def _swap(desk: Desk) -> None:
    selection = desk.session.selection
    desk.session.select(a=selection.b, b=selection.a)


ACTIONS = (Action("compare.swap", "Swap A and B", _swap, ("X",), with_pair, icon="arrow-left-right"),)

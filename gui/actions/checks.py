"""What the checks are held to."""

from gui.actions.action import Action, Desk, with_runs


def _thresholds(desk: Desk) -> None:
    from gui.dialogs.thresholds import show_thresholds

    show_thresholds(desk.window, desk.session)


ACTIONS = (Action("checks.thresholds", "Checks and thresholds…", _thresholds, ("T",), with_runs),)

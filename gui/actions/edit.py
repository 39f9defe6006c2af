"""The Edit menu: undo, redo, and what is done to runs."""

from analysis.annotations.changes import named
from gui.actions.action import Action, Desk, faced, with_annotation, with_candidate


def _undo(desk: Desk) -> None:
    desk.session.undo_stack.undo()


def _redo(desk: Desk) -> None:
    desk.session.undo_stack.redo()


def _can_undo(desk: Desk) -> bool:
    return desk.session.undo_stack.canUndo()


def _can_redo(desk: Desk) -> bool:
    return desk.session.undo_stack.canRedo()


def _history(desk: Desk) -> None:
    from gui.dialogs.history import HistoryDialog

    HistoryDialog(desk.window, desk.session.history).show()


def _has_history(desk: Desk) -> bool:
    return desk.session.undo_stack.count() > 0


def _delete(desk: Desk) -> None:
    """Take away the chosen annotation, or reject the chosen candidate."""
    chosen, candidate = desk.session.selection.annotation, desk.session.candidate
    if candidate is not None:
        desk.session.reject((candidate,))
    if chosen is not None:
        mark = desk.session.project.annotation(chosen)
        desk.session.change(f"Deleted {named(mark)}", desk.session.project.without_annotation(chosen))


def _with_mark(desk: Desk) -> bool:
    return with_annotation(desk) or with_candidate(desk)


ACTIONS = (
    faced("edit.undo", _undo, ("Ctrl+Z",), _can_undo),
    faced("edit.redo", _redo, ("Ctrl+Shift+Z", "Ctrl+Y"), _can_redo),
    Action("edit.history", "History…", _history, ("Ctrl+H",), _has_history, tip="All steps, each to go back to"),
    Action("edit.delete", "Delete annotation, reject candidate", _delete, ("Delete",), _with_mark, icon="trash-2"),
)

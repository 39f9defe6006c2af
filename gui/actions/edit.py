"""The Edit menu: undo, redo, and what is done to runs."""

from gui.actions.action import Action, Desk, with_annotation


def _undo(desk: Desk) -> None:
    desk.session.undo_stack.undo()


def _redo(desk: Desk) -> None:
    desk.session.undo_stack.redo()


def _can_undo(desk: Desk) -> bool:
    return desk.session.undo_stack.canUndo()


def _can_redo(desk: Desk) -> bool:
    return desk.session.undo_stack.canRedo()


def _delete_annotation(desk: Desk) -> None:
    chosen = desk.session.selection.annotation
    if chosen is not None:
        number = desk.session.project.annotation(chosen).number
        desk.session.change(f"Delete annotation E{number}", desk.session.project.without_annotation(chosen))


ACTIONS = (
    Action("edit.undo", "Undo", _undo, ("Ctrl+Z",), _can_undo, icon="undo-2"),
    Action("edit.redo", "Redo", _redo, ("Ctrl+Shift+Z", "Ctrl+Y"), _can_redo, icon="redo-2"),
    Action("edit.delete", "Delete annotation", _delete_annotation, ("Delete",), with_annotation, icon="trash-2"),
)

"""The Annotate menu: marks on the brush, their labels, and the way from one to the next."""

from functools import partial

from analysis.model.label import STANDARD
from gui.actions.action import Action, Desk, with_annotation, with_brush


def _annotate_brush(desk: Desk) -> None:
    brush = desk.session.selection.brush
    extent = None if brush is None else brush.extent
    if extent is not None:
        desk.session.annotate(extent, author=desk.settings.author)


def _label(label: str, desk: Desk) -> None:
    chosen = desk.session.selection.annotation
    if chosen is not None:
        desk.session.edit("Relabel", chosen, label=label)


def _step(direction: int, desk: Desk) -> None:
    """Choose the next or previous annotation in the order of steps, and show where it is."""
    session = desk.session
    marks = sorted(session.project.annotations, key=lambda mark: (mark.span.first, mark.number))
    if not marks:
        return
    ids = [mark.id for mark in marks]
    chosen = session.selection.annotation
    place = ids.index(chosen) + direction if chosen in ids else (0 if direction > 0 else -1)
    session.select(annotation=ids[place % len(ids)])


def _any(desk: Desk) -> bool:
    return bool(desk.session.project.annotations)


ACTIONS = (
    Action("annotate.brush", "Annotate the brush", _annotate_brush, ("N",), with_brush, icon="message-square-plus"),
    Action("annotate.next", "Next annotation", partial(_step, 1), (".",), _any),
    Action("annotate.previous", "Previous annotation", partial(_step, -1), (",",), _any),
    *(
        Action(
            f"annotate.label_{place}",
            f"Label: {label.name}",
            partial(_label, label.name),
            (str(place),),
            with_annotation,
        )
        for place, label in enumerate(STANDARD, start=1)
    ),
)

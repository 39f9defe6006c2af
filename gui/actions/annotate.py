"""The Annotate menu: marks on the brush, their labels, and the way from one to the next."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QApplication, QLineEdit

from analysis.model.project import Project
from analysis.model.series import Span
from gui.actions import exchange, marking
from gui.actions.action import Action, Desk, with_annotation, with_brush, with_candidate, with_runs
from gui.session import Session
from gui.widgets.labels import mnemonic_free

KEYS = 9  # labels that have a key of their own


def _annotate_brush(desk: Desk) -> None:
    brush = desk.session.selection.brush
    extent = None if brush is None else brush.extent
    if extent is not None:
        desk.session.annotate(extent, author=desk.settings.author)


def _label(place: int, desk: Desk) -> None:
    """Give the chosen annotation the label that has a key."""
    chosen, labels = desk.session.selection.annotation, desk.session.project.labels
    if chosen is not None and place <= len(labels):
        desk.session.edit(chosen, label=labels[place - 1].name)


def label_texts(project: Project) -> Mapping[str, str]:
    """What the actions of the keys 1 to 9 are called: by the labels that they give."""
    names = [label.name for label in project.labels[:KEYS]]
    names += ["none"] * (KEYS - len(names))
    return {f"annotate.label_{place}": mnemonic_free(f"Label: {name}") for place, name in enumerate(names, start=1)}


def _step(direction: int, desk: Desk) -> None:
    """Choose the next or previous annotation, candidate or finding in the order of steps, and show where it is."""
    session = desk.session
    stops = _stops(session)
    if not stops:
        return
    now = session.selection
    place = next((i for i, (_, field, key) in enumerate(stops) if getattr(now, field) == key), None)
    span, field, key = stops[(0 if direction > 0 else -1) if place is None else (place + direction) % len(stops)]
    zoom = now.zoom
    if zoom is not None and not zoom.overlaps(span):
        middle = 0.5 * (span.first + span.last)
        zoom = Span(middle - 0.5 * zoom.width, middle + 0.5 * zoom.width)
    session.select(**{field: key, "zoom": zoom})


def _stops(session: Session) -> list[tuple[Span, str, str]]:
    """All that can be chosen at some steps: its span, the field of the selection that holds it, and its key."""
    numbered = sorted(session.project.annotations, key=lambda mark: mark.number)
    found: list[tuple[Span, str, str]] = [(mark.span, "annotation", mark.id) for mark in numbered]
    if session.selection.proposals:
        found += [(one.span, "candidate", one.key) for one in session.proposals.open]
    for run in session.shown:
        assessment = session.assessment(run.id)
        for finding in () if assessment is None else assessment.findings:
            if finding.span is not None and finding.verdict.open and finding.metric in (None, *run.metrics):
                found.append((finding.span, "finding", finding.key))
    return sorted(found, key=lambda stop: stop[0].first)


def _any(desk: Desk) -> bool:
    return bool(_stops(desk.session))


def _accept(desk: Desk) -> None:
    """Make an annotation of the chosen candidate, but not by the Enter that ends the typing of a text."""
    candidate = desk.session.candidate
    if candidate is not None and not isinstance(QApplication.focusWidget(), QLineEdit):
        desk.session.accept((candidate,), author=desk.settings.author)


def _show_candidates(desk: Desk) -> None:
    desk.session.select(proposals=not desk.session.selection.proposals)


def _are_shown(desk: Desk) -> bool:
    return desk.session.selection.proposals


def _restore(desk: Desk) -> None:
    desk.session.restore_rejected()


def _any_rejected(desk: Desk) -> bool:
    return bool(desk.session.proposals.rejected)


MARKS = (
    Action("annotate.brush", "Annotate the brush", _annotate_brush, ("N",), with_brush, icon="message-square-plus"),
    Action("annotate.next", "Next annotation, candidate or finding", partial(_step, 1), (".",), _any),
    Action("annotate.previous", "Previous annotation, candidate or finding", partial(_step, -1), (",",), _any),
    Action("annotate.accept", "Accept candidate", _accept, ("Return", "Enter"), with_candidate),
    Action("annotate.candidates", "Show candidates", _show_candidates, ("Shift+N",), with_runs, _are_shown),
    Action("annotate.rejected", "Show rejected candidates again", _restore, (), _any_rejected),
    *(
        Action(f"annotate.label_{place}", f"Label {place}", partial(_label, place), (str(place),), with_annotation)
        for place in range(1, KEYS + 1)
    ),
    *marking.ACTIONS,
)
MENU = tuple(action.key for action in MARKS)
FILES = tuple(action.key for action in exchange.ACTIONS)  # of the File menu
ACTIONS = (*MARKS, *exchange.ACTIONS)

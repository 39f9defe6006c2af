"""The Axes menu: what x counts, for all plots at once, and in which form a difference is drawn."""

from dataclasses import replace
from functools import partial

from analysis import wording
from analysis.figures.difference import NAMES as FORMS
from analysis.glossary import title
from analysis.model.alignment import Basis
from analysis.model.axis import Axis, Form
from gui.actions.action import Action, Desk, with_pair, with_runs
from gui.dialogs.ask import ask_which
from gui.selection import OF_TWO, Layout


def _current(desk: Desk) -> Axis:
    """What x counts now: of two runs what they are aligned by."""
    session = desk.session
    axis, layout = session.selection.axis, session.selection.layout
    if layout not in OF_TWO or session.compared is None or (axis.metric and layout is not Layout.DIFFERENCE):
        return axis
    return Axis(session.alignment.by, log=axis.log)


def _count(by: Basis, desk: Desk) -> None:
    """Have x count something; of two runs that is what they are aligned by, a step that can be undone."""
    session = desk.session
    session.select(axis=Axis(by, log=session.selection.axis.log))
    if session.selection.layout in OF_TWO and session.compared is not None and session.alignment.by is not by:
        session.agree(f"Align by {wording.basis(by)}", alignment=replace(session.alignment, by=by, offset=0.0))


def _counts(by: Basis, desk: Desk) -> bool:
    axis = _current(desk)
    return axis.by is by and not axis.metric


def _ask_metric(desk: Desk) -> None:
    session = desk.session
    metrics = session.project.metrics

    def done(place: int) -> None:
        session.select(axis=Axis(metric=metrics[place], log=session.selection.axis.log))

    ask_which(desk.window, "x axis", "Draw everything over the values of", [_entry(name) for name in metrics], done)


def _entry(metric: str) -> str:
    """A metric in a list in which each entry is another."""
    return title(metric) if title(metric) == metric else f"{title(metric)}: {metric}"


def _is_metric(desk: Desk) -> bool:
    return bool(_current(desk).metric)


def _log(desk: Desk) -> None:
    axis = desk.session.selection.axis
    desk.session.select(axis=replace(axis, log=not axis.log))


def _is_log(desk: Desk) -> bool:
    return desk.session.selection.axis.log


def _form(form: Form, desk: Desk) -> None:
    desk.session.select(form=form, layout=Layout.DIFFERENCE)


def _is_form(form: Form, desk: Desk) -> bool:
    return desk.session.selection.form is form


def _next_form(desk: Desk) -> None:
    forms = tuple(Form)
    _form(forms[(forms.index(desk.session.selection.form) + 1) % len(forms)], desk)


COUNTED = (
    *(
        Action(f"axes.{by.value}", f"x: {wording.basis(by)}", partial(_count, by), (), with_runs, partial(_counts, by))
        for by in Basis
    ),
    Action("axes.metric", "x: values of a metric…", _ask_metric, (), with_runs, _is_metric),
)
SCALED = (Action("axes.log", "x: logarithmic", _log, ("Shift+X",), with_runs, _is_log),)
DRAWN = (
    *(
        Action(
            f"axes.{form.name.lower()}",
            f"Difference: {text}",
            partial(_form, form),
            (),
            with_pair,
            partial(_is_form, form),
        )
        for form, text in FORMS.items()
    ),
    Action("axes.next_form", "Difference: next form", _next_form, ("Shift+G",), with_pair),
)
ACTIONS = (*COUNTED, *SCALED, *DRAWN)

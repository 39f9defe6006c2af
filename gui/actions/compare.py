"""The Compare menu: which run is A and which is B, how B is laid beside A, and the tables of what differs."""

from dataclasses import replace
from functools import partial

from analysis import wording
from analysis.model.alignment import Repeats
from gui.actions.action import Action, Desk, with_pair
from gui.dialogs.ask import ask_text
from gui.selection import BELOW, Below, Layout

MOST_NAMED = 4


def _swap(desk: Desk) -> None:
    selection = desk.session.selection
    desk.session.select(a=selection.b, b=selection.a)


def _after(desk: Desk) -> None:
    """Lay B behind A, or back beside it."""
    alignment = desk.session.alignment
    text = "Lay B beside A" if alignment.after else "B continues after A"
    desk.session.agree(text, alignment=replace(alignment, after=not alignment.after, offset=0.0))


def _is_after(desk: Desk) -> bool:
    return with_pair(desk) and desk.session.terms.alignment is not None and desk.session.terms.alignment.after


def _back(desk: Desk) -> None:
    desk.session.agree("Align as proposed", alignment=None)


def _is_moved(desk: Desk) -> bool:
    return with_pair(desk) and desk.session.terms.alignment is not None


def _below(below: Below, desk: Desk) -> None:
    """Show a table below the plots of A against B, or take it away."""
    selection = desk.session.selection
    if _is_below(below, desk):
        desk.session.select(below=Below.NOTHING)
    else:
        layout = selection.layout if selection.layout in BELOW[below] else Layout.DIFFERENCE
        desk.session.select(below=below, layout=layout)


def _is_below(below: Below, desk: Desk) -> bool:
    return desk.session.selection.stands_below is below


def _group(desk: Desk) -> None:
    """Say that the runs that are shown are repeats of one recipe."""
    session = desk.session
    shown = session.shown

    def done(name: str) -> None:
        if name.strip():
            group = Repeats(name.strip(), tuple(run.id for run in shown))
            session.change(f"Group {wording.plural(len(shown), 'run')} as repeats", session.project.with_repeats(group))

    names = ", ".join(run.name for run in shown[:MOST_NAMED])
    more = f" and {len(shown) - MOST_NAMED} more" if len(shown) > MOST_NAMED else ""
    ask_text(desk.window, "Repeats", f"Name of the recipe that {names}{more} repeat:", "", done)


def _can_group(desk: Desk) -> bool:
    return len(desk.session.shown) > 1


def _groups(desk: Desk) -> tuple[Repeats, ...]:
    """The groups that A or B is in."""
    ids = {run.id for run in desk.session.compared or ()}
    return tuple(group for group in desk.session.project.repeats if ids & set(group.runs))


def _ungroup(desk: Desk) -> None:
    project = desk.session.project
    for group in _groups(desk):
        project = project.without_repeats(group.name)
    desk.session.change("Forget the repeats of A and B", project)


def _is_grouped(desk: Desk) -> bool:
    return bool(_groups(desk))


ACTIONS = (
    Action("compare.swap", "Swap A and B", _swap, ("X",), with_pair, icon="arrow-left-right"),
    Action("compare.after", "B continues after A", _after, (), with_pair, _is_after),
    Action("compare.proposed", "Align as proposed", _back, (), _is_moved),
    Action(
        "compare.table",
        "Table of differences",
        partial(_below, Below.TABLE),
        ("Shift+T",),
        with_pair,
        partial(_is_below, Below.TABLE),
    ),
    Action(
        "compare.config",
        "Configurations",
        partial(_below, Below.CONFIG),
        ("K",),
        with_pair,
        partial(_is_below, Below.CONFIG),
    ),
    Action("compare.repeats", "The shown runs are repeats…", _group, (), _can_group),
    Action("compare.no_repeats", "Forget the repeats of A and B", _ungroup, (), _is_grouped),
)

"""The session: one undo command, three signals, and a selection that always fits the project."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from analysis.model.project import Project
from analysis.model.series import Span
from gui.plotting.tool import Tool
from gui.selection import SHOWN_AT_ONCE, Layout, Selection
from gui.session import Session
from gui.tasks import Tasks
from tests.synthetic import run_of


@pytest.fixture
def session(qapp: QApplication) -> Session:
    made = Session(Tasks(synchronous=True))
    made.change("Open", Project().with_runs((run_of("oak"), run_of("dawn", seed=1))))
    return made


def test_new_runs_are_shown_and_get_their_roles(session: Session) -> None:
    oak, dawn = (run.id for run in session.project.runs)
    assert session.selection.shown == (oak, dawn)
    assert (session.selection.a, session.selection.b) == (oak, dawn)
    assert len(session.selection.metrics) == 6


def test_undo_and_redo_restore_the_very_project(session: Session) -> None:
    before = session.project
    session.annotate(Span(10, 20), author="me")
    after = session.project
    chosen = session.selection
    assert chosen.annotation == after.annotations[0].id
    session.undo_stack.undo()
    undone = session.project, session.selection.annotation
    session.undo_stack.redo()
    assert (undone[0] is before, undone[1]) == (True, None)
    assert session.project is after


def test_a_change_that_changes_nothing_is_no_step(session: Session) -> None:
    steps = session.undo_stack.count()
    session.change("Nothing", replace(session.project))
    assert session.undo_stack.count() == steps


def test_unsaved_follows_undo(session: Session, tmp_path: Path) -> None:
    told = [session.unsaved]
    session.mark_saved(tmp_path / "p.runloupe", session.project)
    told.append(session.unsaved)
    session.annotate(Span(1, 2))
    told.append(session.unsaved)
    session.undo_stack.undo()
    told.append(session.unsaved)
    assert told == [True, False, True, False]


def test_removing_a_run_lets_its_roles_go(session: Session) -> None:
    oak, dawn = (run.id for run in session.project.runs)
    session.change("Remove", session.project.without_run(oak))
    assert session.selection.shown == (dawn,)
    assert (session.selection.a, session.selection.b) == (dawn, None) or session.compared is None


def test_zooms_can_be_walked_back_and_forth(session: Session) -> None:
    for first in (10, 20, 30):
        session.select(zoom=Span(first, 100))
    session.back()
    session.back()
    assert session.selection.zoom == Span(10, 100)
    session.forward()
    assert session.selection.zoom == Span(20, 100)
    session.select(zoom=Span(5, 6))
    assert session.can_go == (True, False)
    for _ in range(9):
        session.back()
    assert session.selection.zoom is None


def test_brushing_is_neither_undoable_nor_a_zoom(session: Session) -> None:
    steps = session.undo_stack.count()
    session.select(brush=Span(5, 9))
    assert session.undo_stack.count() == steps
    assert session.can_go == (False, False)


def test_the_selection_survives_its_file(session: Session) -> None:
    session.annotate(Span(3, 4))
    session.select(zoom=Span(1, 50), brush=Span(2, 3), layout=Layout.COMPARE, shown=session.selection.shown[:1])
    project, view, wanted = session.project, session.view(), session.selection
    other = Session(Tasks(synchronous=True))
    other.load(project, path=None, view=view)
    assert other.selection == wanted
    assert not other.unsaved


@pytest.mark.parametrize(
    "view",
    [
        {"zoom": [5, 1], "brush": "x", "layout": "pie", "shown": 3, "a": [], "metrics": [1]},
        {"zoom": [float("nan"), 1]},
        {"unknown": 1},
    ],
)
def test_a_broken_selection_falls_back(session: Session, view: dict[str, object]) -> None:
    session.load(session.project, path=None, view=view)
    assert session.selection.zoom is None
    assert session.selection.layout is Layout.OVERVIEW


def test_only_so_many_metrics_are_shown_unasked() -> None:
    run = run_of("oak")
    many = replace(run, series=tuple(replace(run.series[0], name=f"m{place}") for place in range(40)))
    selection = Selection().fitted(Project(), Project().with_runs((many,)))
    assert len(selection.metrics) == SHOWN_AT_ONCE


def test_every_run_is_assessed(session: Session) -> None:
    for run in session.project.runs:
        assessment = session.assessment(run.id)
        assert assessment is not None
        assert len(assessment.summaries) == len(run.series)


def test_loading_keeps_the_tool(session: Session) -> None:
    session.select(tool=Tool.ANNOTATE)
    session.load(session.project, path=None, view={})
    assert session.selection.tool is Tool.ANNOTATE


def test_metrics_of_the_machine_are_not_shown_unasked() -> None:
    run = run_of("oak")
    mixed = replace(run, series=(replace(run.series[0], name="system/gpu.0.temp"), *run.series))
    assert Selection().fitted(Project(), Project().with_runs((mixed,))).metrics == run.metrics

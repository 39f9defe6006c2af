"""A project that refers to its files, in the window: chosen, saved, moved, missing, found, changed, read again."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton, QTreeWidget

from analysis.annotations.evidence import as_of
from analysis.model.project import Data, Project
from analysis.model.series import Span
from analysis.storage import open_project
from analysis.storage.places import VARIABLE
from gui.main_window import MainWindow
from gui.widgets.stars import STATE
from tests.analysis.test_referring import POINTS, export


@pytest.fixture(autouse=True)
def _empty_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "state"))


@pytest.fixture
def saved(window: MainWindow, tmp_path: Path) -> Path:
    """Two runs in a project that refers to their files; the window has gone on to an empty one."""
    path = tmp_path / "work" / "p.runloupe"
    runs = tmp_path / "work" / "runs"
    window.open_paths(tuple(export(runs / name / "metrics.csv", len(name)) for name in ("oak", "dawn")))
    window.session.annotate(Span(10, 20))
    window.act("annotate.statistics")
    window.act("file.refer")
    assert window.session.undo_stack.undoText() == "Refer to the exports"
    window.session.path = path
    window.act("file.save")
    assert not window.session.unsaved
    assert all(len(series) == POINTS for run in window.session.project.runs for series in run.series)
    window.notices.clear()
    window.session.hold(None)
    window.session.load(Project(), path=None, view={})
    for copy in (tmp_path / "state" / "copies").iterdir():
        copy.unlink()
    return path


def press(window: MainWindow, text: str) -> None:
    next(one for one in window.notices.findChildren(QPushButton) if one.text() == text).click()


def states(window: MainWindow) -> list[str]:
    tree = window.panels["runs"].findChild(QTreeWidget)
    assert tree is not None
    items = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    return [item.data(0, STATE) for item in items if item is not None]


def points(window: MainWindow) -> list[int]:
    return [len(series) for run in window.session.project.runs for series in run.series]


def test_what_was_moved_with_its_project_opens_whole(window: MainWindow, saved: Path, tmp_path: Path) -> None:
    assert all(run.away for run in open_project(saved).project.runs)
    (tmp_path / "work").rename(tmp_path / "elsewhere")
    window.open_paths((tmp_path / "elsewhere" / "p.runloupe",))
    assert points(window) == [POINTS] * 4
    assert states(window) == ["", ""]
    assert window.made["file.refer"].isChecked()
    assert not window.session.unsaved
    assert window.notices.notices == ()


def test_missing_files_are_asked_for_and_nothing_is_dropped(window: MainWindow, saved: Path, tmp_path: Path) -> None:
    (tmp_path / "work" / "runs").rename(tmp_path / "far")
    window.open_paths((saved,))
    assert points(window) == [0] * 4
    assert states(window) == ["file not found"] * 2
    (notice,) = window.notices.notices
    assert "are shown without their data" in notice.text
    assert len(window.session.project.annotations) == 1
    window.plots.grid.drawn_text()
    press(window, "Find…")
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "Find metrics.csv"
    dialog.filesSelected.emit([str(tmp_path / "far" / "oak" / "metrics.csv")])
    assert points(window) == [POINTS] * 4
    assert states(window) == ["", ""]
    assert window.session.undo_stack.undoText() == "Found metrics.csv"
    window.act("edit.undo")
    assert points(window) == [0] * 4
    window.act("edit.redo")
    window.act("file.save")
    window.open_paths((saved,))
    assert points(window) == [POINTS] * 4
    assert not window.session.unsaved


def test_changed_files_have_a_badge_until_they_are_read_again(window: MainWindow, saved: Path, tmp_path: Path) -> None:
    export(tmp_path / "work" / "runs" / "oak" / "metrics.csv", 9, POINTS + 50)
    window.open_paths((saved,))
    assert states(window) == ["file changed", ""]
    assert points(window) == [0, 0, POINTS, POINTS]
    press(window, "Read again")
    assert points(window) == [POINTS + 50, POINTS + 50, POINTS, POINTS]
    assert states(window) == ["", ""]
    project = window.session.project
    assert "the data have changed since" in as_of(project, project.annotations[0])


def test_data_can_be_stored_again(window: MainWindow, saved: Path) -> None:
    window.open_paths((saved,))
    window.act("file.refer")
    assert window.session.project.data is Data.STORED
    window.act("file.save")
    assert [len(series) for run in open_project(saved).project.runs for series in run.series] == [POINTS] * 4


def test_a_history_that_holds_the_data_needs_no_files(window: MainWindow, saved: Path, tmp_path: Path) -> None:
    window.open_paths((saved,))
    window.session.annotate(Span(30, 40))
    window.act("file.save")
    (tmp_path / "work" / "runs").rename(tmp_path / "far")
    window.session.history.keeper.finish()
    window.session.hold(None)
    window.session.path = None
    window.open_paths((saved,))
    assert points(window) == [POINTS] * 4
    assert states(window) == ["", ""]
    window.act("file.save")
    assert any("are stored in the project file" in notice.text for notice in window.notices.notices)
    assert [len(series) for run in open_project(saved).project.runs for series in run.series] == [POINTS] * 4

"""A file that grows while it is shown."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from analysis.model.series import Span
from analysis.storage import Document, save_project
from analysis.storage.places import VARIABLE, copies_folder
from analysis.storage.working_copy import WorkingCopy
from gui.actions.watching import read_again
from gui.main_window import MainWindow

HEAD = '"Step","a - loss","a - loss__MIN","a - loss__MAX"'


def write(file: Path, rows: int) -> Path:
    lines = (f'"{step}","{step}.5","{step}.5","{step}.5"' for step in range(rows))
    file.write_text("\n".join((HEAD, *lines)), encoding="utf-8")
    return file


@pytest.mark.parametrize("by_itself", [False, True])
def test_what_is_looked_at_stays(window: MainWindow, qtbot: QtBot, tmp_path: Path, by_itself: bool) -> None:
    file = write(tmp_path / "x.csv", 20)
    window.open_paths((file,))
    session = window.session
    session.annotate(Span(3, 5))
    session.select(zoom=Span(2, 9), brush=Span(3, 4))
    before, chosen = session.project, session.selection
    if by_itself:
        window.act("file.follow")
        for timer in window._follower.findChildren(QTimer):
            timer.setInterval(20)
    with qtbot.waitSignal(session.project_changed):
        write(file, 50)
        if not by_itself:
            window.act("file.again")
    assert len(session.project.runs[0].series[0]) == 50
    assert session.selection == chosen
    assert session.project.annotations == before.annotations
    session.undo_stack.undo()
    assert not session.project.annotations
    assert len(session.project.runs[0].series[0]) == 50
    session.undo_stack.redo()
    assert session.project.annotations == before.annotations
    assert len(session.project.runs[0].series[0]) == 50


def test_reading_again_is_no_step_and_brings_no_run_back(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "state"))
    first, second = write(tmp_path / "x.csv", 20), tmp_path / "y.csv"
    second.write_text(write(tmp_path / "z.csv", 20).read_text(encoding="utf-8").replace("a - ", "b - "), "utf-8")
    window.open_paths((first,))
    window.open_paths((second,))
    session = window.session
    steps = session.undo_stack.count()
    for rows in (30, 40):
        write(first, rows)
        window.act("file.again")
    assert session.undo_stack.count() == steps
    (file,) = copies_folder().glob("*.work")
    session.history.keeper.leave()
    copy = WorkingCopy.open(file)
    assert copy is not None
    assert copy.steps[copy.current].project() == session.project
    session.history.keeper.resume(copy)
    session.undo_stack.undo()
    assert [(run.name, len(run.series[0])) for run in session.project.runs] == [("a", 40)]


def test_a_file_that_was_replaced_is_taken_over_when_asked_and_can_be_undone(
    window: MainWindow, tmp_path: Path
) -> None:
    file = write(tmp_path / "x.csv", 20)
    window.open_paths((file,))
    session = window.session
    write(file, 40)
    window.act("file.again")
    write(file, 5)
    read_again(window.desk, asked=False)
    assert len(session.project.runs[0].series[0]) == 40
    window.act("file.again")
    assert len(session.project.runs[0].series[0]) == 5
    session.undo_stack.undo()
    assert len(session.project.runs[0].series[0]) == 40


def test_a_file_that_appears_beside_the_others_joins_its_run(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    old = write(tmp_path / "z.csv", 20)  # nobody gave this one
    window.open_paths((write(tmp_path / "x.csv", 20),))
    window.act("file.follow")
    for timer in window._follower.findChildren(QTimer):
        timer.setInterval(20)
    text = old.read_text(encoding="utf-8")
    with qtbot.waitSignal(window.session.project_changed):
        (tmp_path / "b.csv").write_text(text.replace("a - ", "other - "), encoding="utf-8")
        (tmp_path / "y.csv").write_text(text.replace("loss", "lr"), encoding="utf-8")
    (run,) = window.session.project.runs
    assert run.metrics == ("loss", "lr")
    assert {Path(path).name for path in run.paths} == {"x.csv", "y.csv"}


def test_files_that_changed_since_a_project_was_saved_are_told(window: MainWindow, tmp_path: Path) -> None:
    file, path = write(tmp_path / "x.csv", 20), tmp_path / "p.runloupe"
    window.open_paths((file,))
    save_project(Document(window.session.project), path)
    window.session.mark_saved(path, window.session.project)
    window.open_paths((path,))
    assert not [notice for notice in window.notices.notices if "changed" in notice.text]
    write(file, 50)
    window.open_paths((path,))
    assert [notice.text for notice in window.notices.notices] == [
        "A file has changed since the project was saved: x.csv. What you see is what is stored."
    ]
    assert len(window.session.project.runs[0].series[0]) == 20
    (button,) = (one for one in window.notices.findChildren(QPushButton) if one.text() == "Read again")
    button.click()
    assert len(window.session.project.runs[0].series[0]) == 50
    assert "What you see" not in "".join(notice.text for notice in window.notices.notices)


def lightning(file: Path, rows: int) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{step // 5},{step},{step}.5\n" for step in range(rows))
    file.write_text(f"epoch,step,train_loss\n{text}", encoding="utf-8")


def hurry(window: MainWindow) -> None:
    window.act("file.follow")
    for timer in window._follower.findChildren(QTimer):
        timer.setInterval(20)


@pytest.mark.parametrize("by_itself", [False, True])
def test_a_run_that_appears_in_an_opened_folder_is_read(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, by_itself: bool
) -> None:
    folder = tmp_path / "runs"
    lightning(folder / "one" / "metrics.csv", 20)
    window.open_paths((folder,))
    session = window.session
    session.annotate(Span(3, 5))
    session.select(zoom=Span(2, 9), brush=Span(3, 4))
    chosen, marks = session.selection, session.project.annotations
    if by_itself:
        hurry(window)
    with qtbot.waitSignal(session.project_changed):
        lightning(folder / "two" / "metrics.csv", 30)
        if not by_itself:
            window.act("file.again")
    assert [(run.name, len(run.series[0])) for run in session.project.runs] == [("one", 20), ("two", 30)]
    kept = ("zoom", "brush", "annotation", "a", "layout")
    assert [getattr(session.selection, name) for name in kept] == [getattr(chosen, name) for name in kept]
    assert session.project.annotations == marks
    assert [notice.text for notice in window.notices.notices] == [
        "Appeared in an opened folder: a new run, “two”, with 1 metric and 30 points."
    ]
    session.undo_stack.undo()
    assert [run.name for run in session.project.runs] == ["one"]
    window.act("file.again")
    assert [run.name for run in session.project.runs] == ["one", "two"]


def test_a_file_that_could_not_be_read_is_tried_again_when_it_grows(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "runs"
    lightning(folder / "one" / "metrics.csv", 20)
    window.open_paths((folder,))
    (folder / "two").mkdir()
    (folder / "two" / "metrics.csv").touch()
    window.act("file.again")
    assert [notice.file for notice in window.notices.notices] == ["metrics.csv"]
    hurry(window)
    with qtbot.waitSignal(window.session.project_changed):
        lightning(folder / "two" / "metrics.csv", 30)
    assert [run.name for run in window.session.project.runs] == ["one", "two"]


def test_runs_that_were_removed_do_not_come_back_and_folders_are_saved(window: MainWindow, tmp_path: Path) -> None:
    folder, path = tmp_path / "runs", tmp_path / "p.runloupe"
    for name in ("one", "two"):
        lightning(folder / name / "metrics.csv", 20)
    window.open_paths((folder,))
    session = window.session
    session.change("Remove two", session.project.without_run(session.project.runs[1].id))
    window.act("file.again")
    assert [run.name for run in session.project.runs] == ["one"]
    save_project(Document(session.project), path)
    session.mark_saved(path, session.project)
    window.open_paths((path,))
    lightning(folder / "three" / "metrics.csv", 5)
    window.act("file.again")
    assert [run.name for run in session.project.runs] == ["one", "three"]
    assert session.project.folders == (str(folder),)

"""Every step is on disk at once, and so is how it came to be: after a crash, a save, and another start."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QPushButton

from analysis.errors import RunloupeError, UnwritableOutput
from analysis.model.annotation import Annotation
from analysis.model.notice import Severity
from analysis.model.series import Span
from analysis.storage import Document, open_project, save_project, schema, working_copy
from analysis.storage.left_behind import left_behind
from analysis.storage.places import VARIABLE, copies_folder
from analysis.storage.working_copy import WorkingCopy
from gui.dialogs.history import HistoryDialog
from gui.main_window import MainWindow
from gui.session import Session
from gui.tasks import Tasks
from tests.synthetic import run_of


@pytest.fixture(autouse=True)
def _empty_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "state"))


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    made = Session(Tasks(synchronous=True))
    made.change("Open oak", made.project.with_runs((run_of("oak"), run_of("dawn", seed=1))))
    made.annotate(Span(10, 20), author="me")
    yield made
    made.history.keeper.leave()


def crash(session: Session) -> WorkingCopy:
    """The working copy of a session as the next process finds it."""
    session.history.keeper.leave()
    (orphan,) = left_behind()
    copy = WorkingCopy.open(orphan.file)
    assert copy is not None
    return copy


def first_mark(session: Session) -> Annotation:
    return session.project.annotations[0]


def test_a_step_is_on_disk_when_the_change_returns(session: Session) -> None:
    (file,) = copies_folder().glob("*.work")
    with sqlite3.connect(file) as other:
        assert other.execute("SELECT text FROM step ORDER BY place").fetchall()[1:] == [
            ("Open oak",),
            (session.undo_stack.undoText(),),
        ]


def test_everything_and_the_history_come_back_after_a_crash(session: Session) -> None:
    session.edit(first_mark(session).id, span=Span(12, 20))
    session.edit(first_mark(session).id, label="transient")
    session.undo_stack.undo()
    project, texts, view = session.project, session.history.texts, session.view()
    later = Session(Tasks(synchronous=True))
    later.resume(crash(session), path=None)
    assert later.project == project
    assert later.history.texts == texts
    assert later.view()["shown"] == view["shown"]
    assert later.unsaved
    later.undo_stack.redo()
    assert first_mark(later).label == "transient"
    for _ in range(4):
        later.undo_stack.undo()
    assert not later.project.runs
    later.history.keeper.finish()


def test_the_history_goes_on_after_a_second_crash(session: Session) -> None:
    later = Session(Tasks(synchronous=True))
    later.resume(crash(session), path=None)
    later.undo_stack.undo()
    later.annotate(Span(1, 2))
    project, texts = later.project, later.history.texts
    last = crash(later)
    assert [step.text for step in last.steps] == list(texts)
    assert last.steps[last.current].project() == project
    last.discard()


def test_a_copy_whose_file_was_changed_stays_until_it_is_saved(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "p.runloupe"
    save_project(Document(session.project), path)
    session.mark_saved(path, session.project)
    session.annotate(Span(1, 2))
    save_project(Document(session.project), path)  # and the process ends before it has noted that
    later = Session(Tasks(synchronous=True))
    copy = crash(session)
    assert not copy.fits_its_file
    later.resume(copy, path=None)
    later.undo_stack.undo()
    assert later.unsaved
    project = later.project
    last = crash(later)
    assert last.steps[last.current].project() == project
    last.discard()


def test_a_copy_that_cannot_be_made_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(schema, "create", full)
    with pytest.raises(UnwritableOutput, match="disk is full"):
        WorkingCopy.create(tmp_path / "copies")
    assert list((tmp_path / "copies").iterdir()) == []


def test_a_step_of_the_history_is_reached_at_once(session: Session) -> None:
    for first in range(1, 6):
        session.edit(first_mark(session).id, span=Span(first, 20))
    seen: list[float] = []
    session.project_changed.connect(lambda _, new: seen.append(new.annotations[0].span.first))
    session.history.go_to(3)
    assert seen == [1.0]
    session.history.go_to(7)
    assert first_mark(session).span == Span(5, 20)
    assert crash(session).current == 7


def test_the_history_stays_with_a_saved_project(window: MainWindow, tmp_path: Path) -> None:
    session, path = window.session, tmp_path / "p.runloupe"
    session.change("Open oak", session.project.with_runs((run_of("oak"),)))
    session.annotate(Span(10, 20))
    saved(window, path)
    session.change("Title", replace(session.project, title="T"))
    saved(window, path)
    texts = session.history.texts
    window.open_paths((path,))
    assert session.history.texts == texts
    session.history.keeper.finish()
    assert left_behind() == ()
    later = MainWindow(Tasks(synchronous=True), window._preferences, tmp_path / "preferences.json")
    later.open_paths((path,))
    assert later.session.history.texts == texts
    told = [later.session.unsaved]
    later.session.undo_stack.undo()
    assert [*told, later.session.unsaved] == [False, True]
    assert later.session.project.title == ""
    later.session.history.keeper.finish()
    later.let_go()


def test_a_history_that_does_not_lead_to_the_file_is_not_taken(window: MainWindow, tmp_path: Path) -> None:
    session, path = window.session, tmp_path / "p.runloupe"
    session.annotate(Span(10, 20))
    saved(window, path)
    window.open_paths((path,))
    session.history.keeper.finish()
    document = open_project(path)
    save_project(replace(document, project=replace(document.project, title="by another")), path)
    window.open_paths((path,))
    assert session.project.title == "by another"
    assert session.undo_stack.count() == 0


def test_what_cannot_be_kept_is_told_and_kept_later(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[RunloupeError] = []
    mended: list[bool] = []
    session.history.keeper.trouble.connect(told.append)
    session.history.keeper.mended.connect(lambda: mended.append(True))
    with monkeypatch.context() as patch:

        def full(*_: object) -> int:
            raise sqlite3.OperationalError("database or disk is full")

        patch.setattr(working_copy, "write_head", full)
        session.annotate(Span(1, 2))
        session.annotate(Span(3, 4))
    assert [error.reason for error in told] == ["The working copy cannot be written: database or disk is full."] * 2
    assert len(session.project.annotations) == 3
    assert session.history.keeper.waiting == 2
    session.annotate(Span(5, 6))
    assert mended == [True]
    project = session.project
    copy = crash(session)
    assert copy.steps[copy.current].project() == project
    copy.discard()


def press(window: MainWindow, text: str) -> None:
    (button,) = (one for one in window.notices.findChildren(QPushButton) if one.text() == text)
    button.click()


def saved(window: MainWindow, path: Path) -> None:
    window.session.path = path
    window.act("file.save")
    assert not window.session.unsaved


def left_by_a_crash() -> None:
    dead = Session(Tasks(synchronous=True))
    dead.change("Open oak", dead.project.with_runs((run_of("oak"),)))
    dead.annotate(Span(10, 20))
    dead.history.keeper.leave()


def test_unsaved_work_is_offered_and_opened(window: MainWindow) -> None:
    left_by_a_crash()
    window.offer_what_was_left()
    (notice,) = window.notices.notices
    assert notice.severity is Severity.WARNING
    assert "A project without a file has 2 steps" in notice.text
    press(window, "Open")
    assert notice not in window.notices.notices
    assert len(window.session.project.annotations) == 1  # then it is undone
    assert window.session.unsaved
    window.session.undo_stack.undo()
    assert len(window.session.project.annotations) == 0


def test_unsaved_work_is_discarded(window: MainWindow) -> None:
    left_by_a_crash()
    window.offer_what_was_left()
    press(window, "Discard")
    assert window.notices.notices == ()
    assert list(copies_folder().iterdir()) == []


def test_what_another_window_has_open_is_not_offered(window: MainWindow, session: Session) -> None:
    window.offer_what_was_left()
    assert window.notices.notices == ()


def test_a_copy_that_cannot_be_read_is_told_and_left_alone(window: MainWindow) -> None:
    left_by_a_crash()
    (file,) = copies_folder().glob("*.work")
    file.write_bytes(b"SQLite format 3\x00" + bytes(2000))
    window.offer_what_was_left()
    (notice,) = window.notices.notices
    assert notice.severity is Severity.ERROR
    assert str(file) in notice.text
    assert file.exists()


def test_a_click_in_the_history_goes_there(window: MainWindow) -> None:
    session = window.session
    for first in (10, 20, 30):
        session.annotate(Span(first, first + 5))
    window.act("edit.history")
    (dialog,) = window.findChildren(HistoryDialog)
    steps = dialog.findChild(QListWidget)
    assert steps is not None
    assert [steps.item(row).text() for row in range(steps.count())] == list(session.history.texts)
    for row in (1, 3, 0):
        place = steps.visualItemRect(steps.item(row)).center()
        QTest.mouseClick(steps.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert (len(session.project.annotations), steps.currentRow()) == (row, row)
    session.undo_stack.redo()
    assert steps.currentRow() == 1
    session.annotate(Span(50, 60))
    assert steps.count() == 3
    dialog.close()

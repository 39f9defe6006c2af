"""Runs that are open are corrected from the sidebar: each one undo step, and no annotation is lost."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QInputDialog, QLabel, QLineEdit, QTreeWidget

from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.series import Span
from analysis.storage import Document, open_project, save_project
from gui.dialogs.import_preview import ImportPreview
from gui.main_window import MainWindow
from gui.widgets.import_tree import HEADING


def chart(path: Path, heading: str, first: int = 0) -> Path:
    path.write_text(f"Step,{heading}\n" + "".join(f"{row},{row}\n" for row in range(first, 30)))
    return path


@pytest.fixture
def opened(window: MainWindow, tmp_path: Path) -> MainWindow:
    """Three files, opened: two of the run oak, one of the run dawn; an annotation on dawn."""
    chart(tmp_path / "a.csv", "oak - loss")
    chart(tmp_path / "b.csv", "oak - acc")
    chart(tmp_path / "c.csv", "dawn - lr")
    window.open_paths((tmp_path,))
    session = window.session
    dawn = session.project.runs[1].id
    mark = Annotation(AnnotationId("m"), 1, Span(3, 5), (dawn,), note="kept")
    session.change("Annotate", session.project.annotate(mark))
    return window


def choose(window: MainWindow, place: int) -> None:
    """Make a run of the sidebar the current one."""
    tree = window.panels["runs"].findChild(QTreeWidget)
    assert tree is not None
    item = tree.topLevelItem(place)
    assert item is not None
    tree.setCurrentItem(item)


def asked(window: MainWindow) -> QInputDialog:
    QApplication.processEvents()
    (dialog,) = [one for one in window.findChildren(QInputDialog) if one.isVisible()]
    return dialog


def answer(window: MainWindow, text: str) -> None:
    """Answer the question that is open, and press Enter."""
    dialog = asked(window)
    box, edit = dialog.findChild(QComboBox), dialog.findChild(QLineEdit)
    if box is not None and box.isVisible():
        box.setCurrentIndex(next(at for at in range(box.count()) if box.itemText(at).endswith(text)))
        QTest.keyClick(box, Qt.Key.Key_Return)
    else:
        assert edit is not None
        edit.setText(text)
        QTest.keyClick(edit, Qt.Key.Key_Return)


def shape(window: MainWindow) -> list[tuple[str, tuple[str, ...]]]:
    return [(run.name, run.metrics) for run in window.session.project.runs]


BEFORE = [("oak", ("loss", "acc")), ("dawn", ("lr",))]


def test_rename_by_key(opened: MainWindow) -> None:
    choose(opened, 1)
    QTest.keyClick(opened, Qt.Key.Key_F2)
    answer(opened, "sunrise")
    assert shape(opened) == [BEFORE[0], ("sunrise", ("lr",))]
    assert opened.session.undo_stack.undoText() == "Rename dawn to sunrise"
    assert opened.session.selection.run == opened.session.project.runs[1].id
    opened.act("edit.undo")
    assert shape(opened) == BEFORE


def test_a_name_that_is_taken_is_refused_with_the_reason(opened: MainWindow) -> None:
    choose(opened, 1)
    opened.act("runs.rename")
    answer(opened, "oak")
    assert shape(opened) == BEFORE
    assert "Another run is called “oak”" in opened.notices.notices[0].text


def test_these_are_one_run(opened: MainWindow) -> None:
    choose(opened, 0)
    opened.act("runs.join")
    answer(opened, "dawn")
    assert shape(opened) == [("oak", ("loss", "acc", "lr"))]
    (mark,) = opened.session.project.annotations
    assert (mark.runs, mark.note) == ((opened.session.project.runs[0].id,), "kept")
    opened.act("edit.undo")
    assert shape(opened) == BEFORE
    assert opened.session.project.annotations[0].runs == (opened.session.project.runs[1].id,)


def test_runs_with_other_data_of_one_metric_stay_two(opened: MainWindow, tmp_path: Path) -> None:
    opened.open_paths((chart(tmp_path / "d.csv", "fog - loss", first=9),))
    before = opened.session.project
    choose(opened, 0)
    opened.act("runs.join")
    answer(opened, "fog")
    assert opened.session.project is before
    assert "different data of “loss”: 30 and 21 points" in opened.notices.notices[0].text


def test_a_file_is_split_out_and_the_project_remembers(opened: MainWindow, tmp_path: Path) -> None:
    choose(opened, 0)
    opened.act("runs.split")
    answer(opened, "b.csv")
    assert shape(opened) == [("oak", ("loss",)), ("oak (b.csv)", ("acc",)), ("dawn", ("lr",))]
    assert opened.session.undo_stack.undoText() == "Split b.csv out of oak"
    save_project(Document(opened.session.project), tmp_path / "p.runloupe")
    assert open_project(tmp_path / "p.runloupe").project == opened.session.project
    opened.act("edit.undo")
    assert shape(opened) == BEFORE


def test_files_are_read_in_another_way(opened: MainWindow, tmp_path: Path) -> None:
    opened.open_paths((chart(tmp_path / "e.csv", "big - one - loss"),))
    QApplication.processEvents()
    (dialog,) = [one for one in opened.findChildren(ImportPreview) if one.isVisible()]
    dialog.accept()
    session = opened.session
    was = session.project.runs[2].id
    session.change("Annotate", session.project.annotate(Annotation(AnnotationId("n"), 2, Span(1, 2), (was,))))
    choose(opened, 2)
    opened.act("runs.reread")
    QApplication.processEvents()
    (dialog,) = [one for one in opened.findChildren(ImportPreview) if one.isVisible() and one is not dialog]
    dialog.tree.choose((HEADING, "big - one - loss"))
    QApplication.processEvents()
    (box,) = [one for one in dialog.findChildren(QComboBox) if one.accessibleName() == "Run and metric"]
    box.setCurrentIndex(0)
    dialog.accept()
    assert shape(opened) == [*BEFORE, ("big", ("one - loss",))]
    assert session.project.annotations[1].runs == (session.project.runs[2].id,)
    opened.act("edit.undo")
    assert shape(opened) == [*BEFORE, ("big - one", ("loss",))]
    assert session.project.annotations[1].runs == (was,)


def test_what_a_table_of_runs_told_stays(opened: MainWindow, tmp_path: Path) -> None:
    table = tmp_path / "runs.csv"
    table.write_text('"Name","State","Tags","lr"\n"oak","finished","t","0.5"\n"dawn","finished","","0.25"\n')
    opened.open_paths((table,))
    assert [dict(run.config) for run in opened.session.project.runs] == [{"lr": 0.5}, {"lr": 0.25}]
    choose(opened, 1)
    opened.act("runs.rename")
    answer(opened, "sunrise")
    choose(opened, 0)
    opened.act("runs.split")
    answer(opened, "b.csv")
    runs = {run.name: run for run in opened.session.project.runs}
    assert list(runs) == ["oak", "oak (b.csv)", "sunrise"]
    assert [dict(runs[name].config) for name in ("oak", "sunrise")] == [{"lr": 0.5}, {"lr": 0.25}]
    assert [runs[name].tags for name in ("oak", "sunrise")] == [("t",), ()]


def test_a_file_that_is_gone_changes_nothing(opened: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "a.csv").unlink()
    before = opened.session.project
    choose(opened, 0)
    opened.act("runs.split")
    answer(opened, "b.csv")
    assert opened.session.project is before
    notice = opened.notices.notices[0]
    assert (notice.file, "Nothing was changed" in notice.text) == (str(tmp_path / "a.csv"), True)


def test_a_file_that_was_left_out_comes_back_when_it_is_opened(opened: MainWindow, tmp_path: Path) -> None:
    session = opened.session
    path = tmp_path / "c.csv"
    choice = session.project.choices.of(path).__class__(left_out=True)
    project = session.project.without_run(session.project.runs[1].id)
    session.change("Leave out", project.reread((), (), project.choices.with_file(path, choice)))
    opened.open_paths((path,))
    assert shape(opened) == BEFORE
    assert not session.project.choices


def test_the_import_report(opened: MainWindow, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("hello,world\nfoo,bar\n")
    opened.open_paths((bad, chart(tmp_path / "d.csv", "fog - loss")))
    QApplication.processEvents()
    (preview,) = [one for one in opened.findChildren(ImportPreview) if one.isVisible()]
    preview.accept()
    choose(opened, 1)
    opened.act("runs.rename")
    answer(opened, "sunrise")
    opened.act("file.import_report")
    (dialog,) = [one for one in opened.findChildren(QDialog) if one.windowTitle() == "Import report"]
    texts = [text.text() for text in dialog.findChildren(QLabel)]
    assert "4 files read, 1 file refused." in texts
    assert "A run was named “sunrise”." in texts
    tree = dialog.findChild(QTreeWidget)
    assert tree is not None
    (bad_file,) = tree.findItems("bad.csv", Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    told = bad_file.child(0)
    assert told is not None
    assert told.text(0).startswith("×  line 1: This is of no known format.")

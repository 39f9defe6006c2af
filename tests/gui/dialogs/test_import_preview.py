"""The import preview on a real window: it comes where there is a doubt, and what is decided in it is what opens."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton

import resources
from analysis.model.file_report import Outcome
from analysis.model.project import Project
from gui.dialogs.import_preview import ImportPreview
from gui.main_window import MainWindow
from gui.widgets.import_tree import FILE, HEADING, RUN
from gui.widgets.table_picker import CHECK, TablePicker

TABLE = "t,loss,acc,who\n" + "".join(f"{10 * row},{row},{row * row},x\n" for row in range(30))
CHART = "Step,{}\n" + "".join(f"{row},{row}\n" for row in range(30))


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def shown(window: MainWindow) -> ImportPreview:
    (dialog,) = [one for one in window.findChildren(ImportPreview) if one.isVisible()]
    return dialog


def no_dialog(window: MainWindow) -> bool:
    return not [one for one in window.findChildren(ImportPreview) if one.isVisible()]


def control(dialog: ImportPreview, name: str) -> QComboBox:
    QApplication.processEvents()  # what was just made is shown by an event
    (box,) = [one for one in dialog.findChildren(QComboBox) if one.accessibleName() == name and one.isVisible()]
    return box


def choose(box: QComboBox, text: str) -> None:
    """Choose the entry that begins so."""
    box.setCurrentIndex(next(at for at in range(box.count()) if box.itemText(at).startswith(text)))


def press(dialog: ImportPreview) -> None:
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)


def test_what_is_sure_opens_at_once(window: MainWindow) -> None:
    window.open_paths(tuple(sorted(resources.path("samples").glob("*.csv"))))
    assert no_dialog(window)
    assert len(window.session.project.runs) == 2
    assert {file.outcome for file in window.session.project.files} == {Outcome.READ}


def test_a_table_opens_with_the_step_column_that_is_picked(window: MainWindow, tmp_path: Path) -> None:
    window.open_paths((write(tmp_path / "mine.csv", TABLE),))
    dialog = shown(window)
    assert window.session.project == Project()
    assert dialog.tree.chosen == (FILE, str(tmp_path / "mine.csv"))
    assert control(dialog, "Step column").currentText() == "Number of the row"
    choose(control(dialog, "Step column"), "t")
    press(dialog)
    (run,) = window.session.project.runs
    assert (run.metrics, run.series[0].axis) == (("loss", "acc"), "t")
    assert list(run.series[0].steps[:3]) == [0, 10, 20]
    assert window.session.undo_stack.undoText() == "Open mine.csv"
    window.act("edit.undo")
    assert window.session.project == Project()
    window.act("edit.redo")
    (file,) = window.session.project.files
    assert window.session.project.choices.of(Path(file.path)).step == "t"


def test_a_metric_is_unchecked_by_key(window: MainWindow, tmp_path: Path) -> None:
    window.open_paths((write(tmp_path / "mine.csv", TABLE),))
    dialog = shown(window)
    picker = dialog.findChild(TablePicker)
    assert picker is not None
    picker.grid.setFocus()
    picker.grid.setCurrentCell(CHECK, 2)
    QTest.keyClick(picker.grid, Qt.Key.Key_Space)
    assert dialog.findChild(TablePicker) is picker
    assert picker.grid.currentColumn() == 2
    press(dialog)
    assert window.session.project.runs[0].metrics == ("t", "loss")


def test_tables_of_the_same_columns_are_read_alike(window: MainWindow, tmp_path: Path) -> None:
    for name in ("x", "y", "z"):
        (tmp_path / name).mkdir()
        write(tmp_path / name / "mine.csv", TABLE)
    window.open_paths((tmp_path,))
    dialog = shown(window)
    files = dialog.tree.topLevelItem(0)
    assert files is not None
    assert [files.child(at).text(0) for at in range(3)] == ["x/mine.csv", "y/mine.csv", "z/mine.csv"]  # type: ignore[union-attr]
    choose(control(dialog, "Step column"), "t")
    (button,) = [one for one in dialog.findChildren(QPushButton) if one.text().startswith("Do the same with 2 other")]
    button.click()
    assert dialog._found.doubts == ()
    press(dialog)
    assert [(run.metrics, run.series[0].axis) for run in window.session.project.runs] == [(("loss", "acc"), "t")] * 3


def test_giving_up_opens_nothing(window: MainWindow, tmp_path: Path) -> None:
    window.open_paths((write(tmp_path / "mine.csv", TABLE),))
    QTest.keyClick(shown(window), Qt.Key.Key_Escape)
    assert window.session.project == Project()
    assert no_dialog(window)


def test_a_heading_is_split_elsewhere(window: MainWindow, tmp_path: Path) -> None:
    window.open_paths((write(tmp_path / "a.csv", CHART.format("oak - big - loss")),))
    dialog = shown(window)
    dialog.tree.choose((HEADING, "oak - big - loss"))
    choose(control(dialog, "Run and metric"), "run “oak”,")
    press(dialog)
    assert [(run.name, run.metrics) for run in window.session.project.runs] == [("oak", ("big - loss",))]


def test_two_names_of_one_run(window: MainWindow, tmp_path: Path) -> None:
    write(tmp_path / "a.csv", CHART.format("oak-1 - loss"))
    write(tmp_path / "b.csv", CHART.format("Oak 1 - acc"))
    window.open_paths((tmp_path,))
    dialog = shown(window)
    assert any("may be one run under two names" in text.text() for text in dialog.findChildren(QLabel))
    dialog.tree.choose((RUN, window_run(dialog, "Oak 1")))
    choose(control(dialog, "Is one run with"), "oak-1")
    assert not any("under two names" in text.text() for text in dialog.findChildren(QLabel) if text.isVisible())
    press(dialog)
    assert [(run.name, run.metrics) for run in window.session.project.runs] == [("oak-1", ("loss", "acc"))]


def window_run(dialog: ImportPreview, name: str) -> str:
    return next(run.id for run in dialog._found.reading.runs if run.name == name)


def test_a_run_is_named_and_taken_out_again(window: MainWindow, tmp_path: Path) -> None:
    write(tmp_path / "a.csv", CHART.format("oak-1 - loss"))
    write(tmp_path / "b.csv", CHART.format("Oak 1 - acc"))
    window.open_paths((tmp_path,))
    dialog = shown(window)
    dialog.tree.choose((RUN, window_run(dialog, "Oak 1")))
    choose(control(dialog, "Is one run with"), "oak-1")
    dialog.tree.choose((RUN, window_run(dialog, "oak-1")))
    (button,) = [one for one in dialog.findChildren(QPushButton) if one.text() == "Take “Oak 1” out again"]
    button.click()
    assert [run.name for run in dialog._found.reading.runs] == ["oak-1", "Oak 1"]
    QApplication.processEvents()
    (edit,) = [one for one in dialog.findChildren(QLineEdit) if one.isVisible()]
    edit.selectAll()
    QTest.keyClicks(edit, "first")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    if dialog.isVisible():
        press(dialog)
    assert [run.name for run in window.session.project.runs] == ["first", "Oak 1"]


def test_a_file_is_left_out_and_its_format_forced(window: MainWindow, tmp_path: Path) -> None:
    write(tmp_path / "a.csv", CHART.format("oak - loss"))
    write(tmp_path / "notes.md", TABLE)
    write(tmp_path / "x.csv", "hello,world\nfoo,bar\n")
    window.open_paths((tmp_path,))
    dialog = shown(window)
    dialog.tree.choose((FILE, str(tmp_path / "a.csv")))
    choose(control(dialog, "Read as"), "Leave it out")
    dialog.tree.choose((FILE, str(tmp_path / "notes.md")))
    choose(control(dialog, "Read as"), "Table of numbers")
    press(dialog)
    assert [run.name for run in window.session.project.runs] == ["notes"]
    outcomes = {Path(file.path).name: file.outcome for file in window.session.project.files}
    assert outcomes == {"a.csv": Outcome.LEFT_OUT, "notes.md": Outcome.READ, "x.csv": Outcome.REFUSED}


def test_nothing_to_open_cannot_be_accepted(window: MainWindow, tmp_path: Path) -> None:
    window.open_paths((write(tmp_path / "x.csv", "hello,world\nfoo,bar\n"),))
    assert no_dialog(window)
    (button,) = [one for one in window.notices.findChildren(QPushButton) if one.text() == "Preview…"]
    button.click()
    dialog = shown(window)
    assert not dialog.accept_button.isEnabled()
    press(dialog)
    assert dialog.isVisible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_control_has_a_name(window: MainWindow, tmp_path: Path, theme: str) -> None:
    window.open_paths((write(tmp_path / "mine.csv", TABLE),))
    dialog = shown(window)
    for kind in (QComboBox, QLineEdit):
        for one in dialog.findChildren(kind):
            assert one.accessibleName() or not one.isVisible()
    assert dialog.tree.accessibleName()

"""Thresholds and the kind of model are edited in a dialog: validated, one step each, and the verdicts follow."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
)

from analysis.model.project import ModelType, Project
from analysis.thresholds import shipped
from gui.dialogs.thresholds import DEFAULT, KEY, NAME, SOURCE, UNIT, VALUE, ThresholdsDialog
from gui.main_window import MainWindow
from tests.synthetic import run_of

POINTS = "anomalies.points"


@pytest.fixture
def dialog(window: MainWindow) -> ThresholdsDialog:
    window.session.change("Open", Project().with_runs((run_of("oak"),)))
    window.act("checks.thresholds")
    found = window.findChild(ThresholdsDialog)
    assert isinstance(found, ThresholdsDialog)
    return found


def table_of(dialog: ThresholdsDialog) -> QTreeWidget:
    table = dialog.findChild(QTreeWidget)
    assert table is not None
    return table


def rows(dialog: ThresholdsDialog) -> dict[str, QTreeWidgetItem]:
    found = table_of(dialog).findItems("*", Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive)
    return {row.data(NAME, KEY): row for row in found if row.data(NAME, KEY) is not None}


def type_value(dialog: ThresholdsDialog, name: str, text: str) -> None:
    """Press Enter on a threshold, type, and press Enter again."""
    table = table_of(dialog)
    table.setCurrentItem(rows(dialog)[name])
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    (editor,) = [one for one in table.viewport().findChildren(QLineEdit) if one.hasFocus() or one.isVisible()]
    editor.setText(text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()


def said(dialog: ThresholdsDialog) -> str:
    return " ".join(one.text() for one in dialog.findChildren(QLabel))


def test_every_threshold_stands_with_default_unit_and_source(dialog: ThresholdsDialog) -> None:
    found = rows(dialog)
    assert list(found) == [bound.name for bound in shipped()]
    for bound in shipped():
        row = found[bound.name]
        assert float(row.text(VALUE)) == float(row.text(DEFAULT)) == bound.value
        assert (row.text(UNIT), row.text(SOURCE)) == (bound.unit, bound.source)


def test_an_edit_is_one_step_and_the_verdicts_follow(window: MainWindow, dialog: ThresholdsDialog) -> None:
    session = window.session
    run, steps = session.project.runs[0].id, session.undo_stack.count()
    before = session.assessment(run)
    type_value(dialog, POINTS, "1,000,000")
    after = session.assessment(run)
    assert before is not None
    assert after is not None
    assert dict(session.project.thresholds) == {POINTS: 1e6}
    assert session.undo_stack.count() == steps + 1
    assert session.undo_stack.undoText() == f"Set threshold {POINTS} to 1000000"
    assert after.rating.rated != before.rating.rated
    window.act("edit.undo")
    assert rows(dialog)[POINTS].text(VALUE) == rows(dialog)[POINTS].text(DEFAULT)
    assert session.assessment(run) == before


@pytest.mark.parametrize("text", ["many", "nan", "-1", ""])
def test_what_is_no_bound_is_refused_with_the_reason(window: MainWindow, dialog: ThresholdsDialog, text: str) -> None:
    steps = window.session.undo_stack.count()
    type_value(dialog, POINTS, text)
    assert window.session.undo_stack.count() == steps
    assert "Nothing was changed." in said(dialog)
    assert rows(dialog)[POINTS].text(VALUE) == rows(dialog)[POINTS].text(DEFAULT)


def test_bounds_out_of_order_are_refused(window: MainWindow, dialog: ThresholdsDialog) -> None:
    type_value(dialog, "consistency.five", "0.5")
    assert not window.session.project.thresholds
    assert "out of order" in said(dialog)


def test_reset_to_default(window: MainWindow, dialog: ThresholdsDialog) -> None:
    type_value(dialog, POINTS, "77")
    type_value(dialog, "consistency.five", "0.02")
    buttons = {button.text(): button for button in dialog.findChildren(QPushButton)}
    QTest.mouseClick(buttons["Reset to default"], Qt.MouseButton.LeftButton)
    assert dict(window.session.project.thresholds) == {POINTS: 77}
    assert not buttons["Reset to default"].isEnabled()
    QTest.mouseClick(buttons["Reset all"], Qt.MouseButton.LeftButton)
    assert not window.session.project.thresholds
    window.act("edit.undo")
    assert dict(window.session.project.thresholds) == {POINTS: 77}


def test_the_kind_of_model_is_stated_and_unsaid(window: MainWindow, dialog: ThresholdsDialog) -> None:
    box = dialog.findChild(QComboBox)
    assert box is not None
    assert box.currentData() is ModelType.NOT_STATED
    box.setFocus()
    QTest.keyClicks(box, "VAE")
    assert window.session.project.model is ModelType.VAE
    window.act("edit.undo")
    assert box.currentData() is ModelType.NOT_STATED

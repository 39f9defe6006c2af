"""Each panel on a real session: what is done to it changes the session, and the other way round."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
)
from pytestqt.qtbot import QtBot

from analysis.model.brush import Brush, Part
from analysis.model.project import Project
from analysis.model.series import Span
from gui.main_window import MainWindow
from gui.panels.runs import NAME, ROLE
from gui.selection import Layout
from gui.widgets.annotation_list import AnnotationList
from gui.widgets.choice_button import ChoiceButton
from tests.synthetic import run_of


@pytest.fixture
def opened(window: MainWindow) -> MainWindow:
    """The window with three synthetic runs."""
    runs = (run_of("oak"), run_of("dawn", seed=1), run_of("fog", seed=2))
    window.session.change("Open", Project().with_runs(runs))
    return window


def tree(window: MainWindow, panel: str) -> QTreeWidget:
    found = window.panels[panel].findChild(QTreeWidget)
    assert found is not None
    return found


def top(window: MainWindow, panel: str, place: int) -> QTreeWidgetItem:
    item = tree(window, panel).topLevelItem(place)
    assert item is not None
    return item


def child(item: QTreeWidgetItem, place: int) -> QTreeWidgetItem:
    found = item.child(place)
    assert found is not None
    return found


def click(window: MainWindow, item: QTreeWidgetItem, column: int) -> None:
    """Click in the middle of a cell of the sidebar."""
    view = tree(window, "runs")
    index = view.indexFromItem(item, column)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def test_the_sidebar_lists_runs_and_metrics(opened: MainWindow) -> None:
    rows = [top(opened, "runs", place) for place in range(3)]
    assert [(row.text(NAME), row.text(ROLE)) for row in rows] == [("oak", "A"), ("dawn", "B"), ("fog", "·")]
    metrics = [child(rows[0], place).text(NAME) for place in range(rows[0].childCount())]
    assert metrics[:3] == ["Learning rate", "Latent mean", "Latent std"]


def test_unchecking_a_run_takes_it_from_the_plots(opened: MainWindow) -> None:
    top(opened, "runs", 1).setCheckState(NAME, Qt.CheckState.Unchecked)
    assert [run.name for run in opened.session.shown] == ["oak", "fog"]
    owners = {curve.owner for curve in opened.plots.grid.view.stage.board.figure.panels[0].curves}
    assert owners == {"oak", "fog"}


def test_unchecking_a_metric_takes_its_plot(opened: MainWindow) -> None:
    child(top(opened, "runs", 0), 0).setCheckState(NAME, Qt.CheckState.Unchecked)
    assert "learning_rate" not in opened.session.selection.metrics
    assert len(opened.plots.grid.view.stage.board.figure.panels) == 5


def test_a_click_gives_a_role(opened: MainWindow) -> None:
    click(opened, top(opened, "runs", 2), ROLE)
    names = [
        opened.session.project.run(run).name for run in (opened.session.selection.a, opened.session.selection.b) if run
    ]
    assert names == ["fog", "dawn"]
    click(opened, top(opened, "runs", 2), ROLE)
    names = [
        opened.session.project.run(run).name for run in (opened.session.selection.a, opened.session.selection.b) if run
    ]
    assert names == ["dawn", "fog"]


@pytest.mark.parametrize(("text", "left"), [("a", ["oak", "dawn"]), ("/^.o/", ["fog"]), ("/(/", []), ("", 3)])
def test_the_filter(opened: MainWindow, text: str, left: list[str] | int) -> None:
    field = opened.panels["runs"].findChild(QLineEdit)
    assert field is not None
    field.setText(text)
    rows = [top(opened, "runs", place) for place in range(3)]
    seen = [row.text(NAME) for row in rows if not row.isHidden()]
    assert (len(seen) if isinstance(left, int) else seen) == left


def test_removing_a_run_can_be_undone(opened: MainWindow) -> None:
    before = opened.session.project
    opened.session.change("Remove oak", before.without_run(before.runs[0].id))
    assert tree(opened, "runs").topLevelItemCount() == 2
    opened.act("edit.undo")
    assert opened.session.project is before
    assert tree(opened, "runs").topLevelItemCount() == 3


def test_list_and_selection_of_annotations_follow_each_other(opened: MainWindow) -> None:
    session = opened.session
    session.select(proposals=False)
    session.annotate(Span(50, 60))
    session.annotate(Span(10, 20))
    rows = opened.panels["annotations"].findChild(AnnotationList)
    assert rows is not None
    assert [mark.number for mark in rows.shown] == [2, 1]
    QTest.keyClick(rows, Qt.Key.Key_End)
    assert session.selection.annotation == session.project.annotations[0].id
    session.select(annotation=session.project.annotations[1].id)
    assert rows.currentIndex().siblingAtColumn(0).data() == "E2!"


def step_boxes(window: MainWindow) -> list[QLineEdit]:
    boxes = window.panels["annotations"].findChildren(QLineEdit)
    return [box for box in boxes if box.accessibleName().endswith("step")]


@pytest.mark.parametrize("text", ["nan", "1e999", "", "x", "inf"])
def test_what_is_no_step_is_put_back(opened: MainWindow, text: str) -> None:
    opened.session.annotate(Span(50, 60))
    before = opened.session.project
    _, last = step_boxes(opened)
    last.selectAll()
    QTest.keyClicks(last, text)
    QTest.keyClick(last, Qt.Key.Key_Return)
    opened.act("view.whole")
    assert opened.session.project is before
    assert last.text() == "60"


def test_steps_that_are_only_looked_at_keep_their_digits(opened: MainWindow) -> None:
    opened.session.annotate(Span(0.1234567, 1.2345678))
    before = opened.session.project
    for box in step_boxes(opened):
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Return)
    assert opened.session.project is before


def test_a_label_being_typed_is_taken_over_before_anything_else_happens(opened: MainWindow) -> None:
    opened.session.annotate(Span(50, 60))
    box = next(
        b for b in opened.panels["annotations"].findChildren(QComboBox) if b.accessibleName().startswith("Label")
    )
    box.setFocus()
    line = box.lineEdit()
    assert line is not None
    line.selectAll()
    QTest.keyClicks(line, "restart")
    opened.act("view.whole")
    assert opened.session.project.annotations[0].label == "restart"
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    opened.act("view.whole")
    assert opened.session.project.annotations[0].label == "restart"


def test_a_note_being_typed_survives_what_happens_in_the_background(opened: MainWindow) -> None:
    opened.session.annotate(Span(50, 60))
    note = opened.panels["annotations"].findChild(QPlainTextEdit)
    assert note is not None
    opened.activateWindow()
    note.setFocus()
    QTest.keyClicks(note, "an important thought")
    opened.session.change("Open", opened.session.project.with_runs((run_of("late", seed=9),)))
    opened.use_theme()
    assert note.toPlainText() == "an important thought"
    opened.act("view.whole")
    assert opened.session.project.annotations[0].note == "an important thought"


def test_steps_of_an_annotation_can_be_typed(opened: MainWindow) -> None:
    opened.session.annotate(Span(50, 60))
    first, line = step_boxes(opened)
    assert (first.text(), line.text()) == ("50", "60")
    line.selectAll()
    QTest.keyClicks(line, "1,200")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert opened.session.project.annotations[0].span == Span(50, 1200)
    assert opened.session.undo_stack.undoText() == "Moved “E1 anomaly” end from 60 to 1,200"


def test_the_scope_can_be_narrowed_to_a_metric(opened: MainWindow) -> None:
    opened.session.annotate(Span(50, 60))
    (scope,) = (
        button
        for button in opened.panels["annotations"].findChildren(ChoiceButton)
        if button.accessibleName().startswith("Metrics")
    )
    scope.menu().aboutToShow.emit()
    next(action for action in scope.menu().actions() if action.text() == "Latent norm").trigger()
    assert opened.session.project.annotations[0].metrics == ("latent/norm",)
    assert opened.session.undo_stack.undoText() == "Set the metrics of “E1 anomaly” to Latent norm"


def test_a_note_is_taken_over_before_anything_else_happens(opened: MainWindow) -> None:
    opened.session.annotate(Span(50, 60))
    note = opened.panels["annotations"].findChild(QPlainTextEdit)
    assert note is not None
    note.setFocus()
    QTest.keyClicks(note, "because")
    opened.act("view.whole")
    assert opened.session.project.annotations[0].note == "because"


def test_every_edit_of_an_annotation_is_one_step(opened: MainWindow) -> None:
    session = opened.session
    session.annotate(Span(50, 60))
    steps = session.undo_stack.count()
    key = session.project.annotations[0].id
    for change in ({"span": Span(1, 2)}, {"label": "x"}, {"note": "y"}):
        session.edit(key, **change)
    opened.act("edit.delete")
    assert session.undo_stack.count() == steps + 4
    for _ in range(4):
        opened.act("edit.undo")
    assert session.project.annotations[0].span == Span(50, 60)


def test_the_strip_of_the_comparison_speaks_before_the_numbers(opened: MainWindow) -> None:
    panel = opened.panels["comparison"]
    assert not panel.isVisible()
    opened.session.select(layout=Layout.COMPARE)
    assert panel.isVisible()
    short = replace(run_of("short", points=40), name="short")
    opened.session.change("Open", opened.session.project.with_runs((short,)))
    opened.session.select(b=opened.session.project.runs[3].id)
    texts = [label.text() for label in panel.findChildren(type(panel._headline))]  # type: ignore[attr-defined]
    assert any("with 2 reservations" in text for text in texts)
    assert any("Seed-to-seed" in text for text in texts)
    assert any(text.startswith("Aligned by step: 40 pairs") for text in texts)


def test_smoothing_and_theme_do_not_move_the_view(opened: MainWindow) -> None:
    opened.session.select(zoom=Span(40, 90))
    before = opened.plots.grid.range
    for key in ("view.smooth", "view.theme_dark", "view.theme_light", "view.smooth"):
        opened.act(key)
        assert opened.plots.grid.range == before
    child(top(opened, "runs", 0), 1).setCheckState(NAME, Qt.CheckState.Unchecked)
    assert opened.plots.grid.range == before


def test_keys_move_zoom_and_cursor(opened: MainWindow, qtbot: QtBot) -> None:
    def width() -> float:
        return opened.plots.grid.range.width

    whole = width()
    QTest.keyClick(opened, Qt.Key.Key_W)
    assert width() == pytest.approx(0.6 * whole)
    first = opened.plots.grid.range.first
    QTest.keyClick(opened, Qt.Key.Key_D)
    assert opened.plots.grid.range.first > first
    QTest.keyClick(opened, Qt.Key.Key_Home)
    assert width() == pytest.approx(whole)
    opened.plots.grid.drawn_text()
    QTest.keyClick(opened, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    start = opened.plots.cursor_step
    assert start is not None
    QTest.keyClick(opened, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier)
    assert opened.plots.cursor_step == start + 10
    QTest.keyClick(opened, Qt.Key.Key_BracketLeft)
    opened.act("view.cursor_right_ten")
    QTest.keyClick(opened, Qt.Key.Key_BracketRight)
    assert opened.session.selection.brush == Brush.of(Span(start + 10, start + 20))


def nameless(interface: QAccessibleInterface) -> list[str]:
    """The controls below an object that tell a screen reader no name."""
    roles = {
        QAccessible.Role.Button,
        QAccessible.Role.ComboBox,
        QAccessible.Role.EditableText,
        QAccessible.Role.SpinBox,
    }
    found = []
    for place in range(interface.childCount()):
        child = interface.child(place)
        if child is None or child.state().invisible:
            continue
        if child.role() in roles and not child.text(QAccessible.Text.Name):
            found.append(f"{child.role()} {child.object()}")
        found += nameless(child)
    return found


def test_every_control_has_a_name(opened: MainWindow) -> None:
    opened.session.annotate(Span(50, 60))
    opened.session.select(layout=Layout.COMPARE)
    QAccessible.setActive(True)
    interface = QAccessible.queryAccessibleInterface(opened)
    assert interface is not None
    assert nameless(interface) == []


def test_the_context_menu_of_a_run(opened: MainWindow) -> None:
    view = tree(opened, "runs")
    at = view.visualItemRect(top(opened, "runs", 2)).center()
    view.customContextMenuRequested.emit(QPoint(at))
    (menu,) = [child for child in view.children() if child.metaObject().className() == "QMenu"]
    texts = [action.text() for action in menu.actions()]  # type: ignore[attr-defined]
    assert texts == [
        *("Make it run A", "Make it run B", "", "Rename…", "This is one run with…", "Split a file out…"),
        *("Read its files in another way…", "Find missing files…", "Read again", "", "Remove from the project"),
    ]
    menu.close()  # type: ignore[attr-defined]


def test_a_finding_is_listed_explained_and_shown(window: MainWindow) -> None:
    run = run_of("oak", points=1000)
    norm = run.series[3]
    values = norm.values.copy()
    values[700] += 1
    spiked = replace(run, series=(*run.series[:3], replace(norm, values=values)))
    window.session.change("Open", Project().with_runs((spiked,)))
    listed = [top(window, "findings", place) for place in range(tree(window, "findings").topLevelItemCount())]
    (item,) = (one for one in listed if "Spike at step 700" in one.toolTip(1))
    assert [item.text(column) for column in range(4)] == ["!", "Latent norm", "Anomalies", "A"]
    tree(window, "findings").setCurrentItem(item)
    texts = [part.text() for part in window.panels["findings"].findChildren(QLabel)]
    assert any(text.startswith("Spike at step 700") and "Rule: " in text and "Cannot show: " in text for text in texts)
    tree(window, "findings").itemClicked.emit(item, 0)
    assert window.session.selection.zoom == Span(690, 710)


def test_a_brush_is_named_kept_chosen_renamed_and_forgotten(opened: MainWindow) -> None:
    panel, session = opened.panels["brushes"], opened.session
    session.select(brush=Span(10, 20))
    name, kept = panel.findChild(QLineEdit), panel.findChild(QListWidget)
    assert name is not None
    assert kept is not None
    name.setText("warm-up")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert [one.name for one in session.project.kept] == ["warm-up"]
    assert session.undo_stack.undoText() == "Keep brush warm-up"
    session.select(brush=None)
    kept.itemClicked.emit(kept.item(0))
    assert session.selection.brush == Brush.of(Span(10, 20))
    kept.item(0).setText("start")
    assert [one.name for one in session.project.kept] == ["start"]
    kept.item(0).setText("  ")
    assert kept.item(0).text() == "start"
    (forget,) = (button for button in panel.findChildren(QPushButton) if button.text() == "Forget")
    forget.click()
    assert not session.project.kept
    session.undo_stack.undo()
    assert [one.name for one in session.project.kept] == ["start"]


def test_the_inspector_copies_what_it_shows(opened: MainWindow, qtbot: QtBot) -> None:
    opened.session.select(brush=Brush.of(Span(10, 50)).without(Part(Span(20, 30))))
    panel = opened.panels["statistics"]
    (button,) = (button for button in panel.findChildren(QPushButton) if button.text() == "Copy TSV")
    button.click()
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert lines[0][1:] == ["A", "B", "B − A"]
    assert ["n", "30", "30", ""] in lines

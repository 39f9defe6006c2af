"""Every verb of annotating, by mouse and by keys, in the real window; each is one step that says what it did."""

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QInputDialog, QLineEdit, QMenu, QPlainTextEdit, QPushButton

from analysis.annotations.exchange import export
from analysis.annotations.listing import Filter
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.label import Label
from analysis.model.series import Span
from analysis.storage import Document, save_project
from gui.dialogs.conflicts import ConflictsDialog
from gui.dialogs.labels import LabelsDialog
from gui.main_window import MainWindow
from gui.panels.annotations import AnnotationsPanel
from gui.plotting.notes import SIZE
from gui.plotting.shown import advance
from gui.plotting.timeline import MOST_NOTES
from gui.widgets.annotation_list import AnnotationList
from gui.widgets.choice_button import ChoiceButton
from gui.widgets.note_view import NoteView
from tests.gui.plotting.hand import RIGHT, Hand
from tests.gui.test_journeys import SAMPLES, drop

CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def opened(window: MainWindow) -> MainWindow:
    """The window with the sample project and nothing proposed."""
    drop(window, SAMPLES)
    window.session.select(proposals=False)
    window.plots.grid.drawn_text()
    return window


@pytest.fixture
def hand(opened: MainWindow) -> Hand:
    return Hand(opened.plots.grid)


def press(window: MainWindow, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(window.plots.grid.view, key, keys)


def chosen(window: MainWindow) -> Annotation:
    key = window.session.selection.annotation
    assert key is not None
    return window.session.project.annotation(key)


def told(window: MainWindow) -> str:
    return window.session.undo_stack.undoText()


def field(window: MainWindow, name: str) -> QLineEdit:
    boxes = window.panels["annotations"].findChildren(QLineEdit)
    return next(box for box in boxes if box.accessibleName() == name)


def button(window: MainWindow, text: str) -> QPushButton:
    return next(one for one in window.panels["annotations"].findChildren(QPushButton) if one.text() == text)


def answer(window: MainWindow, text: str) -> None:
    """Type into the question that is open, and Enter."""
    dialog = next(one for one in window.findChildren(QInputDialog) if one.isVisible())
    dialog.setTextValue(text)
    dialog.accept()


def trigger(menu: QMenu, text: str) -> None:
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == text).trigger()


def middle(window: MainWindow, hand: Hand, share: float) -> float:
    seen = window.plots.grid.range
    return seen.first + share * seen.width


def test_by_mouse_drawn_moved_resized_split_linked_and_deleted(opened: MainWindow, hand: Hand) -> None:
    press(opened, Qt.Key.Key_M)
    start, end = (middle(opened, hand, share) for share in (0.4, 0.6))
    hand.drag(hand.at(start, 0.8), hand.at(end, 0.8))
    drawn = chosen(opened).span
    assert told(opened).startswith("Annotated steps")
    tag = hand.at(drawn.first, 0.0) + QPointF(12, 10)
    hand.drag(tag, tag + QPointF(60, 0))
    moved = chosen(opened).span
    assert moved.first > drawn.first
    assert moved.width == pytest.approx(drawn.width, abs=1)
    assert told(opened).startswith("Moved “E1 anomaly” from steps")
    edge = hand.at(moved.last, 0.8)
    hand.drag(edge, edge + QPointF(40, 0))
    wide = chosen(opened).span
    assert wide.first == moved.first
    assert wide.last > moved.last
    assert told(opened).startswith("Moved “E1 anomaly” end from")
    inside = 0.5 * (wide.first + wide.last)
    hand.click(hand.at(inside, 0.8), RIGHT)
    menu = next(one for one in opened.findChildren(QMenu) if one.isVisible())
    next(action for action in menu.actions() if action.text().startswith("Split E1")).trigger()
    menu.close()
    first, second = opened.session.project.annotations
    assert (first.span.first, second.span.last) == (wide.first, wide.last)
    assert first.span.last < second.span.first
    assert told(opened).startswith("Split “E1 anomaly” at")
    QTest.mouseClick(button(opened, "Link…"), Qt.MouseButton.LeftButton)
    answer(opened, "“E2 anomaly”")
    assert chosen(opened).links == (second.id,)
    QTest.mouseClick(button(opened, "See also “E2 anomaly”"), Qt.MouseButton.LeftButton)
    assert chosen(opened).id == second.id
    QTest.mouseClick(button(opened, "Delete"), Qt.MouseButton.LeftButton)
    assert told(opened) == "Deleted “E2 anomaly”"
    for _ in range(6):
        opened.act("edit.undo")
    assert opened.session.project.annotations == ()


def test_by_keys_from_the_brush_to_the_statistics(opened: MainWindow, hand: Hand) -> None:
    opened.session.select(brush=Span(100, 200))
    press(opened, Qt.Key.Key_N)
    assert chosen(opened).span == Span(100, 200)
    hand.move(hand.at(300))
    cursor = opened.plots.cursor_step
    press(opened, Qt.Key.Key_BraceRight)
    assert chosen(opened).span == Span(100, cursor or 0)
    press(opened, Qt.Key.Key_Right, CONTROL)
    assert chosen(opened).span.first == 101
    assert told(opened).startswith("Moved “E1 anomaly” from")
    press(opened, Qt.Key.Key_3)
    assert told(opened) == "Relabelled “E1 anomaly” as “instability”"
    hand.move(hand.at(200))
    press(opened, Qt.Key.Key_Slash)
    assert len(opened.session.project.annotations) == 2
    press(opened, Qt.Key.Key_T, CONTROL)
    assert told(opened) == "Attached statistics to “E1 instability”"
    assert len(chosen(opened).evidence) == 12
    press(opened, Qt.Key.Key_L, CONTROL)
    answer(opened, "“E2 instability”")
    assert told(opened) == "Linked “E1 instability” to another"
    press(opened, Qt.Key.Key_N, CONTROL)
    answer(opened, "812 to 840")
    assert chosen(opened).span == Span(812, 840)
    press(opened, Qt.Key.Key_N, CONTROL)
    answer(opened, "1,200")
    assert chosen(opened).span == Span(1200, 1200)
    press(opened, Qt.Key.Key_Delete)
    assert told(opened) == "Deleted “E4 anomaly”"


def test_title_note_runs_and_severity_are_typed_and_chosen(opened: MainWindow) -> None:
    session = opened.session
    session.annotate(Span(50, 60))
    line = field(opened, "Title of the annotation")
    QTest.keyClicks(line, "norm jumps")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert told(opened) == "Renamed “E1 anomaly” to “norm jumps”"
    note = opened.panels["annotations"].findChild(QPlainTextEdit)
    read = opened.panels["annotations"].findChild(NoteView)
    assert note is not None
    assert read is not None
    note.setPlainText('It **jumps** <img src="file:///etc/passwd"> [log](https://x.org)')
    opened.panels["annotations"].commit()
    assert told(opened) == "Wrote the note of “E1 norm jumps”"
    assert read.isVisibleTo(opened)
    assert "img" in read.toPlainText()
    assert "<img" not in read.toHtml()
    (runs,) = (
        one
        for one in opened.panels["annotations"].findChildren(ChoiceButton)
        if one.accessibleName().startswith("Runs")
    )
    trigger(runs.menu(), session.project.runs[0].name)
    assert chosen(opened).runs == (session.project.runs[0].id,)
    assert told(opened) == "Set the runs of “E1 norm jumps” to 1 run"
    QTest.mouseClick(button(opened, "Statistics"), Qt.MouseButton.LeftButton)
    assert {one.run for one in chosen(opened).evidence} == {session.project.runs[0].id}


def test_list_filters_groups_and_hides_authors(opened: MainWindow) -> None:
    session, panel = opened.session, opened.panels["annotations"]
    assert isinstance(panel, AnnotationsPanel)
    for first, who in ((50, "Ada"), (10, "Ben"), (30, "Ada")):
        session.annotate(Span(first, first + 5), author=who)
    rows = panel.findChild(AnnotationList)
    assert rows is not None
    assert [mark.number for mark in rows.shown] == [2, 3, 1]
    line = field(opened, "Filter of the annotations")
    QTest.keyClicks(line, "ada")
    assert [mark.number for mark in rows.shown] == [3, 1]
    line.clear()
    menu = next(one for one in panel.findChildren(QPushButton) if one.text() == "Show").menu()
    menu.aboutToShow.emit()
    grouped = next(action.menu() for action in menu.actions() if action.text() == "Group by")
    assert isinstance(grouped, QMenu)
    next(action for action in grouped.actions() if action.text() == "author").trigger()
    model = rows.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == [
        "Ada (2)",
        "E3!",
        "E1!",
        "Ben (1)",
        "E2!",
    ]
    session.select(hidden=("Ada",))
    assert [mark.number for mark in rows.shown] == [2]
    assert [note.mark.number for note in opened.plots.strip.notes()] == [2]
    assert panel._filter == Filter()
    opened.act("annotate.agreement")
    assert any("kappa" in notice.text for notice in opened.notices.notices)


def test_labels_are_edited_and_their_keys_follow(opened: MainWindow) -> None:
    session = opened.session
    session.annotate(Span(50, 60))
    opened.act("annotate.labels")
    dialog = opened.findChild(LabelsDialog)
    assert dialog is not None
    buttons = {one.text(): one for one in dialog.findChildren(QPushButton)}
    buttons["Rename…"].click()
    answer(opened, "spike")
    assert chosen(opened).label == "spike"
    buttons["Down"].click()
    assert session.project.labels[1] == Label("spike", 0)
    buttons["Delete…"].click()
    answer(opened, "They become “transient”")
    assert chosen(opened).label == "transient"
    assert opened.made["annotate.label_2"].text() == "Label: instability"
    for _ in range(3):
        opened.act("edit.undo")
    assert chosen(opened).label == "anomaly"
    dialog.close()


def test_a_file_comes_in_and_a_clash_is_asked_about(opened: MainWindow, tmp_path: Path) -> None:
    session, file = opened.session, tmp_path / "a.csv"
    session.annotate(Span(50, 60))
    export(session.project, file)
    session.edit(chosen(opened).id, label="other")
    opened.act("file.import_annotations")
    dialog = opened.findChild(QFileDialog)
    assert dialog is not None
    dialog.filesSelected.emit([str(file)])
    answer(opened, "Keep both")
    assert [mark.label for mark in session.project.annotations] == ["other", "anomaly"]
    assert told(opened) == "Imported annotations of a.csv"


def test_the_project_of_another_is_merged_in_one_step(opened: MainWindow, tmp_path: Path) -> None:
    session, file = opened.session, tmp_path / "b.runloupe"
    session.annotate(Span(50, 60))
    theirs = session.project
    save_project(Document(theirs.annotate(theirs.annotations[0]), {}), file)
    session.edit(chosen(opened).id, span=Span(50, 90))
    before = session.project
    opened.act("file.merge")
    dialog = opened.findChild(QFileDialog)
    assert dialog is not None
    dialog.filesSelected.emit([str(file)])
    conflicts = opened.findChild(ConflictsDialog)
    assert conflicts is not None
    next(one for one in conflicts.findChildren(QPushButton) if one.text() == "All: take theirs").click()
    next(one for one in conflicts.findChildren(QPushButton) if one.text() == "Merge").click()
    assert chosen(opened).span == Span(50, 60)
    opened.act("edit.undo")
    assert session.project is before


def test_names_in_the_lane_of_notes_never_lie_over_each_other(opened: MainWindow) -> None:
    """In a row neither a note nor its name meets the next one, and no name leaves the lane."""
    marks = [
        Annotation(AnnotationId(f"m{at}"), at + 1, Span(70 * at, 70 * at + (at % 5) * 60), title="jumps " * (at % 4))
        for at in range(40)
    ]
    opened.session.change("Many", opened.session.project.with_annotations(tuple(marks)))
    strip = opened.plots.strip
    rows: dict[int, list[tuple[float, float]]] = {}
    for note in strip.notes():
        behind = 0.0 if note.inside else 3 + advance(note.text, SIZE)
        rows.setdefault(note.row, []).append((note.rect.left(), note.rect.right() + behind))
    named = {row: sorted(found) for row, found in rows.items() if row < MOST_NOTES}
    assert len(named) == MOST_NOTES
    for found in named.values():
        assert [(end, left) for (_, end), (left, _) in pairwise(found) if end > left] == []
        assert found[-1][1] <= strip.width()
    with_room = [note for note in strip.notes() if note.row < MOST_NOTES and note.rect.right() + 80 < strip.width()]
    assert [note.mark.name for note in with_room if not note.text.startswith(note.mark.sign)] == []


def test_the_label_that_is_shown_has_its_own_colour(opened: MainWindow) -> None:
    opened.session.annotate(Span(50, 60))
    opened.session.edit(chosen(opened).id, label="instability")
    opened.session.annotate(Span(70, 80))
    opened.session.select(annotation=opened.session.project.annotations[0].id)
    box = next(
        one for one in opened.panels["annotations"].findChildren(QComboBox) if one.currentText() == "instability"
    )
    assert box.itemText(box.currentIndex()) == "instability"

"""A journey for each verb of annotating: mouse and keys alone, in the window; each is one step, undone and redone."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QPushButton,
)

from analysis.model.annotation import Annotation, AnnotationId, Origin
from analysis.model.notice import Severity
from analysis.model.project import Project
from analysis.model.series import Span
from gui.app import make_window
from gui.assessing import Assessing
from gui.dialogs.history import HistoryDialog
from gui.main_window import MainWindow
from gui.tasks import Tasks
from gui.widgets.choice_button import ChoiceButton
from tests.analysis.test_candidates import project as with_spikes
from tests.gui.annotating import (
    CONTROL,
    LEFT,
    LOW,
    SHIFT,
    answer,
    begin,
    choose,
    click_button,
    listed,
    mark,
    named,
    one_step,
    pick,
    press,
    retype,
    span,
    tag,
    walk,
)
from tests.gui.conftest import part
from tests.gui.plotting.hand import RIGHT, Hand
from tests.synthetic import run_of


@pytest.fixture(scope="module")
def shown(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """One window for all journeys."""
    made = make_window(Tasks(synchronous=True), tmp_path_factory.mktemp("verbs") / "preferences.json")
    made.resize(1400, 1000)
    made.show()
    QTest.qWaitForWindowExposed(made)
    yield made
    part(made)
    made.close()


@pytest.fixture
def window(shown: MainWindow, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """The window with two runs and two annotations: E1 over steps 40 to 60, E2 over 48 to 80."""
    monkeypatch.setattr(Assessing, "update", lambda *_: None)  # nobody reads the assessments here
    runs = (run_of("oak", points=120), run_of("elm", seed=1, points=120))
    marks = (
        Annotation(AnnotationId("one"), 1, Span(40, 60), author="Ada"),
        Annotation(AnnotationId("two"), 2, Span(48, 80), label="transient", author="Ben", note="late"),
    )
    begin(shown, Project().with_runs(runs).with_annotations(marks))
    return shown


@pytest.fixture
def hand(window: MainWindow) -> Hand:
    return Hand(window.plots.grid)


def test_created_by_a_drag(window: MainWindow, hand: Hand) -> None:
    press(window, Qt.Key.Key_M)
    with one_step(window, "Annotated steps 12 to 24"):
        hand.drag(hand.at(12, LOW), hand.at(24, LOW))
    assert (span(window, 3), mark(window, 3).metrics) == (Span(12, 24), ())
    press(window, Qt.Key.Key_B)


def test_created_by_a_drag_with_shift_for_the_metric_of_the_plot(window: MainWindow, hand: Hand) -> None:
    press(window, Qt.Key.Key_M)
    with one_step(window, "Annotated steps 12 to 24"):
        hand.drag(hand.at(12, LOW, 1), hand.at(24, LOW, 1), keys=SHIFT)
    assert mark(window, 3).metrics == (window.session.selection.metrics[1],)
    press(window, Qt.Key.Key_B)


def test_created_by_keys_from_the_brush(window: MainWindow, hand: Hand) -> None:
    press(window, Qt.Key.Key_B)
    hand.drag(hand.at(16, LOW), hand.at(32, LOW))
    with one_step(window, "Annotated steps 16 to 32"):
        press(window, Qt.Key.Key_N)
    assert span(window, 3) == Span(16, 32)


@pytest.mark.parametrize(("typed", "where"), [("84 to 96", Span(84, 96)), ("17", Span(17, 17))])
def test_created_by_typed_numbers(window: MainWindow, typed: str, where: Span) -> None:
    told = f"Annotated step{'s' if where.width else ''} {typed}"
    with one_step(window, told):
        press(window, Qt.Key.Key_N, CONTROL)
        answer(window, typed)
    assert span(window, 3) == where


def test_created_from_a_candidate(shown: MainWindow) -> None:
    begin(shown, with_spikes(), proposals=True)
    walk(shown, lambda: shown.session.candidate is not None)
    with one_step(shown, "Accept spike at step 400"):
        press(shown, Qt.Key.Key_Return)
    assert (span(shown, 1), mark(shown, 1).origin) == (Span(400, 400), Origin.DETECTOR)


def test_a_candidate_is_rejected(shown: MainWindow) -> None:
    begin(shown, with_spikes(), proposals=True)
    walk(shown, lambda: shown.session.candidate is not None)
    with one_step(shown, "Reject spike at step 400"):
        press(shown, Qt.Key.Key_Delete)
    assert [one.span.first for one in shown.session.proposals.open] == [700]


def test_moved_by_the_mouse(window: MainWindow, hand: Hand) -> None:
    choose(window, 1)
    by = hand.at(60) - hand.at(52)
    with one_step(window, "Moved “E1 anomaly” from steps 40 to 60 to steps 48 to 68"):
        hand.drag(tag(hand, 40), tag(hand, 40) + by)
    assert span(window, 1) == Span(48, 68)


def test_moved_by_keys(window: MainWindow) -> None:
    choose(window, 1)
    with one_step(window, "Moved “E1 anomaly” from steps 40 to 60 to steps 41 to 61"):
        press(window, Qt.Key.Key_Right, CONTROL)
    with one_step(window, "Moved “E1 anomaly” from steps 41 to 61 to steps 40 to 60"):
        press(window, Qt.Key.Key_Left, CONTROL)


def test_resized_by_the_mouse(window: MainWindow, hand: Hand) -> None:
    choose(window, 1)
    with one_step(window, "Moved “E1 anomaly” start from 40 to 32"):
        hand.drag(hand.at(40, LOW), hand.at(32, LOW))
    assert span(window, 1) == Span(32, 60)


def test_resized_by_keys_at_the_cursor(window: MainWindow, hand: Hand) -> None:
    choose(window, 1)
    hand.move(hand.at(36, LOW))
    with one_step(window, "Moved “E1 anomaly” start from 40 to 36"):
        press(window, Qt.Key.Key_BraceLeft)
    hand.move(hand.at(68, LOW))
    with one_step(window, "Moved “E1 anomaly” end from 60 to 68"):
        press(window, Qt.Key.Key_BraceRight)
    assert span(window, 1) == Span(36, 68)


def test_resized_by_typed_steps(window: MainWindow) -> None:
    choose(window, 1)
    with one_step(window, "Moved “E1 anomaly” end from 60 to 72"):
        retype(named(window, QLineEdit, "Last step"), "72")
    assert span(window, 1) == Span(40, 72)


@pytest.mark.parametrize("key", range(2, 10))
def test_relabelled_by_a_digit(window: MainWindow, key: int) -> None:
    labels = window.session.project.labels
    choose(window, 1)
    if key > len(labels):
        press(window, Qt.Key(Qt.Key.Key_0 + key))
        assert mark(window, 1).label == "anomaly"
        return
    with one_step(window, f"Relabelled “E1 anomaly” as “{labels[key - 1].name}”"):
        press(window, Qt.Key(Qt.Key.Key_0 + key))
    assert mark(window, 1).label == labels[key - 1].name


def test_relabelled_with_a_label_of_ones_own(window: MainWindow) -> None:
    choose(window, 1)
    with one_step(window, "Relabelled “E1 anomaly” as “mine”"):
        retype(named(window, QLineEdit, "Label of the annotation"), "mine")


def test_renamed(window: MainWindow) -> None:
    choose(window, 1)
    with one_step(window, "Renamed “E1 anomaly” to “norm jumps”"):
        retype(named(window, QLineEdit, "Title of the annotation"), "norm jumps")
    assert mark(window, 1).name == "norm jumps"


def test_its_severity_is_set_by_keys(window: MainWindow) -> None:
    choose(window, 1)
    box = named(window, QComboBox, "Severity of the annotation")
    with one_step(window, "Set the severity of “E1 anomaly” to error"):
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert mark(window, 1).severity is Severity.ERROR


@pytest.mark.parametrize(
    ("name", "entry", "told"),
    [
        ("Runs that the annotation is about", "elm", "Set the runs of “E1 anomaly” to 1 run"),
        ("Metrics that the annotation is about", "Latent norm", "Set the metrics of “E1 anomaly” to Latent norm"),
    ],
)
def test_rescoped(window: MainWindow, name: str, entry: str, told: str) -> None:
    choose(window, 1)
    button = named(window, ChoiceButton, name)
    assert isinstance(button, ChoiceButton)
    with one_step(window, told):
        pick(button, entry)
    found = mark(window, 1)
    assert (found.runs, found.metrics) in (((window.session.project.runs[1].id,), ()), ((), ("latent/norm",)))


@pytest.mark.parametrize(
    ("number", "told"), [(1, "Wrote the note of “E1 anomaly”"), (2, "Rewrote the note of “E2 transient”")]
)
def test_its_note_is_typed(window: MainWindow, number: int, told: str) -> None:
    choose(window, number)
    with one_step(window, told):
        retype(named(window, QPlainTextEdit, "Note of the annotation"), "It **jumps**", Qt.Key.Key_Tab)
    assert mark(window, number).note == "It **jumps**"


def test_split_by_a_key_at_the_cursor(window: MainWindow, hand: Hand) -> None:
    choose(window, 1)
    hand.move(hand.at(52, LOW))
    with one_step(window, "Split “E1 anomaly” at 52"):
        press(window, Qt.Key.Key_Slash)
    assert (span(window, 1), span(window, 3)) == (Span(40, 51), Span(52, 60))


def test_split_at_a_typed_step(window: MainWindow, hand: Hand) -> None:
    choose(window, 1)
    hand.move(hand.at(10, LOW))
    with one_step(window, "Split “E1 anomaly” at 48"):
        click_button(window, "Split…")
        answer(window, "48")
    assert span(window, 3).first == 48


def test_split_from_the_menu_of_the_plot(window: MainWindow, hand: Hand) -> None:
    choose(window, 1)
    with one_step(window, "Split “E1 anomaly” at 44"):
        hand.click(hand.at(44, LOW), RIGHT)
        menu = next(one for one in window.findChildren(QMenu) if one.isVisible())
        action = next(one for one in menu.actions() if one.text().startswith("Split E1"))
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
    assert span(window, 3).first == 44


@pytest.mark.parametrize("by_key", [True, False])
def test_deleted(window: MainWindow, by_key: bool) -> None:
    choose(window, 1)
    with one_step(window, "Deleted “E1 anomaly”"):
        if by_key:
            press(window, Qt.Key.Key_Delete)
        else:
            click_button(window, "Delete")
    assert [one.number for one in window.session.project.annotations] == [2]


def test_linked_followed_and_unlinked(window: MainWindow) -> None:
    choose(window, 1)
    with one_step(window, "Linked “E1 anomaly” to another"):
        press(window, Qt.Key.Key_L, CONTROL)
        answer(window, "")
    assert mark(window, 1).links == (mark(window, 2).id,)
    click_button(window, "See also “E2 transient”")
    assert window.session.selection.annotation == mark(window, 2).id
    choose(window, 1)
    with one_step(window, "Took a link of “E1 anomaly” away"):
        click_button(window, "×")


@pytest.mark.parametrize("by_key", [True, False])
def test_evidence_is_attached(window: MainWindow, by_key: bool) -> None:
    choose(window, 1)
    with one_step(window, "Attached statistics to “E1 anomaly”"):
        if by_key:
            press(window, Qt.Key.Key_T, CONTROL)
        else:
            click_button(window, "Statistics")
    assert {one.points for one in mark(window, 1).evidence} == {21}
    shown = named(window, QPlainTextEdit, "Statistics that are attached to the annotation")
    assert isinstance(shown, QPlainTextEdit)
    assert "n 21" in shown.toPlainText()


def test_the_list_is_filtered_sorted_and_grouped(window: MainWindow) -> None:
    rows = listed(window)
    narrow = named(window, QPushButton, "Which annotations are listed, in which order")
    assert isinstance(narrow, QPushButton)

    def numbers() -> list[int]:
        return [one.number for one in rows.shown]

    assert numbers() == [1, 2]
    retype(named(window, QLineEdit, "Filter of the annotations"), "late")
    assert numbers() == [2]
    retype(named(window, QLineEdit, "Filter of the annotations"), " ")
    assert numbers() == [1, 2]
    pick(narrow, "Label", "transient")
    assert numbers() == [2]
    pick(narrow, "Show all")
    pick(narrow, "Group by", "author")
    assert [rows.model().index(row, 0).data() for row in range(4)] == ["Ada (1)", "E1!", "Ben (1)", "E2!"]
    pick(narrow, "Group by", "nothing")
    pick(narrow, "Sort by", "label")
    assert numbers() == [1, 2]
    pick(narrow, "Sort by", "step")


def test_the_next_and_the_previous_one_by_keys(window: MainWindow) -> None:
    choose(window, 2)
    press(window, Qt.Key.Key_W)  # near, so that the plots have to follow
    seen = []
    for key in (Qt.Key.Key_Comma, Qt.Key.Key_Period, Qt.Key.Key_Comma):
        walk(window, lambda: window.session.selection.annotation is not None, key)
        key_of_mark = window.session.selection.annotation
        assert key_of_mark is not None
        seen.append(key_of_mark)
        assert window.plots.grid.range.overlaps(window.session.project.annotation(seen[-1]).span)
        row = listed(window).currentIndex().row()
        assert listed(window).shown[row].id == seen[-1]
    assert seen == ["one", "two", "one"]


def test_list_and_plot_follow_each_other(window: MainWindow, hand: Hand) -> None:
    choose(window, 2)
    hand.click(tag(hand, 40))
    assert window.session.selection.annotation == mark(window, 1).id
    assert listed(window).currentIndex().row() == 0
    rows = listed(window)
    QTest.mouseClick(rows.viewport(), LEFT, pos=rows.visualRect(rows.model().index(0, 1)).center())
    QTest.mouseDClick(rows.viewport(), LEFT, pos=rows.visualRect(rows.model().index(0, 1)).center())
    assert window.plots.grid.range.first == pytest.approx(30, abs=11)
    assert window.plots.grid.range.last < 80


def test_a_click_in_the_history_goes_there(window: MainWindow) -> None:
    choose(window, 1)
    for key in (Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4):
        press(window, key)
    press(window, Qt.Key.Key_H, CONTROL)
    dialog = next(one for one in window.findChildren(HistoryDialog) if one.isVisible())
    steps = dialog.findChild(QListWidget)
    assert steps is not None
    labels = [one.name for one in window.session.project.labels]
    for row, label in ((1, labels[1]), (0, "anomaly"), (3, labels[3])):
        place: QPoint = steps.visualItemRect(steps.item(row)).center()
        QTest.mouseClick(steps.viewport(), LEFT, pos=place)
        assert mark(window, 1).label == label
    assert steps.item(2).text() == f"Relabelled “E1 {labels[1]}” as “{labels[2]}”"
    dialog.close()

"""Hands on the window for journeys of annotating: real keys and mouse events, and what they are held against."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QInputDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)

from analysis.model.annotation import Annotation
from analysis.model.project import Project
from analysis.model.series import Span
from gui.main_window import MainWindow
from gui.panels.annotations import AnnotationsPanel
from gui.widgets.annotation_list import AnnotationList
from tests.gui.plotting.hand import Hand

LEFT = Qt.MouseButton.LeftButton
CONTROL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
LOW = 0.85  # share of the height of a plot at which no tag lies


def begin(window: MainWindow, project: Project, *, proposals: bool = False) -> None:
    window.notices.clear()
    panel = window.panels["annotations"]
    assert isinstance(panel, AnnotationsPanel)
    panel._show_all()
    window.session.load(project, path=None, view={})
    window.session.select(proposals=proposals)
    window.plots.grid.drawn_text()
    back(window)
    window.plots.grid.view.setFocus()


def press(window: MainWindow, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(window.plots.grid.view, key, keys)


def walk(window: MainWindow, there: Callable[[], bool], key: Qt.Key = Qt.Key.Key_Period) -> None:
    """Go on to the next annotation, candidate or finding until one is as wanted."""
    for _ in range(100):
        press(window, key)
        if there():
            return
    raise AssertionError("it is never reached")


@contextmanager
def one_step(window: MainWindow, told: str) -> Iterator[None]:
    """What is done within is one step of that name; Ctrl+Z and Ctrl+Shift+Z lead back and forth."""
    before, steps = window.session.project, window.session.undo_stack.count()
    yield
    after = window.session.project
    assert window.session.undo_stack.undoText() == told
    assert window.session.undo_stack.count() == steps + 1
    assert after != before
    press(window, Qt.Key.Key_Z, CONTROL)
    assert window.session.project == before
    press(window, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert window.session.project == after


def mark(window: MainWindow, number: int) -> Annotation:
    return next(one for one in window.session.project.annotations if one.number == number)


def choose(window: MainWindow, number: int) -> Annotation:
    """Click an annotation in the list."""
    rows = listed(window)
    place = next(row for row in range(rows.model().rowCount()) if rows.model().index(row, 0).data() == f"E{number}!")
    QTest.mouseClick(rows.viewport(), LEFT, pos=rows.visualRect(rows.model().index(place, 1)).center())
    assert window.session.selection.annotation == mark(window, number).id
    window.plots.grid.drawn_text()
    return mark(window, number)


def listed(window: MainWindow) -> AnnotationList:
    rows = window.panels["annotations"].findChild(AnnotationList)
    assert rows is not None
    return rows


def named(window: MainWindow, kind: type[QWidget], name: str) -> QWidget:
    found = window.panels["annotations"].findChildren(kind)
    return next(one for one in found if one.accessibleName() == name and one.isVisibleTo(window))


def retype(line: QWidget, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
    """Put another text into a field by keys, and leave it by a key."""
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(line, text)
    QTest.keyClick(line, end)


def click_button(window: MainWindow, text: str) -> None:
    QApplication.processEvents()  # rows of links are laid out by then
    buttons = window.panels["annotations"].findChildren(QPushButton)
    QTest.mouseClick(next(one for one in buttons if one.text() == text and one.isVisibleTo(window)), LEFT)


def answer(window: MainWindow, keys: str) -> None:
    """Type into the question that is open, and Enter."""
    dialog = next(one for one in window.findChildren(QInputDialog) if one.isVisible())
    boxes = [one for one in dialog.findChildren(QComboBox) if one.isVisible()]
    field: QWidget | None = boxes[0] if boxes else dialog.findChild(QLineEdit)
    assert field is not None
    if not boxes:
        QTest.keyClick(field, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(field, keys)
    QTest.keyClick(field, Qt.Key.Key_Return)
    back(window)


def pick(button: QPushButton, *texts: str) -> None:
    """Click a button that has a menu, then go to an entry by keys, if need be in a menu of the menu."""
    QTest.mouseClick(button, LEFT)
    menu = button.menu()
    for text in texts:
        assert menu.isVisible()
        for _ in menu.actions():
            if (active := menu.activeAction()) is not None and active.text() == text:
                break
            QTest.keyClick(menu, Qt.Key.Key_Down)
        active = menu.activeAction()
        assert active is not None
        assert active.text() == text
        under = active.menu()
        QTest.keyClick(menu, Qt.Key.Key_Right if isinstance(under, QMenu) else Qt.Key.Key_Return)
        menu = under if isinstance(under, QMenu) else menu
    assert QApplication.activePopupWidget() is None
    back(button.window())


def back(window: QWidget) -> None:
    """Go back to the window, as a window manager does when a menu or a dialog is closed: that of tests does not."""
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)


def span(window: MainWindow, number: int) -> Span:
    return mark(window, number).span


def tag(hand: Hand, step: float) -> QPointF:
    return hand.at(step, 0.0) + QPointF(12, 10)

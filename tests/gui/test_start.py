"""The window is there before anything is in it, and nothing is lost by being asked for too early."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidget
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.plan import FACES, TITLES
from gui.settings import Settings
from gui.tasks import Tasks
from tests.gui.conftest import part
from tests.gui.test_journeys import SAMPLES


@pytest.fixture
def frame(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    """A window with nothing in it, not shown yet."""
    made = MainWindow(Tasks(synchronous=True), Settings(), tmp_path / "preferences.json")
    qtbot.addWidget(made, before_close_func=part)
    return made


def test_the_frame_is_seen_before_it_is_filled(frame: MainWindow, qtbot: QtBot) -> None:
    frame.begin(tuple(SAMPLES))
    with qtbot.waitSignal(frame.painted):
        frame.show()
    assert not frame.whole
    assert not frame.panels
    assert [action.text() for action in frame.menuBar().actions()] == [f"&{title}" for title in TITLES]
    assert not any(frame.made[key].isEnabled() for key in FACES)
    with qtbot.waitSignal(frame.filled, timeout=60_000):
        pass
    assert frame.made["view.compare"].isEnabled()
    assert all(menu.actions() for menu in frame.menus.values())
    assert frame.plots.isAncestorOf(frame.focusWidget()) or frame.focusWidget() is frame.plots


def test_panels_made_after_the_curves_show_what_was_opened(frame: MainWindow, window: MainWindow, qtbot: QtBot) -> None:
    window.open_paths(tuple(SAMPLES))
    frame.begin(tuple(SAMPLES))
    with qtbot.waitSignal(frame.filled, timeout=60_000):
        frame.show()
    for name, panel in window.panels.items():
        late = frame.panels[name]
        assert late.isHidden() == panel.isHidden(), name
        for mine, theirs in zip(late.findChildren(QTreeWidget), panel.findChildren(QTreeWidget), strict=True):
            assert _cells(mine) == _cells(theirs), name


def test_what_is_asked_of_the_frame_fills_it_first(frame: MainWindow) -> None:
    frame.act("file.sample")
    assert frame.whole
    assert len(frame.session.project.runs) == 2


def test_a_menu_that_is_opened_is_full(frame: MainWindow) -> None:
    frame.menus["File"].aboutToShow.emit()
    assert frame.made["file.open"] in frame.menus["File"].actions()


def test_a_frame_can_be_closed(frame: MainWindow) -> None:
    frame.show()
    assert frame.close()


def _cells(tree: QTreeWidget) -> list[list[str]]:
    return [
        [item.text(column) for column in range(tree.columnCount())]
        for item in tree.findItems("", Qt.MatchFlag.MatchContains)
    ]

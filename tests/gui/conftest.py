"""A real window for tests: work is done at once, dialogs are Qt's own, preferences lie in a folder of the test."""

from pathlib import Path

import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import theme
from gui.app import make_window
from gui.main_window import MainWindow
from gui.tasks import Tasks


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    return QApplication


@pytest.fixture(autouse=True)
def _every_mouse_move_counts(qapp: QApplication) -> None:
    """pyqtgraph drops moves that come faster than 100 a second; generated ones do."""
    pg.setConfigOption("mouseRateLimit", -1)
    theme.load_fonts()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    """The window, shown, 1400 by 900, in the light theme."""
    made = make_window(Tasks(synchronous=True), tmp_path / "preferences.json")
    qtbot.addWidget(made, before_close_func=part)
    made.resize(1400, 900)
    with qtbot.waitExposed(made):
        made.show()
    return made


def part(window: MainWindow) -> None:
    """Close without the question about changes."""
    window.let_go()
    window._leaving = True

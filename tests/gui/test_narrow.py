"""A window of 1,000 pixels."""

from PySide6.QtWidgets import QApplication, QToolBar

from gui.main_window import MainWindow
from gui.plan import FACES
from tests.gui.test_journeys import SAMPLES, drop


def test_a_narrow_window_keeps_its_tools_and_names(window: MainWindow) -> None:
    drop(window, SAMPLES)
    window.resize(1000, 800)
    QApplication.processEvents()
    assert window.width() == 1000
    (bar,) = window.findChildren(QToolBar)
    for key in FACES:
        widget = bar.widgetForAction(window.made[key])
        assert widget.isVisible(), key
        assert widget.geometry().right() <= bar.width()
    window.resize(1400, 900)

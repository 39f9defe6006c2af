"""A grid of six plots of two runs, shown, and a hand that sends it real mouse events."""

import pytest
from pytestqt.qtbot import QtBot

from gui.plotting.linked import PlotGrid
from tests.gui.plotting.figures import two_runs
from tests.gui.plotting.hand import Hand


@pytest.fixture
def grid(qtbot: QtBot) -> PlotGrid:
    """Two columns, three rows, 800 by 600, steps 0 to 999."""
    made = PlotGrid()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.set_figure(two_runs())
    with qtbot.waitExposed(made):
        made.show()
    made.view.stage.refresh()
    return made


@pytest.fixture
def hand(grid: PlotGrid) -> Hand:
    return Hand(grid)

"""The window is never kept waiting for long while long runs are read, prepared and assessed in the background."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.app import make_window
from gui.panels.plots import drawing
from gui.tasks import Tasks
from tests.gui.conftest import part
from tests.gui.watchdog import Watchdog, slowness, work_with, write_charts

ROWS = 70_000  # enough for pyramids, digests and pieces; what a turn costs does not grow with them
BOUND = 0.15  # seconds of this thread: a coarse net, since machines are shared; bench_blocking tells the longest turns


def test_no_turn_takes_long_while_long_runs_are_opened_and_used(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "FIRST", 0.0)  # no pyramid is ready for the first picture
    files = write_charts(tmp_path, ROWS)
    window = make_window(Tasks(), tmp_path / "preferences.json")
    qtbot.addWidget(window, before_close_func=part)
    window.resize(1400, 900)
    with qtbot.waitExposed(window):
        window.show()
    watchdog = Watchdog()
    early, meanwhile = work_with(window, files, watchdog, thorough=False)
    watchdog.stop()
    assert early
    assert meanwhile, "nothing was under way: it was no trial"
    longest = max(watchdog.turns[1:], key=lambda turn: turn.cpu)
    assert longest.cpu < BOUND * max(1.0, slowness()), (longest.doing, longest.cpu, longest.owner)

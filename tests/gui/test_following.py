"""A file that grows while it is shown."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from analysis.model.series import Span
from gui.main_window import MainWindow

HEAD = '"Step","a - loss","a - loss__MIN","a - loss__MAX"'


def write(file: Path, rows: int) -> Path:
    lines = (f'"{step}","{step}.5","{step}.5","{step}.5"' for step in range(rows))
    file.write_text("\n".join((HEAD, *lines)), encoding="utf-8")
    return file


@pytest.mark.parametrize("by_itself", [False, True])
def test_what_is_looked_at_stays(window: MainWindow, qtbot: QtBot, tmp_path: Path, by_itself: bool) -> None:
    file = write(tmp_path / "x.csv", 20)
    window.open_paths((file,))
    session = window.session
    session.annotate(Span(3, 5))
    session.select(zoom=Span(2, 9), brush=Span(3, 4))
    before, chosen = session.project, session.selection
    if by_itself:
        window.act("file.follow")
        for timer in window._follower.findChildren(QTimer):
            timer.setInterval(20)
    with qtbot.waitSignal(session.project_changed):
        write(file, 50)
        if not by_itself:
            window.act("file.again")
    assert len(session.project.runs[0].series[0]) == 50
    assert session.selection == chosen
    assert session.project.annotations == before.annotations
    session.undo_stack.undo()
    assert session.project is before

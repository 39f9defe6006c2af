"""A project file that cannot be had as it is: another window has it, or it is protected, or damaged."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from analysis.model.project import Project
from analysis.model.series import Span
from analysis.storage import Document, open_project, save_project
from analysis.storage.places import VARIABLE
from gui.app import make_window
from gui.main_window import MainWindow
from gui.tasks import Tasks
from tests.synthetic import run_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "state"))
    place = tmp_path / "p.runloupe"
    save_project(Document(Project((run_of("oak", points=20),))), place)
    return place


@pytest.fixture
def second(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    made = make_window(Tasks(synchronous=True), tmp_path / "preferences.json")
    yield made
    made.let_go()
    made._leaving = True
    made.close()


def save_as(window: MainWindow, path: Path) -> None:
    (dialog,) = (one for one in window.findChildren(QFileDialog) if one.isVisible())
    dialog.filesSelected.emit([str(path)])
    dialog.close()


def test_the_second_window_reads_only_and_says_so(window: MainWindow, second: MainWindow, path: Path) -> None:
    window.open_paths((path,))
    assert "read only" not in window.windowTitle()
    second.open_paths((path,))
    assert "p.runloupe (read only)" in second.windowTitle()
    assert any("open in another window" in notice.text for notice in second.notices.notices)
    second.session.annotate(Span(1, 5))
    second.act("file.save")
    save_as(second, path)
    assert any("open in another window, which" in notice.text for notice in second.notices.notices)
    assert open_project(path).project.annotations == ()
    second.act("file.save")
    save_as(second, path.with_name("other.runloupe"))
    assert second.windowTitle() == "other.runloupe[*] – Runloupe"
    assert not second.session.unsaved
    assert len(open_project(path.with_name("other.runloupe")).project.annotations) == 1
    window.session.annotate(Span(2, 3))
    window.act("file.save")
    assert not window.session.unsaved


def test_the_file_is_free_again_when_the_first_window_turns_to_another(
    window: MainWindow, second: MainWindow, path: Path
) -> None:
    other = path.with_name("other.runloupe")
    save_project(Document(Project()), other)
    window.open_paths((path,))
    window.open_paths((path,))
    assert window.session.barred == ""
    window.open_paths((other,))
    second.open_paths((path,))
    assert second.session.barred == ""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_window_that_crashed_bars_nobody(window: MainWindow, path: Path) -> None:
    script = f"""
from pathlib import Path
from analysis.progress import silent
from analysis.storage.opening import open_to_edit
opened = open_to_edit(Path({str(path)!r}), silent())
print("open", flush=True)
input()
"""
    holder = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ}
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == b"open\n"
    window.open_paths((path,))
    told = [window.session.barred]
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    holder.stdin.close()
    window.open_paths((path,))
    told.append(window.session.barred)
    assert told == ["is open in another window", ""]


def test_a_protected_file_is_read_only(window: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    window.open_paths((path,))
    assert "read only" in window.windowTitle()
    assert any("protected against writing" in notice.text for notice in window.notices.notices)


def test_what_is_left_of_a_damaged_file_is_opened_as_a_new_project(window: MainWindow, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "UPDATE chunk SET crc = 0 WHERE vector = (SELECT value FROM series WHERE name = 'latent/std')"
        )
        connection.commit()
    whole = path.read_bytes()
    window.open_paths((path,))
    texts = [notice.text for notice in window.notices.notices]
    assert any("The project file is damaged" in text for text in texts)
    assert "The metric “latent/std” of “oak” is lost." in texts
    assert len(window.session.project.runs[0].series) == 5
    assert (window.session.path, window.session.unsaved) == (None, True)
    assert window.session.undo_stack.undoText() == "Open what is left of p.runloupe"
    window.act("file.save")
    save_as(window, path.with_name("mended.runloupe"))
    assert open_project(path.with_name("mended.runloupe")).project == window.session.project
    assert path.read_bytes() == whole

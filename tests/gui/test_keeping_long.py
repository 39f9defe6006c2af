"""Long arrays are written after the steps that refer to them; edits are on disk meanwhile, and all comes back."""

import shutil
import sqlite3
from contextlib import AbstractContextManager, closing
from pathlib import Path
from threading import Event, Semaphore, Thread

import pytest
from pytestqt.qtbot import QtBot

from analysis.model.series import Span
from analysis.progress import silent
from analysis.read import read
from analysis.referring import recovered
from analysis.storage import Document, open_project, save_project, working_copy
from analysis.storage.places import VARIABLE, copies_folder
from analysis.storage.transaction import Turns
from analysis.storage.working_copy import WorkingCopy
from gui.session import Session
from gui.tasks import Tasks
from tests.analysis.test_referring import POINTS, export
from tests.synthetic import run_of


@pytest.fixture(autouse=True)
def _empty_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "state"))


def unread(session: Session) -> tuple[list[str], int]:
    """What another process finds on disk at this moment: the texts of all steps, and the values that are there."""
    (file,) = copies_folder().glob("*.work")
    with closing(sqlite3.connect(file)) as other:
        texts = [text for (text,) in other.execute("SELECT text FROM step ORDER BY place")]
        return texts, other.execute("SELECT coalesce(sum(length), 0) FROM chunk").fetchone()[0]


class SlowDisk:
    """Lets a working copy write one piece of an array at each turn of ``go``, as a disk does that is slow."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go = Semaphore(0)
        taken = Turns.taken

        def slowly(turns: Turns, *, patient: bool = False) -> AbstractContextManager[None]:
            assert not patient or self.go.acquire(timeout=60)
            return taken(turns, patient=patient)

        monkeypatch.setattr(Turns, "taken", slowly)


def test_an_edit_waits_for_one_piece_at_most(qtbot: QtBot) -> None:
    turns, order = Turns(), list[str]()
    inside, go_on = Event(), Event()

    def pieces() -> None:
        for name in ("first piece", "second piece"):
            with turns.taken(patient=True):
                order.append(name)
                inside.set()
                go_on.wait(60)

    def edit() -> None:
        with turns.taken():
            order.append("edit")

    threads = [Thread(target=pieces), Thread(target=edit)]
    threads[0].start()
    assert inside.wait(60)
    threads[1].start()
    qtbot.waitUntil(turns._door.locked)
    go_on.set()
    for thread in threads:
        thread.join(60)
    assert order == ["first piece", "edit", "second piece"]


@pytest.fixture
def exports(tmp_path: Path) -> tuple[Path, ...]:
    return tuple(export(tmp_path / name / "metrics.csv", seed) for seed, name in enumerate(("oak", "elm")))


def test_edits_are_on_disk_while_long_arrays_are_still_being_written(
    qtbot: QtBot, exports: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each edit is there when it returns; killed then, all of them come back, with the data read from their files."""
    monkeypatch.setattr(working_copy, "AT_ONCE", 10)
    monkeypatch.setattr(working_copy, "PIECE", POINTS // 2)
    disk, tasks = SlowDisk(monkeypatch), Tasks()
    session = Session(tasks)
    session.change("Open two", session.project.with_runs(read(exports, silent()).runs))
    for first in (10, 30):
        session.annotate(Span(first, first + 5))
        told, values = unread(session)
        assert told[-1] == session.undo_stack.undoText()
    assert values == 0
    session.undo_stack.undo()
    disk.go.release(3)
    assert session.history.keeper.waiting == 0
    (file,) = copies_folder().glob("*.work")
    left = shutil.copytree(copies_folder(), copies_folder().parent / "left")  # as a kill would leave it
    project, texts = session.project, session.history.texts
    disk.go.release(1000)
    qtbot.waitUntil(lambda: not tasks.running)
    assert unread(session)[1] == 2 * 2 * POINTS + POINTS * len({id(run.series[0].steps) for run in project.runs})
    session.history.keeper.leave()
    tasks.stop()
    for one in (file, left / file.name):
        copy = recovered(one, silent())
        assert copy is not None
        assert [step.text for step in copy.steps] == list(texts)
        assert copy.steps[copy.current].project() == project
        assert not any(series.away for run in project.runs for series in run.series)
        copy.close()
    for path in exports:
        path.unlink()
    later = WorkingCopy.open(left / file.name)  # what was recovered is whole from then on
    assert later is not None
    assert later.steps[later.current].project() == project
    later.discard()


def test_what_was_not_written_comes_from_the_project_file(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, tasks = tmp_path / "p.runloupe", Tasks()
    save_project(Document(Session(Tasks(synchronous=True)).project.with_runs((run_of("oak"),))), path)
    monkeypatch.setattr(working_copy, "AT_ONCE", 10)
    disk, session = SlowDisk(monkeypatch), Session(tasks)
    session.load(open_project(path).project, path=path, view={})
    session.annotate(Span(1, 2))
    left = shutil.copytree(copies_folder(), tmp_path / "left")
    disk.go.release(1000)
    qtbot.waitUntil(lambda: not tasks.running)
    project = session.project
    session.history.keeper.leave()
    tasks.stop()
    (file,) = left.glob("*.work")
    copy = recovered(file, silent())
    assert copy is not None
    assert copy.steps[copy.current].project() == project
    copy.discard()


def test_other_data_are_not_put_in_the_place_of_those_that_were_not_written(
    qtbot: QtBot, exports: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(working_copy, "AT_ONCE", 10)
    monkeypatch.setattr(working_copy, "PIECE", POINTS // 2)
    disk, tasks = SlowDisk(monkeypatch), Tasks()
    session = Session(tasks)
    session.change("Open two", session.project.with_runs(read(exports, silent()).runs))
    session.annotate(Span(1, 2))
    left = shutil.copytree(copies_folder(), tmp_path / "left")
    disk.go.release(1000)
    qtbot.waitUntil(lambda: not tasks.running)
    session.history.keeper.leave()
    tasks.stop()
    export(exports[0], 5)
    (file,) = left.glob("*.work")
    copy = recovered(file, silent())
    assert copy is not None
    oak, elm = copy.steps[copy.current].project().runs
    assert [oak.away, elm.away] == [True, False]
    assert len(copy.steps[copy.current].project().annotations) == 1
    copy.discard()

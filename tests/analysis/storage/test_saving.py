"""Saving: at any moment there is one whole file, the old or the new one, and it opens as it was saved."""

import math
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from analysis.errors import Cancelled, UnwritableOutput
from analysis.model.project import Project
from analysis.model.run import Run, RunId
from analysis.model.series import Fidelity, FidelityKind, frozen_array
from analysis.progress import Progress
from analysis.storage import Document, open_project, save_project
from tests.analysis.storage.documents import assert_same, documents, rich_document
from tests.synthetic import run_of, series_of

ROOT = Path(__file__).parents[3]


@given(document=documents())
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
def test_any_document_opens_as_it_was_saved(tmp_path_factory: pytest.TempPathFactory, document: Document) -> None:
    path = tmp_path_factory.getbasetemp() / "any.runloupe"
    save_project(document, path)
    assert_same(open_project(path), document)


def test_every_field_survives(saved: Path) -> None:
    assert_same(open_project(saved), rich_document())


def test_an_empty_document_survives(tmp_path: Path) -> None:
    save_project(Document(Project()), tmp_path / "x.runloupe")
    assert open_project(tmp_path / "x.runloupe") == Document(Project())


def test_a_stride_that_is_no_number_stays_one(tmp_path: Path) -> None:
    series = replace(series_of("a", np.zeros(3)), fidelity=Fidelity(FidelityKind.IRREGULAR, 3, 3, math.nan))
    save_project(Document(Project((Run(RunId("r"), "r", (series,)),))), tmp_path / "x.runloupe")
    stride = open_project(tmp_path / "x.runloupe").project.runs[0].series[0].fidelity.stride
    assert stride is not None
    assert math.isnan(stride)


def test_shared_arrays_are_stored_once_and_shared_again(tmp_path: Path) -> None:
    steps, epoch = np.array([1.0, 5.0, 6.0]), frozen_array([0.0, 0.0, 1.0])
    series = tuple(replace(series_of(name, np.arange(3.0), steps), along={"epoch": epoch}) for name in ("a", "b", "c"))
    assert series[0].steps is not series[1].steps  # views of one memory, as an importer may hand them over
    path = tmp_path / "x.runloupe"
    save_project(Document(Project((Run(RunId("r"), "r", series),))), path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM vector").fetchone() == (1 + 1 + 3,)
    first, *others = open_project(path).project.runs[0].series
    assert all(other.steps is first.steps for other in others)
    assert all(other.along["epoch"] is first.along["epoch"] for other in others)
    assert not first.steps.flags.writeable


def test_the_same_document_gives_the_same_bytes(saved: Path, tmp_path: Path) -> None:
    save_project(open_project(saved), tmp_path / "again.runloupe")
    assert (tmp_path / "again.runloupe").read_bytes() == saved.read_bytes()


def fail(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite itself meets the end of the disk."""
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def limited(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection = connect(*args, **kwargs)
        connection.execute("PRAGMA max_page_count = 8")
        return connection

    monkeypatch.setattr(sqlite3, "connect", limited)


@pytest.mark.parametrize(
    "obstacle",
    [
        lambda patch: patch.setattr(os, "replace", fail),
        lambda patch: patch.setattr(os, "fsync", fail),
        lambda patch: patch.setattr(os, "open", fail),  # a folder that cannot be written to
        full_disk,
    ],
    ids=["replace", "fsync", "create", "full"],
)
def test_a_failed_save_leaves_the_old_file_alone(
    saved: Path, monkeypatch: pytest.MonkeyPatch, obstacle: Callable[[pytest.MonkeyPatch], None]
) -> None:
    before = saved.read_bytes()
    new = Document(Project((run_of("new"),)))
    with monkeypatch.context() as patch:
        obstacle(patch)
        with pytest.raises(UnwritableOutput) as caught:
            save_project(new, saved)
    assert "No space left" in caught.value.reason or "full" in caught.value.reason
    assert saved.read_bytes() == before
    assert list(saved.parent.iterdir()) == [saved]


def test_a_save_that_cannot_begin_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saved: Path) -> None:
    (tmp_path / "folder").mkdir()
    for path, why in ((tmp_path / "folder", "a folder of that name"), (tmp_path / "none" / "x", "No such file")):
        with pytest.raises(UnwritableOutput, match=why):
            save_project(Document(Project()), path)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(UnwritableOutput, match="protected against writing"):
        save_project(Document(Project()), saved)
    assert_same(open_project(saved), rich_document())


def test_a_cancelled_save_leaves_the_old_file_alone(saved: Path) -> None:
    progress = Progress(lambda done, *_: progress.cancel() if done == 1 else None)
    with pytest.raises(Cancelled):
        save_project(rich_document(), saved, progress)
    assert list(saved.parent.iterdir()) == [saved]
    assert_same(open_project(saved), rich_document())


@pytest.mark.parametrize("moment", ["os.fsync", "os.replace", "schema.seal"])
def test_a_process_that_dies_while_saving_leaves_the_old_file_whole(saved: Path, moment: str) -> None:
    script = f"""
import os
from pathlib import Path
from analysis.model.project import Project
from analysis.storage import Document, save_project, schema
{moment} = lambda *_: os._exit(9)
save_project(Document(Project(title="new")), Path({str(saved)!r}))
"""
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 9
    assert_same(open_project(saved), rich_document())


def test_saving_keeps_permissions_and_follows_links(saved: Path, tmp_path: Path) -> None:
    saved.chmod(0o666)
    link = tmp_path / "link.runloupe"
    link.symlink_to(saved)
    save_project(Document(Project(title="by link")), link)
    assert link.is_symlink()
    assert saved.stat().st_mode & 0o777 == 0o666
    assert open_project(saved).project.title == "by link"

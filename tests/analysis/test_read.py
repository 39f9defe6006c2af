"""Files and folders become runs; what is no export is named with a reason, and hides nothing else."""

import errno
import os
from pathlib import Path

import pytest

from analysis.errors import Cancelled, UnreadableInput
from analysis.importers import Importer, Reading
from analysis.model.notice import Notice, Severity
from analysis.model.run import Run
from analysis.progress import Progress, silent
from analysis.read import read
from tests.synthetic import run_of

CHART = "Step,{run} - {metric}\n0,1\n1,2\n"


def chart(path: Path, run: str = "a", metric: str = "loss") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(CHART.format(run=run, metric=metric))
    return path


def names(reading: Reading) -> list[tuple[str, tuple[str, ...]]]:
    return [(run.name, run.metrics) for run in reading.runs]


def test_files_in_the_order_given(tmp_path: Path) -> None:
    paths = [chart(tmp_path / f"{metric}.csv", metric=metric) for metric in "zxy"]
    assert names(read(paths, silent())) == [("a", ("z", "x", "y"))]


def test_folders_are_searched_by_name(tmp_path: Path) -> None:
    chart(tmp_path / "b" / "2.csv", metric="third")
    chart(tmp_path / "b" / "1.csv", metric="second")
    chart(tmp_path / "0.csv", metric="first")
    chart(tmp_path / ".hidden" / "0.csv", metric="hidden")
    chart(tmp_path / ".0.csv", metric="hidden")
    reading = read([tmp_path], silent())
    assert names(reading) == [("a", ("first", "second", "third"))]
    assert reading.notices == ()


def test_a_link_in_a_circle_ends(tmp_path: Path) -> None:
    chart(tmp_path / "runs" / "0.csv")
    (tmp_path / "runs" / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "runs" / "self.csv").symlink_to(tmp_path / "runs" / "self.csv")
    assert names(read([tmp_path], silent())) == [("a", ("loss",))]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = chart(tmp_path / "0.csv")
    (tmp_path / "folder").mkdir()
    reading = read([path, tmp_path, tmp_path / "folder" / ".." / "0.csv"], silent())
    assert [len(run.sources) for run in reading.runs] == [1]
    assert reading.notices == ()


def test_strangers_in_a_folder_are_counted_and_named_ones_are_errors(tmp_path: Path) -> None:
    chart(tmp_path / "0.csv")
    for name in ("plot.py", "notes.md"):
        (tmp_path / name).write_text("print()")
    reading = read([tmp_path], silent())
    assert reading.notices == (Notice(Severity.INFO, "Left out, of no known format: 2 files, the first notes.md."),)
    reading = read([tmp_path / "0.csv", tmp_path / "plot.py"], silent())
    assert [(one.severity, one.file, one.line) for one in reading.notices] == [(Severity.ERROR, "plot.py", 1)]


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "empty.csv": (b"", "The file is empty."),
    "pointer.csv": (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n",
        "This is a git-LFS pointer.",
    ),
    "binary.csv": (bytes(range(256)), "This is no text file in UTF-8."),
    "other.csv": (b"hello,world\nfoo,bar\n", "This is of no known format."),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read(tmp_path: Path, name: str) -> None:
    content, reason = UNREADABLE[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableInput) as caught:
        read([path], silent())
    assert (caught.value.reason, caught.value.file, caught.value.line) == (reason, str(path), 1)
    assert caught.value.advice
    chart(tmp_path / "good.csv")
    (notice,) = read([tmp_path], silent()).notices
    assert (notice.severity, notice.file, notice.line) == (Severity.ERROR, name, 1)
    assert notice.text == f"{reason} {caught.value.advice}"


SEEMS: dict[str, tuple[bytes, str]] = {
    "model.pkl": (b"\x80\x04\x95\x00", "This is a Python pickle, which is never opened: it could run code."),
    "book.xlsx": (b"PK\x03\x04\0\0", "This is a spreadsheet workbook."),
    "hparams.yaml": (b"lr: 0.1\n", "These are settings or a summary of a run, without its metrics."),
    "page.html": (b"<!DOCTYPE html><p>loss", "This is a web page."),
    "train.py": (b"print(1)\n", "This is source code."),
}


@pytest.mark.parametrize("name", SEEMS)
def test_what_is_no_log_is_told_what_it_seems_to_be(tmp_path: Path, name: str) -> None:
    content, reason = SEEMS[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableInput) as caught:
        read([path], silent())
    assert (caught.value.reason, caught.value.file, caught.value.line) == (reason, str(path), 1)
    assert caught.value.advice


def test_paths_that_lead_nowhere(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.md").write_text("text")
    for name, reason in (
        ("pipe.csv", "neither a file nor a folder"),
        ("gone.csv", "no such file or folder"),
        ("none.csv", "no such file or folder"),
        ("empty", "holds no files"),
        ("texts", "None of 1 file is of a known format, the first a.md"),
        ("x" * 300, "cannot be opened"),
    ):
        with pytest.raises(UnreadableInput, match=reason) as caught:
            read([tmp_path / name], silent())
        assert caught.value.file == str(tmp_path / name)


def test_a_file_without_rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    path = chart(tmp_path / "0.csv")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableInput, match="cannot be opened: Permission denied"):
        read([path], silent())


def test_nothing_given() -> None:
    assert read([], silent()) == Reading((), ())


def test_cancel(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        read([chart(tmp_path / "0.csv")], progress)


def fixed(kind: str, runs: tuple[Run, ...], certainty: float) -> Importer:
    """An importer that is that sure of every file and always reads the same runs."""
    return Importer(kind, kind, (".csv",), lambda _path, _head: certainty, lambda _paths, _progress: Reading(runs, ()))


def test_the_surest_importer_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    importers = (fixed("little", (run_of("x"),), 0.4), fixed("most", (run_of("y"),), 0.8), fixed("as", (), 0.8))
    monkeypatch.setattr("analysis.read.offered", lambda _folder, _kind: importers)
    assert [run.name for run in read([chart(tmp_path / "0.csv")], silent()).runs] == ["y"]


def test_runs_of_one_name_from_two_importers_become_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = run_of("a"), run_of("a", seed=1)
    halves = (Run(one.id, "a", one.series[:3]), Run(one.id, "a", one.series[2:]))

    def importer(place: int, run: Run) -> Importer:
        def sniff(path: Path, _head: bytes) -> float:
            return float(path.stem == str(place))

        return Importer(str(place), "", (".csv",), sniff, lambda _paths, _progress: Reading((run,), ()))

    found = tuple(importer(place, run) for place, run in enumerate((*halves, other)))
    monkeypatch.setattr("analysis.read.offered", lambda _folder, _kind: found)
    paths = [chart(tmp_path / f"{place}.csv") for place in range(3)]
    reading = read(paths, silent())
    assert [(run.name, run.metrics) for run in reading.runs] == [("a", one.metrics), ("a (2)", other.metrics)]

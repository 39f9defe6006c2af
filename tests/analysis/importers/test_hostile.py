"""Files that mean harm or were damaged on the way, for every reader: a clear notice, within bounds of time and memory.

That nothing hangs is held by the limit that pytest has for every test.
"""

import bz2
import errno
import gzip
import lzma
import os
import pickle
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import analysis.importers
from analysis.errors import UnreadableInput
from analysis.importers import Importer, Reading
from analysis.model.choices import Choices, FileChoice
from analysis.model.file_report import Outcome
from analysis.progress import Progress, silent
from analysis.read import carry_out, look, read
from analysis.registry import offered
from tests.analysis.importers.outcomes import check
from tests.analysis.importers.samples import laid, pa, pq, samples

ALL = {importer.id: importer for importer in offered(analysis.importers, Importer)}
OWNERS = sorted(ALL)
MB = 1_000_000
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:0f\nsize 300000\n"
ANNEX = b"/annex/objects/SHA256E-s300000--0f.csv\n"
ROOM = 200 * MB  # that a small file may take; a library that is loaded for it takes most of that


class Harm:
    """What a pickle of it does when it is loaded: nothing here may ever load one."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return os.mkdir, ("loaded",)


def zipped(data: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.csv", data)
    return packed.getvalue()


def bomb(data: bytes) -> bytes:
    """The file with ten million bytes behind it, which pack into very few."""
    return data + b"1" * (10 * MB)


HARM: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "blank": lambda _: b" \r\n\t\n" * 9,
    "blank, much": lambda _: b"\n" * 200_000,
    "header only": lambda data: data.partition(b"\n")[0] + b"\n",
    "half": lambda data: data[: len(data) // 2],
    "NUL bytes": lambda data: data[:20] + b"\0" * 9 + data[20:],
    "nothing but NUL": lambda _: bytes(100_000),
    "random": lambda _: bytes(byte * byte % 251 for byte in range(90_000)),
    "UTF-16": lambda data: data.decode("latin-1").encode("utf-16"),
    "UTF-16 without a mark": lambda data: data.decode("latin-1").encode("utf-16-le"),
    "UTF-32": lambda data: data.decode("latin-1").encode("utf-32"),
    "latin-1": lambda data: data.replace(b"loss", b"l\xf6ss \xa9"),
    "mark": lambda data: b"\xef\xbb\xbf" + data,
    "gzip": lambda data: gzip.compress(bomb(data)),
    "bzip2": lambda data: bz2.compress(bomb(data)),
    "xz": lambda data: lzma.compress(bomb(data)),
    "zip": lambda data: zipped(bomb(data)),
    "pickle": lambda _: pickle.dumps(Harm()),
    "old pickle": lambda _: pickle.dumps(Harm(), protocol=0),
    "LFS pointer": lambda _: LFS,
    "annex pointer": lambda _: ANNEX,
    "conflict": lambda data: b"<<<<<<< HEAD\n" + data + b"=======\n" + data + b">>>>>>> theirs\n",
    "conflict within": lambda data: data + b"\n<<<<<<< HEAD\n1,2,3\n=======\n1,2,4\n>>>>>>> 0f0f0f\n",
    "web page": lambda data: b"<!DOCTYPE html>\n<html><body><table><tr><td>" + data + b"</td></tr></table></html>\n",
    "huge field": lambda data: data.replace(b"2.5", b'"' + b"x" * MB + b'"'),
    "huge number": lambda data: data.replace(b"2.5", b"9" * MB),
    "one long line": lambda data: data.replace(b"\n", b" ") * 2_000,
    "open quote": lambda data: data + b'\n"' + b"1,2,3\n" * 20_000,
    "quotes": lambda data: data + b'"' * MB,
    "many columns": lambda data: data.replace(b",", b"," * 10_000, 1),
    "deep JSON": lambda _: b'{"log_history": [{"step": 1, "loss": ' + b"[" * 200_000 + b"]" * 200_000 + b"}]}\n",
    "deep objects": lambda _: b'{"step": 1, "loss": 2.5, "x": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}\n",
    "JSON line without end": lambda _: b'{"step": 1, "loss": "' + b"x" * MB,
    "giant record": lambda data: data[:12] + struct.pack("<Q", 1 << 62) + data[20:],
    "giant message": lambda data: data + b"\x12\xff\xff\xff\xff\xff\xff\xff\xff\x7f" * 99,
    "giant footer": lambda data: data[:-8] + struct.pack("<I", 0xFFFFFFF0) + data[-4:],
    "footer of itself": lambda data: data[:-8] + struct.pack("<I", len(data) - 12) + data[-4:],
}


@contextmanager
def within(most: int) -> Iterator[None]:
    """Nothing inside may make the process take more bytes than that on top of what it had, where Linux tells."""
    peaks = Path("/proc/self/clear_refs")
    if not peaks.exists():
        yield
        return
    peaks.write_text("5")
    before = _peak()
    yield
    assert _peak() - before <= most


def _peak() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def forced(path: Path, owner: str) -> Choices:
    """A person's word that a file is of a format."""
    return Choices(files={str(path.absolute()): FileChoice(importer=owner)})


def outcome(path: Path, choices: Choices | None = None) -> Reading | UnreadableInput:
    """What reading a file alone ends in; a refusal says what, where and what to do."""
    try:
        found: Reading | UnreadableInput = read([path], silent(), choices)
    except UnreadableInput as error:
        found = error
    if isinstance(found, UnreadableInput):
        assert (found.reason[-1], found.advice[-1]) == (".", ".")
        assert (found.file, bool(found.line)) == (str(path), True)
        assert len(str(found)) < 1000
    elif not found.attached:
        check(found)
    return found


def test_every_reader_has_a_sample() -> None:
    assert samples().keys() == ALL.keys()


@pytest.mark.parametrize("owner", OWNERS)
def test_samples_are_sound(tmp_path: Path, owner: str) -> None:
    found = outcome(laid(tmp_path, owner, samples()[owner][1]))
    assert isinstance(found, Reading)
    assert {file.importer for file in found.files} == {owner}


@pytest.mark.parametrize("harm", HARM)
@pytest.mark.parametrize("owner", OWNERS)
def test_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: str, harm: str) -> None:
    monkeypatch.chdir(tmp_path)
    data = HARM[harm](samples()[owner][1])
    path = laid(tmp_path, owner, data)
    with within(ROOM + 20 * len(data)):
        outcome(path, forced(path, owner))
    assert not Path("loaded").exists()


def rid(path: Path) -> None:
    path.unlink(missing_ok=True)


def folder(path: Path) -> None:
    rid(path)
    path.mkdir()


CHANGES: dict[str, Callable[[Path], None]] = {
    "half": lambda path: os.truncate(path, path.stat().st_size // 2),
    "emptied": lambda path: os.truncate(path, 0),
    "gone": rid,
    "a folder": folder,
}


@pytest.mark.parametrize("within", [False, True], ids=["before", "while"])
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("owner", OWNERS)
def test_a_file_that_changes_while_it_is_read(tmp_path: Path, owner: str, change: str, *, within: bool) -> None:
    path = laid(tmp_path, owner, samples()[owner][1])
    plan = look([path], silent())
    waiting = [CHANGES[change]]

    def once(*_: object) -> None:
        while waiting:
            waiting.pop()(path)

    if not within:
        once()
    reading = carry_out(plan, Progress(once))
    (file,) = reading.files
    if reading.runs:
        check(reading)
    elif not reading.attached:
        assert file.outcome is Outcome.REFUSED
        assert all(notice.line and notice.text for notice in file.notices)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def ring(path: Path) -> None:
    path.symlink_to(path)


def absent(path: Path) -> None:
    path.symlink_to(path.with_name(".git") / "annex" / "objects" / "0f" / "SHA256E-s9--0f.csv")


PLACES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a pipe": (pipe, "neither a file nor a folder"),
    "a device": (lambda path: path.symlink_to("/dev/zero"), "neither a file nor a folder"),
    "a link to itself": (ring, "the link leads nowhere"),
    "git-annex": (absent, "link of git-annex whose file is not here"),
}


@pytest.mark.parametrize("place", PLACES)
def test_what_is_no_file(tmp_path: Path, place: str) -> None:
    make, reason = PLACES[place]
    path = tmp_path / "runs" / "metrics.csv"
    path.parent.mkdir()
    make(path)
    with pytest.raises(UnreadableInput, match=reason):
        read([path], silent())
    (path.parent / "again").symlink_to(tmp_path, target_is_directory=True)
    laid(path.parent, "wandb_csv", samples()["wandb_csv"][1])
    reading = read([tmp_path], silent())
    assert len(reading.runs) == 1
    (told,) = [notice for notice in reading.notices if notice.file == "metrics.csv"]
    assert reason in told.text


def test_a_folder_without_rights_hides_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    laid(tmp_path, "wandb_csv", samples()["wandb_csv"][1])
    (tmp_path / "shut").mkdir()
    scan = os.scandir

    def shut(path: str) -> object:
        if Path(path).name == "shut":
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", shut)
    reading = read([tmp_path], silent())
    assert len(reading.runs) == 1
    assert [(notice.file, notice.text.partition(".")[0]) for notice in reading.notices] == [
        ("shut", "The folder cannot be opened: Permission denied")
    ]
    with pytest.raises(UnreadableInput, match="Permission denied"):
        read([tmp_path / "shut"], silent())


def test_more_bytes_than_memory(tmp_path: Path) -> None:
    path = tmp_path / "metrics.csv"
    path.write_bytes(b"step,loss\n" + b"0,1\n" * 20_000)
    os.truncate(path, 1 << 40)
    with pytest.raises(UnreadableInput, match="too many to be read at once"):
        read([path], silent())


def bombs() -> dict[str, Any]:
    """Tables of which a few thousand bytes unpack to more than anybody wants in memory."""
    long = pa.DictionaryArray.from_arrays(pa.array(bytes(5_000), pa.int8()).cast(pa.int32()), ["x" * MB])
    many = {f"c{place}": [1.0] for place in range(10_000)}
    return {
        "one text in every row": pa.table({"_step": range(5_000), "loss": [1.0] * 5_000, "note": long}),
        "ten thousand columns": pa.table({"_step": [0], **many}),
    }


@pytest.mark.parametrize("name", ["one text in every row", "ten thousand columns"])
def test_tables_that_unpack_to_much_are_read_within_bounds(tmp_path: Path, name: str) -> None:
    path = tmp_path / "run_0.runhistory.parquet"
    pq.write_table(bombs()[name], path)
    with within(300 * MB):
        found = outcome(path)
    assert isinstance(found, Reading)


def test_more_rows_than_memory(tmp_path: Path) -> None:
    path = tmp_path / "run_0.runhistory.parquet"
    table = pa.table({"_step": np.zeros(5 * MB), "loss": np.zeros(5 * MB)})
    with pq.ParquetWriter(path, table.schema) as writer:
        for _ in range(5):
            writer.write_table(table)
    del table
    assert path.stat().st_size < MB
    with (
        within(100 * MB),
        pytest.raises(UnreadableInput, match="unpacks to more than is read at once: 25,000,000 rows"),
    ):
        read([path], silent())


ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT"
DATABASES = {
    "mlflow_sqlite": "1 run_uuid, 1 key, x value, x timestamp, x step, 0 is_nan",
    "trackio": "x id, 'x' timestamp, 'r' run_name, x step, '{}' metrics",
}


@pytest.mark.parametrize("owner", DATABASES)
def test_a_view_without_end_is_never_asked(tmp_path: Path, owner: str) -> None:
    path = tmp_path / samples()[owner][0]
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"CREATE VIEW metrics AS {ENDLESS} {DATABASES[owner]} FROM n")
        connection.execute("CREATE TABLE t(a)")
        connection.execute("CREATE TRIGGER endless AFTER INSERT ON t BEGIN INSERT INTO t SELECT a + 1 FROM t; END")
        connection.commit()
    assert isinstance(outcome(path), UnreadableInput)
    assert isinstance(outcome(path, forced(path, owner)), UnreadableInput)


def test_a_million_short_lines(tmp_path: Path) -> None:
    path = tmp_path / "loss.csv"
    path.write_bytes(b"step,loss\n" + b"".join(b"%d,1\n" % step for step in range(MB)))
    with within(300 * MB):
        found = outcome(path)
    assert isinstance(found, Reading)
    assert len(found.runs[0].series[0]) == MB


SETTINGS_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in pairwise("abcdefghij")
)


@pytest.mark.parametrize(
    "text", [SETTINGS_BOMB, "a: !!python/object/apply:os.mkdir [loaded]\n", "a: " + "[" * 5_000, "\0", "- 1\n"]
)
def test_settings_that_mean_harm_take_nothing_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = laid(tmp_path, "lightning_csv", samples()["lightning_csv"][1])
    (path.parent / "hparams.yaml").write_text(text)
    with within(ROOM):
        found = outcome(path)
    assert isinstance(found, Reading)
    assert not Path("loaded").exists()

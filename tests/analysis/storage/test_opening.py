"""Opening: a file is checked first and never changed, and refused unless it is whole and ours."""

import os
import re
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import Cancelled, UnreadableInput
from analysis.model.project import Project
from analysis.progress import Progress
from analysis.storage import Document, open_project, save_project, schema
from analysis.storage.columns import CHUNK
from tests.analysis.storage.documents import assert_same, rich_document, version_1, version_2, version_3

DATA = Path(__file__).parents[2] / "data"


def refusal(path: Path) -> UnreadableInput:
    with pytest.raises(UnreadableInput) as caught:
        open_project(path)
    assert caught.value.file == str(path)
    assert caught.value.reason
    assert caught.value.advice
    return caught.value


def edited(path: Path, *statements: str) -> None:
    """Change a project file by hand, as someone who also knows how to seal it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        for statement in statements:
            connection.execute(statement)
        with suppress(ValueError, sqlite3.Error):  # what cannot be sealed is refused before the seals are looked at
            schema.seal(connection)
        connection.execute("COMMIT")


def test_opening_changes_nothing(saved: Path) -> None:
    with closing(sqlite3.connect(saved)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")  # opened in the ordinary way this makes two more files
    before = saved.read_bytes()
    open_project(saved)
    assert saved.read_bytes() == before
    assert list(saved.parent.iterdir()) == [saved]


@pytest.mark.parametrize("name", ["a b?mode=rw#%41&ü.runloupe", os.fsdecode(b"caf\xe9.runloupe"), "x" * 255])
def test_names_of_any_kind(tmp_path: Path, name: str) -> None:
    save_project(Document(Project(title=name)), tmp_path / name)
    assert open_project(tmp_path / name).project.title == name


def test_what_is_no_project_is_refused(tmp_path: Path) -> None:
    csv = tmp_path / "a.csv"
    csv.write_text("Step,loss\n0,1\n")
    assert "not a Runloupe project" in refusal(csv).reason
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE run (place INTEGER PRIMARY KEY)")
    assert "another program" in refusal(foreign).reason
    empty = tmp_path / "empty.runloupe"
    empty.touch()
    assert "empty" in refusal(empty).reason
    assert "folder" in refusal(tmp_path).reason
    assert "No such file" in refusal(tmp_path / "missing.runloupe").reason


def test_a_newer_version_is_refused(saved: Path) -> None:
    edited(saved, f"PRAGMA user_version = {schema.VERSION + 1}")
    assert "newer version" in refusal(saved).reason
    assert "Update Runloupe" in refusal(saved).advice


def test_an_older_version_is_migrated_and_left_as_it_is(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE project SET title = title || '!'")

    def widen(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE project SET title = title || '?'")

    before = saved.read_bytes()
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, rename, widen))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 2)
    assert open_project(saved).project.title == "T!?"
    assert saved.read_bytes() == before
    save_project(open_project(saved), saved)
    assert open_project(saved).project.title == "T!?"


@pytest.mark.parametrize(
    ("name", "document"), [("version_1", version_1), ("version_2", version_2), ("version_3", version_3)]
)
def test_a_file_of_an_earlier_version_opens(name: str, document: Callable[[], Document]) -> None:
    assert_same(open_project(DATA / f"{name}.runloupe"), document())


def test_a_truncated_file_is_refused(saved: Path) -> None:
    whole = saved.read_bytes()
    for length in (1, 15, 16, 99, 100, *range(512, len(whole), 1024), len(whole) - 1):
        saved.write_bytes(whole[:length])
        assert "ends too early" in refusal(saved).reason


def test_a_changed_byte_is_told_or_without_effect(saved: Path) -> None:
    """Never another error, never other data: every byte of the header, and bytes from everywhere."""
    whole, rng = saved.read_bytes(), np.random.default_rng(7)
    refused = 0
    for place in (*range(100), *rng.integers(100, len(whole), 500).tolist()):
        changed = bytearray(whole)
        changed[place] ^= int(rng.integers(1, 256))
        saved.write_bytes(changed)
        try:
            assert_same(open_project(saved), rich_document())
        except UnreadableInput:
            refused += 1
    assert refused > 50


@pytest.mark.parametrize("text", [b"Zo\xc3\xab", b"mark-1", b"wandb_csv", b"epoch"])
def test_a_changed_letter_is_told(saved: Path, text: bytes) -> None:
    whole = saved.read_bytes()
    assert text in whole
    saved.write_bytes(whole.replace(text, text[:-1] + bytes([text[-1] ^ 1])))
    refusal(saved)


def test_a_changed_value_of_a_column_is_told(saved: Path) -> None:
    whole = saved.read_bytes()
    with closing(sqlite3.connect(saved)) as connection:
        chunks = [data for (data,) in connection.execute("SELECT data FROM chunk")]
    for data in chunks:
        assert whole.count(data) == 1
        saved.write_bytes(whole.replace(data, data[:-1] + bytes([data[-1] ^ 1])))
        assert "checksum" in refusal(saved).reason


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("DELETE FROM project", "not enough values"),
        ("INSERT INTO project VALUES (2, 'a', '{}', 'VAE', '{}', '{}', '{}', '[]', 'stored')", "too many values"),
        ("UPDATE project SET view = '[]'", "where a JSON object should"),
        ("UPDATE project SET view = printf('%.*c', 100000, '[')", "recursion"),
        ("UPDATE run SET colour = 'red' WHERE place = 1", "'red' stands where a whole number should"),
        ("UPDATE run SET name = 'twice'", "two runs of one name"),
        ("UPDATE run SET config = '{\"a\": [1]}'", "where a single value should"),
        ("UPDATE series SET name = CAST(x'ff' AS TEXT)", "decode"),
        ("UPDATE series SET fidelity = '{}'", "stride"),
        ("UPDATE series SET steps = 99", "refers to one that is not there"),
        ("UPDATE series SET high = NULL WHERE place = 1", "both its low and its high end"),
        ("UPDATE series SET value = value + 3 WHERE place = 2", "differ in shape"),
        ("UPDATE annotation SET runs = '[1]'", "1 stands where text should"),
        ("UPDATE annotation SET first = 9e999 WHERE place = 1", "finite steps"),
        ("UPDATE annotation SET severity = 'grave'", "grave"),
        ("UPDATE notice SET line = 'x'", "'x' stands where a whole number should"),
        ("UPDATE chunk SET packing = 'unheard of'", "unheard of"),
        ("UPDATE chunk SET data = 'text'", "4 bytes"),
        ("UPDATE chunk SET length = length + 1", "cannot be"),
        ("DELETE FROM chunk WHERE place = 2", "length of a column"),
        ("ALTER TABLE run ADD COLUMN extra AS (zeroblob(10))", "computed columns"),
        ("CREATE VIEW endless AS WITH RECURSIVE n AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT 1 FROM n", "the view"),
        ("CREATE TRIGGER t AFTER INSERT ON run BEGIN DELETE FROM run; END", "the trigger"),
        ("PRAGMA user_version = 0", "version 0"),
    ],
)
def test_a_file_made_by_hand_is_refused(saved: Path, statement: str, reason: str) -> None:
    edited(saved, statement)
    assert re.search(reason, refusal(saved).reason)


def test_a_file_whose_structure_is_wrong_is_refused(tmp_path: Path) -> None:
    """Two tables in one place: nothing that is read differs, but what is written next would."""
    path = tmp_path / "x.runloupe"
    save_project(Document(Project()), path)
    move = "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'source')"
    edited(path, "PRAGMA writable_schema = ON", move + " WHERE name = 'notice'")
    assert "SQLite's check" in refusal(path).reason


def test_claims_that_a_file_cannot_bear_out_take_no_memory(saved: Path) -> None:
    """A trillion uniform steps, and a packed chunk that would swell past its stated length."""
    claim = "UPDATE {} SET length = {} WHERE {} = (SELECT vector FROM chunk WHERE packing = 'uniform')"
    whole = saved.read_bytes()
    edited(saved, claim.format("chunk", 10**12, "vector"), claim.format("vector", 10**12, "place"))
    assert "length of a column" in refusal(saved).reason
    saved.write_bytes(whole)
    bomb = zlib.compress(bytes(8 * CHUNK), 9)
    swell = "UPDATE chunk SET data = x'{}', crc = {} WHERE packing = 'shuffled, zlib'"
    edited(saved, swell.format(bomb.hex(), zlib.crc32(bomb)))
    assert "does not hold" in refusal(saved).reason


def test_opening_can_be_cancelled(saved: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        open_project(saved, progress)

"""MLflow's database: runs, names and values that are not finite; damaged and hostile databases."""

import hashlib
import math
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import Cancelled, UnreadableInput
from analysis.importers.mlflow_sqlite import IMPORTER
from analysis.importers.trackio import IMPORTER as TRACKIO_IMPORTER
from analysis.model.notice import Severity
from analysis.progress import Progress, silent
from tests.analysis.importers.databases import MLFLOW, TRACKIO, Rows, database
from tests.analysis.importers.outcomes import outcome, points, read_all, said

SLACK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
METRICS = "metrics(run_uuid, key, value, timestamp, step, is_nan)"
TIME = 1_700_000_000_000
ENDLESS = """
CREATE VIEW metrics AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
SELECT 'r' AS run_uuid, 'a' AS key, x AS value, x AS timestamp, x AS step, 0 AS is_nan FROM n;
"""
LOSSES: Rows = {METRICS: [("r", "loss", 1 / (1 + step), TIME + step, step, 0) for step in range(3)]}


def stored(folder: Path, rows: Rows = LOSSES, schema: str = MLFLOW, name: str = "mlflow.db") -> Path:
    return database(folder / name, schema, rows)


def test_runs_with_their_names_and_parameters(tmp_path: Path) -> None:
    rows: Rows = {
        METRICS: [("r1", "loss", 2.5, TIME, 0, 0), ("r2", "loss", 9, TIME, 4, 0), ("r1", "loss", 2, TIME + 500, 1, 0)],
        "runs": [("r1", "stated"), ("r2", "stated"), ("r3", "empty")],
        "tags(run_uuid, key, value)": [
            ("r2", "mlflow.runName", "tagged"),
            ("r2", "other", "x"),
            ("r2", "mlflow.user", "y"),
        ],
        "params(run_uuid, key, value)": [("r1", "lr", "0.1")],
    }
    path = stored(tmp_path, rows)
    reading = read_all(IMPORTER, path)
    one, two = reading.runs
    assert (one.name, dict(one.config), points(one, "loss")) == ("stated", {"lr": "0.1"}, [(0, 2.5), (1, 2)])
    assert one.series[0].along["Wall Time"].tolist() == [TIME / 1000, TIME / 1000 + 0.5]
    assert (two.name, dict(two.config), points(two, "loss")) == ("tagged", {}, [(4, 9)])
    assert (one.tags, two.tags, dict(two.summary)) == ((), ("other: x",), {})
    (source,) = one.sources
    assert (source.name, source.importer, source.size) == ("mlflow.db", "mlflow_sqlite", path.stat().st_size)
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert reading.notices == ()


def test_values_that_are_not_finite_are_points(tmp_path: Path) -> None:
    big = 1.7976931348623157e308
    cells = [(0, 1), (big, 0), (-big, 0), (1e308, 0)]
    rows = {METRICS: [("r", "a", value, TIME, step, nan) for step, (value, nan) in enumerate(cells)]}
    (run,) = read_all(IMPORTER, stored(tmp_path, rows)).runs
    assert np.array_equal(run.series[0].values, [math.nan, math.inf, -math.inf, 1e308], equal_nan=True)


def test_runs_of_one_name_are_told_apart(tmp_path: Path) -> None:
    own = ("1234567890", "0987654321")
    rows: Rows = {METRICS: [(one, "a", 1, TIME, 0, 0) for one in own], "runs": [(one, "x") for one in own]}
    assert [run.name for run in read_all(IMPORTER, stored(tmp_path, rows)).runs] == ["x (12345678)", "x (09876543)"]


def test_steps_that_go_back_are_told(tmp_path: Path) -> None:
    rows = {METRICS: [("r", "a", place, TIME + place, step, 0) for place, step in enumerate([0, 1, 0])]}
    reading = read_all(IMPORTER, stored(tmp_path, rows))
    assert points(reading.runs[0], "a") == [(0, 0), (1, 1), (0, 2)]
    assert said(reading)[0].startswith("Run r: Steps go back in “a”: 1 time, first from 1 to 0;")


def test_rows_without_a_place_or_a_value_are_told(tmp_path: Path) -> None:
    loose = MLFLOW.replace(" NOT NULL", "")
    rows = {METRICS: [("r", "a", 1, TIME, 0, 0), ("r", "a", None, TIME, 1, 0), ("r", "a", 1, TIME, "x", 0)]}
    reading = read_all(IMPORTER, stored(tmp_path, rows, loose))
    assert said(reading) == ["Left out, without a value, a step or a time: 2 rows of the metrics."]


def test_an_empty_database_is_refused_and_hides_no_other(tmp_path: Path) -> None:
    empty = stored(tmp_path, {}, name="empty.db")
    with pytest.raises(UnreadableInput, match="no metric"):
        IMPORTER.read((empty,), silent())
    reading = read_all(IMPORTER, empty, stored(tmp_path))
    assert [(notice.severity, notice.file) for notice in reading.notices] == [(Severity.ERROR, "empty.db")]


def test_a_log_beside_the_database_is_told(tmp_path: Path) -> None:
    path = stored(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("INSERT INTO params VALUES ('a', 'b', 'r')")
        connection.commit()
        before = sorted(file.name for file in tmp_path.iterdir())
        reading = read_all(IMPORTER, path)
        assert sorted(file.name for file in tmp_path.iterdir()) == before
    assert said(reading)[0].startswith("Changes that stand in mlflow.db-wal are not seen")


class TestHostile:
    def test_every_kind_of_truncation_is_refused(self, tmp_path: Path) -> None:
        path = stored(tmp_path)
        whole = path.read_bytes()
        for size in (*range(0, 200, 7), *range(200, len(whole), 997), len(whole) - 1):
            path.write_bytes(whole[:size])
            found = outcome(IMPORTER, path)
            assert isinstance(found, UnreadableInput)
            assert found.reason.startswith("The database ends too early: ")

    @given(st.data())
    @SLACK
    def test_any_change(self, tmp_path: Path, data: st.DataObject) -> None:
        content = bytearray(stored(tmp_path).read_bytes())
        used = [place for place, byte in enumerate(content) if byte]
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.sampled_from(used))] = data.draw(st.integers(0, 255))
        path = tmp_path / "changed.db"
        path.write_bytes(content)
        outcome(IMPORTER, path)

    @given(st.binary(max_size=300), st.booleans())
    @SLACK
    def test_any_bytes(self, tmp_path: Path, data: bytes, headed: bool) -> None:
        path = tmp_path / "any.db"
        path.write_bytes(b"SQLite format 3\0" + data if headed else data)
        assert isinstance(outcome(IMPORTER, path), UnreadableInput)

    @pytest.mark.parametrize(
        "made",
        [
            ENDLESS,
            "CREATE TABLE metrics (run_uuid, key, value, timestamp, is_nan, step AS (abs(value)));",
            "CREATE TABLE metrics (run_uuid, key, value, timestamp, is_nan);",
        ],
    )
    def test_tables_that_are_none_are_not_claimed(self, tmp_path: Path, made: str) -> None:
        path = stored(tmp_path, {}, made)
        assert IMPORTER.sniff(path, path.read_bytes()) == 0
        with pytest.raises(UnreadableInput, match="no metric"):
            IMPORTER.read((path,), silent())

    def test_text_that_is_no_text(self, tmp_path: Path) -> None:
        path = stored(tmp_path)
        path.write_bytes(path.read_bytes().replace(b"loss", b"l\xffss"))
        assert read_all(IMPORTER, path).runs[0].metrics == ("l\N{REPLACEMENT CHARACTER}ss",)

    def test_a_name_that_a_file_address_could_misread(self, tmp_path: Path) -> None:
        assert len(read_all(IMPORTER, stored(tmp_path, name="a?mode=rwc#%20.db")).runs) == 1


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        IMPORTER.read((stored(tmp_path),), progress)


def test_cancelling_interrupts_a_query(tmp_path: Path) -> None:
    rows = {METRICS: [("r", "a", place, TIME + place, place, 0) for place in range(30_000)]}
    path = stored(tmp_path, rows)
    calls: list[str] = []

    def show(_done: int, _total: int, text: str) -> None:
        calls.append(text)
        progress.cancel()

    progress = Progress(show)
    with pytest.raises(Cancelled):
        IMPORTER.read((path,), progress)
    assert calls == ["Reading mlflow.db"]


def test_each_database_has_one_reader(tmp_path: Path) -> None:
    mlflow = stored(tmp_path)
    trackio = stored(tmp_path, {}, TRACKIO, "trackio.db")
    other = stored(tmp_path, {}, "CREATE TABLE metrics (a, b);", "other.db")
    scores = [[one.sniff(path, path.read_bytes()[:65_536]) for path in (mlflow, trackio, other)] for one in BOTH]
    assert scores == [[1, 0, 0], [0, 1, 0]]
    assert IMPORTER.sniff(tmp_path / "a.db", b"Step,a - b\n") == 0


BOTH = (IMPORTER, TRACKIO_IMPORTER)

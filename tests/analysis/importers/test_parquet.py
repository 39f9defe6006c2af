"""Parquet of W&B and Neptune: what the rows become. Most rows are given by the tests; some are written as files."""

import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import UnreadableInput
from analysis.importers.neptune_parquet import IMPORTER as NEPTUNE
from analysis.importers.wandb_parquet import IMPORTER as WANDB
from analysis.progress import silent
from tests.analysis.importers.outcomes import points, read_all, said

Row = Mapping[str, object]
SLACK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
NEPTUNE_COLUMNS = ("project_id", "run_id", "attribute_path", "attribute_type", "step", "timestamp", "float_value")


def parquet(path: Path, *columns: str) -> Path:
    """A file with the marks of Parquet and a footer that names some columns."""
    footer = b"\x15\x04".join(bytes([len(name)]) + name.encode() for name in columns)
    path.write_bytes(b"PAR1" + bytes(100) + footer + len(footer).to_bytes(4, "little") + b"PAR1")
    return path


class Files:
    """Rows by file name, in place of what pyarrow reads; an error among them is raised there."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rows: dict[str, list[Row | Exception]] = {}
        for module in ("wandb_parquet", "neptune_parquet"):
            monkeypatch.setattr(f"analysis.importers.{module}.rows", self.read)

    def read(self, path: Path) -> Iterator[Row]:
        for row in self.rows[path.name]:
            if isinstance(row, Exception):
                raise row
            yield row


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    return Files(monkeypatch)


def test_each_file_has_one_reader(tmp_path: Path) -> None:
    paths = [
        parquet(tmp_path / "w", "_step", "a"),
        parquet(tmp_path / "n", *NEPTUNE_COLUMNS),
        parquet(tmp_path / "o", "a"),
    ]
    scores = [[one.sniff(path, path.read_bytes()[:65_536]) for path in paths] for one in (WANDB, NEPTUNE)]
    assert scores == [[0.9, 0, 0], [0, 1, 0]]


@given(st.binary(max_size=60), st.binary(max_size=12))
@SLACK
def test_any_bytes_are_looked_at_without_harm(tmp_path: Path, body: bytes, tail: bytes) -> None:
    path = tmp_path / "any.parquet"
    for data in (b"PAR1" + body + tail, b"PAR1" + body + tail[:4] + b"PAR1", body):
        path.write_bytes(data)
        assert {WANDB.sniff(path, data), NEPTUNE.sniff(path, data)} <= {0.0, 0.9, 1.0}


class TestWandb:
    def test_parts_are_one_run_in_their_order(self, tmp_path: Path, files: Files) -> None:
        names = [f"me_project_run1_{part}.runhistory.parquet" for part in (10, 9)]
        files.rows = {names[0]: [{"_step": 5, "loss": 1.0}], names[1]: [{"_step": 4, "loss": 2.0}]}
        reading = read_all(WANDB, *(parquet(tmp_path / name, "_step") for name in names))
        (run,) = reading.runs
        assert (run.name, points(run, "loss")) == ("me_project_run1", [(4, 2), (5, 1)])
        assert [source.name for source in run.sources] == [names[1], names[0]]

    def test_absent_is_not_nan(self, tmp_path: Path, files: Files) -> None:
        files.rows["h.parquet"] = [
            {"_step": 0, "_runtime": 0.5, "_timestamp": 9.0, "loss": None, "kl": {"a": 1.0, "b": None}, "t": "x"},
            {"_step": 1, "_runtime": 1.5, "_timestamp": 10.0, "loss": math.nan, "kl": None, "t": None},
            {"_step": None, "_runtime": 1.5, "_timestamp": 10.0, "loss": 1.0, "kl": None, "t": None},
        ]
        reading = read_all(WANDB, parquet(tmp_path / "h.parquet", "_step"))
        (run,) = reading.runs
        assert (run.name, run.metrics) == ("h", ("kl.a", "loss"))
        loss = run.series[1]
        assert loss.steps.tolist() == [1]
        assert np.isnan(loss.values).all()
        assert {name: array.tolist() for name, array in loss.along.items()} == {
            "Relative Time (Process)": [1.5],
            "Wall Time": [10],
        }
        assert said(reading) == [
            "Left out, without a step: 1 row of the history.",
            "Left out, as they are no numbers: “t” (1).",
        ]

    def test_what_came_before_a_damage_is_kept(self, tmp_path: Path, files: Files) -> None:
        damage = UnreadableInput("Broken.", "Mend it.", file=str(tmp_path / "h.parquet"))
        files.rows = {"h.parquet": [{"_step": 0, "a": 1}, damage], "i.parquet": [damage], "j.parquet": []}
        paths = [parquet(tmp_path / name, "_step") for name in files.rows]
        reading = read_all(WANDB, *paths)
        assert [run.name for run in reading.runs] == ["h"]
        assert said(reading) == ["Broken. Mend it."] * 2
        for path, reason in ((paths[1], "Broken"), (paths[2], "no rows")):
            with pytest.raises(UnreadableInput, match=reason):
                WANDB.read((path,), silent())

    def test_rows_without_a_number(self, tmp_path: Path, files: Files) -> None:
        files.rows["h.parquet"] = [{"_step": 0, "a": "x"}]
        with pytest.raises(UnreadableInput, match="no number with a step"):
            WANDB.read((parquet(tmp_path / "h.parquet", "_step"),), silent())


class TestNeptune:
    def row(self, run: str, name: str, kind: str, **cells: object) -> Row:
        return {"run_id": run, "attribute_path": name, "attribute_type": kind, "step": None, "timestamp": None, **cells}

    def loss(self, run: str, step: int, value: float) -> Row:
        time = datetime.fromtimestamp(1e9 + step, UTC)
        return self.row(run, "train/loss", "float_series", step=Decimal(step), timestamp=time, float_value=value)

    def test_runs_series_and_settings(self, tmp_path: Path, files: Files) -> None:
        files.rows["a_part_0.parquet"] = [
            self.loss("R-1", 0, 2.5),
            self.row("R-1", "lr", "float", float_value=0.1),
            self.row("R-1", "layers", "int", int_value=3),
            self.row("R-1", "sys/name", "string", string_value="my run"),
            self.row("R-1", "out", "string_series", step=Decimal(1), string_value="x"),
            self.loss("R-2", 0, 9.0),
            self.row("R-3", "lr", "float", float_value=0.1),
        ]
        files.rows["a_part_1.parquet"] = [self.loss("R-1", 1, math.nan)]
        reading = read_all(NEPTUNE, *(parquet(tmp_path / name, *NEPTUNE_COLUMNS) for name in files.rows))
        one, two = reading.runs
        assert (one.name, dict(one.config)) == ("my run", {"lr": 0.1, "layers": 3, "sys/name": "my run"})
        assert np.array_equal(one.series[0].values, [2.5, math.nan], equal_nan=True)
        assert one.series[0].along["Wall Time"].tolist() == [1e9, 1e9 + 1]
        assert [source.name for source in one.sources] == ["a_part_0.parquet", "a_part_1.parquet"]
        assert (two.name, points(two, "train/loss")) == ("R-2", [(0, 9)])
        assert said(reading) == [
            "Left out: 1 run without a float series.",
            "Run my run: Left out, as they are no numbers: “out” (1).",
        ]

    def test_an_export_without_series(self, tmp_path: Path, files: Files) -> None:
        files.rows["a.parquet"] = [self.row("R", "lr", "float", float_value=0.1)]
        with pytest.raises(UnreadableInput, match="no float series"):
            NEPTUNE.read((parquet(tmp_path / "a.parquet", *NEPTUNE_COLUMNS),), silent())

"""Trackio's database in its older and newer form."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import UnreadableInput
from analysis.importers import Reading
from analysis.importers.trackio import IMPORTER
from tests.analysis.importers.databases import TRACKIO, Rows, database
from tests.analysis.importers.outcomes import outcome, points, read_all, said

SLACK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
METRICS = "metrics(timestamp, run_name, step, metrics)"
SYSTEM = "system_metrics(timestamp, run_name, metrics)"
NEWER = TRACKIO.replace("run_name TEXT", "run_id TEXT, run_name TEXT")


def time(second: int, zone: str = "+00:00") -> str:
    return f"2026-01-01T00:00:{second:02}{zone}"


def read_rows(folder: Path, rows: Rows, schema: str = TRACKIO) -> Reading:
    return read_all(IMPORTER, database(folder / "project.db", schema, rows))


def test_runs_of_a_project(tmp_path: Path) -> None:
    rows: Rows = {
        METRICS: [
            (time(0), "a", 0, '{"loss": 2, "val": {"acc": 0.5}}'),
            (time(1), "b", 0, '{"loss": 7}'),
            (time(2), "a", 5, '{"loss": 1.5}'),
        ],
        "configs(run_name, config)": [("a", '{"lr": 0.1, "_Username": "x", "net": {"depth": 3}}'), ("z", "{}")],
    }
    reading = read_rows(tmp_path, rows)
    one, two = reading.runs
    assert (one.name, dict(one.config)) == ("a", {"lr": 0.1, "net.depth": 3})
    assert (points(one, "loss"), points(one, "val.acc")) == ([(0, 2), (5, 1.5)], [(0, 0.5)])
    assert np.diff(one.series[0].along["Wall Time"]).tolist() == [2]
    assert (two.name, dict(two.config), points(two, "loss")) == ("b", {}, [(0, 7)])
    assert reading.notices == ()


def test_newer_databases_hold_ids_and_bytes(tmp_path: Path) -> None:
    rows: Rows = {
        "metrics(timestamp, run_id, run_name, step, metrics)": [
            (time(0), "id1", "a", 0, b'{"loss": 1}'),
            (time(0), "id2", "a", 0, b'{"loss": 2}'),
        ],
        "configs(run_id, run_name, config)": [("id2", "a", b'{"lr": 2}')],
    }
    one, two = read_rows(tmp_path, rows, NEWER).runs
    assert (one.name, points(one, "loss"), dict(one.config)) == ("a (id1)", [(0, 1)], {})
    assert (two.name, points(two, "loss"), dict(two.config)) == ("a (id2)", [(0, 2)], {"lr": 2})


def test_values_that_are_not_finite_are_points(tmp_path: Path) -> None:
    cells = ["NaN", "Infinity", "-Infinity"]
    rows = {METRICS: [(time(0), "a", step, json.dumps({"x": cell})) for step, cell in enumerate(cells)]}
    values = read_rows(tmp_path, rows).runs[0].series[0].values
    assert np.array_equal(values, [math.nan, math.inf, -math.inf], equal_nan=True)


def test_system_metrics_count_the_time_since_the_first(tmp_path: Path) -> None:
    for zone in ("", "+00:00"):
        rows: Rows = {
            METRICS: [(time(0, zone), "a", 0, '{"loss": 1}')],
            SYSTEM: [(time(9, zone), "a", '{"gpu": 5}'), (time(4, zone), "a", '{"gpu": 6}'), ("?", "a", "{}")],
        }
        (run,) = read_rows(tmp_path, rows).runs
        assert points(run, "system/gpu") == [(5, 5), (0, 6)]
        assert [series.axis for series in run.series] == ["Step", "Relative Time (Wall)"]
        assert ("Wall Time" in run.series[0].along) == bool(zone)


def test_what_is_left_out_is_told(tmp_path: Path) -> None:
    broken = ["{", "[1]", "", "1", "{" * 9000]
    cells = [
        (0, '{"x": 1, "image": {"_type": "image"}, "text": "y"}'),
        (None, '{"x": 1}'),
        *((0, text) for text in broken),
    ]
    reading = read_rows(tmp_path, {METRICS: [(time(0), "a", step, text) for step, text in cells]})
    assert reading.runs[0].metrics == ("x",)
    assert said(reading) == [
        "Left out, without a step or with broken values: 6 rows of the metrics.",
        "Left out, as they are no numbers: “image” (1), “text” (1).",
    ]


def test_runs_that_logged_nothing(tmp_path: Path) -> None:
    found = outcome(IMPORTER, database(tmp_path / "p.db", TRACKIO, {METRICS: [(time(0), "a", 0, "{}")]}))
    assert isinstance(found, UnreadableInput)
    assert found.reason == "The database holds no metric."


@given(st.lists(st.tuples(*[st.one_of(st.none(), st.integers(-9, 9), st.text(max_size=5), st.binary(max_size=5))] * 4)))
@SLACK
def test_any_cells(tmp_path: Path, rows: list[tuple[object, ...]]) -> None:
    cells: Rows = {METRICS: [*rows, (time(0), "a", 0, '{"x": 1}')], SYSTEM: [row[:3] for row in rows]}
    outcome(IMPORTER, database(tmp_path / "any.db", TRACKIO, cells))


@given(st.data())
@SLACK
def test_any_change(tmp_path: Path, data: st.DataObject) -> None:
    rows: Rows = {METRICS: [(time(0), "a", step, '{"loss": 1.5}') for step in range(3)]}
    content = bytearray(database(tmp_path / "whole.db", TRACKIO, rows).read_bytes())
    used = [place for place, byte in enumerate(content) if byte]
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.sampled_from(used))] = data.draw(st.integers(0, 255))
    path = tmp_path / "changed.db"
    path.write_bytes(content)
    outcome(IMPORTER, path)


@pytest.mark.parametrize("size", [0, 50, 100, 4096, 5000, 9000])
def test_truncations_are_refused(tmp_path: Path, size: int) -> None:
    path = database(tmp_path / "p.db", TRACKIO, {METRICS: [(time(0), "a", 0, '{"x": 1}')]})
    path.write_bytes(path.read_bytes()[:size])
    assert isinstance(outcome(IMPORTER, path), UnreadableInput)

"""Whatever names and values a chart has: what is written is what is read, and any bytes end in a reason."""

import csv
import io
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import UnreadableInput
from analysis.importers import Reading
from analysis.importers.wandb_csv import IMPORTER
from analysis.progress import silent
from tests.analysis.importers.charts import Cells, export, triple

PIECES = [" - ", "-", " ", "a", "b", "__MIN", "__MAX", '"', "'", ",", ";", "\n", "\r\n", "ü", "模", "<b>x</b>", "&"]
PIECES += ['<img src="http://x/y"/>', "q", "_step", "Group: ", "=1+1", "\t", "\u2028", "{}", "%s", "\\", "𝛼", "\u202e"]
NAMES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join).filter(str.strip)
PLAIN_NAMES = NAMES.filter(
    lambda name: (
        " - " not in f"x{name}x" and not name.startswith("- ") and not name.endswith((" -", " ", "-", "__MIN", "__MAX"))
    )
)
NUMBERS = st.one_of(
    st.floats(width=64).map(lambda value: "NaN" if math.isnan(value) else repr(value)),
    st.integers(-(10**6), 10**6).map(str),
    st.just(""),
)


def saved_again(text: str, end: str, separator: str) -> str:
    """The chart as another program saves it: quoted only where needed, with a final line end."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=end, delimiter=separator).writerows(csv.reader(io.StringIO(text, newline="")))
    return buffer.getvalue()


def outcome(path: Path) -> Reading | UnreadableInput:
    try:
        return IMPORTER.read((path,), silent())
    except UnreadableInput as error:
        return error


@st.composite
def tables(draw: st.DrawFn, names: st.SearchStrategy[str]) -> tuple[list[str], list[str], list[list[str]]]:
    """Runs, metrics and the columns of each pair, by run."""
    runs = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    metrics = draw(st.lists(names.filter(lambda name: name != "_step"), min_size=1, max_size=3, unique=True))
    rows = draw(st.integers(1, 5))
    column = st.lists(NUMBERS, min_size=rows, max_size=rows).filter(any)
    return runs, metrics, [draw(column) for _ in range(len(runs) * len(metrics))]


@given(
    tables(PLAIN_NAMES),
    st.sampled_from([None, ("\n", ","), ("\r\n", ","), ("\n", ";")]),
    st.sampled_from(["", "\ufeff"]),
    st.booleans(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_written_is_read(
    tmp_path: Path,
    table: tuple[list[str], list[str], list[list[str]]],
    saved: tuple[str, str] | None,
    mark: str,
    band: bool,
) -> None:
    runs, metrics, cells = table
    pairs = [(run, metric) for run in runs for metric in metrics]
    columns: dict[str, Cells] = {}
    for (run, metric), values in zip(pairs, cells, strict=True):
        columns |= triple(f"{run} - {metric}", values) if band else {f"{run} - {metric}": values}
    text = export("Step", range(len(cells[0])), columns)
    path = tmp_path / "chart.csv"
    path.write_bytes((mark + (text if saved is None else saved_again(text, *saved))).encode())
    reading = IMPORTER.read((path,), silent())
    found = {(run.name, series.name): series for run in reading.runs for series in run.series}
    assert list(found) == pairs
    for pair, values in zip(pairs, cells, strict=True):
        series = found[pair]
        assert series.steps.tolist() == [place for place, cell in enumerate(values) if cell]
        assert np.array_equal(series.values, [float(cell) for cell in values if cell], equal_nan=True)
        assert not series.aggregate


@given(tables(NAMES))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_name_loses_a_character(tmp_path: Path, table: tuple[list[str], list[str], list[list[str]]]) -> None:
    runs, metrics, cells = table
    headings = dict.fromkeys(f"{run} - {metric}" for run in runs for metric in metrics)
    columns: dict[str, Cells] = dict(zip(headings, cells, strict=False))
    path = tmp_path / "chart.csv"
    path.write_bytes(export("x", range(len(cells[0])), columns).encode())
    reading = outcome(path)
    if isinstance(reading, UnreadableInput):
        assert all(heading.endswith(" - _step") for heading in columns)
        return
    found = {f"{run.name} - {series.name}" for run in reading.runs for series in run.series}
    repeats = {heading for heading in columns if heading.endswith(("__MIN", "__MAX"))}
    assert found <= set(columns)
    assert found >= {heading for heading in columns if not heading.endswith(" - _step")} - repeats


@given(
    st.one_of(
        st.binary(max_size=400), st.text(st.sampled_from('Step,a - b_MINX"\n\r;0123.e'), max_size=200).map(str.encode)
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_bytes_end_in_runs_or_a_reason(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(data)
    assert 0 <= IMPORTER.sniff(path, data) <= 1
    found = outcome(path)
    assert found.advice if isinstance(found, UnreadableInput) else found.runs


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_damaged_chart_ends_in_runs_or_a_reason(tmp_path: Path, data: st.DataObject) -> None:
    columns = (
        triple("g - _step", [1, 2, 3])
        | triple("g - loss", [1, 2, 3], low=[0, 1, 2])
        | triple("h - loss", ["", "NaN", 5])
    )
    content = bytearray(export("epoch", [0, 1, 2], columns).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=4))
        content = content or bytearray(b" ")
    path = tmp_path / "damaged.csv"
    path.write_bytes(content)
    found = outcome(path)
    assert found.file == str(path) if isinstance(found, UnreadableInput) else found.runs


def test_steps_too_far_for_a_difference(tmp_path: Path) -> None:
    path = tmp_path / "far.csv"
    path.write_text("Step,a - loss\n1e308,1\n-1e308,2\n1e308,3\n")
    assert [len(series) for series in IMPORTER.read((path,), silent()).runs[0].series] == [3]
    path.write_text("Step,a - loss\n1e999,1\n")
    with pytest.raises(UnreadableInput, match="no numbers"):
        IMPORTER.read((path,), silent())

"""Real logs, held value by value against a reading of the same bytes that knows nothing of formats."""

import csv
import io
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import accumulate
from pathlib import Path

import pytest

from analysis.errors import UnreadableInput
from analysis.importers import Reading
from analysis.progress import silent
from analysis.read import read

pytestmark = pytest.mark.corpus

KINDS = {
    "wandb_history": "wandb_history",
    "lightning": "lightning_csv",
    "trainer_state": "trainer_state",
    "tb_csv": "tensorboard_csv",
    "keras_other": "",
    "jsonl_metrics": "json_lines",
    "sb3_monitor": "sb3_monitor",
    "rl_progress": "rl_progress",
    "ultralytics": "ultralytics_csv",
    "textlog_long_csv": "long_table",
    "llm_public": "any_table",
    "other_csv": "any_table",
    "wandb_table": "wandb_runs_table",
    "textlog": "",
    "textlog_json": "",
}
AXES = {
    "_step",
    "_runtime",
    "_timestamp",
    "step",
    "Step",
    "epoch",
    "Epoch",
    "Batch",
    "iteration",
    "episodes",
    "t",
    "time",
}
AXES |= {"Wall time", "time/total_timesteps", "time/total timesteps", "time/iterations"}

Points = dict[str, list[tuple[float, float]]]  # step and value, by metric


def number(cell: object) -> float | None:
    if isinstance(cell, bool) or cell is None:
        return None
    try:
        return float(cell) if isinstance(cell, int | float | str) and "_" not in str(cell) else None
    except ValueError:
        return None


def flat(record: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    for key, value in record.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def records(path: Path) -> list[dict[str, object]]:
    """The rows of a file as dictionaries, in the way that its first bytes suggest."""
    text = path.read_text(encoding="utf-8-sig")
    if text.startswith("{") and '"log_history"' in text:
        return [row for row in json.loads(text)["log_history"] if "train_runtime" not in row]
    if text.startswith("{"):
        return [dict(flat(json.loads(line))) for line in text.splitlines() if line]
    lines = [line for line in text.replace("\r", "").split("\n") if not line.startswith("#{")]
    rows = [
        row for row in csv.reader(io.StringIO("\n".join(lines)), delimiter="\t" if "\t" in lines[0] else ",") if row
    ]
    names = [name.strip() for name in rows[0]]
    return [dict(zip(names, row, strict=True)) for row in rows[1:]]


def naive(path: Path, axis: str) -> Points:
    """All numbers of a file under their names, with the numbers of the column that the reader took for steps."""
    rows = records(path)
    if axis == "Step":
        axis = next((name for name in ("_step", "step", "Step") if name in rows[0]), "")
    steps = [number(row.get(axis)) if axis != "Row" else float(place) for place, row in enumerate(rows, start=1)]
    if not axis and "l" in rows[0]:
        steps = list(accumulate(number(row["l"]) or 0 for row in rows))
    found: Points = defaultdict(list)
    for step, row in zip(steps, rows, strict=True):
        cells = {str(row["Loss"]): row["Value"]} if set(row) == {"Epoch", "Loss", "Value"} else row
        for name, cell in cells.items():
            value = number(cell)
            if name and value is not None and step is not None and math.isfinite(step):
                found[path.stem if "Wall time" in row and name == "Value" else name].append((float(step), value))
    return found


def compare(reading: Reading, path: Path) -> int:
    """Hold every point of a file against the naive reading; the number of points."""
    chart = len(reading.runs) > 1  # of runs whose headings name no metric
    expected = naive(path, reading.runs[0].series[0].axis)
    found = {
        run.name if chart else one.name: list(zip(one.steps.tolist(), one.values.tolist(), strict=True))
        for run in reading.runs
        for one in run.series
    }
    missing = {name for name in expected if name not in found}
    assert missing <= AXES, path
    for name, points in found.items():
        assert repr(points) == repr(expected[name]), (path, name)
    return sum(map(len, found.values()))


def outcome(path: Path) -> Reading | UnreadableInput:
    try:
        return read([path], silent())
    except UnreadableInput as error:
        return error


def test_every_log_is_read_or_refused_with_a_reason(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = []
    for kind, owner in KINDS.items():
        why: Counter[str] = Counter()
        points = good = 0
        files = [path for path in sorted((corpus / kind).rglob("*")) if path.is_file()]
        for path in files:
            found = outcome(path)
            if isinstance(found, UnreadableInput):
                assert found.file == str(path)
                assert found.line is not None
                why[found.reason] += 1
                continue
            read_from = [source for run in found.runs for source in run.sources]
            readers = {source.importer for source in (*read_from, *(entry.source for entry in found.attached))}
            assert readers == ({owner} if owner else readers), path
            points += compare(found, path) if found.runs else 0
            good += 1
        table.append(f"{kind:18}{good:5} read{sum(why.values()):5} refused{points:9} points  {dict(why) or ''}")
        assert good + sum(why.values()) == len(files) > 0
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(table) + "\n")


def test_all_logs_in_one_drop(corpus: Path) -> None:
    reading = read([corpus / kind for kind in KINDS], silent())
    assert len({run.name for run in reading.runs}) == len(reading.runs) > 200


def test_checkpoints_of_one_run_are_one_run(corpus: Path) -> None:
    reading = read([corpus / "trainer_state"], silent())
    assert len(reading.runs) == 4
    told = [one.text for one in reading.notices if one.text.startswith("Left out as copies of its beginning")]
    assert sorted(text.count("trainer_state.json") for text in told) == [3, 5]

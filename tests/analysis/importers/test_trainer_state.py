"""Trainer logs: training and evaluation rows, the summary, and the copies that checkpoints keep."""

import json
import math
from pathlib import Path

import pytest

from analysis.errors import UnreadableInput
from analysis.importers.trainer_state import IMPORTER
from analysis.progress import silent
from tests.analysis.importers.logs import INFO, WARNING, only, points, read, series, told, trainer_state, write

ROWS: list[dict[str, object]] = [
    {"epoch": 0.5, "step": 10, "loss": 2.5, "learning_rate": 0.1},
    {"epoch": 1.0, "step": 20, "loss": math.nan, "learning_rate": 0.0},
    {"epoch": 1.0, "step": 20, "eval_loss": 2.0},
]
SUMMARY: dict[str, object] = {"epoch": 1.0, "step": 20, "train_runtime": 9.5, "train_loss": 2.25}


def test_training_and_evaluation(tmp_path: Path) -> None:
    text = trainer_state([*ROWS, SUMMARY], max_steps=20, best_metric=math.nan, trial_params={"lr": 0.1})
    assert '"loss": NaN' in text
    reading = read(IMPORTER, write(tmp_path / "bert" / "trainer_state.json", text))
    run = only(reading)
    assert (run.name, run.metrics) == ("bert", ("loss", "learning_rate", "eval_loss"))
    assert points(run, "loss") == [(10, 2.5), (20, "nan")]
    assert points(run, "eval_loss") == [(20, 2.0)]
    assert series(run, "loss").axis == "Step"
    assert series(run, "loss").along["epoch"].tolist() == [0.5, 1.0]
    assert dict(run.config) == {"best_metric": math.nan, "global_step": 3, "max_steps": 20, "trial_params.lr": 0.1}
    assert told(reading) == [(None, "Kept beside the metrics: 1 summary of the whole training.")]


def test_copies_in_checkpoints_are_left_out_and_named(tmp_path: Path) -> None:
    paths = [
        write(tmp_path / "a" / "checkpoint-10" / "trainer_state.json", trainer_state(ROWS[:1])),
        write(tmp_path / "a" / "checkpoint-20" / "trainer_state.json", trainer_state(ROWS)),
        write(tmp_path / "a" / "trainer_state.json", trainer_state([*ROWS, SUMMARY])),
        write(tmp_path / "b" / "trainer_state.json", trainer_state([{"step": 10, "loss": 3}])),
    ]
    reading = read(IMPORTER, *paths)
    assert [(run.name, len(run.sources)) for run in reading.runs] == [("a", 1), ("b", 1)]
    assert points(reading.runs[0], "loss") == [(10, 2.5), (20, "nan")]
    assert reading.runs[0].sources[0].path == str(paths[2])
    names = "checkpoint-10/trainer_state.json, checkpoint-20/trainer_state.json"
    assert (None, f"Left out as copies of its beginning: {names}.") in told(reading, INFO)


def test_a_checkpoint_alone_is_its_run(tmp_path: Path) -> None:
    path = write(tmp_path / "mt5" / "checkpoint-500" / "trainer_state.json", trainer_state(ROWS))
    assert only(read(IMPORTER, path)).name == "mt5"


def test_checkpoints_that_differ_are_kept_side_by_side(tmp_path: Path) -> None:
    other: list[dict[str, object]] = [*ROWS[:1], {"step": 20, "loss": 9.0, "learning_rate": 0.0}]
    first = write(tmp_path / "a" / "checkpoint-1" / "trainer_state.json", trainer_state(ROWS))
    second = write(tmp_path / "a" / "checkpoint-2" / "trainer_state.json", trainer_state(other))
    run = only(read(IMPORTER, first, second))
    assert points(run, "loss (checkpoint-2/trainer_state.json)") == [(10, 2.5), (20, 9.0)]


def test_entries_that_hold_no_numbers(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"step": 1, "loss": 1, "note": "x"}, {"loss": 2}, {"step": 3, "loss": None}]
    rows += [{"step": 4, "loss": 10**400, "flags": [1], "ok": True}, {"step": 0, "loss": "Infinity"}]
    reading = read(IMPORTER, write(tmp_path / "a" / "trainer_state.json", trainer_state(rows)))
    assert points(only(reading), "loss") == [(1, 1), (0, "inf")]
    order = "1 row in which “Step” goes back or repeats for a metric; the order of the file is kept."
    assert told(reading, WARNING) == [
        (None, "Left out: 4 values without a number under 4 names, the first “x” of “note” in entry 1."),
        (None, "Left out: 1 row without a number in “Step”. The first is entry 2."),
        (None, f"{order} The first is entry 5."),
    ]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('{\n"log_history": [', 2, "no whole JSON"),
        ('{"log_history": 5}', 1, "no list log_history"),
        ('{"x": {"log_history": []}}', 1, "no list log_history"),
        ('{"log_history": []}', 1, "no rows"),
        ('{"log_history": [1, "a"]}', 1, "no rows"),
        ('{"log_history": [{"loss": 1}]}', 1, "“step” holds a number"),
        ('{"log_history": ' + "[" * 100_000, 1, "nested too deeply"),
        ('{"log_history": [' + "9" * 5_000 + "]}", 1, "no whole JSON"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, text: str, line: int, reason: str) -> None:
    path = write(tmp_path / "trainer_state.json", text)
    assert IMPORTER.sniff(path, text.encode()) > 0.9
    with pytest.raises(UnreadableInput, match=reason) as caught:
        IMPORTER.read((path,), silent())
    assert (caught.value.file, caught.value.line) == (str(path), line)


def test_other_json_is_not_claimed() -> None:
    for text in (json.dumps({"a": 1}), '[{"log_history": []}]', "import json  # log_history"):
        assert IMPORTER.sniff(Path("trainer_state.json"), text.encode()) == 0

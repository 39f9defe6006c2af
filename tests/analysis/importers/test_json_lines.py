"""JSON lines: names that differ from line to line, nested objects, and lines that hold none."""

from pathlib import Path

import pytest

from analysis.errors import Cancelled, UnreadableInput
from analysis.importers.json_lines import IMPORTER
from analysis.progress import Progress, silent
from tests.analysis.importers.logs import INFO, WARNING, only, points, read, series, told, write

LOG = """{"step": 10, "epoch": 0, "loss": 2.5, "grad": {"norm": 1, "layers": {"0": 3}}}
{"step": 20, "epoch": 0, "loss": NaN, "note": "x", "lr": null}

{"step": 20, "epoch": 1, "val": {"loss": -Infinity}, "ok": true}
"""


def test_each_name_on_its_own_steps(tmp_path: Path) -> None:
    reading = read(IMPORTER, write(tmp_path / "vae" / "metrics.jsonl", LOG))
    run = only(reading)
    assert (run.name, run.metrics) == ("vae", ("loss", "grad.norm", "grad.layers.0", "val.loss"))
    assert points(run, "loss") == [(10, 2.5), (20, "nan")]
    assert points(run, "val.loss") == [(20, "-inf")]
    assert points(run, "grad.layers.0") == [(10, 3)]
    assert series(run, "loss").axis == "Step"
    assert series(run, "val.loss").along["epoch"].tolist() == [1]
    assert told(reading) == [(2, "Left out: 2 values without a number under 2 names, the first “x” of “note”.")]


@pytest.mark.parametrize("key", ["_step", "global_step", "iteration", "iter", "epoch", "num_updates"])
def test_steps_go_by_many_names(tmp_path: Path, key: str) -> None:
    text = "".join(f'{{"loss": {place}, "time": 5, "{key}": {place * 10}}}\n' for place in range(3))
    run = only(read(IMPORTER, write(tmp_path / "a.jsonl", text)))
    assert points(run, "loss") == [(0, 0), (10, 1), (20, 2)]
    assert series(run, "loss").axis == ("Step" if key == "_step" else key)


def test_the_first_name_that_numbers_most_lines_is_taken(tmp_path: Path) -> None:
    text = '{"step": 9, "a": 1}\n' + "".join(f'{{"epoch": {place}, "a": 2}}\n' for place in range(3))
    reading = read(IMPORTER, write(tmp_path / "a.jsonl", text))
    assert points(only(reading), "a") == [(0, 2), (1, 2), (2, 2)]
    assert told(reading) == [(1, "Left out: 1 row without a number in “epoch”.")]


def test_an_iteration_within_an_epoch_numbers_nothing(tmp_path: Path) -> None:
    text = "".join(f'{{"epoch": {at // 2}, "iter": {at % 2}, "loss": {at}}}\n' for at in range(6))
    reading = read(IMPORTER, write(tmp_path / "a.log.json", text))
    run = only(reading)
    assert series(run, "loss").steps.tolist() == [1, 2, 3, 4, 5, 6]
    assert series(run, "loss").axis == "Row"
    assert list(series(run, "loss").along) == ["epoch", "iter"]
    text = "Placed by the number of the row, from 1: “iter” does not count them from beginning to end."
    assert told(reading) == [(None, text)]


def test_lines_without_any_counter_are_numbered(tmp_path: Path) -> None:
    reading = read(IMPORTER, write(tmp_path / "a.jsonl", '{"loss": 1}\n{"loss": 2}'))
    assert points(only(reading), "loss") == [(1, 1), (2, 2)]
    assert told(reading, WARNING) == [(None, "Placed by the number of the row, from 1: no column counts steps.")]


def test_training_and_validation_are_kept_apart(tmp_path: Path) -> None:
    text = '{"step": 1, "split": "train", "loss": 2}\n{"step": 1, "split": "val", "loss": 3}\n{"step": 2, "b": 1}\n'
    reading = read(IMPORTER, write(tmp_path / "a.jsonl", text))
    run = only(reading)
    assert run.metrics == ("train/loss", "val/loss", "b")
    assert points(run, "val/loss") == [(1, 3)]
    text = "Lines that say what they were measured on have it before their metrics, as “train/loss”."
    assert told(reading) == [(1, text)]


def test_resumed_logs_stay_in_order(tmp_path: Path) -> None:
    text = "".join(f'{{"step": {step}, "loss": {step}}}\n' for step in (1, 2, 3, 2, 3, 4))
    reading = read(IMPORTER, write(tmp_path / "a.jsonl", text))
    assert [step for step, _ in points(only(reading), "loss")] == [1, 2, 3, 2, 3, 4]
    assert [line for line, _ in told(reading, WARNING)] == [4]


@pytest.mark.parametrize(
    ("end", "line", "text"),
    [
        ('{"step": 3, "lo', 3, "Left out: the last line, which breaks off."),
        ('{"step": 3, "lo\n', 3, "Left out: 1 line without a JSON object."),
        ('[1]\n\n"x"\n{"step": 3, "a": 1}', 3, "Left out: 2 lines without a JSON object."),
        (b"\xff\xfe\n", 3, "Left out: 1 line without a JSON object."),
        ("[" * 100_000 + "\n", 3, "Left out: 1 line without a JSON object."),
        ('{"step": 3, "a": 4, "b": {"c": 1}, "b.c": 2}', 3, "Left out: 1 value of a name that stands twice"),
    ],
)
def test_lines_that_hold_no_object(tmp_path: Path, end: str | bytes, line: int, text: str) -> None:
    start = b'{"step": 1, "a": 1}\n{"step": 2, "a": 2}\n'
    reading = read(IMPORTER, write(tmp_path / "a.jsonl", start + (end if isinstance(end, bytes) else end.encode())))
    assert points(only(reading), "a")[:2] == [(1, 1), (2, 2)]
    assert [(at, said[: len(text)]) for at, said in told(reading)] == [(line, text)]


def test_a_file_without_objects(tmp_path: Path) -> None:
    for text, reason, line in (("x\ny\n", "No line holds", 1), ('\n{"a": "b"}\n', "No column", 1)):
        with pytest.raises(UnreadableInput, match=reason) as caught:
            IMPORTER.read((write(tmp_path / "a.jsonl", text),), silent())
        assert caught.value.line == line


@pytest.mark.parametrize(
    ("name", "text", "sure"),
    [
        ("a.jsonl", '{"step": 1, "loss": 1}', 0.8),
        ("metrics.json", '{"step": 1, "loss": 1}\n{"step": 2, "loss": 1}\n', 0.6),
        ("wandb-summary.json", '{"_step": 1, "loss": 1}', 0),
        ("a.jsonl", '{"id": 1, "text": "x"}\n', 0.15),
        ("a.jsonl", '{"id": "1", "text": "x"}\n', 0),
        ("a.json", '{\n"step": 1\n}\n', 0),
        ("a.jsonl", "[1, 2]\n", 0),
        ("a.jsonl", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n", 0),
    ],
)
def test_how_sure(name: str, text: str, sure: float) -> None:
    assert IMPORTER.sniff(Path(name), text.encode()) == sure


def test_cancel(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"step": 1, "a": 1}\n' * 5_000)
    seen: list[int] = []

    def show(done: int, _total: int, _text: str) -> None:
        if done:
            seen.append(done)
            progress.cancel()

    progress = Progress(show)
    with pytest.raises(Cancelled):
        IMPORTER.read((path,), progress)
    assert 0 < seen[0] < path.stat().st_size


def test_many_names_take_little_room(tmp_path: Path) -> None:
    text = "".join(f'{{"step": {place}, "metric_{place}": 1}}\n' for place in range(3_000))
    reading = read(IMPORTER, write(tmp_path / "a.jsonl", text))
    assert len(only(reading).series) == 3_000
    assert told(reading, WARNING, INFO) == []

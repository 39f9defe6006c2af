"""Tables of any origin: how the steps are chosen, how runs and parts are told apart, what is no log."""

from pathlib import Path

import pytest

from analysis.errors import UnreadableInput
from analysis.importers.any_table import IMPORTER
from analysis.model.choices import Choices, FileChoice
from analysis.preview import preview
from analysis.progress import silent
from tests.analysis.importers.logs import INFO, WARNING, only, points, read, series, told, write


@pytest.mark.parametrize(
    ("heading", "rows", "axis", "along"),
    [
        ("train/lm_loss\tstep", "3\t1\n2\t2\n", "Step", []),
        ("step,epoch,loss", "10,0,3\n20,0,2\n", "Step", ["epoch"]),
        ("loss, Global Step ", "3,10\n2,20\n", "Global Step", []),
        ("epoch,iteration,loss", "0,1,3\n0,2,2\n", "iteration", ["epoch"]),
        ("step,epoch,loss", "1,0,3\n1,1,2\n1,2,1\n", "epoch", ["step"]),
        ("Epoch,Batch,loss", "0,0,3\n0,1,2\n1,0,1\n1,1,1\n", "Row", ["Epoch", "Batch"]),
        ("time,loss", "0.5,3\n1.5,2\n", "Row", []),
    ],
)
def test_the_counter_that_is_chosen(tmp_path: Path, heading: str, rows: str, axis: str, along: list[str]) -> None:
    reading = read(IMPORTER, write(tmp_path / "a.csv", f"{heading}\n{rows}"))
    loss = series(only(reading), "train/lm_loss" if "lm" in heading else "loss")
    assert (loss.axis, list(loss.along)) == (axis, along)
    assert loss.values.tolist()[:2] == [3, 2]
    assert bool(told(reading, WARNING)) is (axis == "Row")


def test_rows_are_numbered_from_one(tmp_path: Path) -> None:
    reading = read(IMPORTER, write(tmp_path / "loss.csv", "loss\n2.5\nnan\n\n1.5"))
    assert only(reading).name == "loss"
    assert points(only(reading), "loss") == [(1, 2.5), (2, "nan"), (3, 1.5)]
    assert told(reading) == [(None, "Placed by the number of the row, from 1: no column counts steps.")]


def test_a_lone_counter_is_what_was_measured(tmp_path: Path) -> None:
    run = only(read(IMPORTER, write(tmp_path / "a.csv", "step,epoch\n1,0\n2,0\n3,1\n")))
    assert points(run, "epoch") == [(1, 0), (2, 0), (3, 1)]
    run = only(read(IMPORTER, write(tmp_path / "a.csv", "episodes\n4\n2\n")))
    assert points(run, "episodes") == [(1, 4), (2, 2)]


def test_texts_and_spare_columns_are_left_out_and_told(tmp_path: Path) -> None:
    text = ",step,loss,loss,when,all\n0,1,2,5,2024-01-01,\n1,2,x,6,2024-01-02,\n2,oops,4,7,,\n"
    reading = read(IMPORTER, write(tmp_path / "a.csv", text))
    run = only(reading)
    assert run.metrics == ("loss", "loss (2)")
    assert points(run, "loss") == [(1, 2)]
    assert points(run, "loss (2)") == [(1, 5), (2, 6)]
    assert told(reading) == [
        (2, "Left out: 4 cells without a number in 3 columns, the first “2024-01-01” of “when”."),
        (1, "Left out: 1 column without a heading."),
        (1, "Headings met more than once were numbered, the first “loss (2)”."),
        (1, "Left out: 1 column without any value, the first “all”."),
        (4, "Left out: 1 row without a number in “Step”."),
    ]


def test_training_and_validation_rows_are_kept_apart(tmp_path: Path) -> None:
    text = "epoch,phase,loss\n0,train,3\n0,val,4\n1,train,2\n1,val,\n1,,9\n"
    reading = read(IMPORTER, write(tmp_path / "a.csv", text))
    run = only(reading)
    assert run.metrics == ("train/loss", "val/loss", "loss")
    assert points(run, "train/loss") == [(0, 3), (1, 2)]
    assert points(run, "val/loss") == [(0, 4)]
    assert told(reading) == [(1, "Put before the names of the metrics, from “phase”: “train”, “val”, “”.")]


@pytest.mark.parametrize("names", [("Model 1", "Model 2"), ("1", "2")])
def test_runs_are_told_apart_by_a_column(tmp_path: Path, names: tuple[str, str]) -> None:
    heading = "model" if names[0] != "1" else "seed"
    text = f"{heading},epoch,loss\n" + "".join(f"{name},{at},{at}\n" for at in range(3) for name in names)
    reading = read(IMPORTER, write(tmp_path / "a.csv", text))
    assert [run.name.split("/")[-1] for run in reading.runs] == list(names)
    assert points(reading.runs[1], "loss") == [(0, 0), (1, 1), (2, 2)]
    text = f"Read as 2 runs, as “{heading}” tells: “{names[0]}”, “{names[1]}”."
    assert told(reading) == [(1, text)]


def test_one_seed_is_a_number_like_others(tmp_path: Path) -> None:
    reading = read(IMPORTER, write(tmp_path / "a.csv", "seed,epoch,loss\n7,0,1\n7,1,2\n"))
    assert only(reading).metrics == ("seed", "loss")
    assert told(reading, INFO) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("run_name,lr,loss\na,1,2\nb,1,2\n", "“a” under “run_name”"),
        ("filename,total_steps\na.tsv,5\nb.tsv,5\nc.tsv,5\n", "“a.tsv” under “filename”"),
        (",0.5,0.25\n0,1,2\n", "no.* the names of columns"),
        ("0.5,0.25\n", "One row of numbers"),
        ("a,b\nx,y\n", "No column holds a value"),
        ("step,loss\n1,\n", "No column holds a value"),
        ('a,b\n1,"2"3\n', "cannot be read as CSV"),
    ],
)
def test_what_is_no_log(tmp_path: Path, text: str, reason: str) -> None:
    path = write(tmp_path / "a.csv", text)
    with pytest.raises(UnreadableInput, match=reason) as caught:
        IMPORTER.read((path,), silent())
    assert caught.value.file == str(path)
    assert caught.value.line is not None


@pytest.mark.parametrize("bulk", [False, True])
def test_without_names_columns_go_by_their_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, bulk: bool
) -> None:
    monkeypatch.setattr("analysis.stats.delimited.BULK", 0 if bulk else 10**9)
    path = write(tmp_path / "loss.csv", " 10,2.5,nan\n20,1.5,4\n30,,5\n")
    reading = read(IMPORTER, path)
    run = only(reading)
    assert run.metrics == ("Column 1", "Column 2", "Column 3")
    assert points(run, "Column 2") == [(1, 2.5), (2, 1.5)]
    assert points(run, "Column 3") == [(1, "nan"), (2, 4), (3, 5)]
    text = "No row of names: the columns are called by their number. Pick the one that counts steps, if one does."
    assert told(reading)[0] == (1, text)
    picked = Choices().with_file(path, FileChoice(step="Column 1", metrics=("Column 2",)))
    assert IMPORTER.read_as is not None
    run = only(IMPORTER.read_as((path,), silent(), picked))
    assert points(run, "Column 2") == [(10, 2.5), (20, 1.5)]
    found = preview([path], silent(), Choices())
    sample = found.tables[str(path)]
    assert (sample.names[0], sample.rows[0][1], len(sample.rows)) == ("Column 1", "2.5", 3)
    assert found.doubts


def test_columns_counted_from_zero_have_names(tmp_path: Path) -> None:
    run = only(read(IMPORTER, write(tmp_path / "a.csv", ",0,1\n0,5,6\n1,7,8\n")))
    assert run.metrics == ("0", "1")


@pytest.mark.parametrize(
    ("name", "head", "sure"),
    [
        ("a.csv", b"loss\n1\n", 0.1),
        ("a.log", b"loss\n1\n", 0),
        ("a.log", b"epoch,loss\nepoch,loss\n0,1\n", 0.1),
        ("a.txt", b"import os, sys\nx = 1\n", 0),
        ("a.md", b"a,b\n1,2\n", 0),
        ("a.csv", b"a,b\nx,y\n", 0),
        ("a.csv", b"Step,a - loss\n1,2\n", 0),
        ("a.csv", b"Name,State,loss\na,finished,2\n", 0),
        ("a.csv", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n", 0),
    ],
)
def test_how_sure(name: str, head: bytes, sure: float) -> None:
    assert IMPORTER.sniff(Path(name), head) == sure


def test_a_run_without_values_hides_no_other(tmp_path: Path) -> None:
    reading = read(IMPORTER, write(tmp_path / "a.csv", "model,epoch,loss\na,0,1\na,1,2\nb,0,\nb,1,x\n"))
    assert [run.name for run in reading.runs] == ["a"]
    assert told(reading, WARNING)[-1] == (1, "Left out: the run “b”. No column holds a value.")
    with pytest.raises(UnreadableInput, match="no rows"):
        IMPORTER.read((write(tmp_path / "a.csv", "model,epoch,loss\na,"),), silent())


def test_ten_thousand_columns(tmp_path: Path) -> None:
    names = ",".join(f"layer_{place}_loss" for place in range(10_000))
    path = write(tmp_path / "wide.csv", f"step,{names}\n" + "\n".join(f"{step}" + ",1" * 10_000 for step in range(3)))
    run = only(read(IMPORTER, path))
    assert len(run.series) == 10_000
    assert points(run, "layer_9999_loss") == [(0, 1), (1, 1), (2, 1)]
    assert len({id(one.steps) for one in run.series}) == 1

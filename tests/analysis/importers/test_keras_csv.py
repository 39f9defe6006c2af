"""Keras logs: epochs, NA for what was not logged, arrays, and logs that were appended to."""

from pathlib import Path

import pytest

from analysis.errors import UnreadableInput
from analysis.importers.keras_csv import IMPORTER
from analysis.progress import silent
from tests.analysis.importers.logs import INFO, WARNING, only, points, read, series, told, write

LOG = "epoch,accuracy,loss,val_loss\n0,0.5,2.5,NA\n1,0.75,nan,1.5\n"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_epochs(tmp_path: Path, separator: str) -> None:
    reading = read(IMPORTER, write(tmp_path / "vae" / "training_log.csv", LOG.replace(",", separator)))
    run = only(reading)
    assert (run.name, run.metrics) == ("vae", ("accuracy", "loss", "val_loss"))
    assert points(run, "loss") == [(0, 2.5), (1, "nan")]
    assert points(run, "val_loss") == [(1, 1.5)]
    assert series(run, "loss").axis == "epoch"
    assert told(reading) == [(2, "Read as not logged: 1 cell with null, None or N/A, the first with NA.")]


def test_a_restart_stays_in_order(tmp_path: Path) -> None:
    reading = read(IMPORTER, write(tmp_path / "run_7.csv", LOG + LOG))
    assert only(reading).name == "run_7"
    assert points(only(reading), "accuracy") == [(0, 0.5), (1, 0.75), (0, 0.5), (1, 0.75)]
    assert told(reading, WARNING) == [
        (4, "Left out: 3 cells without a number in 3 columns, the first “accuracy” of “accuracy”."),
        (5, "2 rows in which “epoch” goes back or repeats for a metric; the order of the file is kept."),
    ]


def test_a_repeated_heading_alone_is_told(tmp_path: Path) -> None:
    reading = read(IMPORTER, write(tmp_path / "run.csv", 'epoch,loss,grads\n0,1,"[1, 2]"\n1,2,"[3, 4]"\n'))
    assert only(reading).metrics == ("loss",)
    assert told(reading) == [
        (2, "Left out: 2 cells without a number in 1 column, the first “[1, 2]” of “grads”."),
    ]
    assert told(reading, INFO) == []


def test_headings_alone(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="no rows") as caught:
        IMPORTER.read((write(tmp_path / "run.csv", LOG[:29]),), silent())
    assert caught.value.line == 1


@pytest.mark.parametrize(
    ("name", "head", "sure"),
    [
        ("log.csv", b"epoch,FID,KID\n0,1,2\n", 0.5),
        ("FID.csv", b"epoch,run-a,run-b\n0,1,2\n", 0),
        ("log.csv", b"epoch,a - loss\n0,1\n", 0),
        ("log.csv", b"epoch\n0\n", 0),
        ("log.csv", b"Epoch,Loss\n0,1\n", 0),
    ],
)
def test_what_may_be_a_chart_is_left_to_it(name: str, head: bytes, sure: float) -> None:
    assert IMPORTER.sniff(Path(name), head) == sure

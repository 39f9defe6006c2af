"""Results of YOLO trainings: padded headings, one row an epoch."""

from pathlib import Path

import pytest

from analysis.importers.ultralytics_csv import IMPORTER
from tests.analysis.importers.logs import only, points, read, series, write

NEW = "epoch,time,train/box_loss,metrics/mAP50(B),lr/pg0\n1,38.5,1.5,0.25,0.001\n2,70.5,1.25,nan,0.0005\n"
OLD = "               epoch,      train/box_loss,  metrics/precision,              x/lr0\n"
OLD += "                   0,                 1.5,               0.25,              0.001\n"


def test_epochs_with_times(tmp_path: Path) -> None:
    reading = read(IMPORTER, write(tmp_path / "train3" / "results.csv", NEW))
    run = only(reading)
    assert (run.name, run.metrics) == ("train3", ("train/box_loss", "metrics/mAP50(B)", "lr/pg0"))
    assert points(run, "metrics/mAP50(B)") == [(1, 0.25), (2, "nan")]
    assert series(run, "lr/pg0").axis == "epoch"
    assert series(run, "lr/pg0").along["time"].tolist() == [38.5, 70.5]
    assert reading.notices == ()


def test_padded_headings(tmp_path: Path) -> None:
    run = only(read(IMPORTER, write(tmp_path / "exp" / "results.csv", OLD)))
    assert (run.name, run.metrics) == ("exp", ("train/box_loss", "metrics/precision", "x/lr0"))
    assert points(run, "x/lr0") == [(0, 0.001)]


@pytest.mark.parametrize("head", [b"epoch,loss\n0,1\n", b"epoch,metrics/a\n0,1\n", b"step,metrics/a,lr/pg0\n0,1,2\n"])
def test_other_tables_are_not_claimed(head: bytes) -> None:
    assert IMPORTER.sniff(Path("results.csv"), head) == 0

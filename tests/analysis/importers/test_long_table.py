"""The long form: metrics and runs named in columns."""

from pathlib import Path

import pytest

from analysis.errors import Cancelled, UnreadableInput
from analysis.importers.long_table import IMPORTER
from analysis.progress import Progress, silent
from tests.analysis.importers.logs import WARNING, only, points, read, series, told, write

LONG = "Epoch,Loss,Value\n0,recon_loss,2.5\n0,kl,0.5\n1,recon_loss,nan\n1,kl,\n1,kl,x\n"


def test_metrics_from_a_column(tmp_path: Path) -> None:
    reading = read(IMPORTER, write(tmp_path / "VAE_mnist" / "train_losses.log", LONG))
    run = only(reading)
    assert (run.name, run.metrics) == ("VAE_mnist", ("recon_loss", "kl"))
    assert points(run, "recon_loss") == [(0, 2.5), (1, "nan")]
    assert points(run, "kl") == [(0, 0.5)]
    assert series(run, "kl").axis == "Epoch"
    assert told(reading) == [(6, "Left out, without a number or the name of a metric: 1 value.")]


def test_runs_from_a_column(tmp_path: Path) -> None:
    text = "run,step,metric,value\na,0,loss,1\n/b/../c,0,loss,2\na,1,loss,3\na,1,step,4\n,0,loss,5\na,,loss,6\n"
    reading = read(IMPORTER, write(tmp_path / "all.csv", text))
    assert [run.name for run in reading.runs] == ["a", "c", "all"]
    assert points(reading.runs[0], "loss") == [(0, 1), (1, 3)]
    assert points(reading.runs[0], "step") == [(1, 4)]
    assert told(reading) == [(7, "Left out: 1 row without a number in “Step”.")]


def test_a_run_without_values_hides_no_other(tmp_path: Path) -> None:
    text = "run,step,metric,value\na,0,loss,1\nb,0,loss,\nb,1,loss,x\n"
    reading = read(IMPORTER, write(tmp_path / "all.csv", text))
    assert [run.name for run in reading.runs] == ["a"]
    assert told(reading, WARNING)[-1] == (1, "Left out: the run “b”. No column holds a value.")


def test_a_row_that_breaks_off(tmp_path: Path) -> None:
    reading = read(IMPORTER, write(tmp_path / "a.csv", LONG.replace("1,kl,x\n", "2,k")))
    assert told(reading, WARNING) == [(6, "Left out: the last row, which breaks off. The file may have been cut.")]


def test_steps_that_repeat_for_one_metric(tmp_path: Path) -> None:
    reading = read(IMPORTER, write(tmp_path / "a.csv", "step,tag,value\n1,a,1\n1,b,1\n1,a,2\n"))
    assert points(only(reading), "a") == [(1, 1), (1, 2)]
    text = "1 row in which “Step” goes back or repeats for a metric; the order of the file is kept."
    assert told(reading) == [(4, text)]


@pytest.mark.parametrize(
    "text", ["Epoch,Loss,Value\n", "Epoch,Loss,Value\nx,a,1\n", "Epoch,Loss,Value\n1,a,\n", "a,b\n1,2\n"]
)
def test_what_cannot_be_read(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        IMPORTER.read((write(tmp_path / "a.csv", text),), silent())
    assert caught.value.line == 1


@pytest.mark.parametrize(
    "head", [b"Epoch,Loss,Value\n0,1,2\n", b"a,metric,value\n0,x,2\n", b"step,metric,value\nx,a,2\n"]
)
def test_other_tables_are_not_claimed(head: bytes) -> None:
    assert IMPORTER.sniff(Path("a.csv"), head) == 0


def test_cancel(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "step,tag,value\n" + "1,a,1\n" * 9_000)

    def show(done: int, _total: int, _text: str) -> None:
        if done:
            progress.cancel()

    progress = Progress(show)
    with pytest.raises(Cancelled):
        IMPORTER.read((path,), progress)

"""Lightning's CSVLogger: sparse rows, one step on several of them, suffixes that are part of names."""

from pathlib import Path

import pytest

from analysis.errors import UnreadableInput
from analysis.importers.lightning_csv import IMPORTER
from analysis.model.series import FidelityKind
from analysis.progress import silent
from tests.analysis.importers.logs import INFO, WARNING, only, points, read, series, told, write

METRICS = "epoch,step,train_loss_epoch,train_loss_step,val_loss\r\n"
METRICS += "0,49,,3.5,\r\n0,99,,3.0,\r\n0,99,,,2.5\r\n0,99,3.25,,\r\n1,149,,nan,\r\n"


def test_rows_of_one_step_belong_to_different_metrics(tmp_path: Path) -> None:
    reading = read(IMPORTER, write(tmp_path / "version_3" / "metrics.csv", METRICS))
    run = only(reading)
    assert (run.name, run.metrics) == ("version_3", ("train_loss_epoch", "train_loss_step", "val_loss"))
    assert points(run, "train_loss_step") == [(49, 3.5), (99, 3.0), (149, "nan")]
    assert points(run, "val_loss") == [(99, 2.5)]
    assert series(run, "train_loss_step").along["epoch"].tolist() == [0, 0, 1]
    assert series(run, "train_loss_step").axis == "Step"
    assert reading.notices == ()


def test_a_step_that_one_metric_repeats_is_told(tmp_path: Path) -> None:
    reading = read(IMPORTER, write(tmp_path / "version_0" / "metrics.csv", METRICS + "1,149,,1,\r\n"))
    text = "1 row in which “Step” goes back or repeats for a metric; the order of the file is kept."
    assert told(reading, WARNING) == [(7, text)]


def test_what_a_logger_wrote_itself_was_not_sampled(tmp_path: Path) -> None:
    rows = "".join(f"0,{place + (place > 250)},{place}\n" for place in range(500))
    run = only(read(IMPORTER, write(tmp_path / "version_0" / "metrics.csv", f"epoch,step,loss\n{rows}")))
    assert series(run, "loss").fidelity.kind is FidelityKind.IRREGULAR


def test_settings_beside_it_are_those_of_the_run(tmp_path: Path) -> None:
    text = "lr: 0.1\nnet: !!python/object:evil.Net\n  width: 8\n  layers: [1, 2]\napi_key: secret\n"
    write(tmp_path / "version_0" / "hparams.yaml", text)
    reading = read(IMPORTER, write(tmp_path / "version_0" / "metrics.csv", METRICS))
    run = only(reading)
    assert run.config == {"lr": 0.1, "net.width": 8, "net.layers": "[1, 2]"}
    assert [source.name for source in run.sources] == ["metrics.csv", "hparams.yaml"]
    assert told(reading, INFO) == [(None, "Read beside it, from hparams.yaml: 3 settings.")]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize("text", [BOMB, "a: &a [*a]\n", "lr: [0.1\n", "- 1\n", "", "\x00", "x" * 1_000_001])
def test_settings_that_cannot_be_read_take_nothing_with_them(tmp_path: Path, text: str) -> None:
    write(tmp_path / "version_0" / "hparams.yaml", text)
    reading = read(IMPORTER, write(tmp_path / "version_0" / "metrics.csv", METRICS))
    assert only(reading).config == {}
    ((_, said),) = told(reading, WARNING)
    assert said.startswith("Left out: hparams.yaml beside it, as it ")


def test_versions_of_two_projects_are_told_apart(tmp_path: Path) -> None:
    paths = [write(tmp_path / name / "version_0" / "metrics.csv", METRICS) for name in "ab"]
    assert [run.name for run in read(IMPORTER, *paths).runs] == ["a/version_0", "b/version_0"]


@pytest.mark.parametrize("text", ["epoch,step,loss\n", "epoch,step,loss", "epoch,step,loss\n0,,\n"])
def test_a_run_that_logged_nothing(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableInput, match=r"There are no rows|holds a number") as caught:
        IMPORTER.read((write(tmp_path / "metrics.csv", text),), silent())
    assert caught.value.line == 1


def test_other_tables_are_not_claimed() -> None:
    for name, head in (("metrics.csv", b"step,loss\n0,1\n"), ("losses.csv", b"epoch,step,loss\n0,0,1\n")):
        assert IMPORTER.sniff(Path(name), head) == 0
    assert IMPORTER.sniff(Path("version_0/metrics.csv"), b"step,loss\n0,1\n") == 0.8

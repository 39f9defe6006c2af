"""Downloads of the dashboard: names from file and folder, wall time beside the steps."""

from pathlib import Path

import pytest

from analysis.errors import UnreadableInput
from analysis.importers.tensorboard_csv import IMPORTER
from analysis.model.series import FidelityKind
from analysis.progress import silent
from tests.analysis.importers.logs import INFO, WARNING, only, points, read, series, told, write

DOWNLOAD = "Wall time,Step,Value\r\n100.5,250,-37.25\r\n101.5,400,NaN\r\n"


def test_names_from_an_older_dashboard(tmp_path: Path) -> None:
    names = ("run-vae_1-tag-train_loss.csv", "run-vae_1-tag-kl.csv", "run-vae_2-tag-kl (1).csv", "run-.-tag-lr.csv")
    reading = read(IMPORTER, *(write(tmp_path / "logs" / name, DOWNLOAD) for name in names))
    expected = [("vae_1", ("train_loss", "kl")), ("vae_2", ("kl",)), (f"{tmp_path.name}/logs", ("lr",))]
    assert [(run.name, run.metrics) for run in reading.runs] == expected
    assert reading.notices == ()
    run = reading.runs[0]
    assert points(run, "kl") == [(250, -37.25), (400, "nan")]
    assert (series(run, "kl").axis, len(run.sources)) == ("Step", 2)
    assert series(run, "kl").along["Wall Time"].tolist() == [100.5, 101.5]


def test_names_from_file_and_folder(tmp_path: Path) -> None:
    paths = [write(tmp_path / "gan" / f"{name}.csv", DOWNLOAD) for name in ("actor_loss", "grad_norm")]
    reading = read(IMPORTER, *paths)
    run = only(reading)
    assert (run.name, run.metrics) == ("gan", ("actor_loss", "grad_norm"))
    text = "The file names no run: “actor_loss” was read as the metric, the folder “gan” as the run."
    assert told(reading, INFO)[0] == (None, text)


def test_other_data_of_one_name_is_kept_beside(tmp_path: Path) -> None:
    paths = [
        write(tmp_path / "run-a-tag-loss.csv", DOWNLOAD),
        write(tmp_path / "run-a-tag-loss (1).csv", DOWNLOAD + "102.5,500,1\r\n"),
        write(tmp_path / "run-a-tag-loss (2).csv", DOWNLOAD),
    ]
    reading = read(IMPORTER, *paths)
    assert only(reading).metrics == ("loss", "loss (run-a-tag-loss (1).csv)")
    assert told(reading, WARNING) == [
        (None, "Kept beside an earlier file with other data, under the name of this file: “loss”.")
    ]
    assert told(reading, INFO) == [(None, "Kept once, with the same data in an earlier file: “loss”.")]


def test_a_reservoir_of_a_thousand_is_sampled(tmp_path: Path) -> None:
    rows = "".join(f"{place * place},{place + (place > 500)},1\n" for place in range(1000))
    run = only(read(IMPORTER, write(tmp_path / "loss.csv", f"Wall time,Step,Value\n{rows}")))
    assert series(run, "loss").fidelity.kind is FidelityKind.SAMPLED


def test_two_event_files_in_one_download(tmp_path: Path) -> None:
    reading = read(IMPORTER, write(tmp_path / "gan" / "loss.csv", DOWNLOAD + "99,100,1\r\n99,x,1\r\n"))
    assert points(only(reading), "loss") == [(250, -37.25), (400, "nan"), (100, 1)]
    assert told(reading, WARNING) == [
        (5, "Left out: 1 row without a number in “Step”."),
        (4, "1 row in which “Step” goes back or repeats for a metric; the order of the file is kept."),
    ]


def test_headings_alone(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="no rows"):
        IMPORTER.read((write(tmp_path / "loss.csv", DOWNLOAD[:22]),), silent())


def test_other_tables_are_not_claimed() -> None:
    for head in (b"Step,Value\n1,2\n", b"Wall time,Step,Value,More\n1,2,3,4\n"):
        assert IMPORTER.sniff(Path("x.csv"), head) == 0

"""Charts of one run name in several folders: one run where they agree, several where they do not."""

from pathlib import Path

from analysis.importers.wandb_csv import IMPORTER
from analysis.progress import silent


def chart(folder: Path, metric: str, value: int, run: str = "a") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{metric}.csv"
    path.write_text(f"Step,{run} - {metric}\n0,{value}\n1,2\n", encoding="utf-8")
    return path


def test_folders_with_other_data_of_one_run_are_several_runs(tmp_path: Path) -> None:
    charts = [(folder, metric) for folder in ("first", "second") for metric in ("loss", "norm")]
    paths = [chart(tmp_path / folder, metric, len(folder)) for folder, metric in charts]
    paths.append(chart(tmp_path / "third", "rate", 1, run="b"))
    reading = IMPORTER.read(tuple(paths), silent())
    assert [(run.name, run.metrics) for run in reading.runs] == [
        ("a (first)", ("loss", "norm")),
        ("a (second)", ("loss", "norm")),
        ("b", ("rate",)),
    ]
    assert len({run.id for run in reading.runs}) == 3
    told = [notice.file for notice in reading.notices if "2 folders hold other data" in notice.text]
    assert told == ["first/loss.csv", "second/loss.csv"]


def test_folders_that_agree_are_one_run(tmp_path: Path) -> None:
    same = tuple(chart(tmp_path / folder, "loss", 1) for folder in ("p", "q"))
    assert [run.name for run in IMPORTER.read(same, silent()).runs] == ["a"]
    apart = (chart(tmp_path / "p", "norm", 1), chart(tmp_path / "q", "rate", 1))
    assert [run.metrics for run in IMPORTER.read(apart, silent()).runs] == [("norm", "rate")]

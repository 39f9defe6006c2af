"""DVCLive metrics: names from folders, times beside the steps."""

from pathlib import Path

import pytest

from analysis.importers.dvclive_tsv import IMPORTER
from tests.analysis.importers.logs import only, points, read, series, write

METRIC = "timestamp\tstep\tloss\n1500\t0\t2.5\n1600\t1\tnan\n"


@pytest.mark.parametrize(
    ("path", "run", "metric"),
    [
        ("exp/dvclive/plots/metrics/train/loss.tsv", "exp", "train/loss"),
        ("exp/live_a/plots/metrics/loss.tsv", "live_a", "loss"),
        ("exp/dvclive/plots/scalars/loss.tsv", "exp", "loss"),
        ("exp/dvclive/scalars/loss.tsv", "exp", "loss"),
        ("exp/dvclive/loss.tsv", "exp", "loss"),
        ("exp/loss.tsv", "exp", "loss"),
    ],
)
def test_names_from_folders(tmp_path: Path, path: str, run: str, metric: str) -> None:
    found = only(read(IMPORTER, write(tmp_path / path, METRIC)))
    assert (found.name, found.metrics) == (run, (metric,))
    assert points(found, metric) == [(0, 2.5), (1, "nan")]
    assert series(found, metric).along["timestamp"].tolist() == [1500, 1600]


def test_files_of_a_run_are_one_run(tmp_path: Path) -> None:
    names = ("train/loss", "val/loss", "lr")
    run = only(read(IMPORTER, *(write(tmp_path / f"e/dvclive/plots/metrics/{name}.tsv", METRIC) for name in names)))
    assert run.metrics == names
    assert len(run.sources) == 3


def test_without_times_and_with_what_lies_beside(tmp_path: Path) -> None:
    folder = tmp_path / "exp" / "dvclive"
    write(folder / "params.yaml", "lr: 0.1\nnet:\n  depth: 3\n")
    write(folder / "metrics.json", '{"train": {"loss": 1.5}, "step": 3}')
    paths = [
        write(folder / f"plots/metrics/{name}.tsv", f"step\t{Path(name).name}\n1\t2.5\n3\t1.5\n")
        for name in ("train/loss", "eval/loss", "epoch")
    ]
    assert [IMPORTER.sniff(path, path.read_bytes()) for path in paths] == [0.8] * 3
    run = only(read(IMPORTER, *paths))
    assert (run.name, run.metrics) == ("exp", ("train/loss", "eval/loss", "epoch"))
    assert points(run, "eval/loss") == [(1, 2.5), (3, 1.5)]
    assert dict(run.config) == {"lr": 0.1, "net.depth": 3}
    assert dict(run.summary) == {"train.loss": 1.5, "step": 3}
    alone = write(tmp_path / "loss.tsv", "step\tloss\n1\t2\n")
    assert IMPORTER.sniff(alone, alone.read_bytes()) == 0.6


@pytest.mark.parametrize("head", [b"timestamp,step,loss\n1,2,3\n", b"step\ttimestamp\tloss\n1\t2\t3\n"])
def test_other_tables_are_not_claimed(head: bytes) -> None:
    assert IMPORTER.sniff(Path("loss.tsv"), head) == 0

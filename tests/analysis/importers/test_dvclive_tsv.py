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


@pytest.mark.parametrize("head", [b"timestamp,step,loss\n1,2,3\n", b"step\ttimestamp\tloss\n1\t2\t3\n"])
def test_other_tables_are_not_claimed(head: bytes) -> None:
    assert IMPORTER.sniff(Path("loss.tsv"), head) == 0

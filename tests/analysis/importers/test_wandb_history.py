"""History saved by a script: ``_step`` wherever it stands, times beside the steps, media left out."""

from pathlib import Path

import pytest

from analysis.errors import UnreadableInput
from analysis.importers.wandb_history import IMPORTER
from analysis.model.series import FidelityKind
from analysis.progress import silent
from tests.analysis.importers.logs import INFO, WARNING, only, points, read, series, told, write

HISTORY = """,lr,_timestamp,Sample,iter,_step,_runtime,val/loss
0,0.1,100.5,,0,5,0.5,
1,,101.5,,0,6,1.5,2.5
2,0.2,102.5,"{'path': 'a, b.html'}",1,7,2.5,NaN
"""


def test_each_metric_on_its_own_steps(tmp_path: Path) -> None:
    reading = read(IMPORTER, write(tmp_path / "seed_1.csv", HISTORY))
    run = only(reading)
    assert (run.name, run.metrics) == ("seed_1", ("lr", "iter", "val/loss"))
    assert points(run, "lr") == [(5, 0.1), (7, 0.2)]
    assert points(run, "val/loss") == [(6, 2.5), (7, "nan")]
    loss = series(run, "val/loss")
    assert loss.axis == "Step"
    assert {name: array.tolist() for name, array in loss.along.items()} == {
        "Wall Time": [101.5, 102.5],
        "Relative Time (Process)": [1.5, 2.5],
    }
    text = "Left out: 1 cell without a number in 1 column, the first “{'path': 'a, b.html'}” of “Sample”."
    assert told(reading, WARNING) == [(4, text)]
    assert told(reading, INFO) == [(1, "Left out: 1 column without a heading.")]
    assert run.sources[0].notices == reading.notices


def test_a_time_that_is_blank_at_a_point_is_left_away(tmp_path: Path) -> None:
    run = only(read(IMPORTER, write(tmp_path / "h.csv", "_step,_runtime,_timestamp,a,b\n0,1,2,3,4\n1,,3,4,\n")))
    assert list(series(run, "a").along) == ["Wall Time"]
    assert list(series(run, "b").along) == ["Relative Time (Process)", "Wall Time"]


def test_points_without_a_step_are_left_out_and_told(tmp_path: Path) -> None:
    text = "_step,_runtime,loss\n0,1,1\n,2,2\nnan,3,3\n3,4,4\n4,5,\n"
    reading = read(IMPORTER, write(tmp_path / "h.csv", text))
    assert points(only(reading), "loss") == [(0, 1), (3, 4)]
    assert told(reading) == [(3, "Left out: 2 rows without a number in “Step”.")]


def test_steps_that_go_back_stay_in_order(tmp_path: Path) -> None:
    reading = read(IMPORTER, write(tmp_path / "h.csv", "loss,_step,b\n1,0,\n,0,1\n2,1,\n3,0,\n4,0,2\n"))
    assert points(only(reading), "loss") == [(0, 1), (1, 2), (0, 3), (0, 4)]
    text = "2 rows in which “Step” goes back or repeats for a metric; the order of the file is kept."
    assert told(reading) == [(5, text)]


def test_thinning_is_recognised(tmp_path: Path) -> None:
    rows = "".join(f"{place + (place > 250)},{place}\n" for place in range(500))
    run = only(read(IMPORTER, write(tmp_path / "h.csv", f"_step,loss\n{rows}")))
    assert series(run, "loss").fidelity.kind is FidelityKind.SAMPLED


def test_a_common_file_name_gives_way_to_the_folder(tmp_path: Path) -> None:
    paths = [write(tmp_path / name / "history.csv", f"_step,loss\n0,{at}\n") for at, name in enumerate("ab")]
    assert [run.name for run in read(IMPORTER, *paths).runs] == ["a", "b"]
    paths = [write(tmp_path / name / "x" / "run.csv", f"_step,loss\n0,{at}\n") for at, name in enumerate("cd")]
    assert [run.name for run in read(IMPORTER, *paths).runs] == ["c/x/run", "d/x/run"]


def test_what_cannot_be_read_is_named_beside_what_can(tmp_path: Path) -> None:
    good, bad = write(tmp_path / "good.csv", "_step,loss\n0,1\n"), write(tmp_path / "bad.csv", "_step,loss\n0,\n")
    reading = read(IMPORTER, bad, good)
    assert [run.name for run in reading.runs] == ["good"]
    assert [(one.file, one.line, one.text) for one in reading.notices] == [
        ("bad.csv", 1, "No column holds a value. Export it again.")
    ]
    with pytest.raises(UnreadableInput) as caught:
        IMPORTER.read((bad,), silent())
    assert (caught.value.file, caught.value.line) == (str(bad), 1)


@pytest.mark.parametrize(
    ("text", "surely"),
    [
        ("_step,_runtime,_timestamp,a - b\n0,1,2,3\n", True),
        ("_step,loss\n0,1\n", True),
        ("Step,a - loss\n0,1\n", False),
        ("epoch,a - _step,a - loss\n0,1,2\n", False),
        ("_step,a - loss\n0,1\n", False),
        ("step,loss\n0,1\n", False),
    ],
)
def test_charts_are_not_claimed(text: str, surely: bool) -> None:
    assert (IMPORTER.sniff(Path("x.csv"), text.encode()) > 0.5) is surely

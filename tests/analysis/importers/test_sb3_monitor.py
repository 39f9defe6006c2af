"""Monitors of Stable-Baselines3: steps from the lengths of episodes, settings from the comment."""

from pathlib import Path

import pytest

from analysis.errors import UnreadableInput
from analysis.importers.sb3_monitor import IMPORTER
from analysis.progress import silent
from tests.analysis.importers.logs import INFO, WARNING, only, points, read, series, told, write

MONITOR = '#{"t_start": 1614.5, "env_id": "Acrobot-v1"}\nr,l,t\r\n-500.0,500,4.5\r\nnan,100,5.5\r\n'
SUMMED = "The steps are the lengths of the episodes (l) added up."


def test_lengths_add_up_to_steps(tmp_path: Path) -> None:
    reading = read(IMPORTER, write(tmp_path / "a2c" / "0.monitor.csv", MONITOR))
    run = only(reading)
    assert (run.name, run.metrics) == ("a2c/0", ("r", "l"))
    assert points(run, "r") == [(500, -500), (600, "nan")]
    assert points(run, "l") == [(500, 500), (600, 100)]
    assert series(run, "r").axis == "Step"
    assert series(run, "r").along["t"].tolist() == [4.5, 5.5]
    assert dict(run.config) == {"t_start": 1614.5, "env_id": "Acrobot-v1"}
    assert told(reading) == [(None, SUMMED)]


def test_names(tmp_path: Path) -> None:
    names = ("0.monitor.csv", "1.monitor.csv", "eval.monitor.csv", "monitor.csv")
    reading = read(IMPORTER, *(write(tmp_path / "ppo" / name, MONITOR) for name in names))
    assert [run.name for run in reading.runs] == ["ppo/0", "ppo/1", "eval", "ppo"]


def test_line_ends_written_twice(tmp_path: Path) -> None:
    text = MONITOR.replace("\r\n", "\r\r\n") + "x,5,6\r\r\n1,,7\r\r\n2,10,8\r\r\n"
    reading = read(IMPORTER, write(tmp_path / "monitor.csv", text))
    assert points(only(reading), "r") == [(500, -500), (600, "nan"), (615, 2)]
    assert told(reading, WARNING) == [
        (5, "Left out: 1 cell without a number in 1 column, the first “x” of “r”."),
        (6, "Left out: 1 row without a number in “Step”."),
    ]


@pytest.mark.parametrize("comment", ["#{broken", "#{}", '#{"a": [1]}'])
def test_comments_of_any_kind(tmp_path: Path, comment: str) -> None:
    reading = read(IMPORTER, write(tmp_path / "monitor.csv", f"{comment}\nr,l,t,success\n1,2,3,0\n"))
    assert only(reading).metrics == ("r", "l", "success")
    assert (None, SUMMED) in told(reading, INFO)


def test_a_monitor_without_episodes(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="no episodes") as caught:
        IMPORTER.read((write(tmp_path / "monitor.csv", MONITOR[:52]),), silent())
    assert caught.value.line == 1


def test_other_tables_are_not_claimed() -> None:
    for head in (b"r,l,t\n1,2,3\n", b"#{}\na,b\n1,2\n", b"#{}"):
        assert IMPORTER.sniff(Path("monitor.csv"), head) == 0

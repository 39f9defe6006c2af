"""Progress of reinforcement learning: steps anywhere, texts among numbers, files cut within a cell."""

import json
import math
from pathlib import Path

import pytest

from analysis.importers.rl_progress import IMPORTER
from analysis.progress import silent
from analysis.read import read as read_files
from tests.analysis.importers.logs import WARNING, only, points, read, series, told, write

PROGRESS = "train/loss,time/total_timesteps,rollout/ep_rew_mean,time/iterations\n"
PROGRESS += ",1024,-7.5,1\n0.5,2048,nan,2\ninf,3072,-6,3\n"
RLLIB = "episode_reward_mean,timesteps_total,info,training_iteration\n1.5,100,\"{'a': 1, 'b': 2}\",1\n"
RLLIB += "2.5,200,\"{'a': 1,\n 'b': 2}\",2\n"


def test_steps_are_found_by_name(tmp_path: Path) -> None:
    reading = read(IMPORTER, write(tmp_path / "ppo" / "progress.csv", PROGRESS))
    run = only(reading)
    assert (run.name, run.metrics) == ("ppo", ("train/loss", "rollout/ep_rew_mean"))
    assert points(run, "train/loss") == [(2048, 0.5), (3072, "inf")]
    assert points(run, "rollout/ep_rew_mean") == [(1024, -7.5), (2048, "nan"), (3072, -6)]
    assert series(run, "train/loss").axis == "time/total_timesteps"
    assert series(run, "train/loss").along["time/iterations"].tolist() == [2, 3]
    assert reading.notices == ()


@pytest.mark.parametrize(
    "cut", ["3.5,300,\"{'a': 1, ", "3.5,300,\"{'a': 1,\n 'b'", "3.5,300,\"{'a': [1,\n 2,\n 3", "3.5,30"]
)
def test_a_row_that_breaks_off_costs_that_row(tmp_path: Path, cut: str) -> None:
    reading = read(IMPORTER, write(tmp_path / "progress.csv", RLLIB + cut))
    assert points(only(reading), "episode_reward_mean") == [(100, 1.5), (200, 2.5)]
    after = f" after {cut.count(chr(10)) + 1} lines" if "\n" in cut else ""
    assert told(reading, WARNING) == [
        (2, "Left out: 2 cells without a number in 1 column, the first “{'a': 1, 'b': 2}” of “info”."),
        (5, f"Left out: the last row, which breaks off{after}. The file may have been cut."),
    ]


@pytest.mark.parametrize(
    ("name", "head", "sure"),
    [
        ("progress.csv", b"a,step\n1,2\n", 0.6),
        ("other.csv", b"a,step\n1,2\n", 0),
        ("other.csv", b"time/total timesteps,a\n1,2\n", 0.8),
        ("progress.csv", b"a,b\n1,2\n", 0),
        ("progress.csv", b"Step,ppo - rollout/ep_rew_mean\n1,2\n", 0),
    ],
)
def test_how_sure(name: str, head: bytes, sure: float) -> None:
    assert IMPORTER.sniff(Path(name), head) == sure


def test_parameters_beside_it_are_those_of_the_run(tmp_path: Path) -> None:
    write(tmp_path / "trial" / "params.json", '{"lr": 0.1, "model": {"fcnet_hiddens": [64, 64]}, "env": "CartPole-v1"}')
    text = "episode_reward_mean,timesteps_total\n1.5,100\n2.5,200\n"
    run = only(read(IMPORTER, write(tmp_path / "trial" / "progress.csv", text)))
    assert run.name == "trial"
    assert dict(run.config) == {"lr": 0.1, "model.fcnet_hiddens": "[64, 64]", "env": "CartPole-v1"}


def test_both_logs_of_a_trial_are_one_run_with_each_metric_once(tmp_path: Path) -> None:
    folder = tmp_path / "PPO_trial"
    rows = [(1, 100, -7.5, 0.25), (2, 200, math.nan, 0.125), (3, 300, -6.0, 0.5)]
    lines = "".join(f"{reward},{steps},{one},{loss}\n" for one, steps, reward, loss in rows)
    head = "episode_reward_mean,timesteps_total,training_iteration,info/learner/p0/loss\n"
    write(folder / "progress.csv", head + lines)
    same = {"config": {"lr": 0.1, "model": {"dim": 64}}}
    records = [
        {
            "episode_reward_mean": reward,
            "timesteps_total": steps,
            "training_iteration": one,
            "info": {"learner": {"p0": {"loss": loss}}},
            **same,
        }
        for one, steps, reward, loss in rows
    ]
    write(folder / "result.json", "\n".join(map(json.dumps, records)) + "\n")
    (run,) = read_files((folder,), silent()).runs
    assert (run.name, run.metrics) == ("PPO_trial", ("episode_reward_mean", "info/learner/p0/loss"))
    assert {Path(path).name for path in run.paths} == {"progress.csv", "result.json"}
    assert dict(run.config) == {"lr": 0.1, "model.dim": 64}

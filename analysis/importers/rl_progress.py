"""``progress.csv`` of Stable-Baselines3, Baselines and RLlib: columns in any order, some of them texts."""

from dataclasses import replace
from pathlib import Path

from analysis.importers import Importer, Reading
from analysis.progress import Progress
from analysis.stats.header_names import Kind, kind_of
from analysis.stats.logs.columns import COUNTERS, Log, log_of_any
from analysis.stats.logs.files import File, run_of
from analysis.stats.logs.runs import read_runs
from analysis.stats.logs.tables import glance, rows_of_table

ID = "rl_progress"
NAME = "progress"
SETTINGS = "params.json"  # of RLlib, beside its progress
OWN = frozenset(
    {"time/total_timesteps", "misc/total_timesteps", "timesteps_total", "training_iteration", "rollout/ep_rew_mean"}
)


def sniff(path: Path, head: bytes) -> float:
    """Sure of names that only these programs use, and of a file called progress that counts something."""
    found = glance(head)
    if found is None or len(found.names) < 2 or kind_of(found.names) is Kind.CHART:
        return 0.0
    if found.spelled & OWN:
        return 0.8
    return 0.6 if path.stem == NAME and found.spelled & set(COUNTERS) else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """One run of each file, named by its folder."""
    return Reading(*read_runs(paths, progress, ID, _log))


def _log(file: File, data: bytes) -> tuple[Log, ...]:
    log = log_of_any(file, run_of(file.path), rows_of_table(file, data))
    return (replace(log, beside=(file.path.with_name(SETTINGS),)),)


IMPORTER = Importer(ID, "Stable-Baselines3 or RLlib progress.csv", (".csv",), sniff, read)

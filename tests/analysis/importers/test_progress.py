"""Every reader looks often at whether it is still wanted: what it does between two looks is counted, not timed."""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from analysis.errors import Cancelled
from analysis.progress import Progress
from analysis.read import read
from tests.analysis.importers import databases, event_files, wandb_logs

ROWS = 12_000
MOST = 120_000  # calls between two looks, some 30 ms of work


def text(lines: Iterable[str], *before: str) -> bytes:
    return "\n".join([*before, *lines, ""]).encode()


def table(path: Path) -> None:
    columns = {"_step": range(ROWS), "loss": [0.1 * row for row in range(ROWS)]}
    parquet.write_table(pa.table({name: list(column) for name, column in columns.items()}), path)


def neptune(path: Path) -> None:
    alike = {"project_id": "p", "run_id": "r", "attribute_path": "loss", "attribute_type": "float_series"}
    columns: dict[str, list[object]] = {name: [value] * ROWS for name, value in alike.items()}
    columns |= {
        "step": list(range(ROWS)),
        "timestamp": [None] * ROWS,
        "float_value": [0.1 * row for row in range(ROWS)],
    }
    parquet.write_table(pa.table(columns), path)


def mlflow(path: Path) -> None:
    rows = [("loss", 0.1 * row, 1_600_000_000_000 + row, "r", row, 0) for row in range(ROWS)]
    databases.database(path, databases.MLFLOW, {"runs": [("r", "one")], "metrics": rows})


def trackio(path: Path) -> None:
    rows = [(None, "2025-01-01T00:00:00", "r", row, json.dumps({"loss": 0.1 * row})) for row in range(ROWS)]
    databases.database(path, databases.TRACKIO, {"metrics": rows})


FILES: dict[str, bytes | Callable[[Path], None]] = {
    "chart.csv": text(
        (f'"{row}","{row / 3}","{row / 3}","n/a"' for row in range(ROWS)), '"Step","a - m","a - m__MIN","a - m__MAX"'
    ),
    "history.csv": text((f"{row / 3},{row},{row},{row},x" for row in range(ROWS)), "loss,_step,_runtime,_timestamp,t"),
    "metrics.csv": text((f"0,{row},{row / 3},n/a" for row in range(ROWS)), "epoch,step,train_loss_step,val_loss"),
    "training.csv": text((f"{row},{row / 3},n/a" for row in range(ROWS)), "epoch,accuracy,loss"),
    "numbers.csv": text((f"{row},{row / 3},noon" for row in range(ROWS)), "a,b,when"),
    "log.jsonl": text(json.dumps({"step": row, "loss": row / 3}) for row in range(ROWS)),
    "trainer_state.json": json.dumps(
        {"log_history": [{"step": row, "loss": row / 3, "learning_rate": 1e-3} for row in range(ROWS)]}
    ).encode(),
    "run_loss.csv": text((f"{1.6e9 + row},{row},{row / 3}" for row in range(ROWS)), "Wall time,Step,Value"),
    "progress.csv": text((f"{row},{row / 3},a" for row in range(ROWS)), "time/total_timesteps,rollout/ep_rew_mean,n"),
    "monitor.csv": text((f"{row / 3},10,{row}" for row in range(ROWS)), '#{"t_start": 1.0}', "r,l,t"),
    "long.csv": text((f"{row // 2},{'ab'[row % 2]},{row / 3}" for row in range(ROWS)), "step,metric,value"),
    "dvclive/plots/metrics/loss.tsv": text((f"{row}\t{row / 3}" for row in range(ROWS)), "step\tloss"),
    "results.csv": text((f"{row},{row / 3},n/a" for row in range(ROWS)), "epoch,train/box_loss,metrics/mAP50(B)"),
    "mlruns/0/abc/metrics/loss": text(f"{1_600_000_000_000 + row} {row / 3} {row}" for row in range(ROWS)),
    "run-abc12345.wandb": wandb_logs.log(wandb_logs.run(), *wandb_logs.losses(ROWS)),
    "events.out.tfevents.1.host": event_files.events(*event_files.losses(ROWS)),
    "history.parquet": table,
    "neptune.parquet": neptune,
    "mlflow.db": mlflow,
    "trackio.db": trackio,
}


def written(folder: Path, name: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    content = FILES[name]
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        content(path)
    return path


class Counting(Progress):
    """Counts the calls of functions between two looks; ``cancelled_at`` is the look at which the work is cancelled."""

    def __init__(self, cancelled_at: int = -1) -> None:
        super().__init__()
        self.calls, self.most, self.looks, self.cancelled_at = 0, 0, 0, cancelled_at

    def count(self, _frame: object, event: str, _argument: object) -> None:
        self.calls += event in {"call", "c_call"}

    def check(self) -> None:
        self.most, self.calls, self.looks = max(self.most, self.calls), 0, self.looks + 1
        if self.looks == self.cancelled_at:
            self.cancel()
        super().check()


@pytest.mark.parametrize("name", FILES)
def test_little_is_done_between_two_looks(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, name)
    read([path], Progress())  # what is imported once is not counted
    progress = Counting()
    sys.setprofile(progress.count)
    try:
        reading = read([path], progress)
    finally:
        sys.setprofile(None)
    progress.check()
    assert sum(len(series) for run in reading.runs for series in run.series) >= ROWS
    assert progress.most < MOST


@pytest.mark.parametrize("name", FILES)
def test_what_is_cancelled_ends_at_the_next_look(tmp_path: Path, name: str) -> None:
    progress = Counting(cancelled_at=3)
    with pytest.raises(Cancelled):
        read([written(tmp_path, name)], progress)
    assert progress.looks <= 4  # SQLite tells of its interruption, and is asked why

"""A small sound file of every format, text or binary: what hostile files and fuzzing begin with."""

import io
import tempfile
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

from analysis.stats.crc32c import checksums, masked
from tests.analysis.importers import event_files, wandb_logs
from tests.analysis.importers.databases import MLFLOW, TRACKIO, Rows, database
from tests.analysis.importers.log_examples import EXAMPLES

pa: Any = import_module("pyarrow")  # ships no types
pq: Any = import_module("pyarrow.parquet")

Sample = tuple[str, bytes]  # where the file lies below the folder of a test, and what it holds
CUT = b"|CUT|"  # between the records of a log that is yet to be put under its checksums
TIME = 1_700_000_000_000  # milliseconds
MLFLOW_ROWS: Rows = {
    "metrics(run_uuid, key, value, timestamp, step, is_nan)": [
        ("r1", "loss", 2.5, TIME, 0, 0),
        ("r1", "loss", 1.5, TIME + 1, 1, 0),
        ("r1", "kl", 0, TIME, 0, 1),
    ],
    "params(run_uuid, key, value)": [("r1", "lr", "0.1")],
    "runs": [("r1", "base")],
}
TRACKIO_ROWS: Rows = {
    "metrics(timestamp, run_name, step, metrics)": [
        ("2026-01-01T00:00:00+00:00", "a", 0, '{"loss": 2.5, "kl": "NaN"}'),
        ("2026-01-01T00:00:01+00:00", "a", 1, '{"loss": 1.5}'),
    ],
    "configs(run_name, config)": [("a", '{"lr": 0.1}')],
}
META = b"artifact_uri: file:///x\nrun_id: f00d\nrun_name: base\n"
RUNS_TABLE = (
    b'"Name","State","Notes","User","Tags","Created","Runtime","Sweep","lr","loss"\n'
    b'"a","finished","-","u","","2026-05-25T14:08:33.000Z","5","","0.1","2.5"\n'
)


@cache
def samples() -> dict[str, Sample]:
    """One file of each importer by its id."""
    found = {owner: (name, text.encode()) for owner, ((name, text), *_) in EXAMPLES.items()}
    found["wandb_runs_table"] = ("runs.csv", RUNS_TABLE)
    found["wandb_offline"] = ("run-abc123.wandb", wandb_logs.log(*_wandb_records()))
    found["tensorboard"] = ("events.out.tfevents.1.host", _events())
    found["mlflow_files"] = (
        "mlruns/0/f00d/metrics/loss",
        b"".join(b"%d %r %d\n" % (TIME + n, n / 4, n) for n in range(8)),
    )
    found["mlflow_sqlite"] = ("mlflow.db", _database(MLFLOW, MLFLOW_ROWS))
    found["trackio"] = ("project.db", _database(TRACKIO, TRACKIO_ROWS))
    found["wandb_parquet"] = ("me_project_run1_0.runhistory.parquet", _wandb_parquet())
    found["neptune_parquet"] = ("run_part_0.parquet", _neptune_parquet())
    return found


def laid(folder: Path, owner: str, content: bytes) -> Path:
    """The sample's place in a folder, with other content, and with what has to lie around it."""
    path = folder / samples()[owner][0]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if owner == "mlflow_files":
        (path.parent.parent / "meta.yaml").write_bytes(META)
    return path


def unsealed() -> dict[str, bytes]:
    """The records of the formats that hold each one under a checksum, with ``CUT`` between them."""
    events = _events()
    places = [0]
    while places[-1] < len(events):
        places.append(places[-1] + 16 + int.from_bytes(events[places[-1] : places[-1] + 8], "little"))
    records = [events[start + 12 : stop - 4] for start, stop in pairwise(places)]
    return {"tensorboard": CUT.join(records), "wandb_offline": CUT.join(_wandb_records())}


def sealed(owner: str, data: bytes) -> bytes:
    """A file of the records, whatever is in them, each under a checksum that is right."""
    records = data.split(CUT)
    if owner == "wandb_offline":
        return wandb_logs.log(*records)
    lengths = [len(record).to_bytes(8, "little") for record in records]
    sums = masked(checksums([*lengths, *records])).tolist()
    four = [one.to_bytes(4, "little") for one in sums]
    parts = zip(lengths, four[: len(records)], records, four[len(records) :], strict=True)
    return b"".join(b"".join(part) for part in parts)


def _wandb_records() -> list[bytes]:
    settings = {"lr": 0.1, "net": {"depth": 3}}
    rows = [*wandb_logs.losses(4), wandb_logs.history({"kl.a": float("nan"), "_step": 4})]
    return [wandb_logs.run(values=settings), *rows, wandb_logs.stats(1001, {"cpu": 5}), wandb_logs.EXIT]


def _events() -> bytes:
    halves = event_files.tensor("acc", (1, 1), (4, b"\0\0\0\x3f"))
    return event_files.events(*event_files.losses(4), event_files.event(4, halves))


def _database(schema: str, rows: Rows) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return database(Path(folder, "made.db"), schema, rows).read_bytes()


def _wandb_parquet() -> bytes:
    columns = {
        "_step": [0, 1, 2],
        "_runtime": [0.5, 1.5, 2.5],
        "loss": [2.5, float("nan"), None],
        "t": ["x", None, "y"],
    }
    return _parquet(pa.table(columns))


def _neptune_parquet() -> bytes:
    rows = [
        {
            "project_id": "p",
            "run_id": "R-1",
            "attribute_path": "loss",
            "attribute_type": "float_series",
            "step": Decimal(step),
            "timestamp": datetime.fromtimestamp(1e9 + step, UTC),
            "float_value": 1 / (1 + step),
        }
        for step in range(3)
    ]
    return _parquet(pa.Table.from_pylist(rows))


def _parquet(table: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return bytes(sink.getvalue())

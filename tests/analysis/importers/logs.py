"""Logs made for tests, and what was read of them in plain lists."""

import json
import math
from pathlib import Path

from analysis.importers import Importer, Reading
from analysis.model.notice import Severity
from analysis.model.run import Run
from analysis.model.series import Series
from analysis.progress import silent

WARNING, INFO, ERROR = Severity.WARNING, Severity.INFO, Severity.ERROR


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(importer: Importer, *paths: Path) -> Reading:
    """What an importer makes of files that it claims."""
    for path in paths:
        assert importer.sniff(path, path.read_bytes()[:65_536]) > 0, path
    return importer.read(paths, silent())


def only(reading: Reading) -> Run:
    (run,) = reading.runs
    return run


def series(run: Run, metric: str) -> Series:
    found = run.get(metric)
    assert found is not None, f"{run.name} has {run.metrics}"
    return found


def points(run: Run, metric: str) -> list[tuple[float, float | str]]:
    """Steps and values of a metric; values that are not finite as words, so that they can be compared."""
    found = series(run, metric)
    return [
        (step, value if math.isfinite(value) else str(value))
        for step, value in zip(found.steps.tolist(), found.values.tolist(), strict=True)
    ]


def told(reading: Reading, *severities: Severity) -> list[tuple[int | None, str]]:
    """Line and text of the notices of the given severities, of all without any."""
    return [(one.line, one.text) for one in reading.notices if not severities or one.severity in severities]


def trainer_state(rows: list[dict[str, object]], **state: object) -> str:
    return json.dumps({"best_metric": None, "global_step": 3, **state, "log_history": rows}, indent=2)

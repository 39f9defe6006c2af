"""Chart exports made for tests, byte for byte as W&B writes them or as other programs save them again."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from analysis.importers import Reading
from analysis.importers.wandb_csv import IMPORTER
from analysis.model.notice import Severity
from analysis.model.run import Run
from analysis.model.series import FloatArray, Series
from analysis.progress import silent

Cells = Sequence[object]


def quoted(cell: object) -> str:
    return '"' + str(cell).replace('"', '""') + '"'


def export(x: str, places: Cells, columns: Mapping[str, Cells]) -> str:
    """A chart as W&B writes it: every cell quoted, no line end after the last row."""
    rows = [[x, *columns], *zip(places, *columns.values(), strict=True)]
    return "\n".join(",".join(map(quoted, row)) for row in rows)


def triple(name: str, values: Cells, low: Cells | None = None, high: Cells | None = None) -> dict[str, Cells]:
    """A column with its MIN and MAX, which repeat the values where none are given."""
    return {
        name: values,
        f"{name}__MIN": values if low is None else low,
        f"{name}__MAX": values if high is None else high,
    }


def read_file(folder: Path, text: str | bytes, name: str = "chart.csv") -> Reading:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return IMPORTER.read((path,), silent())


def run_of(reading: Reading, name: str) -> Run:
    return next(run for run in reading.runs if run.name == name)


def series_of(reading: Reading, run: str, metric: str) -> Series:
    found = run_of(reading, run).get(metric)
    assert found is not None, f"{run} has {run_of(reading, run).metrics}"
    return found


def numbers(array: FloatArray | None) -> list[float]:
    assert array is not None
    return list(np.asarray(array).tolist())


def told(reading: Reading, *severities: Severity) -> list[tuple[int | None, str]]:
    """Line and text of the notices of some severities, all when none are given."""
    return [(notice.line, notice.text) for notice in reading.notices if not severities or notice.severity in severities]

"""What reading ends in, whatever the bytes: runs that hold together, or a reason."""

from pathlib import Path

import numpy as np

from analysis.errors import UnreadableInput
from analysis.importers import Importer, Reading
from analysis.model.run import Run
from analysis.progress import silent


def outcome(importer: Importer, *paths: Path) -> Reading | UnreadableInput:
    """The reading or the refusal of some files, checked for what holds of any; all else is raised."""
    for path in paths:
        assert 0 <= importer.sniff(path, path.read_bytes()[:65_536]) <= 1
    try:
        found: Reading | UnreadableInput = importer.read(paths, silent())
    except UnreadableInput as error:
        found = error
    if isinstance(found, UnreadableInput):
        assert (found.reason[-1], found.advice[-1]) == (".", ".")
        assert found.file is not None
    elif not found.attached:
        check(found)
    return found


def check(reading: Reading) -> None:
    """What holds of any reading."""
    assert reading.runs
    assert len({run.name for run in reading.runs}) == len(reading.runs)
    for run in reading.runs:
        assert run.series
        assert run.sources
        assert all(len(series) and np.isfinite(series.steps).all() for series in run.series)


def read_all(importer: Importer, *paths: Path) -> Reading:
    found = outcome(importer, *paths)
    assert isinstance(found, Reading), str(found)
    return found


def points(run: Run, metric: str) -> list[tuple[float, float]]:
    """The points of a metric."""
    series = run.get(metric)
    assert series is not None, f"{run.name} has {run.metrics}"
    return list(zip(series.steps.tolist(), series.values.tolist(), strict=True))


def said(reading: Reading) -> list[str]:
    return [notice.text for notice in reading.notices]

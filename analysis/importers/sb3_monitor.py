"""Stable-Baselines3 ``monitor.csv``: one row an episode below a comment in JSON; steps are the lengths added up."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from analysis.importers import Importer, Reading
from analysis.model.notice import Severity
from analysis.model.run import ConfigValue
from analysis.progress import Progress
from analysis.stats.json_values import parsed, settings
from analysis.stats.logs.columns import Column, Log, Rows, log_over
from analysis.stats.logs.files import File
from analysis.stats.logs.runs import read_runs
from analysis.stats.logs.tables import glance, rows_of_table

ID = "sb3_monitor"
HEADINGS = ("r", "l", "t")
LENGTH, TIME, STEP = "l", "t", "Step"
SUFFIX = "monitor"


def sniff(_path: Path, head: bytes) -> float:
    """Sure of a JSON comment over the headings r, l and t."""
    comment, table = _parts(head)
    found = glance(table)
    return 0.95 if comment and found is not None and found.names[:3] == HEADINGS else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """One run of each file: ``0.monitor.csv`` is the run 0 of its folder, ``monitor.csv`` is the folder's."""
    return Reading(*read_runs(paths, progress, ID, _log))


def _parts(data: bytes) -> tuple[bytes, bytes]:
    """The comment, if there is one, and the table with an empty line in its place, so that lines keep their numbers."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.startswith(b"#{"):
        return b"", data
    end = data.find(b"\n")
    return (data[1:], b"") if end < 0 else (data[1:end], data[end:])


def _log(file: File, data: bytes) -> tuple[Log, ...]:
    comment, table = _parts(data)
    rows = rows_of_table(file, table, told=(LENGTH,))
    if not rows.count:
        raise file.refusal("There are no episodes in it.", "Give the monitor of a run that ended an episode.", 1)
    log = log_over(file, _run(file.path.absolute()), _counted(rows), "step", along=(TIME,))
    file.note(Severity.INFO, "The steps are the lengths of the episodes (l) added up.")
    return (replace(log, config=_config(comment)),)


def _counted(rows: Rows) -> Rows:
    """The rows with the steps that had been made at the end of each episode."""
    lengths = next((column for column in rows.columns if column.name == LENGTH), None)
    if lengths is None:
        return rows
    known = np.isfinite(lengths.values)
    with np.errstate(over="ignore"):
        steps = Column(STEP, lengths.rows[known], np.cumsum(lengths.values[known]))
    return replace(rows, columns=(steps, *rows.columns))


def _run(path: Path) -> Path:
    own = path.stem.removesuffix(SUFFIX).rstrip(".")
    return path.with_name(own) if own else path.parent


def _config(comment: bytes) -> dict[str, ConfigValue]:
    """What the comment tells, such as env_id and t_start; nothing where it is no JSON."""
    try:
        value = parsed(comment)
    except ValueError:
        return {}
    return settings(value) if isinstance(value, dict) else {}


IMPORTER = Importer(ID, "Stable-Baselines3 monitor.csv", (".csv",), sniff, read)

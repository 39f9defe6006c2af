"""Columns on the rows of a log, and which of them says where the rows stand."""

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.model.notice import Severity
from analysis.model.run import ConfigValue, no_config
from analysis.model.series import FloatArray, no_axes
from analysis.stats.delimited import LineArray
from analysis.stats.logs.files import File
from analysis.wording import plural

RowArray = NDArray[np.intp]

STEP, ROW = "Step", "Row"
# Names of columns that count steps, the most telling first; compared in lower case with _ for blanks.
COUNTERS = (
    "_step",
    "step",
    "steps",
    "global_step",
    "trainer/global_step",
    "train/global_step",
    "time/total_timesteps",
    "total_timesteps",
    "timesteps_total",
    "num_env_steps_sampled_lifetime",
    "num_env_steps_sampled",
    "misc/total_timesteps",
    "total_steps",
    "totalenvinteracts",
    "timesteps",
    "timestep",
    "num_updates",
    "iteration",
    "iterations",
    "iter",
    "iters",
    "training_iteration",
    "time/iterations",
    "misc/nupdates",
    "update",
    "batch",
    "episode",
    "episodes",
    "epoch",
    "epochs",
)
RUNS = ("run", "run_name", "run_id", "experiment", "trial", "seed", "model", "name")  # columns that tell runs apart
PARTS = ("split", "mode", "phase", "stage", "subset")  # columns that tell what a row was measured on
FEWEST = 0.5  # share of the rows that a counter must number
STUCK = 0.5  # share of the points of a metric at which a counter may fail to grow


@dataclass(frozen=True, eq=False)
class Column:
    """The values of one name, and the rows (ascending, from 0) that hold them; both of shape (points,)."""

    name: str
    rows: RowArray
    values: FloatArray


class Points:
    """A column that grows value by value."""

    __slots__ = ("rows", "values")

    def __init__(self) -> None:
        self.rows = array("q")
        self.values = array("d")

    def add(self, row: int, value: float) -> None:
        self.rows.append(row)
        self.values.append(value)

    def column(self, name: str) -> Column:
        return Column(name, np.array(self.rows, np.intp), np.array(self.values, np.float64))


@dataclass(frozen=True, eq=False)
class Log:
    """What a file tells of one run.

    ``run`` is where the run lies: its last part names it, its folders tell it from others. ``steps`` and the arrays
    in ``along`` have shape (rows,), NaN where a row has none. ``lines`` has the line on which each row ends, None
    where rows are entries of a larger whole. ``thinned`` tells that the program behind the file may leave out points;
    one that writes its own log does not, however uneven its steps. ``beside`` are files that may hold more settings.
    ``appended`` tells that a program which is started again may write on in the same file.
    """

    file: File
    run: Path
    axis: str
    steps: FloatArray
    lines: LineArray | None
    columns: tuple[Column, ...]
    along: Mapping[str, FloatArray] = field(default_factory=no_axes)
    config: Mapping[str, ConfigValue] = field(default_factory=no_config)
    thinned: bool = False
    summary: Mapping[str, ConfigValue] = field(default_factory=no_config)
    beside: tuple[Path, ...] = ()
    appended: bool = False


@dataclass(frozen=True, eq=False)
class Rows:
    """All columns of a file; ``count`` is the number of its rows, ``lines`` as in Log."""

    columns: tuple[Column, ...]
    count: int
    lines: LineArray | None


def spelled(name: str) -> str:
    """A name as it is compared: lower case, _ for blanks."""
    return name.strip().lower().replace(" ", "_")


def spread(column: Column, count: int) -> FloatArray:
    """The values of a column as an array of shape (count,), NaN in rows without one."""
    values = np.full(count, np.nan)
    values[column.rows] = column.values
    return values


def unique_names(names: Sequence[str]) -> list[str]:
    """The names, those met before with a number."""
    taken = set(names)
    turns: Counter[str] = Counter()
    found = []
    for name in names:
        turns[name] += 1
        free = name
        while turns[name] > 1 and (free in taken or free == name):
            free = f"{name} ({turns[name]})"
            turns[name] += free in taken
        taken.add(free)
        found.append(free)
    return found


def log_over(file: File, run: Path, rows: Rows, counter: str, *, along: Sequence[str] = ()) -> Log:
    """The log whose rows are numbered by the column ``counter``; UnreadableInput where there is none."""
    found = next((column for column in rows.columns if spelled(column.name) == counter), None)
    if found is None or not np.isfinite(found.values).any():
        reason = f"No column “{counter}” holds a number." if rows.count else "There are no rows."
        raise file.refusal(reason, "Export it again.", 1)
    return _log(file, run, rows, found, [spelled(name) for name in along])


def log_of_any(file: File, run: Path, rows: Rows) -> Log:
    """The log whose rows are numbered by the first of COUNTERS that can, else by themselves, from 1.

    A counter can where it numbers at least half of the rows, grows at half of the points of every metric or more, and
    does not begin again whenever another one grows: a batch counts within its epoch. The other counters are kept
    along.
    """
    if not rows.count:
        raise file.refusal("There are no rows.", "Export it again.", 1)
    by_name = {spelled(column.name): column for column in reversed(rows.columns)}
    counters = [by_name[name] for name in COUNTERS if name in by_name]
    metrics = [column for column in rows.columns if column not in counters]
    if counters and not metrics:  # the counter that counts worst is what was measured
        metrics, counters = counters[-1:], counters[:-1]
    places = [spread(column, rows.count) for column in counters]
    able = (at for at, own in enumerate(places) if _numbers(own, metrics) and not any(_within(own, o) for o in places))
    found = next((counters[at] for at in able), None)
    if found is None:
        why = "no column counts steps"
        if counters:
            why = f"“{counters[0].name}” does not count them from beginning to end"
        file.note(Severity.WARNING, f"Placed by the number of the row, from 1: {why}.")
    return _log(file, run, rows, found, [spelled(column.name) for column in counters])


def log_of_chosen(file: File, run: Path, rows: Rows, step: str) -> Log:
    """The log whose rows are numbered by the column of that heading, by themselves where it is empty.

    Every other column is a metric.
    """
    if not rows.count:
        raise file.refusal("There are no rows.", "Export it again.", 1)
    found = next((column for column in rows.columns if column.name == step), None)
    if step and (found is None or not np.isfinite(found.values).any()):
        raise file.refusal(f"No column “{step}” holds a number.", "Pick another column for the steps.", 1)
    return _log(file, run, rows, found, ())


def _numbers(places: FloatArray, metrics: Sequence[Column]) -> bool:
    """Whether a counter numbers the rows of all metrics well enough."""
    numbered = np.isfinite(places)
    if np.count_nonzero(numbered) < FEWEST * places.size:
        return False
    with np.errstate(over="ignore", invalid="ignore"):
        if (np.diff(places) > 0).all():
            return True
        for metric in metrics:
            steps = places[metric.rows[numbered[metric.rows]]]
            if steps.size > 1 and np.count_nonzero(np.diff(steps) <= 0) > STUCK * (steps.size - 1):
                return False
    return True


def _within(places: FloatArray, others: FloatArray) -> bool:
    """Whether a counter goes back exactly where another one, which never does, grows."""
    both = np.isfinite(places) & np.isfinite(others)
    with np.errstate(over="ignore", invalid="ignore"):
        falls, grows = np.diff(places[both]) < 0, np.diff(others[both])
    return bool(falls.any() and (grows >= 0).all() and (grows[falls] > 0).all())


def _log(file: File, run: Path, rows: Rows, counter: Column | None, along: Sequence[str]) -> Log:
    """The log over a counter; the columns named in ``along`` are kept beside it, the others are its metrics."""
    beside = [column for column in rows.columns if column is not counter and spelled(column.name) in along]
    metrics = tuple(column for column in rows.columns if column is not counter and column not in beside)
    axis, steps = ROW, np.arange(1.0, rows.count + 1)
    if counter is not None:
        axis = STEP if spelled(counter.name) in {"step", "_step"} else counter.name
        steps = spread(counter, rows.count)
    axes = {column.name: spread(column, rows.count) for column in beside if column.rows.size}
    blank = [column.name for column in metrics if not column.rows.size]
    if blank:
        text = f"Left out: {plural(len(blank), 'column')} without any value, the first “{blank[0]}”."
        file.note(Severity.INFO, text, 1)
    kept = tuple(column for column in metrics if column.rows.size)
    if not any(np.isfinite(steps[column.rows]).any() for column in kept):
        raise file.refusal("No column holds a value.", "Export it again.", 1)
    return Log(file, run, axis, steps, rows.lines, kept, axes)

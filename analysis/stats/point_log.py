"""Points that a log holds one after another, gathered into series: each metric on its own steps, in the log's order."""

import math
from array import array
from dataclasses import replace

import numpy as np

from analysis.model.series import FidelityKind, FloatArray, Series, frozen_array
from analysis.progress import checkpoint
from analysis.stats.shared_arrays import SharedArrays
from analysis.wording import plural, step

Columns = tuple["array[float]", ...]


class PointLog:
    """Grows point by point; ``axis`` names what steps count, ``along`` further coordinates of every point.

    ``columns`` are the steps, the values and the coordinates of each metric.
    """

    def __init__(self, axis: str = "Step", along: tuple[str, ...] = ()) -> None:
        self._axis = axis
        self._along = along
        self.columns: dict[str, Columns] = {}

    def __len__(self) -> int:
        """The number of points of all metrics."""
        return sum(len(steps) for steps, *_ in self.columns.values())

    def add(self, name: str, at: float, value: float, *along: float | None) -> None:
        """Append a point at a step, which must be finite. A coordinate that is None is not known."""
        columns = self.columns.get(name)
        if columns is None:
            columns = self.columns[name] = tuple(array("d") for _ in range(2 + len(self._along)))
        for column, number in zip(columns, (at, value, *along), strict=True):
            column.append(math.nan if number is None else number)

    def extend(self, later: "PointLog") -> None:
        """Append the points of a later part of the same run, with the same axis and coordinates."""
        for name, columns in later.columns.items():
            mine = self.columns.setdefault(name, tuple(array("d") for _ in columns))
            for column, more in zip(mine, columns, strict=True):
                column.extend(more)

    def returns(self) -> str:
        """A sentence on steps that go back, as after a restart; empty where they never do."""
        found = []
        for name, (column, *_) in self.columns.items():
            checkpoint()
            steps = np.array(column)
            falls = np.flatnonzero(steps[1:] < steps[:-1])
            if falls.size:
                found.append((name, falls.size, *steps[falls[0] : falls[0] + 2].tolist()))
        if not found:
            return ""
        name, times, before, after = found[0]
        where = f"“{name}”" if len(found) == 1 else f"{plural(len(found), 'metric')}, as in “{name}”"
        said = f"Steps go back in {where}: {plural(times, 'time')}, first from {step(before)} to {step(after)}"
        return f"{said}; the points stay in the order in which they were logged."

    def series(self, origin: float = 0.0) -> tuple[Series, ...]:
        """The series in the order in which their metrics were met, their steps counted from ``origin``.

        A coordinate that is not known for all points of a metric is left away. A log as its program wrote it was
        thinned by nobody, whatever its number of points: uneven steps are how it was logged.
        """
        pool = SharedArrays()
        found = []
        for name, (steps, values, *rest) in self.columns.items():
            checkpoint()
            shared = pool.array(np.array(steps) - origin)
            along = {key: pool.array(np.array(column)) for key, column in zip(self._along, rest, strict=True)}
            known = {key: column for key, column in along.items() if np.isfinite(column).all()}
            how = pool.fidelity(shared)
            if how.kind is FidelityKind.SAMPLED:
                how = replace(how, kind=FidelityKind.IRREGULAR)
            found.append(Series(name, shared, _frozen(np.array(values)), how, axis=self._axis, along=known))
        return tuple(found)


def _frozen(numbers: FloatArray) -> FloatArray:
    numbers.flags.writeable = False
    return frozen_array(numbers)

"""Several series on the steps that all of them have, and one series with every step once."""

from dataclasses import dataclass
from functools import reduce

import numpy as np

from analysis.model.series import FloatArray, Series, Span
from analysis.stats.matching import match


@dataclass(frozen=True, eq=False)
class Together:
    """Rising steps of shape (n,) that all series have, and the finite values of each series there, in their order."""

    steps: FloatArray
    values: tuple[FloatArray, ...]

    def __len__(self) -> int:
        return int(self.steps.size)

    @property
    def span(self) -> Span | None:
        return Span(float(self.steps[0]), float(self.steps[-1])) if len(self) else None

    def where(self, kept: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> "Together":
        return Together(self.steps[kept], tuple(row[kept] for row in self.values))


def together(*series: Series) -> Together:
    """The points of all series at common steps where all are finite; none where they count different things.

    A series that was logged on another cycle is moved by a constant onto the steps of the first, as ``match`` finds it.
    """
    if len({one.axis for one in series}) > 1:
        return Together(np.empty(0), tuple(np.empty(0) for _ in series))
    rows = [once(series[0]), *(_moved(series[0], one) for one in series[1:])]
    steps = rows[0][0]
    if not all(at is steps or np.array_equal(at, steps) for at, _ in rows):
        steps = reduce(lambda one, other: np.intersect1d(one, other, assume_unique=True), (at for at, _ in rows))
        values = [row[np.searchsorted(at, steps)] for at, row in rows]
    else:
        values = [row for _, row in rows]
    finite = np.logical_and.reduce([np.isfinite(row) for row in values])
    return Together(steps[finite], tuple(row[finite] for row in values))


def _moved(first: Series, series: Series) -> tuple[FloatArray, FloatArray]:
    """Steps and values of a series, moved onto the cycle of the first where it was logged on another."""
    steps, values = once(series)
    if series.steps is first.steps or np.array_equal(series.steps, first.steps):
        return steps, values
    shift = match(first, series).shift
    return (steps + shift, values) if shift else (steps, values)


def once(series: Series) -> tuple[FloatArray, FloatArray]:
    """Rising steps and their values, not all of them finite; of a step that occurs again the last point is taken."""
    steps, values = series.steps, series.values
    if (steps[1:] > steps[:-1]).all():
        return steps, values
    found, place = np.unique(steps[::-1], return_index=True)
    return found, values[::-1][place]


def finite_once(series: Series) -> tuple[FloatArray, FloatArray]:
    """The steps and values of ``once`` whose value is finite."""
    steps, values = once(series)
    finite = np.isfinite(values)
    return steps[finite], values[finite]

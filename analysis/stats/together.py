"""Several series on the steps that all of them have, and one series with every step once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from analysis import wording
from analysis.model.series import FloatArray, Series, Span
from analysis.stats.matching import match


@dataclass(frozen=True, eq=False)
class Together:
    """Rising steps of shape (n,) that all series have, and the finite values of each series there, in their order.

    ``shifts`` are the constants by which the series behind the first were moved onto its logging cycle, 0 for none.
    """

    steps: FloatArray
    values: tuple[FloatArray, ...]
    shifts: tuple[float, ...] = ()

    def __len__(self) -> int:
        return int(self.steps.size)

    @property
    def span(self) -> Span | None:
        return Span(float(self.steps[0]), float(self.steps[-1])) if len(self) else None

    def where(self, kept: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> "Together":
        return Together(self.steps[kept], tuple(row[kept] for row in self.values), self.shifts)


def together(*series: Series) -> Together:
    """The points of all series at common steps where all are finite; none where they count different things.

    A series that was logged on another cycle is moved by a constant onto the steps of the first, as ``match`` finds it.
    """
    if len({one.axis for one in series}) > 1:
        return Together(np.empty(0), tuple(np.empty(0) for _ in series))
    shifts = tuple(_shift(series[0], one) for one in series[1:])
    rows = [once(series[0]), *(_moved(one, shift) for one, shift in zip(series[1:], shifts, strict=True))]
    steps = rows[0][0]
    if not all(at is steps or np.array_equal(at, steps) for at, _ in rows):
        steps = reduce(lambda one, other: np.intersect1d(one, other, assume_unique=True), (at for at, _ in rows))
        values = [row[np.searchsorted(at, steps)] for at, row in rows]
    else:
        values = [row for _, row in rows]
    finite = np.logical_and.reduce([np.isfinite(row) for row in values])
    return Together(steps[finite], tuple(row[finite] for row in values), shifts)


def how_paired(shifts: Sequence[float]) -> str:
    """How the metrics of several pairs were brought to one step, given by how much the second one of each was moved."""
    moved = sorted(shift for shift in shifts if shift)
    if not moved:
        return "at the steps that both metrics have"
    by = " to ".join(dict.fromkeys(map(wording.moved, (moved[0], moved[-1]))))
    some = (
        f" in {len(moved)} of {len(shifts)} pairs, else at the steps that both have" if len(moved) < len(shifts) else ""
    )
    return f"paired by logging cycle, the second metric shifted by {by} steps{some}"


def _shift(first: Series, series: Series) -> float:
    """The constant that moves a series onto the cycle of the first where it was logged on another, else 0."""
    if series.steps is first.steps or np.array_equal(series.steps, first.steps):
        return 0.0
    return match(first, series).shift


def _moved(series: Series, shift: float) -> tuple[FloatArray, FloatArray]:
    steps, values = once(series)
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

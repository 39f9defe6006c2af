"""Schedules that stay on a level and drop: step and multistep."""

import math
from dataclasses import dataclass

import numpy as np

from analysis.model.series import FloatArray
from analysis.stats.schedule.fit import Fit
from analysis.stats.schedule.result import Family
from analysis.stats.schedule.trace import EQUAL, VANISHING, Trace

MOST = 25  # levels
SAMPLES = 3  # points of a level on average
CLEAR = 4.0  # resolutions that a drop has at least
MANY = 12  # levels from which on a geometric staircase is called exponential, updated every so many steps
LATE = 2 / 3  # of a log: a single drop behind it is no step schedule's, whose second drop would then lie far outside
SLIGHTEST = 0.6  # factor of drops that are told from a curve by their size alone


@dataclass(frozen=True, eq=False)
class Levels:
    """A falling staircase: value and rounding of each level, and the intervals (before, after] of its drops.

    The first level begins at the step ``first``, give or take ``leeway``.
    """

    values: FloatArray
    resolution: FloatArray
    before: FloatArray
    after: FloatArray
    first: float
    last: float
    leeway: float

    def __len__(self) -> int:
        return int(self.values.size)

    def factor(self) -> tuple[float, bool] | None:
        """The factor of the drops, and whether each drop is that factor once; None without a common factor.

        Where two drops fall between two points of the log, the ratio of its levels is a power of the factor.
        """
        if not self.values[-1] > VANISHING * self.values[0]:
            return None
        logs, blur = np.log(self.values), 2 * self.resolution / self.values
        drops, slack = -np.diff(logs), blur[1:] + blur[:-1]
        times = np.round(drops / drops.min())
        unit = float(drops.sum() / times.sum())
        if not (np.abs(drops - times * unit) <= slack + 1e-6).all():
            return None
        return math.exp(-unit), bool((times == 1).all())

    def spacing(self) -> float | None:
        """The distance of the drops from each other and from the first step, where one distance fits them all."""
        place = np.arange(1, len(self))
        low = float(((self.before - self.first - self.leeway) / place).max())
        high = float(((self.after - self.first + self.leeway) / place).min())
        low = max(low, (self.last - self.first - self.leeway) / len(self))
        if len(self) > 2:
            low = max(low, float((self.before[1:] - self.after[:-1]).max()))
            high = min(high, float((self.after[1:] - self.before[:-1]).min()))
        if not low < high:
            return None
        whole = math.floor(high)
        return float(whole) if whole > low else (low + high) / 2


def find_levels(trace: Trace, *, leeway: float) -> Levels | None:
    """The levels of a falling trace; None where it is no staircase of a few clear drops.

    Levels of one point each are taken for levels only where all drops have one common factor that is not slight: a
    smooth decay that has just begun looks like that otherwise.
    """
    change = np.diff(trace.values)
    drops = np.flatnonzero(np.abs(change) > EQUAL * float(trace.values.max()))
    if not drops.size or drops.size >= MOST or len(trace) < SAMPLES * (drops.size + 1):
        return None
    if np.median(-change[drops] / trace.resolution[drops]) < CLEAR:
        return None
    starts = np.concatenate([[0], drops + 1])
    levels = Levels(
        values=trace.values[starts],
        resolution=trace.resolution[starts],
        before=trace.steps[drops],
        after=trace.steps[drops + 1],
        first=float(trace.steps[0]),
        last=float(trace.steps[-1]),
        leeway=leeway,
    )
    lengths = np.diff(np.append(starts, len(trace)))[1:]
    factor = levels.factor()
    apart = factor is not None and factor[0] <= SLIGHTEST
    return levels if apart or np.median(lengths) >= SAMPLES else None


def fit_levels(levels: Levels) -> Fit:
    """A step schedule where drops are evenly spaced by one factor, a multistep schedule otherwise.

    From ``MANY`` levels on the evenly spaced one is called exponential: both names fit the same staircase.
    """
    factor, spacing = levels.factor(), levels.spacing()
    edges = levels.after

    def at(steps: FloatArray) -> FloatArray:
        return levels.values[np.searchsorted(edges, steps, side="right")]

    milestones = tuple(float(edge) for edge in edges)
    numbers = {"value": float(levels.values[0]), **({} if factor is None else {"gamma": factor[0]})}
    late = len(levels) == 2 and levels.after[0] - levels.first > LATE * (levels.last - levels.first)
    if factor is None or not factor[1] or spacing is None or late:
        freedom = 2 * len(levels) - 1 if factor is None else len(levels) + 1
        return Fit(Family.MULTISTEP, freedom, at, numbers, milestones=milestones)
    if len(levels) > MANY:
        return Fit(Family.EXPONENTIAL, 3, at, numbers)
    return Fit(Family.STEP, 3, at, {**numbers, "step_size": spacing}, milestones=milestones)

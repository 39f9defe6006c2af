"""Finds out whether a learning rate moves in stairs: once every so many steps, as when it is updated per epoch."""

import math
from dataclasses import dataclass

import numpy as np

from analysis.model.series import FloatArray
from analysis.stats.schedule.trace import EQUAL, Trace

CHANCE = 1e-4  # that changes at any steps would all fit a grid, below which the grid is taken for real
CLEAR = 4.0  # resolutions: a smaller change may be an artefact of rounding
SMOOTHER = 0.2  # share of its roughness that a curve keeps at most on the right grid
MUCH_SMOOTHER = 0.05  # the same of its roughest tenth, where stairs and log are nearly in step
ALIKE = 0.6  # share of the longest period from which on a period is compared with it
TRIED = 40  # grids that are compared by roughness
LONGEST = 4000  # steps of an update that are tried at most


@dataclass(frozen=True, slots=True)
class Grid:
    """Updates every ``period`` steps, one of them at ``origin``."""

    period: float
    origin: float

    def update(self, steps: FloatArray) -> FloatArray:
        """The step of the last update at or before each step."""
        return np.asarray(np.floor((steps - self.origin) / self.period + 1e-9) * self.period + self.origin)

    def reduced(self, trace: Trace) -> Trace:
        """One point per update that is in the log, at the step of the update."""
        at, first = np.unique(self.update(trace.steps), return_index=True)
        return Trace(at, trace.values[first], trace.resolution[first])


def find_grid(trace: Trace) -> Grid | None:
    """The grid of updates of a trace; None where it moves with every step, or too little to tell."""
    step = np.diff(trace.steps)
    if len(trace) < 8 or not (trace.steps == np.round(trace.steps)).all():
        return None
    size = np.abs(np.diff(trace.values))
    changed = np.flatnonzero(size > EQUAL * float(np.abs(trace.values).max()))
    if changed.size < 3 or np.median(size[changed] / trace.resolution[changed + 1]) < CLEAR:
        return None
    before, after = trace.steps[changed], trace.steps[changed + 1]
    if float(step.max()) == 1:
        return _common_divisor(after)
    if changed.size < step.size:
        return _containing_grid(trace, before, after)
    return _smoothest_grid(trace)


def _common_divisor(changes: FloatArray) -> Grid | None:
    """The grid of changes whose steps are known exactly."""
    period = float(np.gcd.reduce(np.diff(changes).astype(np.int64)))
    if period < 2 or -(changes.size - 1) * math.log(period) > math.log(CHANCE):
        return None
    return Grid(period, float(changes[0]) % period)


def _containing_grid(trace: Trace, before: FloatArray, after: FloatArray) -> Grid | None:
    """The longest grid with an update in each interval in which a change was seen; of similar ones the smoothest.

    A divisor of the right period fits the intervals as well, and looks smoother where the log is dense.
    """
    part = slice(None, None, max(1, before.size // 200))
    before, after = before[part], after[part]
    width = after - before
    longest = min(float(np.diff(after).max() + width.max()), LONGEST)
    periods = np.arange(max(2.0, float(width.min()) + 1), longest + 1)
    for origin in dict.fromkeys((float(trace.steps[0]), 0.0, float(trace.steps[0]) - 1)):
        low = np.floor((before[:, np.newaxis] - origin) / periods)
        high = np.floor((after[:, np.newaxis] - origin) / periods)
        fitting = periods[(high > low).all(axis=0)]
        luck = [float(np.log(np.minimum(width / period, 1)).sum()) for period in fitting]
        grids = [Grid(float(p), origin) for p, log in zip(fitting, luck, strict=True) if log < math.log(CHANCE)]
        if grids:
            near = [grid for grid in grids if grid.period > ALIKE * grids[-1].period]
            return min(reversed(near[-TRIED:]), key=lambda grid: _mean(_off_the_curve(grid.reduced(trace))))
    return _smoothest_grid(trace)


def _smoothest_grid(trace: Trace) -> Grid | None:
    """The grid on which the values lie on a smooth curve, for logs about as coarse as the updates."""
    part = trace.at(slice(0, 400))
    equal = EQUAL * float(part.values.max())
    plain = _off_the_curve(part)
    if np.isinf(plain).any():
        return None
    best, found = plain, None
    for period in np.arange(2.0, 2 * part.interval + 1):
        grid = Grid(float(period), float(part.steps[0]))
        together = np.diff(grid.update(part.steps)) == 0
        if (np.abs(np.diff(part.values))[together] > equal).any():
            continue
        off = _off_the_curve(grid.reduced(part))
        if _mean(off) < _mean(best):
            best, found = off, grid
    usual, extreme = _mean(best) / _mean(plain), float(np.quantile(best, 0.9) / np.quantile(plain, 0.9))
    return found if usual < SMOOTHER or extreme < MUCH_SMOOTHER else None


def _off_the_curve(trace: Trace) -> FloatArray:
    """How far each value is from the cubic through its two neighbours on either side, at least what rounding makes.

    One infinite distance below ten points.
    """
    if len(trace) < 10:
        return np.array([math.inf])
    middle = trace.steps[2:-2]
    places = [trace.steps[shift : shift + middle.size] for shift in (0, 1, 3, 4)]
    apart = -trace.values[2:-2]
    for shift, own in zip((0, 1, 3, 4), places, strict=True):
        weight = np.ones(middle.size)
        for other in places:
            if other is not own:
                weight *= (middle - other) / (own - other)
        apart = apart + weight * trace.values[shift : shift + middle.size]
    return np.abs(apart) + 4 * trace.resolution[2:-2]


def _mean(distances: FloatArray) -> float:
    """The geometric mean, which a few jumps do not rule."""
    return float(np.exp(np.log(distances).mean()))

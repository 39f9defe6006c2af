"""A fitted curve, and how it is held against a log."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np

from analysis.model.series import FloatArray
from analysis.progress import checkpoint
from analysis.stats.schedule.result import Family, nothing
from analysis.stats.schedule.trace import Trace

POINTS = 400  # that a search looks at: more cost time and tell little of a curve with four parameters
SPARE = 2  # points beyond the number of free parameters
MANY = 20  # points below which only a fit within rounding counts: few points lie near some curve by chance
WITHIN = 2.0  # resolutions: a curve that never leaves the log by more is consistent with it

Curve = Callable[[FloatArray], FloatArray]  # steps to values


@dataclass(frozen=True, eq=False)
class Fit:
    """A curve of a family: ``at`` gives its values at steps, ``freedom`` is the number of its free parameters."""

    family: Family
    freedom: int
    at: Curve
    parameters: Mapping[str, float] = field(default_factory=nothing)
    shape: str = ""
    milestones: tuple[float, ...] = ()

    def named(self, family: Family, shape: str, **parameters: float) -> Self:
        """The same curve as part of another family, with further numbers."""
        return replace(self, family=family, shape=shape, parameters={**self.parameters, **parameters})


@dataclass(frozen=True, eq=False)
class Judged:
    """A fit and its deviations from a log.

    ``error`` is the largest deviation and ``spread`` the root mean square one, as shares of the range of the log;
    ``worst`` is the largest one in resolutions; ``misfit`` is the sum of squares over ``points`` of them in units of
    the variance of rounding, which is a third of the squared resolution.
    """

    fit: Fit
    points: int
    error: float
    spread: float
    worst: float
    misfit: float

    def names(self, error: float) -> bool:
        """Whether the fit is good enough to go by: consistent, or off by ``error`` at most over many points."""
        return self.consistent or (self.points >= MANY and self.error <= error)

    @property
    def tested(self) -> bool:
        """Whether the log has more points than the curve needs to go through them all."""
        return self.points >= self.fit.freedom + SPARE

    @property
    def consistent(self) -> bool:
        """Whether rounding explains all deviations, and there are points enough for that to mean something."""
        return self.tested and self.worst <= WITHIN

    def named(self, family: Family, shape: str, **parameters: float) -> Self:
        return replace(self, fit=self.fit.named(family, shape, **parameters))

    @property
    def criterion(self) -> float:
        """Schwarz's criterion with the known variance of rounding: lower is better."""
        return self.misfit + self.fit.freedom * math.log(self.points)

    @property
    def rough_criterion(self) -> float:
        """Schwarz's criterion with the variance of the fit itself, for fits that rounding does not explain."""
        return 2 * self.points * math.log(max(self.spread, 1e-9)) + self.fit.freedom * math.log(self.points)


def judge(fit: Fit, trace: Trace, scale: float) -> Judged:
    """The deviations of a fit from all points of a trace; ``scale``, the range of the log, is above zero."""
    checkpoint()
    deviation = np.abs(trace.values - fit.at(trace.steps))
    deviation = np.where(np.isfinite(deviation), deviation, 1e300 * scale)
    sample = trace.thinned(POINTS)
    apart = deviation[np.searchsorted(trace.steps, sample.steps)] / sample.resolution
    with np.errstate(over="ignore"):
        return Judged(
            fit=fit,
            points=len(sample),
            error=float(deviation.max() / scale),
            spread=float(np.sqrt(np.mean((deviation / scale) ** 2))),
            worst=float((deviation / trace.resolution).max()),
            misfit=float(3 * (apart**2).sum()),
        )


def ranked(judged: Iterable[Judged]) -> list[Judged]:
    """Best first: those that the rounding explains by the known variance, if there are any, then the others."""
    return sorted(
        judged, key=lambda one: (not one.consistent, one.criterion if one.consistent else one.rough_criterion)
    )


def lowest(objective: Callable[[float], float], grid: FloatArray) -> float:
    """Where an objective is lowest: the best point of an ascending grid, refined between its neighbours."""
    from scipy.optimize import minimize_scalar

    scores = [objective(float(point)) for point in grid]
    best = int(np.argmin(scores))
    low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, grid.size - 1)])
    found = minimize_scalar(objective, bounds=(low, high), method="bounded", options={"xatol": 1e-12 * abs(high)})
    return float(found.x) if found.fun <= scores[best] else float(grid[best])


def misfit_of(trace: Trace, columns: Callable[[float], FloatArray]) -> Callable[[float], float]:
    """The weighted sum of squares that is left when the columns of a parameter are fitted to a trace."""
    weights = 1 / trace.resolution
    target = trace.values * weights

    def misfit(parameter: float) -> float:
        weighted = columns(parameter) * weights[:, np.newaxis]
        rest = target - weighted @ np.linalg.lstsq(weighted, target, rcond=None)[0]
        return float(rest @ rest)

    return misfit

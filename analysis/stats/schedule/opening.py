"""The rise with which most schedules begin: where it ends, and what it looks like."""

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from analysis.stats.schedule.decays import cosine, linear
from analysis.stats.schedule.fit import WITHIN, Fit, judge
from analysis.stats.schedule.result import WarmUp
from analysis.stats.schedule.trace import EQUAL, Trace

NEAR = 0.05  # deviation, as a share of the rise, up to which it is called by the name of a shape


@dataclass(frozen=True, eq=False)
class Opening:
    """A trace parted at its first peak, which is the place ``peak`` in it, 0 where it does not begin with a rise.

    ``body`` begins at the peak. The true peak lies up to ``leeway`` steps from the logged one: a sparse log need not
    hold it, and rounding makes its neighbours equal to it.
    """

    trace: Trace
    peak: int
    warmup: WarmUp | None
    body: Trace
    leeway: float

    @property
    def scale(self) -> float:
        """The range of the log."""
        return float(np.ptp(self.trace.values))

    @property
    def start(self) -> float:
        """The step of the logged peak."""
        return float(self.trace.steps[self.peak])

    @property
    def fall(self) -> Trace:
        """The body without its first point where the peak has one or two behind a rise: it may belong to the rise."""
        brief = self.peak > 0 and len(self.body) > 2 and self.body.values[2] < self.body.values[0]
        return self.body.at(slice(1, None)) if brief else self.body

    @property
    def rise(self) -> Trace:
        """The points before the peak, with it where there is but one."""
        return self.trace.at(slice(0, max(self.peak, 2)))

    def with_body(self, body: Trace) -> Self:
        return replace(self, body=body)


def parted(trace: Trace, *, period: float) -> Opening:
    """A trace parted at its first peak; ``period`` is the number of steps between two updates."""
    peak = _first_peak(trace)
    bare = Opening(trace, peak, None, trace.at(slice(peak, None)), 0.0)
    if peak == 0:
        return bare
    warmup = WarmUp(
        steps=bare.start - float(trace.steps[0]),
        shape=_shape(bare.rise),
        start=float(trace.values[0]),
        peak=float(trace.values[peak]),
    )
    gap = float(np.diff(trace.steps[peak - 1 : peak + 2]).max())
    leeway = max(gap if gap > period else 0.0, _blur(warmup, float(trace.resolution[peak]), period))
    return replace(bare, warmup=warmup, leeway=leeway)


def _first_peak(trace: Trace) -> int:
    """The place where the values stop rising for the first time; 0 where they do not begin with a rise."""
    equal = EQUAL * float(trace.values.max())
    falls = np.flatnonzero(np.diff(trace.values) < -equal)
    head = trace.values[: falls[0] + 1] if falls.size else trace.values
    return int(np.argmax(head >= head.max() - equal))


def _blur(warmup: WarmUp, resolution: float, period: float) -> float:
    """The steps before the end of a rise that rounding makes equal to it; 0 where they are fewer than an update.

    Half as much again as the expansion of the shape at its end gives.
    """
    share = 2 * resolution / max(warmup.peak - warmup.start, resolution)
    steps = warmup.steps * 1.5 * (2 / math.pi * math.sqrt(share) if warmup.shape == "cosine" else share)
    return steps if steps > period / 2 else 0.0


def _shape(rise: Trace) -> str:
    """The name of the shape of a rise of at least two points: a line where that is near or too few points tell."""
    if rise.values[-1] <= rise.values[0] * (1 + EQUAL):
        return "constant"
    scale = float(np.ptp(rise.values))
    straight = judge(linear(rise), rise, scale)
    if straight.worst <= WITHIN:
        return "linear"
    curved = judge(_cosine_rise(rise), rise, scale)
    if curved.tested and curved.error < min(straight.error, NEAR):
        return "cosine"
    return "linear" if straight.error < NEAR else "other"


def _cosine_rise(rise: Trace) -> Fit:
    """Half a cosine upwards from the first step on: the decay of the values turned upside down."""
    top = float(rise.values.max())
    upside_down = Trace(rise.steps, top - rise.values, rise.resolution)
    falling = cosine(upside_down, start=float(rise.steps[0]))
    return replace(falling, at=lambda steps: top - falling.at(steps))

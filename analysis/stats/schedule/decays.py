"""Fits of the monotone decays, each linear in all but at most two of its parameters."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analysis.model.series import FloatArray
from analysis.stats.schedule.fit import POINTS, Fit, lowest, misfit_of
from analysis.stats.schedule.result import Family
from analysis.stats.schedule.trace import Trace

TINY = 1e-60  # of the peak: the least value that an inverse square root is fitted to
LONGEST = 30.0  # durations are sought up to so many visible spans
FEWEST = 4  # points that a decay is fitted to


def decays(trace: Trace, *, start: float) -> Iterator[Fit]:
    """Fits of the plain decays to at least ``FEWEST`` points; a cosine begins to fall at the step ``start``."""
    yield linear(trace)
    yield cosine(trace, start=start)
    for fit in (held_line(trace), exponential(trace), inverse_sqrt(trace), polynomial(trace)):
        if fit is not None:
            yield fit


def linear(trace: Trace) -> Fit:
    """A straight line a + b t: torch's LinearLR while it moves."""
    first, span = float(trace.steps[0]), trace.span
    part = trace.thinned(POINTS)
    level, fall = map(float, part.solve(_line((part.steps - first) / span)))
    return Fit(
        Family.LINEAR,
        2,
        lambda steps: np.asarray(level + fall * (steps - first) / span),
        {"slope": fall / span, "eta_min": level + fall},
    )


def held_line(trace: Trace) -> Fit | None:
    """A straight line that reaches its end between the last two points and stays there: LinearLR at total_iters.

    None unless the line through the points before the last would have gone below the last one.
    """
    if len(trace) <= FEWEST:
        return None
    falling, end = linear(trace.at(trace.steps < trace.steps[-1])), float(trace.values[-1])
    if not float(falling.at(trace.steps[-1:])[0]) < end:
        return None
    return replace(
        falling,
        freedom=3,
        at=lambda steps: np.maximum(falling.at(steps), end),
        parameters={**falling.parameters, "eta_min": end},
    )


def exponential(trace: Trace) -> Fit | None:
    """a γᵗ, fitted as a line to the logarithm: torch's ExponentialLR. None unless all values are positive."""
    if not trace.positive:
        return None
    first, span = float(trace.steps[0]), trace.span
    part = trace.thinned(POINTS)
    level, fall = map(float, _logarithm(part).solve(_line((part.steps - first) / span)))
    return Fit(
        Family.EXPONENTIAL,
        2,
        lambda steps: np.exp(np.minimum(level + fall * (steps - first) / span, 700.0)),
        {"gamma": math.exp(fall / span)},
    )


def inverse_sqrt(trace: Trace) -> Fit | None:
    """a / √(t + s), fitted as a line to y⁻²: the decay of Vaswani et al. 2017. None unless a and s exist."""
    if not trace.positive:
        return None
    first, span, peak = float(trace.steps[0]), trace.span, float(trace.values.max())
    part = trace.thinned(POINTS)
    if float(part.values.min()) < TINY * peak:  # y⁻² would leave the range of numbers, and no such decay goes so far
        return None
    bent = (peak / part.values) ** 2
    blur = 2 * bent * part.resolution / part.values
    level, rise = map(float, Trace(part.steps, bent, blur).solve(_line((part.steps - first) / span)))
    if not (level > 0 and rise > 0):
        return None
    return Fit(
        Family.INVERSE_SQRT,
        2,
        lambda steps: peak / np.sqrt(np.maximum(level + rise * (steps - first) / span, 1e-300)),
        {"timescale": level / rise * span},
    )


def cosine(trace: Trace, *, start: float, longest: float = LONGEST) -> Fit:
    """m + a cos(π t / T) for 0 ≤ t ≤ T, t counted from ``start`` (Loshchilov & Hutter 2017): CosineAnnealingLR."""
    span = float(trace.steps[-1]) - start
    part = trace.thinned(POINTS)
    since = (part.steps - start) / span

    def columns(period: float, time: FloatArray) -> FloatArray:
        return np.column_stack([np.ones(time.size), np.cos(np.pi * np.clip(time / period, 0, 1))])

    period = lowest(misfit_of(part, lambda period: columns(period, since)), _durations(longest))
    middle, swing = map(float, part.solve(columns(period, since)))
    return Fit(
        Family.COSINE,
        3,
        lambda steps: np.asarray(columns(period, (steps - start) / span) @ np.array([middle, swing])),
        _cosine_numbers(period * span, middle, swing, min(1 / period, 1.0)),
    )


def drifting_cosine(trace: Trace, *, start: float, leeway: float) -> Fit | None:
    """A cosine that begins to fall up to ``leeway`` steps from ``start``; None when the best one does not."""
    span = float(trace.steps[-1]) - start
    part = trace.thinned(POINTS)
    since = (part.steps - start) / span

    def columns(period: float) -> FloatArray:
        angle = np.pi * since / period
        return np.column_stack([np.ones(since.size), np.cos(angle), np.sin(angle)])

    period = lowest(misfit_of(part, columns), _durations(LONGEST))
    middle, even, odd = map(float, part.solve(columns(period)))
    swing, shift = math.hypot(even, odd), math.atan2(odd, even) / math.pi * period
    if abs(shift) * span > leeway:
        return None
    return Fit(
        Family.COSINE,
        4,
        lambda steps: middle + swing * np.cos(np.pi * np.clip(((steps - start) / span - shift) / period, 0, 1)),
        _cosine_numbers(period * span, middle, swing, min((1 - shift) / period, 1.0)),
    )


def swinging_cosine(trace: Trace, *, start: float) -> Fit | None:
    """A cosine that goes on past its lowest point and rises again, as CosineAnnealingLR does beyond T_max."""
    lowest_step = float(trace.steps[int(np.argmin(trace.values))]) - start
    part = trace.thinned(POINTS)
    since = part.steps - start
    if lowest_step <= 0:
        return None

    def columns(period: float, time: FloatArray) -> FloatArray:
        return np.column_stack([np.ones(time.size), np.cos(np.pi * time / period)])

    period = lowest(misfit_of(part, lambda period: columns(period, since)), lowest_step * np.linspace(0.8, 1.25, 19))
    middle, swing = map(float, part.solve(columns(period, since)))
    return Fit(
        Family.COSINE,
        3,
        lambda steps: np.asarray(columns(period, steps - start) @ np.array([middle, swing])),
        _cosine_numbers(period, middle, swing, float(trace.steps[-1] - start) / period),
    )


def polynomial(trace: Trace) -> Fit | None:
    """a (1 − t / T)^p down to zero: torch's PolynomialLR. Its logarithm is linear in p and log a for a given T."""
    rates = trace.at(trace.values > 1e-9 * float(trace.values.max())).thinned(POINTS)
    if len(rates) < FEWEST:
        return None
    first, span = float(trace.steps[0]), float(rates.steps[-1] - trace.steps[0])
    since, logs = (rates.steps - first) / span, _logarithm(rates)

    def columns(excess: float) -> FloatArray:
        return np.column_stack([np.ones(since.size), np.log1p(-since / (1 + excess))])

    durations = np.linspace(-11.5, math.log(LONGEST), 50)  # logarithms of the excess over the visible span
    excess = math.exp(lowest(misfit_of(logs, lambda log: columns(math.exp(log))), durations))
    level, power = map(float, logs.solve(columns(excess)))
    total = (1 + excess) * span
    if not 0.05 <= power <= 20:
        return None
    return Fit(
        Family.POLYNOMIAL,
        3,
        lambda steps: np.exp(level) * np.maximum(1 - (steps - first) / total, 0) ** power,
        {"power": power, "total_steps": total, "visible": min(trace.span / total, 1.0)},
    )


def polynomial_to_floor(trace: Trace) -> Fit:
    """c + a (1 − t / T)^p, the polynomial decay to an end other than zero; the search may stop short of the best."""
    from scipy.optimize import least_squares

    first, span, peak = float(trace.steps[0]), trace.span, float(trace.values.max())
    part = trace.thinned(POINTS // 2)
    since, rates, blur = (part.steps - first) / span, part.values / peak, part.resolution / peak

    def curve(shape: FloatArray, time: FloatArray) -> FloatArray:
        stretch, power, low, height = shape
        return np.asarray(low + height * np.maximum(1 - time / stretch, 0) ** power)

    def off(shape: FloatArray) -> FloatArray:
        return (curve(shape, since) - rates) / blur

    found = [
        least_squares(
            off,
            start,
            bounds=([1.0, 0.2, -0.2, 0.2], [LONGEST, 8.0, 0.95, 3.0]),
            max_nfev=40,
        )
        for start in ((1.001, 1.5, 0.0, 1.0), (1.001, 0.7, 0.0, 1.0), (1.5, 2.0, 0.0, 1.0))
    ]
    best = min(found, key=lambda result: float(result.cost)).x
    stretch, power, low, _ = map(float, best)
    return Fit(
        Family.POLYNOMIAL,
        4,
        lambda steps: peak * curve(best, (steps - first) / span),
        {"power": power, "total_steps": stretch * span, "eta_min": low * peak, "visible": 1 / stretch},
    )


def square_root(trace: Trace) -> Fit:
    """a − b √(t − s), s before the second point: the cooldown 1 − √t of Hägele et al. 2024."""
    first, span = float(trace.steps[0]), trace.span
    part = trace.thinned(POINTS)
    since = (part.steps - first) / span

    def columns(start: float, time: FloatArray) -> FloatArray:
        return np.column_stack([np.ones(time.size), np.sqrt(np.maximum(time - start, 0))])

    gap = (float(trace.steps[1]) - first) / span
    start = lowest(misfit_of(part, lambda start: columns(start, since)), np.linspace(0, 0.999 * gap, 12))
    level, fall = map(float, part.solve(columns(start, since)))
    return Fit(
        Family.WSD, 3, lambda steps: np.asarray(columns(start, (steps - first) / span) @ np.array([level, fall]))
    )


def exponential_to_floor(trace: Trace) -> Fit:
    """c + a γᵗ: an exponential cooldown to an end that is not zero."""
    first, span = float(trace.steps[0]), trace.span
    part = trace.thinned(POINTS)
    since = (part.steps - first) / span

    def columns(rate: float, time: FloatArray) -> FloatArray:
        return np.column_stack([np.ones(time.size), np.exp(-rate * time)])

    rate = lowest(misfit_of(part, lambda rate: columns(rate, since)), np.geomspace(0.2, 20, 30))
    floor, height = map(float, part.solve(columns(rate, since)))
    return Fit(
        Family.WSD, 3, lambda steps: np.asarray(columns(rate, (steps - first) / span) @ np.array([floor, height]))
    )


def _line(time: FloatArray) -> FloatArray:
    return np.column_stack([np.ones(time.size), time])


def _logarithm(trace: Trace) -> Trace:
    return Trace(trace.steps, np.log(trace.values), trace.resolution / trace.values)


def _durations(longest: float) -> FloatArray:
    """Durations to try, in visible spans: dense where a schedule that is nearly or just completed has its own."""
    return np.unique(np.concatenate([np.linspace(0.9, 1.2, 16), np.geomspace(1.2, longest, 24)]))


def _cosine_numbers(period: float, middle: float, swing: float, visible: float) -> dict[str, float]:
    return {"T_max": period, "eta_min": middle - swing, "eta_max": middle + swing, "visible": visible}

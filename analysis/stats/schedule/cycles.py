"""Fits of the schedules that rise again after their peak: warm restarts and triangular cycles."""

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from analysis.model.series import FloatArray
from analysis.stats.schedule.fit import POINTS, WITHIN, Fit
from analysis.stats.schedule.result import Family
from analysis.stats.schedule.trace import EQUAL, Trace

MODES = ("triangular", "triangular2", "exp_range")
SEEN = 3  # points that a cycle has on average to be told from noise
MOST_GROWING = 30  # cycles that grow by a factor
FACTORS = (1, 2, 3, 4)  # by which a cycle of warm restarts may be longer than the one before

Wave = Callable[[FloatArray, FloatArray], FloatArray]  # shape and steps to values from 0 to 1


def restarts(trace: Trace, *, start: float, leeway: float) -> Fit | None:
    """A cosine that starts anew after T_0, T_0 T_mult, ... steps (Loshchilov & Hutter 2017).

    The first cycle begins at the step ``start``, give or take ``leeway``. None where no T_mult puts a restart into each
    interval in which the values rise, and into no other.
    """
    before, after = _rises(trace)
    if not 0 < before.size <= len(trace) / SEEN:
        return None
    found = [
        pair
        for factor in (FACTORS if before.size < MOST_GROWING else FACTORS[:1])
        if (pair := _restarts(trace, before - start, after - start, factor=factor, start=start, leeway=leeway))
    ]
    return min(found, key=lambda pair: pair[0])[1] if found else None


def triangles(trace: Trace) -> Iterator[Fit]:
    """Triangular waves from a low at the first step, as torch's CyclicLR makes them (Smith 2017).

    Their height is constant, halved with each cycle, or falls exponentially; first those that fall as long as they
    rise. None where the trace does not begin with a rise and a fall.
    """
    turns = _turns(trace)
    if not turns:
        return
    up = turns[0] - float(trace.steps[0])
    down = _fall_time(trace, turns, up)
    modes = MODES if len(turns) > 1 else ("exp_range",)  # before the second cycle the others are two straight lines
    for mode in modes:
        yield _triangle(trace, mode, ((up + down) / 2 if len(turns) > 1 else up,))
    for mode in modes:
        yield _triangle(trace, mode, (up, down))


def _fall_time(trace: Trace, turns: list[float], up: float) -> float:
    """The duration of a fall: between two turns, or as its slope at the end foretells it where there is one turn."""
    if len(turns) > 2:
        return max(float(np.mean(np.diff(turns[::2]))) - up, 0.1 * up)
    if len(turns) > 1:
        return turns[1] - turns[0]
    fallen = float(trace.values.max() - trace.values[-1])
    return up if fallen <= 0 else (float(trace.steps[-1]) - turns[0]) * float(np.ptp(trace.values)) / fallen


def _turns(trace: Trace) -> list[float]:
    """The steps at which a trace that first rises turns: where the lines through its neighbours on both sides meet.

    Empty where it first falls, and where it turns at every other point, as noise does.
    """
    change = np.diff(trace.values)
    moving = np.flatnonzero(np.abs(change) > EQUAL * float(trace.values.max()))
    sign = np.sign(change[moving])
    turns = moving[np.flatnonzero(sign[1:] != sign[:-1])] + 1
    if not turns.size or sign[0] < 0 or turns.size > len(trace) / 2:
        return []
    return [_meeting(trace, int(place)) for place in turns]


def _meeting(trace: Trace, place: int) -> float:
    """Where the lines through two points before and two points behind a turning point meet; its own step otherwise."""
    steps, values = trace.steps, trace.values
    if place < 2 or place > len(trace) - 3:
        return float(steps[place])
    rise = (values[place - 1] - values[place - 2]) / (steps[place - 1] - steps[place - 2])
    fall = (values[place + 2] - values[place + 1]) / (steps[place + 2] - steps[place + 1])
    if rise * fall >= 0:
        return float(steps[place])
    meeting = (values[place + 1] - values[place - 1] + rise * steps[place - 1] - fall * steps[place + 1]) / (
        rise - fall
    )
    return float(np.clip(meeting, steps[place - 1], steps[place + 1]))


def _triangle(trace: Trace, mode: str, sides: tuple[float, ...]) -> Fit:
    """The wave of a mode whose rise and fall last about ``sides`` steps, equally long where only one is given."""
    first, span = float(trace.steps[0]), trace.span

    def wave(shape: FloatArray, steps: FloatArray) -> FloatArray:
        up, down = shape[0], shape[min(1, len(sides) - 1)]
        since = steps - first
        cycle = np.floor(since / (up + down))
        place = since - cycle * (up + down)
        height = np.where(place <= up, place / up, (up + down - place) / down)
        match mode:
            case "triangular2":
                return np.asarray(height * 0.5**cycle)
            case "exp_range":
                return np.asarray(height * np.exp(-shape[-1] * since / span))
        return np.asarray(height)

    fading = (1.0,) if mode == "exp_range" else ()
    start = (*sides, *fading)
    low = (*(0.7 * side for side in sides), *(0.0 for _ in fading))
    high = (*(1.4 * side for side in sides), *(30.0 for _ in fading))
    _, shape, (base, height) = _fitted(trace, wave, [start], bounds=(low, high))
    numbers = {"eta_min": base, "eta_max": base + height, "step_size_up": float(shape[0])}
    if len(sides) > 1:
        numbers["step_size_down"] = float(shape[1])
    if fading:
        numbers["gamma"] = math.exp(-float(shape[-1]) / span)
    return Fit(
        Family.CYCLIC, 2 + len(start), lambda steps: np.asarray(base + height * wave(shape, steps)), numbers, shape=mode
    )


def _rises(trace: Trace) -> tuple[FloatArray, FloatArray]:
    """The intervals (from, to] in which a trace rises, those that touch taken together."""
    up = np.diff(trace.values) > EQUAL * float(trace.values.max())
    edges = np.diff(np.concatenate([[False], up, [False]]).astype(int))
    return trace.steps[np.flatnonzero(edges == 1)], trace.steps[np.flatnonzero(edges == -1)]


def _restarts(
    trace: Trace, before: FloatArray, after: FloatArray, *, factor: int, start: float, leeway: float
) -> tuple[float, Fit] | None:
    """The cost and the fit for one T_mult; restarts lie in the intervals (before, after], counted from ``start``."""
    cycles = np.arange(1, before.size + 2)
    units = cycles.astype(float) if factor == 1 else (float(factor) ** cycles - 1) / (factor - 1)
    low = max(float(((before - leeway) / units[:-1]).max()), (trace.steps[-1] - start - leeway) / units[-1])
    high = float(((after + leeway) / units[:-1]).min())
    if not 0 < low < high:
        return None

    def wave(shape: FloatArray, steps: FloatArray) -> FloatArray:
        length, origin = shape
        edges = origin + length * np.concatenate([[0.0], units])
        cycle = np.searchsorted(after + start, steps, side="right")  # as seen, whatever the shape that is tried
        phase = (steps - edges[cycle]) / (edges[cycle + 1] - edges[cycle])
        return np.asarray(0.5 * (1 + np.cos(np.pi * np.clip(phase, 0, 1))))

    play = max(leeway, 1e-6, 1e-9 * abs(start))  # a search needs bounds that differ
    whole = np.arange(math.ceil(low), math.floor(high) + 1)
    guesses = [(float(length), start) for length in (whole if 0 < whole.size <= 2 else [(low + high) / 2])]
    bounds = (low, start - play), (high, start + play)
    cost, shape, (floor, swing) = _fitted(trace, wave, guesses, bounds=bounds)
    numbers = {"T_0": float(shape[0]), "T_mult": float(factor), "eta_min": floor, "eta_max": floor + swing}
    return cost, Fit(
        Family.COSINE_RESTARTS,
        5 if leeway else 4,
        lambda steps: np.asarray(floor + swing * wave(shape, steps)),
        {**numbers, "restarts": float(before.size)},
    )


def _fitted(
    trace: Trace,
    wave: Wave,
    starts: Sequence[tuple[float, ...]],
    *,
    bounds: tuple[tuple[float, ...], tuple[float, ...]],
) -> tuple[float, FloatArray, tuple[float, float]]:
    """Cost, shape, and level and height of the wave that fits best; level and height are linear for a given shape."""
    from scipy.optimize import least_squares

    part = trace.thinned(POINTS)

    def solved(shape: FloatArray) -> tuple[FloatArray, FloatArray]:
        columns = np.column_stack([np.ones(len(part)), wave(shape, part.steps)])
        weights = part.solve(columns)
        return weights, (columns @ weights - part.values) / part.resolution

    def off(shape: FloatArray) -> FloatArray:
        return solved(shape)[1]

    def search(start: FloatArray) -> tuple[float, FloatArray]:
        rest = off(start)
        if np.abs(rest).max() <= WITHIN:
            return float(rest @ rest) / 2, start
        found = least_squares(off, start, bounds=bounds, x_scale=np.abs(start) + EQUAL, xtol=1e-12, max_nfev=30)
        return float(found.cost), np.asarray(found.x)

    cost, shape = min((search(np.clip(start, *bounds)) for start in starts), key=lambda pair: pair[0])
    level, height = map(float, solved(shape)[0])
    return cost, shape, (level, height)

"""Schedules made of phases: a stay at the peak with a cooldown (WSD), and one cycle of a rise and a fall (onecycle)."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analysis.stats.schedule import decays
from analysis.stats.schedule.cycles import triangles
from analysis.stats.schedule.fit import Fit, Judged, judge, ranked
from analysis.stats.schedule.opening import Opening
from analysis.stats.schedule.result import Family, WarmUp
from analysis.stats.schedule.trace import EQUAL, Trace

STAY = 0.05  # share of the body that a stay at the peak lasts at least to be a phase of its own
STAY_POINTS = 3
DIV_FACTOR = 25.0  # of OneCycleLR by default: the peak over the first learning rate
SURE = 0.01  # relative deviation from DIV_FACTOR, or of a fall's length from the rise's, that is still the same


def until_floor(body: Trace) -> Trace:
    """A falling trace without the level that it stays on at its end, but for that level's first point."""
    equal = EQUAL * float(body.values.max())
    moving = np.flatnonzero(np.abs(body.values - body.values[-1]) > equal)
    end = int(moving[-1]) + 2 if moving.size else 1
    rest = len(body) - end
    return body.at(slice(0, end)) if rest > 2 and rest > 0.01 * len(body) else body


def plain(opening: Opening) -> list[Judged]:
    """The plain decays of what follows the peak, best first; empty where too few points do."""
    part = until_floor(opening.fall)
    if len(part) < decays.FEWEST:
        return []
    judged = [judge(fit, part, opening.scale) for fit in decays.decays(part, start=opening.start)]
    if any(one.consistent for one in judged):
        return ranked(_without_needless_power(judged))
    if opening.warmup is not None:
        leeway = max(opening.leeway, opening.trace.interval)
        drifting = decays.drifting_cosine(part, start=opening.start, leeway=leeway)
        if drifting is not None:
            judged.append(judge(drifting, part, opening.scale))
    return ranked(judged)


def to_floor(opening: Opening) -> list[Judged]:
    """A polynomial decay to an end other than zero; empty where too few points follow the peak."""
    part = until_floor(opening.fall)
    return [judge(decays.polynomial_to_floor(part), part, opening.scale)] if len(part) >= decays.FEWEST else []


def _without_needless_power(judged: list[Judged]) -> list[Judged]:
    """Without a polynomial of a power within 2 % of one where a line does as well: nobody sets such a power."""
    straight = any(one.consistent and one.fit.family is Family.LINEAR for one in judged)
    return [
        one
        for one in judged
        if not (straight and one.fit.family is Family.POLYNOMIAL and abs(one.fit.parameters["power"] - 1) < 0.02)
    ]


def cooldown(opening: Opening) -> Judged | None:
    """A stay at the peak and the decay that follows it; None without such a stay or without a fall after it."""
    body = opening.body
    below = np.flatnonzero(body.values < body.values[0] * (1 - EQUAL))
    top = int(below[0]) if below.size else 0
    if top < STAY_POINTS or float(body.steps[top - 1] - body.steps[0]) < STAY * body.span:
        return None
    parts = [until_floor(body.at(slice(first, None))) for first in (top - 1, top)]  # is the last one of the stay on it?
    numbers = {"decay_start": float(body.steps[top - 1]), "eta_max": float(body.values[0])}
    found: list[Judged] = []
    for part in parts:
        if not any(one.consistent for one in found):
            found += [
                judge(replace(fit, freedom=fit.freedom + 1).named(Family.WSD, shape, **numbers), part, opening.scale)
                for fit, shape in _cooldowns(part, opening)
            ]
    return ranked(found)[0]


def _cooldowns(part: Trace, opening: Opening) -> Iterator[tuple[Fit, str]]:
    """Fits of a cooldown with the names of their shapes; a line to few points."""
    if len(part) < decays.FEWEST:
        yield decays.linear(part) if len(part) > 1 else _level(part), "linear"
        return
    for fit in decays.decays(part, start=float(part.steps[0])):
        yield fit, str(fit.family)
    drifting = decays.drifting_cosine(part, start=float(part.steps[0]), leeway=opening.trace.interval)
    if drifting is not None:
        yield drifting, "cosine"
    yield decays.square_root(part), "1-sqrt"
    yield decays.exponential_to_floor(part), "exponential"


def _level(part: Trace) -> Fit:
    value = float(part.values[0])
    return Fit(Family.WSD, 1, lambda steps: np.full(steps.size, value))


def one_cycle(opening: Opening, falls: list[Judged]) -> Judged | None:
    """A rise and a fall that belong together as in OneCycleLR (Smith & Topin 2018); None where they do not.

    ``falls`` are the plain decays, best first. A cosine rise belongs to a cosine fall, as no other scheduler has one; a
    linear rise to a linear fall where it begins at torch's default share of the peak. Three phases are a fall that
    mirrors the rise, and a slower one from there on.
    """
    warmup = opening.warmup
    if warmup is None or warmup.shape not in {"linear", "cosine"}:
        return None
    best = falls[0] if falls else None
    if best is not None and warmup.shape == "cosine" and (best.fit.family is Family.COSINE or best.error <= SURE):
        return best.named(Family.ONECYCLE, "cosine", **_lengths(opening, best))
    if best is not None and warmup.shape == "linear" and best.fit.family is Family.LINEAR:
        crossing = _crossing(opening, best)
        if crossing is not None and abs(DIV_FACTOR * warmup.start / crossing[1] - 1) < SURE:
            return best.named(Family.ONECYCLE, "linear", eta_max=crossing[1])
    return None if best is not None and best.consistent else _three_phases(opening, warmup)


def _lengths(opening: Opening, fall: Judged) -> dict[str, float]:
    """The length of a cycle and the share of it that is its rise, where the fall tells its own length."""
    duration = fall.fit.parameters.get("T_max")
    if duration is None or opening.warmup is None:
        return {}
    total = opening.warmup.steps + duration
    return {"total_steps": total, "pct_start": opening.warmup.steps / total}


def _crossing(opening: Opening, fall: Judged) -> tuple[float, float] | None:
    """Step and value of the point where the lines of rise and fall meet; None where the rise is no line."""
    if opening.peak < 2:
        return None
    rise = decays.linear(opening.rise)
    up, down = rise.parameters["slope"], fall.fit.parameters["slope"]
    here = np.array([opening.start])
    apart = float(fall.fit.at(here)[0] - rise.at(here)[0])
    step = opening.start + apart / (up - down)
    return step, float(rise.at(np.array([step]))[0])


def _three_phases(opening: Opening, warmup: WarmUp) -> Judged | None:
    body, cosine = opening.body, warmup.shape == "cosine"
    back = np.flatnonzero(body.values <= warmup.start + 2 * body.resolution)
    if not back.size or back[0] < decays.FEWEST:
        return None
    place = int(back[0])
    slack = SURE * warmup.steps + 2 * max(opening.leeway, opening.trace.interval)
    if abs(float(body.steps[place]) - opening.start - warmup.steps) > slack:
        return None
    parts = opening.fall.at(opening.fall.steps < body.steps[place]), body.at(slice(place, None))
    fits = [_phase(part, opening, cosine=cosine) for part in parts]
    if judge(fits[0], parts[0], opening.scale).error > SURE:
        return None
    border = float(body.steps[place])
    numbers = {"eta_max": warmup.peak, "eta_min": float(body.values[-1]), "step_size_up": warmup.steps}
    whole = Fit(
        Family.ONECYCLE,
        5,
        lambda steps: np.where(steps < border, fits[0].at(steps), fits[1].at(steps)),
        numbers,
        shape=f"{warmup.shape}, three phases",
    )
    return judge(whole, opening.fall, opening.scale)


def _phase(part: Trace, opening: Opening, *, cosine: bool) -> Fit:
    """A line or a cosine through a phase; where a cosine begins is left open within the leeway of the peak."""
    if len(part) < decays.FEWEST:
        return decays.linear(part) if len(part) > 1 else _level(part)
    if not cosine:
        return decays.linear(part)
    first = float(part.steps[0])
    leeway = 2 * max(opening.leeway, opening.trace.interval)
    return decays.drifting_cosine(part, start=first, leeway=leeway) or decays.cosine(part, start=first)


def first_triangle(opening: Opening, falls: list[Judged]) -> Judged | None:
    """The first cycle of a cyclic schedule: a linear rise and an equally steep fall; None for any other."""
    best = falls[0] if falls else None
    if opening.warmup is None or opening.peak < 2:
        return None
    if best is not None and best.consistent:
        if opening.warmup.shape != "linear" or best.fit.family is not Family.LINEAR:
            return None
        up, down = decays.linear(opening.rise).parameters["slope"], best.fit.parameters["slope"]
        crossing = _crossing(opening, best)
        if crossing is None or abs(up + down) > _slope_error(opening) * up:
            return None
        numbers = {"eta_max": crossing[1], "step_size_up": crossing[0] - float(opening.trace.steps[0])}
        return best.named(Family.CYCLIC, "triangular", **numbers)
    for fit in triangles(opening.trace):
        judged = judge(fit, opening.trace, opening.scale)
        if judged.consistent:
            return judged
    return None


def _slope_error(opening: Opening) -> float:
    """The relative error of the slopes of rise and fall that rounding may cause, 1e-6 at least."""
    coarse = float(opening.trace.resolution.max())
    heights = [float(np.ptp(part.values)) for part in (opening.rise, opening.fall)]
    return 1e-6 + 2 * sum(coarse / max(height, coarse) for height in heights)

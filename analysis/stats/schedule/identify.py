"""Names the schedule behind a learning-rate log."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analysis.model.series import FloatArray
from analysis.progress import checkpoint
from analysis.stats.schedule import decays
from analysis.stats.schedule.cycles import restarts, triangles
from analysis.stats.schedule.fit import SPARE, Judged, judge, ranked
from analysis.stats.schedule.levels import MANY, Levels, find_levels, fit_levels
from analysis.stats.schedule.opening import Opening, parted
from analysis.stats.schedule.phases import cooldown, first_triangle, one_cycle, plain, to_floor
from analysis.stats.schedule.result import Confidence, Family, Schedule
from analysis.stats.schedule.trace import EQUAL, Trace, in_order, resolution
from analysis.stats.schedule.updates import find_grid

FEWEST = 5  # points below which nothing is named
SMALLEST, LARGEST = 1e-30, 1e30  # highest learning rates that are looked at: beyond, squares overflow
FURTHEST = 2.0**53  # step up to which whole numbers are exact
CLOSE, NEAR = 0.002, 0.02  # errors up to which a fit is close, and up to which it names a family at all
AHEAD = 10.0  # times the error that the runner-up is off at least for high confidence
SHORT = 0.3  # share of a schedule's own duration below which its end is an extrapolation

ONE_DROP = "one drop is visible: a step and a multistep schedule begin alike"
STAIRCASE = "a step schedule with this factor makes the same stairs as an exponential one"
RISE_ONLY = "the log ends before the learning rate falls"
CONSTANT_ONLY = "a later change would lie beyond the end of the log"
SWINGS_BACK = "a cosine that rises again after T_max"
RISES_AGAIN = "the learning rate rises after its peak, and no cycle fits"
NO_CURVE = "no known curve stays within 2 % of the range of the log"


def identify(steps: FloatArray, values: FloatArray) -> Schedule:
    """The schedule behind learning rates of shape (n,) at steps of shape (n,), in any order.

    Points that are not finite are left out; of a repeated step the last one counts. A family is named when its curve
    stays within the rounding of the log, or within 2 % of its range where none does; it is unknown otherwise.
    """
    at, rates = in_order(np.asarray(steps, dtype=float), np.asarray(values, dtype=float))
    if at.size < FEWEST:
        return Schedule(Family.UNKNOWN, reason=f"fewer than {FEWEST} finite points")
    highest = float(rates.max())
    if rates.min() < 0 or not (highest == 0 or SMALLEST < highest < LARGEST):
        return Schedule(Family.UNKNOWN, reason="a learning rate is below zero, or beyond what a scheduler gives")
    if np.abs(at).max() > FURTHEST or np.diff(at).min() < 1 / FURTHEST:
        return Schedule(Family.UNKNOWN, reason="the steps are too large or too close to be told apart")
    trace = Trace(at, rates, resolution(rates))
    if np.ptp(rates) <= EQUAL * highest:
        return _constant(parted(trace, period=1.0))
    checkpoint()
    grid = find_grid(trace)
    checkpoint()
    raw = parted(trace, period=1.0)
    if grid is None and raw.warmup is not None and (grid := find_grid(raw.body)) is not None:
        opening = raw.with_body(grid.reduced(raw.body))  # a rise with every step, stairs after it
    else:
        opening = raw if grid is None else parted(grid.reduced(trace), period=grid.period)
    checkpoint()
    return replace(_named(raw, opening), steps_per_update=1.0 if grid is None else grid.period)


def _named(raw: Opening, opening: Opening) -> Schedule:
    """The schedule of a log parted as it is (``raw``) and with one point per update (``opening``)."""
    equal = EQUAL * float(raw.trace.values.max())
    if len(raw.body) == 1:
        return _rise_only(raw)
    if (np.diff(raw.body.values) > equal).any():
        return _rising_again(opening)
    if np.ptp(raw.body.values) <= equal:
        return _constant(raw)
    levels = find_levels(raw.body, leeway=raw.leeway)
    if levels is not None:
        return _staircase(levels, raw, opening)
    return _falling(opening)


def _constant(opening: Opening) -> Schedule:
    return Schedule(
        Family.CONSTANT,
        warmup=opening.warmup,
        parameters={"value": float(opening.trace.values[-1])},
        error=0.0,
        confidence=Confidence.MEDIUM,
        reason=CONSTANT_ONLY,
    )


def _rise_only(opening: Opening) -> Schedule:
    """A log that never falls: a cosine rise is a onecycle schedule's, a line is a line."""
    shape = opening.warmup.shape if opening.warmup else "other"
    family = {"cosine": Family.ONECYCLE, "linear": Family.LINEAR}.get(shape, Family.UNKNOWN)
    return Schedule(family, warmup=opening.warmup, shape=shape, reason=RISE_ONLY)


def _rising_again(opening: Opening) -> Schedule:
    """Triangles, warm restarts, or a cosine beyond its end."""
    found: list[Judged] = []
    for fit in triangles(opening.trace):
        found.append(judge(fit, opening.trace, opening.scale))
        if found[-1].consistent:
            return _verdict(opening, ranked(found))
    fall, start = opening.fall, opening.start
    again = restarts(fall, start=start, leeway=opening.leeway)
    if again is not None:
        found.append(judge(again, fall, opening.scale))
    swing = decays.swinging_cosine(fall, start=start)
    if swing is not None and (judged := judge(swing, fall, opening.scale)).consistent:
        return replace(_verdict(opening, [judged, *found]), confidence=Confidence.MEDIUM, reason=SWINGS_BACK)
    order = ranked(one for one in found if one.names(NEAR))
    if not order:
        return Schedule(Family.UNKNOWN, warmup=opening.warmup, reason=RISES_AGAIN)
    return _verdict(opening, order)


def _staircase(levels: Levels, raw: Opening, opening: Opening) -> Schedule:
    """Levels, unless a smooth decay that is updated every so many steps needs fewer parameters to explain them."""
    staircase = judge(fit_levels(levels), raw.body, raw.scale)
    smooth = plain(opening)
    enough = min(len(levels), staircase.fit.freedom) - SPARE
    if staircase.fit.family is Family.MULTISTEP and smooth and smooth[0].consistent and smooth[0].fit.freedom <= enough:
        return _verdict(opening, smooth)
    schedule = _verdict(raw, [staircase, *(one for one in smooth if not one.consistent)])
    if len(levels) == 2:
        other = Family.MULTISTEP if schedule.family is Family.STEP else Family.STEP
        return replace(schedule, alternatives=(other,), confidence=Confidence.MEDIUM, reason=ONE_DROP)
    if len(levels) > MANY and schedule.family is Family.EXPONENTIAL:
        return replace(schedule, alternatives=(Family.STEP,), confidence=Confidence.MEDIUM, reason=STAIRCASE)
    return schedule


def _falling(opening: Opening) -> Schedule:
    """A smooth fall, with or without phases."""
    falls = plain(opening)
    explained = bool(falls) and falls[0].consistent
    stay = None if explained else cooldown(opening)
    if not explained and (stay is None or not stay.consistent):
        falls = ranked([*falls, *to_floor(opening)])
    if stay is not None and (not falls or stay.error < falls[0].error):
        return _verdict(opening, [stay, *falls])
    phased = one_cycle(opening, falls) or first_triangle(opening, falls)
    if phased is not None:
        return _verdict(opening, [phased, *falls])
    if not falls:
        return _rise_only(opening)
    if not falls[0].names(NEAR):
        return Schedule(Family.UNKNOWN, warmup=opening.warmup, reason=NO_CURVE)
    return _verdict(opening, falls)


def _verdict(opening: Opening, order: Sequence[Judged]) -> Schedule:
    """The schedule of the first fit; the others, in any order, are what it is held against."""
    best, fit = order[0], order[0].fit
    others = [one for one in order[1:] if one.fit.family is not fit.family and not _same_curve(best, one)]
    second = min(others, key=lambda one: one.error, default=None)
    alternatives = tuple(dict.fromkeys(one.fit.family for one in others if best.consistent and one.consistent))
    schedule = Schedule(
        fit.family,
        warmup=None if fit.family is Family.CYCLIC else opening.warmup,
        shape=fit.shape,
        parameters=fit.parameters,
        milestones=fit.milestones,
        error=best.error,
        runner_up=None if second is None else second.fit.family,
        runner_up_error=float("nan") if second is None else second.error,
        alternatives=alternatives,
    )
    confidence, reason = _confidence(best, second, alternatives)
    return replace(schedule, confidence=confidence, reason=reason)


def _same_curve(best: Judged, other: Judged) -> bool:
    """Whether the other is the very curve of the best one, which that gave another name as part of a whole."""
    return best.fit.at is other.fit.at


def _confidence(best: Judged, second: Judged | None, alternatives: tuple[Family, ...]) -> tuple[Confidence, str]:
    """High where the curve is within the rounding of the log, or close, and the runner-up is far off."""
    if alternatives:
        return Confidence.MEDIUM, f"{', '.join(alternatives)} would fit this log as well"
    if best.error > NEAR:
        return Confidence.LOW, NO_CURVE
    if not best.consistent and best.error > CLOSE:
        return Confidence.MEDIUM, "the curve leaves the log by more than its rounding"
    if second is not None and second.error < AHEAD * best.error:
        return Confidence.MEDIUM, f"{second.fit.family} is not far behind"
    if best.fit.parameters.get("visible", 1.0) < SHORT:
        return Confidence.MEDIUM, "less than a third of the schedule is in the log"
    return Confidence.HIGH, ""

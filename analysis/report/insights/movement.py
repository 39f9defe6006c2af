"""Did it move, when, with what; did it settle; is the schedule over; which metrics say the same thing."""

import math
from collections.abc import Iterator

import numpy as np

from analysis import wording
from analysis.model.series import FloatArray, Series
from analysis.report.insights.asked import Insight, Subject, called
from analysis.stats.correlation import Correlation, correlate
from analysis.stats.schedule import identify
from analysis.stats.schedule.result import RATE, Family, Schedule
from analysis.stats.settling import KEPT, Settling, settled_end
from analysis.stats.smoothing import running_median
from analysis.stats.together import how_paired, once, together

MOVED = 0.02  # change, as a share of the first level, from which it is asked why
EDGE = 0.02  # share of the points whose median is a level at either end
FEWEST_EDGE = 3
WINDOW = 5  # points of the running median in which half of a change is looked for
REACHED = 0.01  # share by which a schedule's end may miss its floor and count as there
ASKED = ("latent_std", "latent_norm", "loss", "gradient_norm")
LEVELS = ("latent_norm", "latent_std", "latent_mean", "loss")
FEWEST = 20


def why_it_moved(subject: Subject) -> Iterator[Insight]:
    """When a metric fell or rose, how fast, and what moved with it; never why."""
    for kind in ASKED:
        series = subject.get(kind)
        if series is None:
            continue
        steps, values = _finite(series)
        if values.size < FEWEST:
            continue
        points, levels = _change(values[0], values[-1]), _change(*_levels(values))
        moved = levels if abs(levels) > abs(points) else points  # a first point alone may be far off its level
        if not abs(moved) >= MOVED:
            continue
        verb = "fall" if moved < 0 else "rise"
        yield Insight(
            subject.role,
            f"Why did the {called(series)} {verb}?",
            " ".join((*_when(steps, values), *_beside(subject, series))),
            "The cause. What changes together need not cause each other, and no other run shows what would have "
            "happened without it.",
            subject.on(series.name),
            series.name,
        )


def _finite(series: Series) -> tuple[FloatArray, FloatArray]:
    steps, values = once(series)
    there = np.isfinite(values)
    return steps[there], values[there]


def _change(first: float, last: float) -> float:
    return last / first - 1 if first else math.nan


def _edge(values: FloatArray) -> int:
    """How many points at either end have a level."""
    return max(round(EDGE * values.size), FEWEST_EDGE)


def _levels(values: FloatArray) -> tuple[float, float]:
    """The medians of the first and of the last points."""
    edge = _edge(values)
    return float(np.median(values[:edge])), float(np.median(values[-edge:]))


def _when(steps: FloatArray, values: FloatArray) -> Iterator[str]:
    first, last = float(values[0]), float(values[-1])
    yield (
        f"From {wording.number(first)} at step {wording.step(float(steps[0]))} to {wording.number(last)} at step "
        f"{wording.step(float(steps[-1]))}: {_percent(_change(first, last))} from point to point."
    )
    early, late = _levels(values)
    yield (
        f"The medians of the first and last {wording.count(_edge(values))} points change by "
        f"{_percent(_change(early, late))}."
    )
    if (last - first) * (late - early) < 0 and abs(_change(early, late)) >= MOVED:
        yield "The two go opposite ways: a value at one end is far off those beside it, and the medians are the levels."
        return
    half = _half_way(values, first, late)
    yield f"Half of the way from the first value to the last median was covered by step {wording.step(steps[half])}."
    if abs(_change(early, late)) < abs(_change(first, last)) / 4:
        yield (
            "So the change from point to point is one of the first few steps, not one of the run: behind them the "
            "level hardly changes."
        )


def _half_way(values: FloatArray, first: float, last: float) -> int:
    """The first place at which a running median is half way; a sample alone does not count but at the very start."""
    smooth = running_median(values, WINDOW) if values.size > WINDOW else values
    smooth = np.concatenate((values[: WINDOW // 2], smooth[WINDOW // 2 :]))
    way = (smooth - first) / (last - first) if last != first else np.ones(values.size)
    return int(np.argmax(way >= 0.5)) if (way >= 0.5).any() else values.size - 1


def _beside(subject: Subject, series: Series) -> Iterator[str]:
    """The correlation with every other metric of the latent, the learning rate and the loss."""
    for kind in ("learning_rate", "latent_norm", "latent_std", "latent_mean", "loss"):
        other = subject.get(kind)
        if other is None or other.name == series.name:
            continue
        both = together(series, other)
        if said := _said(correlate(*both.values), how_paired(both.shifts)):
            yield f"With the {called(other)}: {said}"


def _said(found: Correlation, how: str) -> str:
    """Both coefficients, how they were paired and what that is worth; nothing where one does not vary."""
    raw, changes = found.raw, found.differenced
    if raw is None or changes is None or math.isnan(raw.r) or math.isnan(changes.r):
        return ""
    text = (
        f"raw correlation {wording.number(raw.r, 2)}, that of the changes from point to point "
        f"{wording.number(changes.r, 2)} ({wording.plural(found.pairs, 'pair')}, {how}, worth "
        f"{wording.count(round(changes.effective))} independent ones)"
    )
    if found.same_quantity:
        return f"{text}: the two tell the same thing twice."
    if found.shared_trend:
        return f"{text}: a shared trend, no sign that they move together."
    return f"{text}."


def finished(subject: Subject) -> Iterator[Insight]:
    """Which schedule the learning rate follows and whether it reached its end."""
    series = subject.get("learning_rate")
    if series is None:
        return
    schedule = identify(series.steps, series.values)
    yield Insight(
        subject.role,
        "Is the schedule finished?",
        " ".join(_schedule(schedule, _finite(series)[1])),
        "Whether another schedule would have served better: that takes other runs.",
        subject.on(series.name),
        series.name,
    )


def _schedule(schedule: Schedule, values: FloatArray) -> Iterator[str]:
    if schedule.family is Family.UNKNOWN:
        yield f"No schedule that is known fits: {schedule.reason or 'none is near'}."
    else:
        name = str(schedule.family).replace("_", " ")
        yield f"The learning rate follows a {name} schedule ({schedule.confidence.value} confidence)."
        numbers = [f"{key} {_parameter(key, value)}" for key, value in schedule.parameters.items() if key != "visible"]
        if schedule.steps_per_update > 1:
            numbers.append(f"stairs of {wording.step(schedule.steps_per_update)} steps")
        yield f"{'; '.join(numbers)}." if numbers else ""
        if math.isfinite(schedule.error):
            yield f"It leaves the log by {wording.percent(schedule.error, 2)} of its range at most."
        if schedule.runner_up is not None:
            off = wording.percent(schedule.runner_up_error, 2)
            yield f"Next comes {str(schedule.runner_up).replace('_', ' ')}, {off} off."
        if schedule.reason:
            yield f"{schedule.reason[:1].upper()}{schedule.reason[1:]}."
    yield (
        f"From {wording.number(float(values[0]))} to {wording.number(float(values[-1]))}: "
        f"{_percent(_change(float(values[0]), float(values[-1])), 5)}."
    )
    floor, visible = schedule.parameters.get("eta_min"), schedule.parameters.get("visible")
    if visible is not None:
        yield f"The log covers {wording.percent(min(visible, 1.0))} of the schedule's own length."
    if floor is not None and schedule.family is Family.COSINE:
        yield _floor(floor, float(values[-1]))


def _floor(floor: float, last: float) -> str:
    if floor > 0 and last > floor * (1 + REACHED):
        return f"It ended at {wording.number(last)}, above its floor of {wording.number(floor)}."
    return f"It ended within {wording.percent(REACHED, 1)} of its floor of {wording.number(floor)}."


def _parameter(name: str, value: float) -> str:
    unit = Schedule.unit(name)
    text = wording.step(round(value, 1)) if unit == "steps" else wording.number(value)
    return f"{text} {unit}" if unit and unit != RATE else text


def _percent(share: float, digits: int = 4) -> str:
    return "an undefined share" if math.isnan(share) else f"{'+' if share > 0 else ''}{wording.percent(share, digits)}"


def settled(subject: Subject) -> Iterator[Insight]:
    """Whether the level of a metric is steady, from where on, and how well it is known."""
    for kind in LEVELS:
        series = subject.get(kind)
        if series is None:
            continue
        found = settled_end(series)
        if found.interval is None:
            continue
        yield Insight(
            subject.role,
            f"Did the {called(series)} settle?",
            " ".join(_settled(series, found)),
            "What happens behind the last step, and a drift smaller than the interval of the slope.",
            subject.on(series.name),
            series.name,
        )


def _settled(series: Series, found: Settling) -> Iterator[str]:
    start = wording.step(float(series.steps[found.start]))
    kept, whole = series.values[found.start :], series.values
    yield _state(found, start)
    low, high = found.interval or (math.nan, math.nan)
    yield (
        f"There the mean is {wording.number(found.mean)} (95 % interval {wording.number(low)} to "
        f"{wording.number(high)}; {wording.plural(found.points, 'point')}, worth "
        f"{wording.count(round(found.effective))} independent ones)."
    )
    if found.slope_interval is not None:
        slow, fast = found.slope_interval
        yield (
            f"Slope per 1,000 points {wording.signed(1000 * found.slope, 2)} "
            f"({wording.signed(1000 * slow, 2)} to {wording.signed(1000 * fast, 2)})."
        )
    if found.mean and abs(found.mean) > float(np.nanstd(kept)):
        yield (
            f"Std over mean: {wording.percent(_variation(kept))} there, {wording.percent(_variation(whole))} "
            "over all points."
        )


def _state(found: Settling, start: str) -> str:
    """The answer in the terms of the check, so that the two never differ on the same points."""
    if found.settled:
        return f"Yes: steady from step {start} on by the rule of the longest steady end."
    if found.slow:
        moved = wording.number(abs(found.moved), 2)
        return f"Yes, but for a slow drift: from step {start} on it moves by {moved} standard deviations in all."
    if found.share >= KEPT:
        return f"No: even its steadiest end, from step {start}, still drifts."
    share = wording.percent(found.share, 2)
    return f"No: its steadiest end, from step {start}, is {share} of the points, less than {wording.percent(KEPT, 2)}."


def _variation(values: FloatArray) -> float:
    clean = values[np.isfinite(values)]
    return float(clean.std(ddof=1) / abs(clean.mean())) if clean.size > 1 and clean.mean() else math.nan


def one_or_two(subject: Subject) -> Iterator[Insight]:
    """Whether norm and std are two findings or one told twice."""
    norm, std = subject.get("latent_norm"), subject.get("latent_std")
    if norm is None or std is None:
        return
    both = together(norm, std)
    found = correlate(*both.values)
    said = _said(found, how_paired(both.shifts))
    if not said:
        return
    verdict = (
        "One: they count once."
        if found.same_quantity
        else "Their changes do not agree closely enough to be one quantity; a shared trend is not enough."
    )
    yield Insight(
        subject.role,
        "Are norm and std two findings or one?",
        f"{verdict} {said[:1].upper()}{said[1:]}",
        "How either was computed: that stands in the code that logged them.",
        subject.on(norm.name, std.name),
        norm.name,
    )

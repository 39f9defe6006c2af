"""Asks which schedule is behind the learning rate, and whether it explains the log."""

import numpy as np

from analysis import wording
from analysis.asking import Context, known_as
from analysis.checks import Asked, Check, Statistic, bounds_told
from analysis.model.finding import Evidence, Finding
from analysis.model.run import Run
from analysis.model.series import FloatArray, Series
from analysis.stats.schedule import Family, Schedule, identify
from analysis.stats.together import once

ID = "schedule"
FEWEST = 5  # finite points below which nothing is named
RULE = (
    "The largest deviation of the log from the curve of its family, as a share of the log's range. A log that no "
    "family explains is graded 3 while it only falls after its peak, 2 where it rises, and 1 where a learning rate is "
    "zero throughout, negative or not finite to the end."
)
LIMITS = "Names the shape of the log. It does not show whether another schedule would have served better."


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    return tuple(_finding(run, series, context) for series in known_as(run, "learning_rate") if len(series))


def _finding(run: Run, series: Series, context: Context) -> Finding:
    steps, values = context.measured.of(once, series)
    asked = Asked(ID, run, series.name, series.span, f"{RULE} {bounds_told(context, ID)}", LIMITS)
    finite = values[np.isfinite(values)]
    if finite.size < FEWEST:
        few = Statistic("finite points", finite.size, points=finite.size)
        return asked.unrated(few, f"Not rated: {wording.plural(finite.size, 'finite point')}.", threshold=FEWEST)
    found = context.measured.of(identify, steps, values)
    error = found.error if np.isfinite(found.error) else 1.0
    statistic = Statistic("largest deviation", error, "of the range", points=finite.size)
    ahead = found.runner_up_error / error if error > 0 else np.inf
    grade, sentence = _graded(found, error, ahead, finite, context)
    change = float(finite[-1] / finite[0]) - 1 if finite[0] else float("nan")
    more = [Evidence("change from the first value to the last", change)]
    if found.runner_up is not None:
        more.append(Evidence(f"largest deviation of the next family, {found.runner_up}", found.runner_up_error))
    sentence += f" From {wording.number(finite[0])} to {wording.number(finite[-1])}, {wording.percent(change, 5)}."
    return asked.graded(statistic, sentence, context, grade=grade, more=tuple(more))


def _graded(found: Schedule, error: float, ahead: float, finite: FloatArray, context: Context) -> tuple[int, str]:
    if (finite < 0).any() or not finite.any():
        return 1, "The learning rate is negative or zero throughout."
    if found.family is Family.UNKNOWN:
        peak = int(finite.argmax())
        rises = bool((np.diff(finite[peak:]) > 1e-9 * finite[peak]).any())
        return (2 if rises else 3), f"No family of schedules explains the log: {found.reason}."
    grade = context.thresholds.grade(ID, error).value
    behind = found.runner_up is None or ahead >= context.thresholds[f"{ID}.ahead"]
    if grade == 5 and not behind:
        grade = 4
    told = _told(found)
    next_best = (
        ""
        if found.runner_up is None
        else f"; the next family, {found.runner_up}, {wording.percent(found.runner_up_error)}"
    )
    return grade, f"{told}; largest deviation {wording.percent(error)} of the range{next_best}."


def _told(found: Schedule) -> str:
    numbers = [f"{name} {wording.number(value)}" for name, value in found.parameters.items() if name != "visible"]
    text = f"{found.family.value}".replace("_", " ").capitalize()
    if numbers:
        text += f", {', '.join(numbers)}"
    if found.steps_per_update > 1:
        text += f", updated every {wording.step(found.steps_per_update)} steps"
    if found.warmup is not None and found.warmup.steps > 0:
        text += f", after a {found.warmup.shape} warm-up of {wording.step(found.warmup.steps)} steps"
    return text


CHECK = Check(
    id=ID,
    number="R2",
    title="Schedule",
    question="Which schedule is behind the learning rate, and does it explain the log?",
    needs="learning_rate, 5 points or more.",
    run=_run,
)

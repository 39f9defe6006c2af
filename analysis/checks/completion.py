"""Asks how much of its schedule a run went through."""

import numpy as np

from analysis import wording
from analysis.asking import Context, known_as
from analysis.checks import Asked, Check, Statistic, bounds_told
from analysis.model.finding import Evidence, Finding, Verdict
from analysis.model.run import Run
from analysis.model.series import Series
from analysis.stats.schedule import identify
from analysis.stats.together import once

ID = "completion"
FLOORS = ("eta_min", "floor")
RULE = (
    "The share of the schedule's own length, as fitted, that the log covers; the last update counts as far as the "
    "next one would be."
)
LIMITS = "The length is that of the fitted curve; a run that was meant to stop early is graded like one that broke off."


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    return tuple(_finding(run, series, context) for series in known_as(run, "learning_rate") if len(series))


def _finding(run: Run, series: Series, context: Context) -> Finding:
    steps, values = context.measured.of(once, series)
    found = context.measured.of(identify, steps, values)
    asked = Asked(ID, run, series.name, series.span, f"{RULE} {bounds_told(context, ID)}", LIMITS)
    finite = values[np.isfinite(values)]
    last = float(finite[-1]) if finite.size else float("nan")
    visible = found.parameters.get("visible")
    if visible is None:
        points = Statistic("finite points", finite.size, points=finite.size)
        sentence = f"Not rated: {found.family.value.replace('_', ' ')} schedules have no end of their own."
        return asked.unrated(points, sentence, verdict=Verdict.INFORMATION)
    length = next((found.parameters[name] for name in ("T_max", "total_steps") if name in found.parameters), None)
    share = min(visible + (found.steps_per_update / length if length else 0.0), 1.0)
    floor = next((found.parameters[name] for name in FLOORS if name in found.parameters), None)
    more = [Evidence("last learning rate", last), Evidence("last over highest", last / float(finite.max()))]
    sentence = f"The log covers {wording.percent(share)} of the schedule"
    if floor is not None:
        more.append(Evidence("floor", floor))
        reached = abs(last - floor) <= 0.01 * floor
        place = "on" if reached else "above"
        sentence += f"; it ended at {wording.number(last, 3)}, {place} its floor of {wording.number(floor, 3)}"
    statistic = Statistic("share of the schedule covered", share, points=finite.size)
    return asked.graded(statistic, f"{sentence}.", context, more=tuple(more))


CHECK = Check(
    id=ID,
    number="R3",
    title="Schedule completed",
    question="Did the run go through the whole of its schedule?",
    needs="learning_rate of a schedule that has an end.",
    run=_run,
)

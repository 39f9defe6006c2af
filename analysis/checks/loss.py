"""Asks whether the loss ended below its level after the start."""

import numpy as np

from analysis import wording
from analysis.asking import Context, course, known_as
from analysis.checks import Asked, Check, Statistic, bounds_told
from analysis.model.finding import Evidence, Finding
from analysis.model.run import Run
from analysis.model.series import Series
from analysis.stats.effective import BATCHES
from analysis.stats.trend import error_of_mean

ID = "loss"
SHARE = 0.05  # of the points: the level after the start, the level at the end
NARROWEST = 2 * BATCHES  # points of a level
RULE = (
    "The mean of the last 5 % of the points over that of the first 5 % (at least 20 points each), up to a divergence, "
    "which the check of anomalies tells."
)
LIMITS = "Says that the logged loss fell, not that it fell far enough, nor anything of data that were not trained on."


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    losses = (*known_as(run, "loss"), *known_as(run, "reconstruction_loss"))
    return tuple(_finding(run, series, context) for series in losses if len(series))


def _finding(run: Run, series: Series, context: Context) -> Finding:
    seen = course(run, series, context)
    diverged = [event.span.first for event in seen.events if event.kind == "divergence"]
    stop = int(np.searchsorted(seen.steps, min(diverged))) if diverged else seen.values.size
    values = seen.values[:stop]
    values = values[np.isfinite(values)]
    asked = Asked(ID, run, series.name, series.span, f"{RULE} {bounds_told(context, ID)}", LIMITS)
    if values.size < context.thresholds.points(ID):
        few = Statistic("finite points", values.size, points=values.size)
        return asked.unrated(few, f"Not rated: {wording.plural(values.size, 'finite point')}, too few.")
    width = max(NARROWEST, round(SHARE * values.size))
    start, end = float(values[:width].mean()), float(values[-width:].mean())
    if not (start > 0 and end > 0):
        level = Statistic("level at the end", end, points=values.size)
        return asked.unrated(level, "Not rated: a loss that is not above zero has no ratio of levels.")
    ratio, error = end / start, error_of_mean(values[-width:])
    half = error.half_width / start
    statistic = Statistic(
        "end level / start level", ratio, "", (ratio - half, ratio + half), values.size, error.effective
    )
    sentence = (
        f"The loss ended at {wording.percent(ratio)} of its level at the start, "
        f"{wording.number(end)} after {wording.number(start)}."
    )
    more = (Evidence("start level", start), Evidence("end level", end))
    return asked.graded(statistic, sentence, context, more=more)


CHECK = Check(
    id=ID,
    number="N1",
    title="Whether the objective falls",
    question="Did the loss end below its level at the start?",
    needs="no loss is in these files; export the loss chart, a column such as train/loss.",
    run=_run,
)

"""Asks whether an accuracy ended below its highest level."""

from analysis import wording
from analysis.asking import Context, known_as
from analysis.checks import Asked, Check, Statistic, bounds_told
from analysis.model.finding import Evidence, Finding
from analysis.model.run import Run
from analysis.model.series import Series
from analysis.stats.smoothing import running_median
from analysis.stats.together import finite_once

ID = "accuracy"
RULE = "The level at the end over the highest level; levels are running medians of a tenth of the points, at least 5."
LIMITS = "Says that it did not fall back, not that it is high enough, nor anything of other data."


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    return tuple(_finding(run, series, context) for series in known_as(run, "accuracy") if len(series))


def _finding(run: Run, series: Series, context: Context) -> Finding:
    steps, values = context.measured.of(finite_once, series)
    asked = Asked(ID, run, series.name, series.span, f"{RULE} {bounds_told(context, ID)}", LIMITS)
    few = Statistic("finite points", values.size, points=values.size)
    if values.size < context.thresholds.points(ID):
        return asked.unrated(few, f"Not rated: {wording.plural(values.size, 'finite point')}, too few.")
    levels = running_median(values, max(5, values.size // 10 | 1))
    place = int(levels.argmax())
    best, end = float(levels[place]), float(levels[-1])
    if not best > 0:
        return asked.unrated(few, "Not rated: the accuracy is never above zero.")
    ratio = end / best
    statistic = Statistic("end level / highest level", ratio, points=values.size)
    more = (
        Evidence("highest level", best),
        Evidence("its step", float(steps[place])),
        Evidence("level at the end", end),
    )
    sentence = (
        f"The accuracy ended at {wording.percent(ratio)} of its highest level, {wording.number(best)} at step "
        f"{wording.step(float(steps[place]))}."
    )
    return asked.graded(statistic, sentence, context, more=more)


CHECK = Check(
    id=ID,
    number="N6",
    title="Accuracy",
    question="Did the accuracy end below its highest level?",
    needs="no accuracy is in these files; a column such as val/accuracy.",
    run=_run,
)

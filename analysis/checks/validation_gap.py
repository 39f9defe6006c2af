"""Asks whether a validation loss rose again after its lowest level."""

import numpy as np

from analysis import wording
from analysis.asking import Context, known_as
from analysis.checks import Asked, Check, Statistic, bounds_told
from analysis.model.finding import Evidence, Finding
from analysis.model.run import Run
from analysis.model.series import Series
from analysis.stats.smoothing import running_median
from analysis.stats.together import finite_once

ID = "validation_gap"
WINDOW = 5  # validations in the running median
RULE = f"The validation loss at the end over its lowest level, minus one; levels are running medians of {WINDOW}."
LIMITS = "Data of the same origin only: nothing is said of other data. The gap itself has no bound of its own."


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    return tuple(_finding(run, series, context) for series in known_as(run, "validation_loss") if len(series))


def _finding(run: Run, series: Series, context: Context) -> Finding:
    steps, values = context.measured.of(finite_once, series)
    asked = Asked(ID, run, series.name, series.span, f"{RULE} {bounds_told(context, ID)}", LIMITS)
    few = Statistic("validations", values.size, points=values.size)
    if values.size < max(context.thresholds.points(ID), WINDOW):
        return asked.unrated(few, f"Not rated: {wording.plural(values.size, 'validation')}, too few.")
    levels = running_median(values, WINDOW)
    place = int(levels.argmin())
    lowest, end = float(levels[place]), float(levels[-1])
    if not lowest > 0:
        return asked.unrated(few, "Not rated: a loss that is not above zero has no ratio of levels.")
    rise = end / lowest - 1
    statistic = Statistic("rise above the lowest level", rise, points=values.size)
    more = [
        Evidence("lowest level", lowest),
        Evidence("its step", float(steps[place])),
        Evidence("level at the end", end),
    ]
    train = next((one for one in known_as(run, "loss") if len(one)), None)
    if train is not None:
        last = train.values[np.isfinite(train.values)][-max(WINDOW, len(train) // 20) :]
        if last.size:
            more.append(Evidence("validation minus training loss at the end", end - float(np.median(last))))
    sentence = (
        f"The validation loss ended {wording.percent(rise)} above its lowest level, "
        f"{wording.number(lowest)} at step {wording.step(float(steps[place]))}."
    )
    return asked.graded(statistic, sentence, context, more=tuple(more))


CHECK = Check(
    id=ID,
    number="N2",
    title="Generalisation",
    question="Did the validation loss rise again after its lowest level?",
    needs="no validation metric is in these files; export one, a column such as val/loss.",
    run=_run,
)

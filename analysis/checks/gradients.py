"""Asks whether the gradient norm vanished or grew beyond its usual size."""

import numpy as np

from analysis import wording
from analysis.asking import Context, known_as
from analysis.checks import Asked, Check, Statistic, bounds_told
from analysis.model.finding import Evidence, Finding
from analysis.model.run import Run
from analysis.model.series import Series
from analysis.stats.together import finite_once

ID = "gradients"
RULE = (
    "The 99.9th percentile of the gradient norm over its median. A median of the last tenth below the threshold of a "
    "vanished gradient is graded 1."
)
LIMITS = (
    "One norm of all parameters: single layers are not seen, nor whether the norm is that before or after clipping."
)


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    return tuple(_finding(run, series, context) for series in known_as(run, "gradient_norm") if len(series))


def _finding(run: Run, series: Series, context: Context) -> Finding:
    _, values = context.measured.of(finite_once, series)
    asked = Asked(ID, run, series.name, series.span, f"{RULE} {bounds_told(context, ID)}", LIMITS)
    few = Statistic("finite points", values.size, points=values.size)
    if values.size < context.thresholds.points(ID):
        return asked.unrated(few, f"Not rated: {wording.plural(values.size, 'finite point')}, too few.")
    usual, late = float(np.median(values)), float(np.median(values[-max(values.size // 10, 1) :]))
    if late < context.thresholds[f"{ID}.vanished"]:
        vanished = Statistic("median of the last tenth", late, points=values.size)
        return asked.graded(vanished, f"The gradient norm is {wording.number(late, 2)} at the end.", context, grade=1)
    if not usual > 0:
        return asked.unrated(few, "Not rated: the median gradient norm is not above zero.")
    ratio = float(np.quantile(values, 0.999)) / usual
    statistic = Statistic("99.9th percentile over median", ratio, points=values.size)
    more = (
        Evidence("median", usual),
        Evidence("largest", float(values.max())),
        Evidence("median of the last tenth", late),
    )
    sentence = f"The 99.9th percentile of the gradient norm is {wording.number(ratio, 3)} times its median."
    return asked.graded(statistic, sentence, context, more=more)


CHECK = Check(
    id=ID,
    number="N3",
    title="Gradients",
    question="Did the gradient norm vanish, or grow beyond its usual size?",
    needs="no gradient norm is in these files; log it at every step, a column such as grad_norm.",
    run=_run,
)

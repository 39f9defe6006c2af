"""Asks whether the spread of the latent values collapsed between the start and the end of the run."""

import numpy as np

from analysis import wording
from analysis.asking import Context, known_as
from analysis.checks import Check, verdict_of
from analysis.model.finding import Evidence, Finding, Verdict
from analysis.model.run import Run
from analysis.model.series import FloatArray, Series, Span
from analysis.stats.together import finite_once

ID = "retained_spread"
NARROWEST = 10  # points of a level
LIMITS = (
    "Rates a collapse only: a decline is no fault by itself, and its cause is not visible here. One pooled std cannot "
    "show that single dimensions collapsed; that needs the rank or the singular values of a batch."
)


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    return tuple(_finding(run, series, context) for series in known_as(run, "latent_std"))


def _rule(context: Context) -> str:
    share, attention, concern = (context.thresholds[f"{ID}.{name}"] for name in ("share", "attention", "concern"))
    return (
        f"The median latent std of the last {share:.0%} of the points over that of the {share:.0%} that follow the "
        f"first {share:.0%} (at least {NARROWEST} points each): below {attention:g} needs attention, below {concern:g} "
        "is a concern."
    )


def _finding(run: Run, series: Series, context: Context) -> Finding:
    steps, values = context.measured.of(finite_once, series)
    width = max(NARROWEST, round(context.thresholds[f"{ID}.share"] * values.size))
    start = float(np.median(values[width : 2 * width])) if values.size >= context.thresholds.points(ID) else 0.0
    if start <= 0:
        return _unrated(run, series, values, context)
    end = float(np.median(values[-width:]))
    ratio = end / start
    grade = context.thresholds.grade(ID, ratio)
    return Finding(
        check=ID,
        run=run.id,
        metric=series.name,
        span=Span.between(float(steps[0]), float(steps[-1])),
        verdict=verdict_of(grade.value),
        rule=_rule(context),
        evidence=(
            Evidence("end level / level after the start", ratio, threshold=grade.bound),
            Evidence("level after the start", start),
            Evidence("end level", end),
            Evidence("first value", float(values[0])),
            Evidence("last value", float(values[-1])),
            Evidence("finite points", values.size),
        ),
        sentence=_sentence(steps, values, width, ratio),
        limits=LIMITS,
        grade=grade.value,
        source=context.thresholds.source(ID),
        points=values.size,
    )


def _sentence(steps: FloatArray, values: FloatArray, width: int, ratio: float) -> str:
    """The ratio of levels, and beside it the change from the first to the last point, which may be another story."""
    after = wording.steps(Span.between(float(steps[width]), float(steps[2 * width - 1])))
    end = wording.steps(Span.between(float(steps[-width]), float(steps[-1])))
    text = f"The std of {end} is at {wording.percent(ratio)} of its level at {after}"
    if values[0] > 0:
        change = float(values[-1] / values[0]) - 1
        sign = "+" if change > 0 else ""
        text += f"; from the first point to the last it changed by {sign}{wording.percent(change, 4)}"
    return f"{text}."


def _unrated(run: Run, series: Series, values: FloatArray, context: Context) -> Finding:
    """The finding of a series that is too short, or that has no spread to begin with."""
    fewest = context.thresholds.points(ID)
    if values.size < fewest:
        reason = f"{wording.plural(values.size, 'finite point')}, fewer than {fewest}"
    else:
        reason = "the level after the start is not above zero, so there is nothing to hold the end against"
    return Finding(
        check=ID,
        run=run.id,
        metric=series.name,
        span=series.span,
        verdict=Verdict.NOT_ENOUGH,
        rule=_rule(context),
        evidence=(Evidence("finite points", values.size, threshold=fewest),),
        sentence=f"Not rated: {reason}.",
        limits=LIMITS,
        points=values.size,
    )


CHECK = Check(
    id=ID,
    number="R7",
    title="Retained spread",
    question="Did the spread of the latent values collapse?",
    needs="latent_std, 50 points or more.",
    run=_run,
    latent=True,
)

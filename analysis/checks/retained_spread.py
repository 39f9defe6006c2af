"""Asks whether the spread of the latent values collapsed between the start and the end of the run."""

import numpy as np

from analysis import glossary, wording
from analysis.checks import Check
from analysis.model.finding import Evidence, Finding, Verdict
from analysis.model.run import Run
from analysis.model.series import FloatArray, Series, Span

ID = "retained_spread"
SHARE = 0.02  # of the points: the start that is left out, the level after it, the level at the end
NARROWEST = 10  # points of a level
FEWEST = 50  # finite points below which start and end are not apart
ATTENTION, CONCERN = 0.10, 0.01  # of the level after the start; conventions of Runloupe
RULE = (
    f"The median latent std of the last {SHARE:.0%} of the points over that of the {SHARE:.0%} that follow the "
    f"first {SHARE:.0%} (at least {NARROWEST} points each): below {ATTENTION} needs attention, below {CONCERN} is a "
    "concern (conventions of Runloupe)."
)
LIMITS = (
    "Rates a collapse only: a decline is no fault by itself, and its cause is not visible here. One pooled std cannot "
    "show that single dimensions collapsed; that needs the rank or the singular values of a batch."
)


def _run(run: Run) -> tuple[Finding, ...]:
    return tuple(_finding(run, series) for series in run.series if _is_spread(series))


def _is_spread(series: Series) -> bool:
    known = glossary.recognise(series.name)
    return known is not None and known.id == "latent_std"


def _finding(run: Run, series: Series) -> Finding:
    finite = np.isfinite(series.values)
    steps, values = series.steps[finite], series.values[finite]
    width = max(NARROWEST, round(SHARE * values.size))
    start = float(np.median(values[width : 2 * width])) if values.size >= FEWEST else 0.0
    if start <= 0:
        return _unrated(run, series, values)
    end = float(np.median(values[-width:]))
    ratio = end / start
    verdict = Verdict.CONCERN if ratio < CONCERN else Verdict.ATTENTION if ratio < ATTENTION else Verdict.NO_CONCERN
    return Finding(
        check=ID,
        run=run.id,
        metric=series.name,
        span=Span.between(float(steps[0]), float(steps[-1])),
        verdict=verdict,
        rule=RULE,
        evidence=(
            Evidence("end level / level after the start", ratio, threshold=CONCERN if ratio < CONCERN else ATTENTION),
            Evidence("level after the start", start),
            Evidence("end level", end),
            Evidence("first value", float(values[0])),
            Evidence("last value", float(values[-1])),
            Evidence("finite points", values.size),
        ),
        sentence=_sentence(steps, values, width, ratio),
        limits=LIMITS,
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


def _unrated(run: Run, series: Series, values: FloatArray) -> Finding:
    """The finding of a series that is too short, or that has no spread to begin with."""
    if values.size < FEWEST:
        reason = f"{wording.plural(values.size, 'finite point')}, fewer than {FEWEST}"
    else:
        reason = "the level after the start is not above zero, so there is nothing to hold the end against"
    return Finding(
        check=ID,
        run=run.id,
        metric=series.name,
        span=series.span,
        verdict=Verdict.NOT_ENOUGH,
        rule=RULE,
        evidence=(Evidence("finite points", values.size, threshold=FEWEST),),
        sentence=f"Not rated: {reason}.",
        limits=LIMITS,
    )


CHECK = Check(
    id=ID,
    title="Retained spread",
    question="Did the spread of the latent values collapse?",
    run=_run,
)

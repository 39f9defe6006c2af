"""Asks how far the mean of the latent values lies from zero, measured by their spread."""

import numpy as np

from analysis import wording
from analysis.asking import Context, known_as, partner, spread_together
from analysis.checks import Check, verdict_of
from analysis.model.comparison import Interval, Matching, Pairs
from analysis.model.finding import Evidence, Finding, Verdict
from analysis.model.run import Run
from analysis.model.series import Series
from analysis.stats.latent import Level, level_of
from analysis.stats.matching import match
from analysis.stats.together import Together
from analysis.stats.trend import error_of_mean

ID = "centring"
LIMITS = (
    "Sees the mean over all dimensions only: offsets of single dimensions can cancel in it. "
    "Says nothing of the shape of the distribution."
)


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    found = []
    for mean in known_as(run, "latent_mean"):
        std = partner(run, mean, "latent_std")
        if std is not None:
            found.append(_finding(run, mean, std, context))
    return tuple(found)


def _rule(context: Context) -> str:
    attention, concern = context.thresholds[f"{ID}.attention"], context.thresholds[f"{ID}.concern"]
    return (
        "The median of |latent mean| / latent std over the steps that both have: "
        f"above {attention:g} needs attention, above {concern:g} is a concern."
    )


def _finding(run: Run, mean: Series, std: Series, context: Context) -> Finding:
    rows = context.measured.of(spread_together, std, mean)
    if len(rows) < context.thresholds.points(ID):
        return _unrated(run, mean, std, rows, context)
    ratio, (spread, offset) = context.measured.of(_ratio, rows), rows.values
    grade = context.thresholds.grade(ID, ratio.value)
    high = float(np.quantile(np.abs(offset) / spread, 0.99))
    share = float(np.median(offset**2 / (offset**2 + spread**2)))
    level, error = float(offset.mean()), error_of_mean(offset).half_width
    left_out = wording.plural(len(mean) - len(rows), "step") if len(mean) > len(rows) else ""
    without = left_out and f" {left_out} without any spread left out."
    return Finding(
        check=ID,
        run=run.id,
        metric=mean.name,
        span=rows.span,
        verdict=verdict_of(grade.value),
        rule=_rule(context),
        evidence=(
            Evidence("median |mean| / std", ratio.value, threshold=grade.bound),
            Evidence("99th percentile of |mean| / std", high),
            Evidence("share of the mean square", share),
            Evidence("mean", level),
            Evidence("mean, lower end of its interval", level - error),
            Evidence("mean, upper end of its interval", level + error),
            Evidence("largest |mean|", float(np.abs(offset).max())),
            Evidence("steps with both", len(rows)),
        ),
        sentence=(
            f"The pooled mean is {wording.percent(ratio.value)} of the spread in the median of "
            f"{wording.plural(len(rows), 'step')} (99th percentile {wording.percent(high)})."
            f"{without}{_alignment(context.measured.of(match, mean, std), mean.name, std.name)}"
        ),
        limits=LIMITS,
        grade=grade.value,
        source=context.thresholds.source(ID),
        interval=Interval(*ratio.interval) if ratio.interval else None,
        points=len(rows),
        effective=ratio.effective,
    )


def _ratio(rows: Together) -> Level:
    """The median of |mean| / std."""
    spread, offset = rows.values
    return level_of(np.abs(offset) / spread, median=True)


def _alignment(pairs: Pairs, a: str, b: str) -> str:
    """How the two were paired where they were not logged at the same steps; empty where they were."""
    return "" if pairs.how is Matching.SAME_STEPS else f" {a} (A) and {b} (B): {wording.matching(pairs)}."


def _unrated(run: Run, mean: Series, std: Series, rows: Together, context: Context) -> Finding:
    """The finding where too few steps hold both a finite mean and a spread above zero."""
    return Finding(
        check=ID,
        run=run.id,
        metric=mean.name,
        span=None,
        verdict=Verdict.NOT_ENOUGH,
        rule=_rule(context),
        evidence=(Evidence("steps with both", len(rows), threshold=context.thresholds[f"{ID}.points"]),),
        sentence=(
            f"Not rated: {mean.name} and {std.name} have too few steps in common with a finite mean "
            "and a spread above zero."
        ),
        limits=LIMITS,
        points=len(rows),
    )


CHECK = Check(
    id=ID,
    number="R5",
    title="Centring",
    question="How far is the mean of the latent values from zero, measured by their spread?",
    needs="latent_mean and latent_std on the same steps.",
    run=_run,
    latent=True,
)

"""Asks how far the mean of the latent values lies from zero, measured by their spread."""

from collections.abc import Iterator

import numpy as np

from analysis import glossary, wording
from analysis.checks import Check
from analysis.model.comparison import Matching, Pairs
from analysis.model.finding import Evidence, Finding, Verdict
from analysis.model.run import Run
from analysis.model.series import Series, Span
from analysis.stats.matching import match
from analysis.stats.names import words

ID = "centring"
FEWEST = 20  # pairs below which a median of ratios is not rated
ATTENTION, CONCERN = 0.10, 0.30  # |mean| / std, i.e. 1 % and 9 % of the mean square; conventions of Runloupe
RULE = (
    "The median of |latent mean| / latent std over the steps that both have: "
    f"above {ATTENTION} needs attention, above {CONCERN} is a concern (conventions of Runloupe)."
)
LIMITS = (
    "Sees the mean over all dimensions only: offsets of single dimensions can cancel in it. "
    "Says nothing of the shape of the distribution."
)


def _run(run: Run) -> tuple[Finding, ...]:
    return tuple(_finding(run, mean, std) for mean, std in _partners(run))


def _partners(run: Run) -> Iterator[tuple[Series, Series]]:
    """Latent means and the standard deviations that were logged under the same name but for the last words."""
    for mean in run.series:
        if not _is(mean, "latent_mean"):
            continue
        for std in run.series:
            if _is(std, "latent_std") and _stem(std) == _stem(mean):
                yield mean, std
                break


def _is(series: Series, metric: str) -> bool:
    known = glossary.recognise(series.name)
    return known is not None and known.id == metric


def _stem(series: Series) -> tuple[str, ...]:
    return tuple(word for word in words(series.name) if word not in {"mean", "avg", "std", "stddev", "sd"})


def _finding(run: Run, mean: Series, std: Series) -> Finding:
    pairs = match(mean, std)
    spread = pairs.b > 0
    ratios = np.abs(pairs.a[spread]) / pairs.b[spread]
    if pairs.how is Matching.NONE or ratios.size < FEWEST:
        return _unrated(run, mean, std, ratios.size)
    ratio, high = float(np.median(ratios)), float(np.quantile(ratios, 0.99))
    verdict = Verdict.NO_CONCERN if ratio <= ATTENTION else Verdict.ATTENTION if ratio <= CONCERN else Verdict.CONCERN
    left_out = int(spread.size - ratios.size)
    without = f" {wording.plural(left_out, 'step')} without any spread left out." if left_out else ""
    return Finding(
        check=ID,
        run=run.id,
        metric=mean.name,
        span=Span(float(pairs.steps[0]), float(pairs.steps[-1])),
        verdict=verdict,
        rule=RULE,
        evidence=(
            Evidence("median |mean| / std", ratio, threshold=ATTENTION if ratio <= CONCERN else CONCERN),
            Evidence("99th percentile of |mean| / std", high),
            Evidence("steps with both", ratios.size),
        ),
        sentence=(
            f"The pooled mean is {wording.percent(ratio)} of the spread in the median of "
            f"{wording.plural(ratios.size, 'step')} (99th percentile {wording.percent(high)})."
            f"{without}{_alignment(pairs, mean.name, std.name)}"
        ),
        limits=LIMITS,
    )


def _alignment(pairs: Pairs, a: str, b: str) -> str:
    """How the two were paired where they were not logged at the same steps; empty where they were."""
    return "" if pairs.how is Matching.SAME_STEPS else f" {a} (A) and {b} (B) {wording.matching(pairs)}."


def _unrated(run: Run, mean: Series, std: Series, usable: int) -> Finding:
    """The finding where too few steps hold both a finite mean and a spread above zero."""
    return Finding(
        check=ID,
        run=run.id,
        metric=mean.name,
        span=None,
        verdict=Verdict.NOT_ENOUGH,
        rule=RULE,
        evidence=(Evidence("steps with both", usable, threshold=FEWEST),),
        sentence=(
            f"Not rated: {mean.name} and {std.name} have too few steps in common with a finite mean "
            "and a spread above zero."
        ),
        limits=LIMITS,
    )


CHECK = Check(
    id=ID,
    title="Centring",
    question="How far is the mean of the latent values from zero, measured by their spread?",
    run=_run,
)

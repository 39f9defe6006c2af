"""Asks which metrics tell one thing twice, and which only share a trend."""

from itertools import combinations

import numpy as np

from analysis import wording
from analysis.asking import Context, metric_of
from analysis.checks import Asked, Check, Statistic
from analysis.model.finding import Evidence, Finding, Verdict
from analysis.model.run import Run
from analysis.model.series import FloatArray, Series
from analysis.stats.correlation import STRONG, Correlation, correlate
from analysis.stats.scaling import near_one
from analysis.stats.together import Together, how_paired, together

ID = "duplicates"
MOST = 10  # metrics that are held against each other
RULE = (
    "The correlation of the changes from point to point, with the effective number of pairs. Two series that both "
    "fall have a high raw correlation whatever they measure. For information: nothing is graded."
)
LIMITS = "A correlation names no cause, and sees straight relations only."


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    known = [series for series in run.series if metric_of(series) and len(series)][:MOST]
    found = (_finding(run, one, other, context) for one, other in combinations(known, 2))
    return tuple(finding for finding in found if finding is not None)


def _correlate(rows: Together, same: float) -> Correlation | None:
    """The correlation of two series; None at once where it is too weak to be told of."""
    one, other = rows.values
    if one.size < 3 or (_plain(one, other) < STRONG and _plain(np.diff(one), np.diff(other)) < same):
        return None
    return correlate(one, other)


def _plain(one: FloatArray, other: FloatArray) -> float:
    """The size of the correlation coefficient; 0 where a series does not vary."""
    one, other = near_one(one - one[0])[0], near_one(other - other[0])[0]
    one, other = one - one.mean(), other - other.mean()
    scale = float(np.sqrt(one @ one) * np.sqrt(other @ other))
    return abs(float(one @ other)) / scale if scale > 0 else 0.0


def _finding(run: Run, one: Series, other: Series, context: Context) -> Finding | None:
    """A finding on two series that are one quantity, or that share a trend only; None on others."""
    context.progress.check()
    rows = context.measured.of(together, one, other)
    bound = context.thresholds[f"{ID}.same"]
    found = context.measured.of(_correlate, rows, same=bound)
    if found is None or found.raw is None or found.differenced is None:
        return None
    same = abs(found.differenced.r) >= bound
    if not same and not found.shared_trend:
        return None
    names = f"{one.name} and {other.name}"
    told = f"raw {wording.number(found.raw.r, 2)}, of the changes {wording.number(found.differenced.r, 2)}"
    told += f"; {wording.plural(found.pairs, 'pair')}, {how_paired(rows.shifts)}"
    if same:
        sentence = f"{names} are one quantity told twice and count once as evidence (correlation {told})."
    else:
        sentence = f"{names} share a trend only (correlation {told}): the raw one is no relation between them."
    statistic = Statistic(
        "correlation of the changes", found.differenced.r, "", found.differenced.interval, found.pairs,
        found.differenced.effective,
    )  # fmt: skip
    asked = Asked(ID, run, None, rows.span, RULE, LIMITS)
    more = (Evidence("raw correlation", found.raw.r), Evidence("effective pairs of the raw one", found.raw.effective))
    return asked.unrated(statistic, sentence, verdict=Verdict.INFORMATION, more=more, threshold=bound)


CHECK = Check(
    id=ID,
    number="R13",
    title="Duplicated evidence",
    question="Which metrics tell one thing twice?",
    needs="two metrics on the same steps.",
    run=_run,
    informs=True,
)

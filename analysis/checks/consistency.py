"""Asks whether norm, std and mean of the latents agree with each other, and on how many dimensions."""

from itertools import pairwise

import numpy as np

from analysis import wording
from analysis.asking import Context, course, known_as, partner, spread_together
from analysis.checks import Asked, Check, Statistic, bounds_told
from analysis.model.finding import Evidence, Finding
from analysis.model.run import Run
from analysis.model.series import Series
from analysis.stats.latent import Dimension, latent_dimension
from analysis.stats.together import Together

ID = "consistency"
SHIFT = "level shift"
SETTLING = 5  # points beside a level shift that may belong to either side
TAIL = 0.05  # share of the steps at each end of the ratios that is left out of their spread
NORMAL_90 = 3.29  # distance between those ends for normal values, in standard deviations
CONFIG = ("latent_dim", "latent_size", "z_dim", "dim_latent", "d_latent", "embedding_dim", "latent_channels")
TOLERANCE = 0.03  # share by which the ratio may be off a dimension that the configuration states
RULE = (
    "norm² / (std² + mean²) is the number of dimensions where all three are of one latent. Its coefficient of "
    "variation, from the 5th to the 95th percentile, is graded; where no usual size fits the ratio, or not the one "
    "that the configuration states, the grade is 2 at most. Of a log with level shifts the longest stretch between "
    "them is judged."
)
LIMITS = (
    "A norm that is off by a constant factor which leads to another usual size cannot be told from the files; the "
    "dimension in the run's configuration would tell. An unusual size is no fault by itself."
)


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    found = []
    for norm in known_as(run, "latent_norm"):
        std, mean = partner(run, norm, "latent_std"), partner(run, norm, "latent_mean")
        if std is not None and mean is not None:
            found.append(_finding(run, norm, std, mean, context))
    return tuple(found)


def _dimension(rows: Together) -> Dimension | None:
    std, norm, mean = rows.values
    return latent_dimension(norm, std, mean)


def _spread(rows: Together) -> float:
    """The coefficient of variation of norm² / (std² + mean²), from its 5th and 95th percentiles."""
    std, norm, mean = rows.values
    ratios = norm**2 / (std**2 + mean**2)
    low, middle, high = np.quantile(ratios, [TAIL, 0.5, 1 - TAIL])
    return float((high - low) / NORMAL_90 / middle) if middle > 0 else float("inf")


def _finding(run: Run, norm: Series, std: Series, mean: Series, context: Context) -> Finding:
    rows = _unbroken(context.measured.of(spread_together, std, norm, mean), run, (norm, std), context)
    asked = Asked(ID, run, norm.name, rows.span, f"{RULE} {bounds_told(context, ID)}", LIMITS)
    found = context.measured.of(_dimension, rows) if len(rows) >= context.thresholds.points(ID) else None
    if found is None:
        few = Statistic("common steps", len(rows), points=len(rows))
        return asked.unrated(few, "Not rated: too few common steps of norm, std and mean with a spread above zero.")
    spread = context.measured.of(_spread, rows)
    stated = _stated(run)
    fits = bool(found.usual) if stated is None else abs(found.ratio.value / stated - 1) <= TOLERANCE
    grade = context.thresholds.grade(ID, spread).value
    statistic = Statistic(
        "coefficient of variation of norm² / (std² + mean²)", spread, points=len(rows), effective=found.ratio.effective
    )
    size = stated if stated is not None and fits else found.nearest
    more = [Evidence("median of norm² / (std² + mean²)", found.ratio.value), Evidence("usual sizes", len(found.usual))]
    if size is not None and fits:
        more.append(Evidence("dimension", size))
    sentence = _sentence(found, spread, size, stated, fits=fits)
    return asked.graded(statistic, sentence, context, grade=grade if fits else min(grade, 2), more=tuple(more))


def _unbroken(rows: Together, run: Run, series: tuple[Series, ...], context: Context) -> Together:
    """The longest stretch of the rows without a level shift of the norm or the std: a jump is told by its own check."""
    events = [event for one in series for event in course(run, one, context).events if event.kind == SHIFT]
    cuts = np.searchsorted(rows.steps, sorted(event.span.first for event in events))
    edges = [0, *map(int, cuts), len(rows)]
    first, stop = max(pairwise(edges), key=lambda pair: pair[1] - pair[0])
    return rows if not events else context.measured.of(_stretch, rows, first=first, stop=stop)


def _stretch(rows: Together, *, first: int, stop: int) -> Together:
    place = np.arange(len(rows))
    return rows.where((place >= first + SETTLING) & (place < stop - SETTLING))


def _stated(run: Run) -> float | None:
    """The dimension in the configuration of the run; None without one."""
    for key, value in run.config.items():
        if key.rpartition(".")[2].casefold() in CONFIG and isinstance(value, int | float) and value > 1:
            return float(value)
    return None


def _sentence(found: Dimension, spread: float, size: float | None, stated: float | None, *, fits: bool) -> str:
    ratio = wording.number(found.ratio.value, 5)
    if not fits and stated is not None:
        return (
            f"norm² / (std² + mean²) is {ratio}, not the {wording.number(stated)} of the configuration: check the norm."
        )
    if not fits:
        return f"norm² / (std² + mean²) is {ratio}, which is no usual dimension: check how the norm is logged."
    text = f"norm² / (std² + mean²) is {ratio} in the median and varies by {wording.percent(spread)}"
    if size is not None and spread <= TAIL:
        return f"{text}: norm and std tell the same quantity twice, of {wording.number(size)} dimensions."
    return f"{text}: the definitions of norm and std differ, or the norms of the rows vary."


CHECK = Check(
    id=ID,
    number="R4",
    title="Consistency of the latent statistics",
    question="Do norm, std and mean agree, and on how many dimensions?",
    needs="latent_norm, latent_std and latent_mean on the same steps.",
    run=_run,
    latent=True,
)

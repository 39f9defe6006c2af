"""Asks how much the latent statistics scatter once they are settled."""

import numpy as np

from analysis import wording
from analysis.asking import Context, course, known_as, partner, settled
from analysis.checks import Asked, Check, Statistic, bounds_told
from analysis.model.finding import Evidence, Finding
from analysis.model.run import Run
from analysis.model.series import FloatArray, Series, Span
from analysis.stats.latent import gaussian_extremes, noise_of_std
from analysis.stats.together import together
from analysis.stats.trend import Trend, straight_trend

ID = "noise"
RULE = "The standard deviation around a straight line over the mean, of the settled part or of the steadiest end."
LIMITS = "The scatter of logged values: batches of another size scatter otherwise. Nothing is said of its cause."


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    metrics = (*known_as(run, "latent_norm"), *known_as(run, "latent_std"))
    return tuple(_finding(run, series, context) for series in metrics if len(series))


def _scatter(values: FloatArray) -> tuple[float, float, Trend]:
    """Mean, standard deviation around the line, and the line of the finite values."""
    place = np.flatnonzero(np.isfinite(values)).astype(float)
    kept = values[np.isfinite(values)]
    line = straight_trend(place, kept)
    slope = line.slope if np.isfinite(line.slope) else 0.0
    return float(kept.mean()), float(np.std(kept - slope * place, ddof=1)), line


def _finding(run: Run, series: Series, context: Context) -> Finding:
    seen = course(run, series, context)
    end = settled(seen, context)
    asked = Asked(ID, run, series.name, series.span, f"{RULE} {bounds_told(context, ID)}", LIMITS)
    if end.points < context.thresholds.points(ID):
        few = Statistic("finite points", end.points, points=end.points)
        return asked.unrated(few, f"Not rated: {wording.plural(end.points, 'finite point')}, too few.")
    first = seen.begin + end.start
    mean, spread, line = _scatter(seen.values[first : seen.stop])
    if not mean > 0:
        return asked.unrated(Statistic("mean", mean, points=end.points), "Not rated: the level is not above zero.")
    ratio = spread / mean
    half = 1.96 * ratio / np.sqrt(2 * max(line.effective if np.isfinite(line.effective) else end.points, 1.0))
    statistic = Statistic(
        "coefficient of variation", ratio, "", (max(ratio - half, 0.0), ratio + half), end.points, line.effective
    )
    finite = seen.values[np.isfinite(seen.values)]
    overall = float(finite.std(ddof=1) / finite.mean()) if finite.mean() else float("nan")
    more = [Evidence("coefficient of variation of all points", overall)]
    span = Span(float(seen.steps[first]), float(seen.steps[seen.stop - 1]))
    window = "settled" if end.settled else "not settled, around a line"
    sentence = (
        f"The scatter is {wording.percent(ratio)} of the level over {wording.steps(span)} ({window}); "
        f"{wording.percent(overall)} over all points"
    )
    floor = _floor(run, series, context)
    if floor is not None:
        more.append(Evidence("sampling floor", floor))
        sentence += f"; the sampling of batches alone gives {wording.percent(floor, 2)}"
    asked = Asked(ID, run, series.name, span, asked.rule, LIMITS)
    return asked.graded(statistic, f"{sentence}.", context, more=tuple(more))


def _floor(run: Run, series: Series, context: Context) -> float | None:
    """What the std of a Gaussian batch of the size that the extremes tell scatters by; None without extremes."""
    found = [partner(run, series, metric) for metric in ("latent_max", "latent_min", "latent_mean", "latent_std")]
    if any(one is None for one in found):
        return None
    rows = context.measured.of(together, *(one for one in found if one is not None))
    extremes = gaussian_extremes(*rows.values) if len(rows) else None
    usable = extremes is not None and 1 < extremes.elements < np.inf
    return noise_of_std(extremes.elements) if extremes is not None and usable else None


CHECK = Check(
    id=ID,
    number="R9",
    title="Settled noise",
    question="How much do the latent statistics scatter once they are settled?",
    needs="latent_norm or latent_std, 50 points or more.",
    run=_run,
    critical=True,
    latent=True,
)

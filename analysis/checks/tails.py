"""Asks whether the extremes are those of a Gaussian batch, and whether they are pinned to a bound."""

from analysis import wording
from analysis.asking import Context, known_as, partner, spread_together
from analysis.checks import Asked, Check, Statistic, bounds_told
from analysis.model.finding import Evidence, Finding
from analysis.model.run import Run
from analysis.model.series import Series
from analysis.stats.latent import Extremes, expected_extreme, gaussian_extremes, latent_dimension, share_of_commonest
from analysis.stats.together import Together

ID = "tails"
BATCH = ("batch_size", "per_device_batch_size", "train_batch_size", "per_device_train_batch_size")
LARGEST = 4096  # rows of a batch that are taken for possible where the configuration states no size
ROUND_OFF = 1.02  # factor beside the expected extreme that the difference of median and mean makes
RULE = (
    "How far max and min lie from the mean in standard deviations, over what a Gaussian batch of the stated size is "
    f"expected to give, or of 1 to {LARGEST:,} rows where none is stated; the worse side is graded, too far out or not "
    "far enough. Extremes at one and the same value in more steps than the threshold allows are graded 1."
)
LIMITS = (
    "Extremes of a batch show its outermost values only. The number of rows is that of independent Gaussian values."
)


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    found = []
    for high in known_as(run, "latent_max"):
        rest = [partner(run, high, metric) for metric in ("latent_std", "latent_min", "latent_mean", "latent_norm")]
        std, low, mean, norm = rest
        if std is not None and low is not None and mean is not None:
            found.append(_finding(run, high, (std, low, mean), norm, context))
    return tuple(found)


def _extremes(rows: Together) -> Extremes | None:
    std, high, low, mean = rows.values
    return gaussian_extremes(high, low, mean, std)


def _pinned(rows: Together) -> float:
    return max(share_of_commonest(rows.values[1]), share_of_commonest(rows.values[2]))


def _finding(
    run: Run, high: Series, others: tuple[Series, Series, Series], norm: Series | None, context: Context
) -> Finding:
    std, low, mean = others
    rows = context.measured.of(spread_together, std, high, low, mean)
    found = context.measured.of(_extremes, rows)
    asked = Asked(ID, run, high.name, rows.span, f"{RULE} {bounds_told(context, ID)}", LIMITS)
    few = Statistic("common steps", len(rows), points=len(rows))
    if found is None or found.steps < context.thresholds.points(ID):
        return asked.unrated(few, "Not rated: too few common steps of max, min, mean and std.")
    pinned, most = context.measured.of(_pinned, rows), context.thresholds[f"{ID}.pinned"]
    if pinned > most:
        share = Statistic("share of steps at one value", pinned, points=found.steps)
        sentence = f"An extreme is at one and the same value in {wording.percent(pinned)} of the steps: saturated."
        return asked.graded(share, sentence, context, grade=1, more=(Evidence("threshold", most),))
    size = _size(std, norm, mean, context)
    if size is None:
        return asked.unrated(few, "Not rated: the dimension is not known; log latent_norm beside std and mean.")
    factor = max(_factor(found.high, size, run), _factor(found.low, size, run))
    points = Statistic("factor beside the Gaussian extreme", factor, points=found.steps)
    more = [Evidence("max, in std above the mean", found.high), Evidence("min, in std below the mean", found.low)]
    more += [Evidence("values of a Gaussian batch with such extremes", found.elements)]
    more += [Evidence("rows of such a batch", found.rows(size))]
    if found.interval is not None:
        more += [
            Evidence("rows, lower end", found.interval[0] / size),
            Evidence("rows, upper end", found.interval[1] / size),
        ]
    sentence = (
        f"Max lies {wording.number(found.high, 3)} and min {wording.number(found.low, 3)} std from the mean, as in a "
        f"Gaussian batch of {wording.number(found.rows(size), 2)} rows of {size:,} dimensions."
    )
    return asked.graded(points, sentence, context, more=tuple(more))


def _factor(distance: float, size: int, run: Run) -> float:
    """How far a distance lies outside of what batches may give, as a factor of at least 1."""
    stated = _stated(run)
    least, most = (expected_extreme(size * rows) for rows in ((stated, stated) if stated else (1, LARGEST)))
    if distance <= 0:
        return float("inf")
    return max(distance / most, least / distance / ROUND_OFF, 1.0)


def _stated(run: Run) -> float | None:
    """The number of rows in the configuration of the run; None without one."""
    for key, value in run.config.items():
        if key.rpartition(".")[2] in BATCH and isinstance(value, int | float) and value >= 1:
            return float(value)
    return None


def _size(std: Series, norm: Series | None, mean: Series, context: Context) -> int | None:
    if norm is None:
        return None
    spread, length, offset = context.measured.of(spread_together, std, norm, mean).values
    found = latent_dimension(length, spread, offset)
    return None if found is None else found.nearest or max(round(found.ratio.value), 1)


CHECK = Check(
    id=ID,
    number="R12",
    title="Tails and saturation",
    question="Are the extremes those of a Gaussian batch, or pinned to a bound?",
    needs="latent_max, latent_min, latent_mean, latent_std and latent_norm on the same steps.",
    run=_run,
    latent=True,
)

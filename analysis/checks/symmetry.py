"""Asks whether the extremes of the latents lie as far above their mean as below it."""

from analysis import wording
from analysis.asking import Context, known_as, partner, spread_together
from analysis.checks import Asked, Check, Statistic, bounds_told
from analysis.model.finding import Evidence, Finding
from analysis.model.run import Run
from analysis.model.series import Series
from analysis.stats.latent import Level, symmetry_index
from analysis.stats.together import Together, together

ID = "symmetry"
RULE = "The end of the 95 % interval of the mean of S = (max + min − 2 mean) / (max − min) that lies further from 0."
LIMITS = (
    "Two values of a batch, not the shape of the distribution. An interval of symmetric Gaussian batches excludes 0 in "
    "about 3 % of runs."
)


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    found = []
    for high in known_as(run, "latent_max"):
        low, mean = partner(run, high, "latent_min"), partner(run, high, "latent_mean")
        if low is not None and mean is not None:
            found.append(_finding(run, high, low, mean, context))
    return tuple(found)


def _index(rows: Together) -> Level | None:
    high, low, mean = rows.values[-3:]
    return symmetry_index(high, low, mean)


def _finding(run: Run, high: Series, low: Series, mean: Series, context: Context) -> Finding:
    std = partner(run, high, "latent_std")
    measure = context.measured.of
    rows = measure(together, high, low, mean) if std is None else measure(spread_together, std, high, low, mean)
    found = measure(_index, rows)
    asked = Asked(ID, run, high.name, rows.span, f"{RULE} {bounds_told(context, ID)}", LIMITS)
    if found is None or found.interval is None or found.steps < context.thresholds.points(ID):
        few = Statistic("common steps", len(rows), points=len(rows))
        return asked.unrated(few, "Not rated: too few common steps of max, min and mean.")
    bound = max(abs(end) for end in found.interval)
    statistic = Statistic("largest |S| in the interval", bound, "", found.interval, found.steps, found.effective)
    half = (found.interval[1] - found.interval[0]) / 2
    zero = found.interval[0] <= 0 <= found.interval[1]
    sentence = (
        f"S = {wording.number(found.value, 2)} ± {wording.number(half, 2)}: "
        + (f"no asymmetry larger than {wording.percent(bound, 2)} of the range." if zero
           else f"the interval excludes 0; at most {wording.percent(bound, 2)} of the range.")
    )  # fmt: skip
    more = (Evidence("S", found.value), Evidence("standard deviation of a step", found.deviation))
    return asked.graded(statistic, sentence, context, more=more)


CHECK = Check(
    id=ID,
    number="R11",
    title="Symmetry of the extremes",
    question="Do the extremes lie as far above the mean as below it?",
    needs="latent_max, latent_min and latent_mean on the same steps.",
    run=_run,
    latent=True,
)

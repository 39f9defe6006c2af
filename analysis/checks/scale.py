"""Asks whether the scale of the latents is that of the declared model type."""

import math

from analysis import wording
from analysis.asking import Context, course, known_as, partner, settled, spread_together
from analysis.checks import Asked, Check, Statistic, bounds_told
from analysis.model.finding import Finding, Verdict
from analysis.model.project import ModelType
from analysis.model.run import Run
from analysis.model.series import Series
from analysis.stats.latent import latent_dimension

ID = "scale"
SECTIONS = {
    ModelType.VAE: "scale_vae",
    ModelType.NORMALISED: "scale_normalised",
    ModelType.VICREG: "scale_vicreg",
}
RULE = {
    ModelType.VAE: "The square of the settled std, as the mean variance of posterior means, beside the line of 0.01.",
    ModelType.NORMALISED: "√d times the settled std: 1 on the unit sphere without any collapse.",
    ModelType.VICREG: "The settled std beside the target of 1.",
}
LIMITS = {
    ModelType.VAE: (
        "Supposes that the log holds posterior means, and averages over units: a mean above the line does not show "
        "how many units are active."
    ),
}
OTHERWISE = "One pooled std does not show single dimensions."
UNRATED = "No rule: the scale of a latent is arbitrary unless the model type sets it."


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    return tuple(_finding(run, std, context) for std in known_as(run, "latent_std") if len(std))


def _finding(run: Run, std: Series, context: Context) -> Finding:
    seen = course(run, std, context)
    found = settled(seen, context)
    level = Statistic("settled std", found.mean, "", found.interval, found.points, found.effective)
    section = SECTIONS.get(context.model)
    if section is None:
        why = (
            "the model type is not stated" if context.model is ModelType.NOT_STATED
            else f"no scale is set by a {context.model.value}"
        )  # fmt: skip
        asked = Asked(ID, run, std.name, std.span, UNRATED, OTHERWISE)
        return asked.unrated(level, f"Not rated: {why}. {_references(run, std, found.mean, context)}",
                             verdict=Verdict.INFORMATION)  # fmt: skip
    rule, limits = f"{RULE[context.model]} {bounds_told(context, section)}", LIMITS.get(context.model, OTHERWISE)
    asked = Asked(ID, run, std.name, std.span, rule, limits)
    if found.interval is None:
        return asked.unrated(level, "Not rated: too few points.")
    if context.model is ModelType.VAE:
        value, name = found.mean**2, "mean variance"
        sentence = f"The average variance is {wording.number(value, 2)}; units count as active above 0.01."
        if value < context.thresholds[f"{section}.attention"]:
            sentence += " Most units are inactive if this logs posterior means."
    elif context.model is ModelType.NORMALISED:
        size = _size(run, std, context)
        if size is None:
            return asked.unrated(level, "Not rated: the dimension is not known; log latent_norm and latent_mean.")
        value, name = math.sqrt(size) * found.mean, "√d · std"
        sentence = f"√d · std is {wording.number(value, 3)} with {size:,} dimensions; a uniform unit sphere has 1."
    else:
        value, name = found.mean, "settled std"
        sentence = f"The settled std is {wording.number(value, 3)} beside the target of 1."
    factor = value / found.mean if found.mean else 0.0
    interval = (found.interval[0] * factor, found.interval[1] * factor)
    statistic = Statistic(name, value, "", interval, found.points, found.effective)
    return asked.graded(statistic, sentence, context, section=section)


def _size(run: Run, std: Series, context: Context) -> int | None:
    norm, mean = partner(run, std, "latent_norm"), partner(run, std, "latent_mean")
    if norm is None or mean is None:
        return None
    spread, length, offset = context.measured.of(spread_together, std, norm, mean).values
    found = latent_dimension(length, spread, offset)
    return None if found is None else found.nearest


def _references(run: Run, std: Series, level: float, context: Context) -> str:
    size = _size(run, std, context)
    text = f"The settled std is {wording.number(level, 3)}; a standard normal prior has 1"
    if size is not None:
        text += f", the unit sphere of {size:,} dimensions {wording.number(1 / math.sqrt(size), 3)}"
    return f"{text}."


CHECK = Check(
    id=ID,
    number="R6",
    title="Scale",
    question="Is the scale of the latents that of the declared model type?",
    needs="latent_std, and the model type (--model vae, normalised or vicreg): a plain autoencoder sets no scale.",
    run=_run,
    latent=True,
)

"""What norm, mean, std and extremes of a latent tell about its offset, its symmetry, its size."""

import math
from collections.abc import Iterator

import numpy as np

from analysis import wording
from analysis.report.insights.asked import Insight, Subject
from analysis.stats.latent import gaussian_extremes, latent_dimension, symmetry_index
from analysis.stats.settling import settle
from analysis.stats.together import Together, how_paired, together

P99 = 0.99


def _rows(subject: Subject, *kinds: str) -> Together | None:
    found = [subject.get(kind) for kind in kinds]
    series = [one for one in found if one is not None]
    if len(series) < len(kinds):
        return None
    rows = together(*series)
    return rows if len(rows) else None


def _paired(rows: Together) -> str:
    """How the metrics were brought to one step, and at how many."""
    return f" Of {wording.plural(len(rows), 'value')} of each metric, {how_paired(rows.shifts)}."


def _names(subject: Subject, *kinds: str) -> tuple[str, ...]:
    return tuple(series.name for kind in kinds if (series := subject.get(kind)) is not None)


def centred(subject: Subject) -> Iterator[Insight]:
    """The pooled mean held against the spread."""
    rows = _rows(subject, "latent_mean", "latent_std")
    if rows is None or not (rows.values[1] > 0).any():
        return
    mean, std = rows.values
    kept = std > 0
    share = np.abs(mean[kept]) / std[kept]
    found = settle(mean)
    text = (
        f"|mean| / std is {wording.percent(float(np.median(share)), 2)} in the median and "
        f"{wording.percent(float(np.quantile(share, P99)), 2)} at the 99th percentile; the mean lies between "
        f"{wording.number(float(mean.min()))} and {wording.number(float(mean.max()))}."
    )
    if found.interval is not None:
        low, high = found.interval
        zero = "covers 0" if low <= 0 <= high else "does not cover 0"
        text += f" Its average has the 95 % interval {wording.signed(low)} to {wording.signed(high)}, which {zero}."
    text += _paired(rows)
    names = _names(subject, "latent_mean", "latent_std")
    yield Insight(
        subject.role,
        "How far is the latent from being centred?",
        text,
        "Offsets of single dimensions: they can cancel in a pooled mean.",
        subject.on(names[0]),
        names[0],
    )


def symmetric(subject: Subject) -> Iterator[Insight]:
    """Whether one tail reaches further than the other."""
    rows = _rows(subject, "latent_max", "latent_min", "latent_mean")
    found = None if rows is None else symmetry_index(*rows.values)
    if rows is None or found is None or found.interval is None:
        return
    low, high = found.interval
    half = (high - low) / 2
    zero = "It covers 0: no asymmetry larger than that is visible." if low <= 0 <= high else "It does not cover 0."
    names = _names(subject, "latent_max", "latent_min")
    yield Insight(
        subject.role,
        "Do the extremes reach equally far to both sides?",
        f"S = (max + min − 2 mean) / (max − min) is {wording.number(found.value, 2)} ± {wording.number(half, 2)} "
        f"over {wording.plural(found.steps, 'step')}, worth {wording.count(round(found.effective))} independent ones. "
        f"{zero}{_paired(rows)}",
        "The shape of the distribution between its extremes.",
        subject.on(*names),
        names[0],
    )


def dimension(subject: Subject) -> Iterator[Insight]:
    """The number of dimensions behind norm, std and mean."""
    rows = _rows(subject, "latent_norm", "latent_std", "latent_mean")
    found = None if rows is None else latent_dimension(*rows.values)
    if rows is None or found is None:
        return
    low, high = found.ratio.interval or (math.nan, math.nan)
    nearest = (
        "No usual size lies there."
        if found.nearest is None
        else f"The nearest usual size is {wording.count(found.nearest)}."
    )
    names = _names(subject, "latent_norm", "latent_std")
    yield Insight(
        subject.role,
        "How many dimensions has the latent?",
        f"If std is pooled over all elements, norm² / (std² + mean²) is the number of dimensions: "
        f"{wording.number(found.ratio.value, 5)} in the median (95 % interval {wording.number(low, 5)} to "
        f"{wording.number(high, 5)}). {nearest}{_paired(rows)}",
        "Whether std was pooled that way: the identity holds for no other definition.",
        subject.on(*names),
        names[0],
    )


def rows_per_batch(subject: Subject) -> Iterator[Insight]:
    """The size of the Gaussian batch with extremes like these."""
    extremes = _rows(subject, "latent_max", "latent_min", "latent_mean", "latent_std")
    scale = _rows(subject, "latent_norm", "latent_std", "latent_mean")
    found = None if extremes is None else gaussian_extremes(*extremes.values)
    size = None if scale is None else latent_dimension(*scale.values)
    if extremes is None or found is None or not math.isfinite(found.elements):
        return
    text = (
        f"The extremes lie {wording.number(found.high, 3)} std above and {wording.number(found.low, 3)} below the mean "
        f"in the median, as in a Gaussian batch of {wording.number(found.elements)} values."
    )
    if size is not None and size.nearest is not None:
        rows = found.rows(size.nearest)
        text += f" With {wording.count(size.nearest)} dimensions that is {wording.number(rows, 3)} rows a batch"
        if found.interval is not None:
            low, high = (end / size.nearest for end in found.interval)
            text += f" (95 % interval {wording.number(low, 3)} to {wording.number(high, 3)})"
        text += "."
    text += _paired(extremes)
    names = _names(subject, "latent_max", "latent_min")
    yield Insight(
        subject.role,
        "How many rows has a batch, if its values are Gaussian?",
        text,
        "Whether they are: heavier tails look like a larger batch. Compare with the batch size that was set.",
        subject.on(*names),
        names[0],
    )

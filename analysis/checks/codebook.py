"""Asks how much of a codebook is in use."""

import numpy as np

from analysis import wording
from analysis.asking import Context, metric_of
from analysis.checks import Asked, Check, Statistic, bounds_told
from analysis.model.finding import Evidence, Finding
from analysis.model.project import ModelType
from analysis.model.run import Run
from analysis.model.series import Series

ID = "codebook"
PERPLEXITY, USAGE = "codebook_perplexity", "codebook_usage"
END = 0.1  # share of the points, the last ones, that are judged
SIZES = ("num_embeddings", "codebook_size", "n_codes", "num_codes", "n_embed", "n_embeddings", "vocab_codes")
RULE = (
    "The perplexity of the codes over the size of the codebook, or the logged share of codes in use, averaged over the "
    "last tenth of the points."
)
LIMITS = "Codes used in a batch: a small batch cannot use a large codebook. Perplexity does not tell which codes."


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    return tuple(
        _finding(run, series, context) for series in run.series if len(series) and _is_of_codes(series, context)
    )


def _is_of_codes(series: Series, context: Context) -> bool:
    """Whether a metric is of a codebook: a bare perplexity is one only where the model is said to have codes."""
    metric = metric_of(series)
    return metric in (PERPLEXITY, USAGE) or (metric == "perplexity" and context.model is ModelType.VQ_VAE)


def _finding(run: Run, series: Series, context: Context) -> Finding:
    asked = Asked(ID, run, series.name, series.span, f"{RULE} {bounds_told(context, ID)}", LIMITS)
    finite = series.values[np.isfinite(series.values)]
    level = float(finite[-max(round(END * finite.size), 1) :].mean()) if finite.size else float("nan")
    if not np.isfinite(level):
        return asked.unrated(Statistic("finite points", 0), "Not rated: no finite point.")
    if metric_of(series) == USAGE:
        if level > 1:
            return asked.unrated(
                Statistic("usage at the end", level, points=finite.size), "Not rated: no share of one."
            )
        statistic = Statistic("share of the codes in use", level, points=finite.size)
        return asked.graded(statistic, f"{wording.percent(level)} of the codes are in use at the end.", context)
    size = _size(run)
    if size is None:
        found = Statistic("perplexity at the end", level, points=finite.size)
        return asked.unrated(found, "Not rated: the size of the codebook is not in the configuration (num_embeddings).")
    statistic = Statistic("perplexity over the size of the codebook", level / size, points=finite.size)
    sentence = f"The perplexity is {wording.number(level, 3)} of {wording.number(size)} codes at the end."
    return asked.graded(statistic, sentence, context, more=(Evidence("perplexity", level), Evidence("codes", size)))


def _size(run: Run) -> float | None:
    for key, value in run.config.items():
        if key.rpartition(".")[2].casefold() in SIZES and isinstance(value, int | float) and value > 1:
            return float(value)
    return None


CHECK = Check(
    id=ID,
    number="N5",
    title="Use of the codebook",
    question="How much of the codebook is in use?",
    needs="the perplexity of the codes as codebook_perplexity, and the size of the codebook in the configuration.",
    run=_run,
    latent=True,
)

"""The perplexity of a language model."""

from analysis.metrics import Metric
from analysis.stats.names import CODEBOOK, ends_with, words


def _matches(name: str) -> bool:
    return ends_with(name, "perplexity", "ppl") and not CODEBOOK & set(words(name))


METRIC = Metric(
    id="perplexity",
    title="Perplexity",
    unit="",
    place=26,
    matches=_matches,
    meaning="The exponential of the cross entropy per token; in runs with a codebook it may be that of the codebook.",
)

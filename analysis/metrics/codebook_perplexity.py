"""How many entries of a codebook are used as if evenly."""

from analysis.metrics import Metric
from analysis.stats.names import CODEBOOK, ends_with, words


def _matches(name: str) -> bool:
    return ends_with(name, "perplexity", "ppl") and bool(CODEBOOK & set(words(name)))


METRIC = Metric(
    id="codebook_perplexity",
    title="Codebook perplexity",
    unit="",
    place=120,
    matches=_matches,
    meaning="The exponential of the entropy of the code frequencies: 1 where one code is used, at most their number.",
)

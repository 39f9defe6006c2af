"""The Kullback–Leibler divergence."""

from analysis.metrics import Metric
from analysis.stats.names import DIVERGENCE, ends_with


def _matches(name: str) -> bool:
    return ends_with(name, *DIVERGENCE)


METRIC = Metric(
    id="kl",
    title="KL divergence",
    unit="",
    place=100,
    matches=_matches,
    meaning="The Kullback–Leibler divergence between two distributions, with whatever weight the run logged it.",
)

"""The Kullback–Leibler divergence."""

from analysis.metrics import Metric
from analysis.stats.names import ends_with


def _matches(name: str) -> bool:
    return ends_with(name, "kl", "kld", "kl loss", "kld loss", "kl div", "kl divergence")


METRIC = Metric(
    id="kl",
    title="KL divergence",
    unit="",
    place=100,
    matches=_matches,
    meaning="The Kullback–Leibler divergence between two distributions, with whatever weight the run logged it.",
)

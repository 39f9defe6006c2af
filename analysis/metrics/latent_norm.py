"""The length of the latent vectors."""

from analysis.metrics import Metric
from analysis.stats.names import ends_with


def _matches(name: str) -> bool:
    return ends_with(name, "latent norm", "latents norm", "z norm")


METRIC = Metric(
    id="latent_norm",
    title="Latent norm",
    unit="",
    place=70,
    matches=_matches,
    meaning="The Euclidean length of a latent vector, usually averaged over a batch.",
)

"""The mean of the latent representation."""

from analysis.metrics import Metric
from analysis.stats.names import ends_with


def _matches(name: str) -> bool:
    return ends_with(name, "latent mean", "latents mean", "z mean", "latent avg")


METRIC = Metric(
    id="latent_mean",
    title="Latent mean",
    unit="",
    place=50,
    matches=_matches,
    meaning="The mean of the latent values, usually over a batch and all dimensions.",
)

"""The spread of the latent representation."""

from analysis.metrics import Metric
from analysis.stats.names import ends_with


def _matches(name: str) -> bool:
    return ends_with(name, "latent std", "latents std", "z std", "latent stddev", "latent sd")


METRIC = Metric(
    id="latent_std",
    title="Latent std",
    unit="",
    place=60,
    matches=_matches,
    meaning="The standard deviation of the latent values, usually over a batch and all dimensions.",
)

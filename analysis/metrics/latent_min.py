"""The smallest latent value."""

from analysis.metrics import Metric
from analysis.stats.names import ends_with


def _matches(name: str) -> bool:
    return ends_with(name, "latent min", "latents min", "z min", "latent minimum")


METRIC = Metric(
    id="latent_min",
    title="Latent minimum",
    unit="",
    place=80,
    matches=_matches,
    meaning="The smallest latent value, usually of a batch and all dimensions.",
)

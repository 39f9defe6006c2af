"""The largest latent value."""

from analysis.metrics import Metric
from analysis.stats.names import ends_with


def _matches(name: str) -> bool:
    return ends_with(name, "latent max", "latents max", "z max", "latent maximum")


METRIC = Metric(
    id="latent_max",
    title="Latent maximum",
    unit="",
    place=90,
    matches=_matches,
    meaning="The largest latent value, usually of a batch and all dimensions.",
)

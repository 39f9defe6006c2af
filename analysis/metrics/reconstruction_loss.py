"""How far what an autoencoder gives back is from what it was given."""

from analysis.metrics import Metric
from analysis.stats.names import RECONSTRUCTION, ends_with


def _matches(name: str) -> bool:
    return ends_with(name, *RECONSTRUCTION)


METRIC = Metric(
    id="reconstruction_loss",
    title="Reconstruction loss",
    unit="",
    place=24,
    matches=_matches,
    meaning="The distance of the output of an autoencoder from its input, with whatever weight the run logged it.",
)

"""The loss, or a part of it."""

from analysis.metrics import Metric
from analysis.stats.names import ends_with


def _matches(name: str) -> bool:
    return ends_with(name, "loss") and not ends_with(name, "kl loss", "kld loss")  # those are a metric of their own


METRIC = Metric(
    id="loss",
    title="Loss",
    unit="",
    place=20,
    matches=_matches,
    meaning="What the training minimises, or a part of it, as the run logged it.",
)

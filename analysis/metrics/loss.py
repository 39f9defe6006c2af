"""The loss, or a part of it."""

from analysis.metrics import Metric
from analysis.stats.names import ends_with, is_special_loss, of_validation


def _matches(name: str) -> bool:
    return ends_with(name, "loss") and not of_validation(name) and not is_special_loss(name)


METRIC = Metric(
    id="loss",
    title="Loss",
    unit="",
    place=20,
    matches=_matches,
    meaning="What the training minimises, or a part of it, as the run logged it.",
)

"""The loss on data that is not trained on."""

from analysis.metrics import Metric
from analysis.stats.names import ends_with, is_special_loss, of_validation


def _matches(name: str) -> bool:
    return ends_with(name, "loss") and of_validation(name) and not is_special_loss(name)


METRIC = Metric(
    id="validation_loss",
    title="Validation loss",
    unit="",
    place=22,
    matches=_matches,
    meaning="The loss on validation data, as the run logged it; a rise while the training loss falls is overfitting.",
)

"""How many passes over the training data were made."""

from analysis.metrics import Metric
from analysis.stats.names import words


def _matches(name: str) -> bool:
    return words(name) in {("epoch",), ("epochs",), ("train", "epoch"), ("trainer", "epoch"), ("current", "epoch")}


METRIC = Metric(
    id="epoch",
    title="Epoch",
    unit="",
    place=200,
    matches=_matches,
    meaning="The number of passes over the training data, a fraction within one.",
)

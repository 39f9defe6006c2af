"""The share of right answers."""

from analysis.metrics import Metric
from analysis.stats.names import ends_with


def _matches(name: str) -> bool:
    return ends_with(name, "accuracy", "acc")


METRIC = Metric(
    id="accuracy",
    title="Accuracy",
    unit="",
    place=30,
    matches=_matches,
    meaning="The share of right answers, as a share of one or in per cent: the log does not tell which.",
)

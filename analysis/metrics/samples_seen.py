"""How many samples were trained on so far."""

from analysis.metrics import Metric
from analysis.stats.names import ends_with


def _matches(name: str) -> bool:
    return ends_with(name, "samples seen", "seen samples", "total samples", "consumed samples", "samples processed")


METRIC = Metric(
    id="samples_seen",
    title="Samples seen",
    unit="samples",
    place=220,
    matches=_matches,
    meaning="The number of samples that the run has trained on so far.",
)

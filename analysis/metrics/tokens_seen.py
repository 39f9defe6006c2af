"""How many tokens were trained on so far."""

from analysis.metrics import Metric
from analysis.stats.names import ends_with


def _matches(name: str) -> bool:
    return ends_with(name, "tokens seen", "seen tokens", "total tokens", "consumed tokens", "tokens processed")


METRIC = Metric(
    id="tokens_seen",
    title="Tokens seen",
    unit="tokens",
    place=210,
    matches=_matches,
    meaning="The number of tokens that the run has trained on so far.",
)

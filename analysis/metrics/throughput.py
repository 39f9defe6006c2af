"""How fast the run trains."""

from analysis.metrics import Metric
from analysis.stats.names import ends_with


def _matches(name: str) -> bool:
    return ends_with(
        name,
        "tokens per second",
        "tokens per sec",
        "tok per sec",
        "samples per second",
        "samples per sec",
        "steps per second",
        "steps per sec",
        "throughput",
    )


METRIC = Metric(
    id="throughput",
    title="Throughput",
    unit="",
    place=230,
    matches=_matches,
    meaning="Tokens, samples or steps a second, as the name says.",
)

"""How much of a codebook is used."""

from analysis.metrics import Metric
from analysis.stats.names import ends_with


def _matches(name: str) -> bool:
    return ends_with(
        name,
        "codebook usage",
        "codebook utilization",
        "codebook utilisation",
        "code usage",
        "codes used",
        "used codes",
        "active codes",
        "code utilization",
    )


METRIC = Metric(
    id="codebook_usage",
    title="Codebook usage",
    unit="",
    place=125,
    matches=_matches,
    meaning="The codes of a codebook that are used, as a share or as a number: the log does not tell which.",
)

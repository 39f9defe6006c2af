"""The length of the gradient."""

from analysis.metrics import Metric
from analysis.stats.names import ends_with


def _matches(name: str) -> bool:
    return ends_with(
        name, "grad norm", "grads norm", "gradient norm", "gradients norm", "gradnorm", "grad 2 0 norm total"
    )


METRIC = Metric(
    id="gradient_norm",
    title="Gradient norm",
    unit="",
    place=40,
    matches=_matches,
    meaning="The Euclidean length of the gradient; the log does not tell whether before or after clipping.",
)

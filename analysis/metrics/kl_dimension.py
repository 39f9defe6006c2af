"""The Kullback–Leibler divergence of one latent dimension: kl_loss_0, kl_loss_1 and so on."""

import re

from analysis.metrics import Metric
from analysis.stats.names import without_stage

LOGGED = re.compile(r"(.* )?(kl|kld)( loss| div| divergence)?( dim| dimension| latent| z)? \d+")


def _matches(name: str) -> bool:
    found = without_stage(name)
    return LOGGED.fullmatch(" ".join(found)) is not None and "approx" not in found


METRIC = Metric(
    id="kl_dimension",
    title="KL of a dimension",
    unit="",
    place=110,
    matches=_matches,
    meaning="The Kullback–Leibler divergence of one latent dimension from its prior, near zero where it is not used.",
)

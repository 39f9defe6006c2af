"""The reward, or the return of an episode."""

from analysis.metrics import Metric
from analysis.stats.names import ends_with


def _matches(name: str) -> bool:
    return ends_with(
        name,
        "reward",
        "rewards",
        "reward mean",
        "mean reward",
        "ep rew mean",
        "eprewmean",
        "episode reward mean",
        "episode return",
        "episode return mean",
        "episodic return",
        "ep return mean",
        "mean return",
        "average return",
        "averageepret",
    )


METRIC = Metric(
    id="reward",
    title="Reward",
    unit="",
    place=35,
    matches=_matches,
    meaning="The reward of a step or the return of an episode, as the run logged it, usually a mean over several.",
)

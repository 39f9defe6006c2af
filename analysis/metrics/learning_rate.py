"""The learning rate: a setting that the run logged, not a measurement."""

import re

from analysis.metrics import Metric
from analysis.stats.names import without_stage

# after the name may come what Lightning's LearningRateMonitor adds: the optimiser, a number, a parameter group
LOGGED = re.compile(
    r"(.* )?(lr|learnrate|learningrate|learning rate)"
    r"( (\w*adam\w*|sgd\w*|rmsprop|adagrad|adafactor|lion|lamb|muon|pg\d*|group|params?|\d+))*"
)


def _matches(name: str) -> bool:
    return LOGGED.fullmatch(" ".join(without_stage(name))) is not None


METRIC = Metric(
    id="learning_rate",
    title="Learning rate",
    unit="",
    place=10,
    matches=_matches,
    meaning="The step size of the optimiser, as its schedule set it.",
)

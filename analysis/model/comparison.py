"""Two runs held against each other: how their steps were matched, and how far they differ."""

from dataclasses import dataclass
from enum import Enum

from analysis.model.run import RunId
from analysis.model.series import FloatArray, Span


class Comparability(Enum):
    """Whether numbers of the two runs may stand side by side."""

    COMPARABLE = "can be compared"
    WITH_RESERVATIONS = "can be compared with reservations"
    NOT_COMPARABLE = "cannot be compared"


class Matching(Enum):
    """How the steps of one metric were paired between two runs."""

    SAME_STEPS = "same steps"
    SHIFTED = "constant shift"
    NONE = "no common steps"


@dataclass(frozen=True, eq=False)
class Pairs:
    """Points of A and B that belong together: three arrays of shape (n,), and what was left over.

    ``shift`` is added to the steps of B to meet those of A. Pairs with a non-finite value are not in the arrays
    but counted in ``nonfinite``.
    """

    how: Matching
    steps: FloatArray
    a: FloatArray
    b: FloatArray
    shift: float = 0.0
    unmatched_a: int = 0
    unmatched_b: int = 0
    nonfinite: int = 0

    def __len__(self) -> int:
        return int(self.steps.size)


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval of a stated level."""

    low: float
    high: float
    level: float = 0.95

    def contains(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, eq=False)
class MetricDifference:
    """B − A of one metric over its matched steps.

    ``interval`` is None where the pairs are too few; ``effective`` is the effective number of independent pairs.
    ``sentence`` is what may be said, ``limits`` what this cannot show.
    """

    metric: str
    pairs: Pairs
    span: Span | None
    mean_a: float
    mean_b: float
    difference: float
    interval: Interval | None
    effective: float
    sentence: str
    limits: str
    supports_better_recipe: bool = False


@dataclass(frozen=True, eq=False)
class Comparison:
    """Run ``a`` and run ``b``; ``reservations`` are the reasons behind the verdict on comparability."""

    a: RunId
    b: RunId
    comparability: Comparability
    reservations: tuple[str, ...]
    differences: tuple[MetricDifference, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    caveat: str

    def get(self, metric: str) -> MetricDifference | None:
        return next((entry for entry in self.differences if entry.metric == metric), None)

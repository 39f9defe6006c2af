"""Two runs held against each other: how their points were paired, how far they differ, and since when."""

from dataclasses import dataclass, field
from enum import Enum

from analysis.model.alignment import Alignment, Offer
from analysis.model.run import ConfigValue, RunId
from analysis.model.series import FloatArray, Span


class Comparability(Enum):
    """Whether numbers of the two runs may stand side by side."""

    COMPARABLE = "can be compared"
    WITH_RESERVATIONS = "can be compared with reservations"
    NOT_COMPARABLE = "not comparable"


class Matching(Enum):
    """How the points of one metric were paired between two runs."""

    SAME_STEPS = "same steps"
    SHIFTED = "constant shift"
    MEANS = "means over the coarser grid"
    NONE = "no common steps"


@dataclass(frozen=True, eq=False)
class Pairs:
    """Points of A and B that belong together: three arrays of shape (n,), and what was left over.

    ``steps`` are places on ``axis``, rising. ``shift`` is added to the places of B to meet those of A. Pairs with a
    non-finite value are not in the arrays but counted in ``nonfinite``. ``cell`` is the median width of a cell where
    means were paired. ``alone_a`` and ``alone_b`` are the ranges before the first pair and behind the last that only
    one of the two covers; ``unmatched_a`` and ``unmatched_b`` count the points in no pair.
    """

    how: Matching
    steps: FloatArray
    a: FloatArray
    b: FloatArray
    shift: float = 0.0
    unmatched_a: int = 0
    unmatched_b: int = 0
    nonfinite: int = 0
    axis: str = "Step"
    cell: float = 0.0
    alone_a: tuple[Span, ...] = ()
    alone_b: tuple[Span, ...] = ()

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


class Relation(Enum):
    """How the numbers of B stand to those of A, pair by pair."""

    NO_PAIRS = "no pairs"
    IDENTICAL = "identical"
    ROUNDING = "equal up to rounding"
    CONSTANT = "constant difference"  # up to rounding
    VARYING = "varying difference"


class Onset(Enum):
    """What is known of the place where two runs part."""

    EXACT = "identical until there"  # the same numbers before, others from there on
    LASTING = "lasting difference"  # from there to the end the difference keeps its sign beyond the noise
    CROSSING = "crossing"  # a lasting difference that was one to the other side until there


@dataclass(frozen=True, slots=True)
class Parting:
    """Where the two runs part in ``metric``: at ``step``, known to ``interval``; ``axis`` names what is counted.

    ``since`` is where a difference to the other side began that lasted until then, None where there was none.
    """

    onset: Onset
    step: float
    interval: Span
    higher: bool  # whether B lies above A from there on
    sentence: str
    axis: str = "Step"
    metric: str = ""
    since: float | None = None


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Two one-sided tests: ``equivalent`` where the 90 % ``interval`` lies within ± ``margin``; ``by_hand`` a person's.

    ``equivalent`` is None where there is no interval to judge by.
    """

    margin: float
    by_hand: bool
    interval: Interval | None
    equivalent: bool | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Rate:
    """Spikes counted over steps of one run: ``interval`` of events per 1,000 points, exact under Poisson."""

    events: int
    points: int
    interval: Interval

    @property
    def per_thousand(self) -> float:
        return 1000 * self.events / self.points


@dataclass(frozen=True, slots=True)
class Spikes:
    """Spikes and dips of A and B on the range that both cover, and the exact interval of B's rate over A's."""

    a: Rate
    b: Rate
    ratio: Interval
    sentence: str


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a run reached a level and held it; ``step`` is None where it did not, ``interval`` where none is known."""

    step: float | None
    interval: Span | None


@dataclass(frozen=True, slots=True)
class Reaching:
    """When A and B came to ``level`` and stayed; ``falling`` says that they came from above."""

    level: float
    falling: bool
    a: Reached
    b: Reached
    sentence: str


@dataclass(frozen=True, slots=True)
class Area:
    """Area under the curves over the paired range, in the metric's unit times the axis', and of B − A."""

    a: float
    b: float
    difference: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The two-sided p of one difference, and p adjusted for ``tests`` of them by ``method``."""

    p: float
    adjusted: float
    method: str
    tests: int


@dataclass(frozen=True, eq=False)
class MetricDifference:
    """B − A of one metric over its pairs.

    ``interval`` is None where the pairs are too few; ``effective`` is the effective number of independent pairs.
    ``effect`` is the difference in standard deviations of A where it is settled, ``relative`` the difference as a share
    of the size of A's mean. ``repeats`` names a metric that tells the same thing and was counted in its place.
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
    relation: Relation = Relation.NO_PAIRS
    effect: float | None = None
    relative: float | None = None
    parting: Parting | None = None
    equivalence: Equivalence | None = None
    adjusted: Adjusted | None = None
    spikes: Spikes | None = None
    reaching: Reaching | None = None
    area: Area | None = None
    repeats: str | None = None
    supports_better_recipe: bool = False


class Kind(Enum):
    """What kind of thing a hyperparameter holds."""

    MISSING = "missing"
    NONE = "none"
    FLAG = "flag"
    NUMBER = "number"
    TEXT = "text"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Setting:
    """A hyperparameter of A and of B under its dotted key; a value is None where its kind is MISSING or NONE."""

    key: str
    a: ConfigValue
    b: ConfigValue
    kind_a: Kind
    kind_b: Kind

    @property
    def differs(self) -> bool:
        return self.kind_a is not self.kind_b or self.a != self.b


@dataclass(frozen=True, slots=True)
class GroupDifference:
    """One metric between two groups of repeats: Welch's test on the means of runs, three or more a side.

    ``means_a`` and ``means_b`` hold one mean a run, ``g`` is Hedges' effect size; ``supports_better_recipe`` is true
    where the interval excludes zero.
    """

    metric: str
    means_a: tuple[float, ...]
    means_b: tuple[float, ...]
    difference: float
    interval: Interval | None
    p: float | None
    g: float | None
    supports_better_recipe: bool
    sentence: str


@dataclass(frozen=True, eq=False)
class Comparison:
    """Run ``a`` and run ``b``; ``reservations`` are the reasons behind the ``verdict`` on comparability.

    ``aligned`` says in one sentence what ``alignment`` did. Where the verdict is "not comparable" there are differences
    only if a person overrode it: ``override`` is the reason that was given. ``parting`` is the earliest of all metrics.
    ``identities`` are groups of metrics that tell one thing; ``multiplicity`` says how many differences were judged at
    once. ``settings`` are all hyperparameters of both.
    """

    a: RunId
    b: RunId
    comparability: Comparability
    reservations: tuple[str, ...]
    differences: tuple[MetricDifference, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    caveat: str
    verdict: str = ""
    alignment: Alignment = field(default_factory=Alignment)
    aligned: str = ""
    offers: tuple[Offer, ...] = ()
    override: str | None = None
    parting: Parting | None = None
    identities: tuple[tuple[str, ...], ...] = ()
    multiplicity: str = ""
    settings: tuple[Setting, ...] = ()
    repeats: tuple[GroupDifference, ...] = ()

    def get(self, metric: str) -> MetricDifference | None:
        return next((entry for entry in self.differences if entry.metric == metric), None)

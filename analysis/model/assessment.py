"""What the analysis says of one run: derived from it, never edited, never the saved truth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from analysis.model.finding import Finding
from analysis.model.run import RunId
from analysis.model.series import Span


@dataclass(frozen=True, slots=True)
class Summary:
    """Statistics of the finite values of one metric over a span.

    ``points`` counts all values, ``nonfinite`` those that are NaN or infinite and left out of the rest.
    ``std`` is the sample standard deviation (n − 1), NaN below two finite points; the others are NaN without any.
    """

    metric: str
    points: int
    nonfinite: int
    first_step: float
    last_step: float
    first: float
    last: float
    mean: float
    std: float
    low: float
    low_step: float
    high: float
    high_step: float
    median: float

    @property
    def count(self) -> int:
        """The number of finite values."""
        return self.points - self.nonfinite


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event in a metric: ``value`` broke ``threshold`` under ``rule``, both in ``unit``.

    ``score`` is how many times over the threshold was broken; infinite for values that are not finite.
    """

    metric: str
    span: Span
    kind: str
    score: float
    value: float
    threshold: float
    unit: str
    rule: str


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of a metric between two changes: its level and its slope per step, with half widths of 95 % intervals.

    Half widths are NaN where the phase is too short for them; ``effective`` is its effective number of points.
    """

    metric: str
    span: Span
    level: float
    level_error: float
    slope: float
    slope_error: float
    effective: float


def no_parameters() -> Mapping[str, float]:
    return MappingProxyType({})


@dataclass(frozen=True)
class FittedSchedule:
    """The schedule behind a learning rate. ``error`` is the largest deviation as a share of the log's range.

    ``parameters`` are numbers by name, with their units in ``units``; ``milestones`` and ``warmup`` are in steps,
    ``warmup`` None without one. ``confidence`` is high, medium or low, ``reason`` why it is not high.
    """

    metric: str
    family: str
    confidence: str
    error: float
    runner_up: str | None
    runner_up_error: float
    steps_per_update: float
    warmup: float | None
    milestones: tuple[float, ...] = ()
    alternatives: tuple[str, ...] = ()
    reason: str = ""
    parameters: Mapping[str, float] = field(default_factory=no_parameters)
    units: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class NotAssessed:
    """A question that these files leave open, by its number, and the column or number that would answer it."""

    number: str
    subject: str
    needed: str

    @property
    def sentence(self) -> str:
        return f"{self.subject}: {self.needed}"


@dataclass(frozen=True, slots=True)
class Rating:
    """Findings in one grade: the worst critical check and the median of the others, never a mean.

    ``grade`` is the lower of ``critical``, the worst grade of a critical check, and ``rest``, the median grade of the
    other rated checks rounded down; None where the evidence is not enough. ``rated`` and ``not_rated`` hold the
    numbers of the questions (R1, N3, ...) that have a grade and that have none. ``sentence`` says it with its coverage.
    """

    grade: int | None
    critical: int | None
    rest: float | None
    rated: tuple[str, ...]
    not_rated: tuple[str, ...]
    sentence: str

    @property
    def coverage(self) -> str:
        return f"{len(self.rated)} rated / {len(self.not_rated)} not rated"


@dataclass(frozen=True, slots=True)
class Assessment:
    """Summaries of all metrics, findings of all checks, and what no check could judge from these files."""

    run: RunId
    summaries: tuple[Summary, ...]
    findings: tuple[Finding, ...]
    not_assessed: tuple[NotAssessed, ...]
    rating: Rating
    occurrences: tuple[Occurrence, ...] = ()
    phases: tuple[Phase, ...] = ()
    schedules: tuple[FittedSchedule, ...] = ()

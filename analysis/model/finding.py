"""An answer that can be held to account: rule, numbers, threshold, steps, and what it cannot show."""

from dataclasses import dataclass
from enum import Enum

from analysis.model.comparison import Interval
from analysis.model.run import RunId
from analysis.model.series import Span

BEST, WORST = 5, 1


class Verdict(Enum):
    """What a check may answer; none of them is praise."""

    NO_CONCERN = "no concern found"
    ATTENTION = "needs attention"
    CONCERN = "concern"
    NOT_ENOUGH = "not enough evidence"
    INFORMATION = "for information"

    @property
    def open(self) -> bool:
        """Whether a person should look at it."""
        return self not in (Verdict.NO_CONCERN, Verdict.INFORMATION)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A number with its name and unit; ``threshold`` is the bound that it was held against, if any."""

    name: str
    value: float
    unit: str = ""
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. One without numbers or without stated limits cannot be made.

    The first piece of ``evidence`` is the statistic that was asked for, ``interval`` its 95 % interval where there is
    one, ``points`` the number of points behind it and ``effective`` the number of independent ones that they are worth.
    ``grade`` runs from 5, no concern, to 1; it is None where nothing is rated. ``source`` says where the thresholds
    come from, and that they are a convention where they are one. ``metric`` is None for an answer on the whole run.
    """

    check: str
    run: RunId
    metric: str | None
    span: Span | None
    verdict: Verdict
    rule: str
    evidence: tuple[Evidence, ...]
    sentence: str
    limits: str
    grade: int | None = None
    source: str = ""
    interval: Interval | None = None
    points: int = 0
    effective: float | None = None

    @property
    def key(self) -> str:
        """What names it among the findings of all runs."""
        return f"{self.run}:{self.check}:{self.metric or ''}"

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"finding of {self.check!r} has no numbers")
        if not self.limits:
            raise ValueError(f"finding of {self.check!r} does not say what it cannot show")
        if self.grade is None:
            return
        if not WORST <= self.grade <= BEST:
            raise ValueError(f"finding of {self.check!r} has the grade {self.grade}, not one from {WORST} to {BEST}")
        if not self.source:
            raise ValueError(f"finding of {self.check!r} is graded by thresholds of no known source")
        if self.verdict in (Verdict.NOT_ENOUGH, Verdict.INFORMATION):
            raise ValueError(f"finding of {self.check!r} is graded and says {self.verdict.value}")

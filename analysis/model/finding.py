"""An answer that can be held to account: rule, numbers, threshold, steps, and what it cannot show."""

from dataclasses import dataclass
from enum import Enum

from analysis.model.run import RunId
from analysis.model.series import Span


class Verdict(Enum):
    """What a check may answer; none of them is praise."""

    NO_CONCERN = "no concern found"
    ATTENTION = "needs attention"
    CONCERN = "concern"
    NOT_ENOUGH = "not enough evidence"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A number with its name and unit; ``threshold`` is the bound that it was held against, if any."""

    name: str
    value: float
    unit: str = ""
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. One without numbers or without stated limits cannot be made."""

    check: str
    run: RunId
    metric: str | None
    span: Span | None
    verdict: Verdict
    rule: str
    evidence: tuple[Evidence, ...]
    sentence: str
    limits: str

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"finding of {self.check!r} has no numbers")
        if not self.limits:
            raise ValueError(f"finding of {self.check!r} does not say what it cannot show")

"""What the analysis says of one run: derived from it, never edited, never the saved truth."""

from dataclasses import dataclass

from analysis.model.finding import Finding
from analysis.model.run import RunId


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
class Assessment:
    """Summaries of all metrics, findings of all checks, and what no check could judge from these files."""

    run: RunId
    summaries: tuple[Summary, ...]
    findings: tuple[Finding, ...]
    not_assessed: tuple[str, ...]

"""The one thing a person adds to the data: a span of steps, named, judged and explained."""

from dataclasses import dataclass
from enum import Enum
from typing import NewType

from analysis.model.notice import Severity
from analysis.model.run import RunId
from analysis.model.series import Span

AnnotationId = NewType("AnnotationId", str)

LABELS = ("anomaly", "transient", "instability", "data problem", "schedule change", "converged", "observation")


class Origin(Enum):
    """Who found it."""

    BY_HAND = "by hand"
    DETECTOR = "detector"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What proposed an annotation that a person accepted: the detector, its score, the bound that the score passed."""

    detector: str
    score: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Annotation:
    """A numbered piece of evidence.

    ``runs`` and ``metrics`` are its scope; an empty tuple means all of them. ``number`` is the one it keeps in
    window, project file and report. ``time`` is ISO 8601 with zone.
    """

    id: AnnotationId
    number: int
    span: Span
    runs: tuple[RunId, ...] = ()
    metrics: tuple[str, ...] = ()
    label: str = LABELS[0]
    severity: Severity = Severity.WARNING
    note: str = ""
    author: str = ""
    time: str = ""
    origin: Origin = Origin.BY_HAND
    provenance: Provenance | None = None

    def concerns(self, *, run: RunId | None = None, metric: str | None = None) -> bool:
        """Whether a run and a metric (where given) lie in its scope."""
        return (run is None or not self.runs or run in self.runs) and (
            metric is None or not self.metrics or metric in self.metrics
        )

"""The one thing a person adds to the data: a span of steps, named, judged and explained."""

from dataclasses import dataclass
from enum import Enum
from typing import NewType

from analysis.model.label import STANDARD
from analysis.model.notice import Severity
from analysis.model.run import RunId
from analysis.model.series import Span

AnnotationId = NewType("AnnotationId", str)


class Origin(Enum):
    """Who found it."""

    BY_HAND = "by hand"
    DETECTOR = "detector"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What proposed an annotation that a person accepted: the detector, its score, the bound that the score passed.

    ``settings`` are the rule and its bound in words, ``proposed`` and ``metrics`` what was proposed, before a person
    moved it; they are None and empty in files of version 2.
    """

    detector: str
    score: float
    threshold: float
    settings: str = ""
    proposed: Span | None = None
    metrics: tuple[str, ...] = ()

    def adjusted(self, note: "Annotation") -> bool:
        """Whether the annotation that was made of it has other steps or metrics than were proposed."""
        return self.proposed is not None and (note.span, set(note.metrics)) != (self.proposed, set(self.metrics))


@dataclass(frozen=True, slots=True)
class SpanEvidence:
    """Statistics of a span of one metric of one run, frozen with what they were taken of.

    ``checksum`` is the SHA-256 of the series' steps and values, ``taken`` the time, ISO 8601 with zone. ``points`` is
    the number of samples in the span, ``count`` that of its finite values; the others are of these, in the metric's
    unit, None where there are none (``std``, with ddof 1, where there are fewer than two).
    """

    run: RunId
    metric: str
    span: Span
    checksum: str
    taken: str
    points: int
    count: int
    mean: float | None = None
    std: float | None = None
    low: float | None = None
    low_step: float | None = None
    high: float | None = None
    high_step: float | None = None


@dataclass(frozen=True, slots=True)
class Annotation:
    """A numbered piece of evidence.

    ``runs`` and ``metrics`` are its scope; an empty tuple means all of them. ``number`` is the one it keeps in
    window, project file and report. ``time`` is ISO 8601 with zone. ``links`` are other annotations to see, of which
    some may be gone.
    """

    id: AnnotationId
    number: int
    span: Span
    runs: tuple[RunId, ...] = ()
    metrics: tuple[str, ...] = ()
    label: str = STANDARD[0].name
    severity: Severity = Severity.WARNING
    note: str = ""
    author: str = ""
    time: str = ""
    origin: Origin = Origin.BY_HAND
    provenance: Provenance | None = None
    title: str = ""
    links: tuple[AnnotationId, ...] = ()
    evidence: tuple[SpanEvidence, ...] = ()

    @property
    def name(self) -> str:
        """Its title, or its label where it has none."""
        return self.title or self.label

    def concerns(self, *, run: RunId | None = None, metric: str | None = None) -> bool:
        """Whether a run and a metric (where given) lie in its scope."""
        return (run is None or not self.runs or run in self.runs) and (
            metric is None or not self.metrics or metric in self.metrics
        )

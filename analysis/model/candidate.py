"""What the detectors propose to annotate, and what became of their proposals."""

from dataclasses import dataclass, replace

from analysis.model.assessment import Occurrence
from analysis.model.run import RunId
from analysis.model.series import Span

PREFIX = "candidate:"  # of the keys, which no annotation's id begins with


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that happened in a run, seen in one metric or in several.

    ``parts`` are the detections behind it, the strongest first; kind and score are those of the strongest, the span is
    its too unless a person ``adjusted`` it.
    """

    run: RunId
    parts: tuple[Occurrence, ...]
    adjusted: Span | None = None

    @property
    def key(self) -> str:
        """The same for the same detections, and for no others."""
        told = ",".join(f"{part.metric}@{part.span.first!r}-{part.span.last!r}" for part in self.parts)
        return f"{PREFIX}{self.run}:{self.kind}:{told}"

    @property
    def metrics(self) -> tuple[str, ...]:
        return tuple(part.metric for part in self.parts)

    @property
    def span(self) -> Span:
        return self.adjusted or self.parts[0].span

    @property
    def kind(self) -> str:
        return self.parts[0].kind

    def moved(self, span: Span | None) -> "Candidate":
        """The candidate over other steps; None has it where it was proposed."""
        return replace(self, adjusted=span)

    @property
    def score(self) -> float:
        return self.parts[0].score


@dataclass(frozen=True, slots=True)
class Proposals:
    """All that was proposed of some runs: what is open, in the order of steps, and what a person answered.

    ``accepted`` counts annotations that were made of proposals, ``adjusted`` those of them whose steps or metrics are
    no longer the proposed ones.
    """

    open: tuple[Candidate, ...] = ()
    rejected: tuple[Candidate, ...] = ()
    accepted: int = 0
    adjusted: int = 0

    @property
    def proposed(self) -> int:
        return len(self.open) + len(self.rejected) + self.accepted

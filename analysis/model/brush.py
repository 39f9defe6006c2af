"""A brush as a rule: which steps and values are meant. What it picks of a series, each view works out for itself."""

from dataclasses import dataclass, replace

from analysis.model.series import Span


@dataclass(frozen=True, slots=True)
class Within:
    """A condition on the values of a metric: ``low`` to ``high``, both included."""

    metric: str
    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"{self.metric!r} cannot lie within {self.low} to {self.high}")


@dataclass(frozen=True, slots=True)
class Part:
    """The steps of a span, None for all, at which every condition of ``within`` holds in the run that is asked."""

    span: Span | None = None
    within: tuple[Within, ...] = ()


@dataclass(frozen=True, slots=True)
class Brush:
    """What lies in one of ``parts`` at least and in none of ``excluded``; without parts, in none of ``excluded``."""

    parts: tuple[Part, ...]
    excluded: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        if not (self.parts or self.excluded):
            raise ValueError("a brush without a part picks nothing out")

    @staticmethod
    def of(span: Span) -> "Brush":
        """The rule of a single span of steps."""
        return Brush((Part(span),))

    @property
    def span(self) -> Span | None:
        """The span of steps that this is, None where the rule says more."""
        if len(self.parts) == 1 and not self.excluded and not self.parts[0].within:
            return self.parts[0].span
        return None

    @property
    def extent(self) -> Span | None:
        """The smallest span of steps that can hold all of it; None where a part is bound to no steps."""
        spans = [part.span for part in self.parts]
        known = [span for span in spans if span is not None]
        if not known or len(known) < len(spans):
            return None
        return Span(min(span.first for span in known), max(span.last for span in known))

    @property
    def boxed(self) -> bool:
        """Whether values have a say, so that each run has steps of its own in it."""
        return any(part.within for part in (*self.parts, *self.excluded))

    def added(self, part: Part) -> "Brush":
        """This brush and a part."""
        return replace(self, parts=(*self.parts, part))

    def without(self, part: Part) -> "Brush":
        """This brush without what lies in a part."""
        return replace(self, excluded=(*self.excluded, part))


@dataclass(frozen=True, slots=True)
class KeptBrush:
    """A brush that a person named and kept."""

    name: str
    brush: Brush

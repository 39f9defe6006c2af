"""How the points of two runs are laid beside each other, the terms a person set for a pair of runs, and repeats."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType

from analysis.model.run import RunId


class Basis(Enum):
    """What points are placed by; the value stands in files and behind ``--align``."""

    STEP = "step"  # what the metric counts: steps, or epochs where it was logged by epoch
    EPOCH = "epoch"
    TOKENS = "tokens"
    SAMPLES = "samples"
    WALL_TIME = "wall-time"  # the clock, in seconds
    RELATIVE_TIME = "relative-time"  # seconds since the run began
    PROGRESS = "progress"  # 0 at the first step of the run, 1 at its last
    LEARNING_RATE = "learning-rate"  # its value, where it falls


class Means(Enum):
    """Whether points are paired as they are, or means of them."""

    WHERE_NEEDED = "where needed"  # where the intervals differ and the runs do not move together, or hardly any meet
    NEVER = "never"  # values at the same place, nothing else
    ALWAYS = "always"  # means over the cells of the coarser one


@dataclass(frozen=True, slots=True)
class Alignment:
    """How B is laid beside A: by what both are placed, and ``offset``, added to the places of B in their unit.

    ``after`` lays B behind the end of A, so that it continues A; nothing is paired then.
    """

    by: Basis = Basis.STEP
    offset: float = 0.0
    after: bool = False
    means: Means = Means.WHERE_NEEDED

    def __post_init__(self) -> None:
        if not math.isfinite(self.offset):
            raise ValueError(f"an offset must be finite, not {self.offset}")


@dataclass(frozen=True, slots=True)
class Offer:
    """An alignment that two runs allow or not: ``reason`` says why not, or what speaks for the one ``proposed``."""

    alignment: Alignment
    possible: bool
    reason: str
    proposed: bool = False


def _nothing() -> Mapping[str, float]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Terms:
    """What a person set for the comparison of two runs.

    ``alignment`` is None where the proposed one is taken. ``override`` is why numbers are shown in spite of the verdict
    "not comparable"; None where that was not asked for. ``margins`` hold, by metric and in its unit, the difference up
    to which A and B count as equivalent; ``levels`` the value whose reaching is timed.
    """

    alignment: Alignment | None = None
    override: str | None = None
    margins: Mapping[str, float] = field(default_factory=_nothing)
    levels: Mapping[str, float] = field(default_factory=_nothing)

    def __post_init__(self) -> None:
        object.__setattr__(self, "margins", MappingProxyType(dict(self.margins)))
        object.__setattr__(self, "levels", MappingProxyType(dict(self.levels)))

    def swapped(self) -> "Terms":
        """The same terms with A and B exchanged."""
        if self.alignment is None:
            return self
        return replace(self, alignment=replace(self.alignment, offset=-self.alignment.offset))


@dataclass(frozen=True, slots=True)
class Pair:
    """The runs that are A and B of a comparison, with the terms a person set for it."""

    a: RunId
    b: RunId
    terms: Terms


@dataclass(frozen=True, slots=True)
class Repeats:
    """Runs of one recipe that differ in their seed, under a name that a person gave."""

    name: str
    runs: tuple[RunId, ...]

"""What is known about a learning-rate schedule after looking at its log alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from types import MappingProxyType


class Family(StrEnum):
    """The shapes that are told apart; the names are those of PyTorch's schedulers where it has one."""

    CONSTANT = "constant"
    STEP = "step"
    MULTISTEP = "multistep"
    LINEAR = "linear"
    POLYNOMIAL = "polynomial"
    EXPONENTIAL = "exponential"
    COSINE = "cosine"
    COSINE_RESTARTS = "cosine_restarts"
    INVERSE_SQRT = "inverse_sqrt"
    ONECYCLE = "onecycle"
    WSD = "wsd"
    CYCLIC = "cyclic"
    UNKNOWN = "unknown"


class Confidence(Enum):
    """How far the log supports the family that is named."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


RATE, STEPS, SHARE, BARE = "learning rate", "steps", "share", ""

UNITS: Mapping[str, str] = MappingProxyType(
    {
        "T_0": STEPS,  # length of the first cycle of warm restarts
        "T_max": STEPS,  # from the peak of a cosine to its end
        "T_mult": BARE,  # length of a cycle over the one before
        "decay_start": STEPS,  # last step at the peak
        "eta_max": RATE,
        "eta_min": RATE,
        "floor": RATE,  # level on which the log ends after its decay
        "floor_from": STEPS,
        "gamma": "factor per update",  # of a cyclic schedule per step
        "pct_start": SHARE,  # of a onecycle schedule that is its rise
        "power": BARE,
        "restarts": BARE,
        "slope": "learning rate per step",
        "step_size": STEPS,
        "step_size_down": STEPS,
        "step_size_up": STEPS,
        "timescale": STEPS,  # s of (t + s)^-1/2, t from the first step after the rise
        "total_steps": STEPS,
        "value": RATE,
        "visible": SHARE,  # of the schedule's own duration that the log covers
    }
)


def nothing() -> Mapping[str, float]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class WarmUp:
    """The rise at the start of a log: its length in steps, its shape, the first and the highest learning rate.

    ``shape`` is linear, cosine, constant (one lower level, then a jump) or other.
    """

    steps: float
    shape: str
    start: float
    peak: float


@dataclass(frozen=True, eq=False)
class Schedule:
    """The family of a schedule and how well it accounts for the log.

    ``parameters`` are numbers by name, their units in ``unit``. ``milestones`` are the steps of the drops of a step or
    multistep schedule. ``steps_per_update`` is the number of steps between two changes where the learning rate moves in
    stairs, 1 where no stairs are visible. ``warmup`` is the rise before the peak, the first phase of a onecycle
    schedule included, None where there is none. ``shape`` tells which kind of anneal, cooldown or triangle it is.

    ``error`` is the largest deviation of the log from the fitted curve divided by the range of the log, NaN where
    nothing was fitted; ``runner_up`` is the family that comes second, ``runner_up_error`` its error.
    ``alternatives`` are the families that this log, as long and as rounded as it is, cannot tell from the one named.
    ``reason`` says why the confidence is not high; it is empty when it is.
    """

    family: Family
    warmup: WarmUp | None = None
    shape: str = ""
    parameters: Mapping[str, float] = field(default_factory=nothing)
    milestones: tuple[float, ...] = ()
    steps_per_update: float = 1.0
    error: float = float("nan")
    runner_up: Family | None = None
    runner_up_error: float = float("nan")
    alternatives: tuple[Family, ...] = ()
    confidence: Confidence = Confidence.LOW
    reason: str = ""

    @staticmethod
    def unit(parameter: str) -> str:
        """The unit of a parameter, empty for a bare number; KeyError for a name that no schedule has."""
        return UNITS[parameter]

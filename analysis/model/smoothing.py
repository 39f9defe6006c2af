"""How curves are smoothed for the eye: the kind, and how wide."""

from dataclasses import dataclass
from enum import Enum


class Kernel(Enum):
    """What is put in the place of a value."""

    MEDIAN = "running median"
    MEAN = "running mean"
    EXPONENTIAL = "exponential moving average"  # debiased at its start, looks back only
    LINE = "local line"  # least squares, taken at its middle: Savitzky-Golay of order 1, for uneven steps too


class Unit(Enum):
    """What the width of a window counts."""

    POINTS = "points"
    STEPS = "steps"


@dataclass(frozen=True, slots=True)
class Smoothing:
    """A kernel and the width of its window; ``on`` is False while samples alone are shown."""

    kernel: Kernel = Kernel.MEDIAN
    window: int = 41
    unit: Unit = Unit.POINTS
    on: bool = True


USUAL = Smoothing()
OFF = Smoothing(on=False)

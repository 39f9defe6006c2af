"""A metric of one run: its own steps, its values, and what is known about how completely it was exported."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BITS = np.dtype(np.uint64)
COMPARED = 65_536  # values of two arrays that are compared at once


def frozen_array(values: object) -> FloatArray:
    """A read-only contiguous float64 array; the array itself when it is one already."""
    array = np.ascontiguousarray(values, dtype=np.float64)
    if array.flags.writeable:
        array = array.view()
        array.flags.writeable = False
    return array


def same_arrays(one: FloatArray | None, other: FloatArray | None) -> bool:
    """Whether both are absent or hold the same numbers, NaN being equal to NaN.

    Part by part, first as bits: equal arrays take the time of reading them, others that of the first difference.
    """
    if one is None or other is None:
        return one is other
    if one is other:
        return True
    if one.shape != other.shape:
        return False
    parts = ((one[at : at + COMPARED], other[at : at + COMPARED]) for at in range(0, one.size, COMPARED))
    return all(np.array_equal(a.view(BITS), b.view(BITS)) or np.array_equal(a, b, equal_nan=True) for a, b in parts)


@dataclass(frozen=True, slots=True)
class Span:
    """A closed range of steps, ``first <= last``; a point when both are equal."""

    first: float
    last: float

    def __post_init__(self) -> None:
        if not (np.isfinite(self.first) and np.isfinite(self.last)):
            raise ValueError(f"a span needs finite steps, not {self.first} to {self.last}")
        if self.first > self.last:
            raise ValueError(f"a span cannot end ({self.last}) before it starts ({self.first})")

    @staticmethod
    def between(one: float, other: float) -> "Span":
        """The span of two steps in any order."""
        return Span(min(one, other), max(one, other))

    @property
    def width(self) -> float:
        return self.last - self.first

    def overlaps(self, other: "Span") -> bool:
        return self.first <= other.last and other.first <= self.last


class FidelityKind(Enum):
    """How the exported points relate to the steps that were trained."""

    COMPLETE = "complete"  # every step between the first and the last
    STRIDED = "every k steps"  # one constant distance greater than one: a logging interval
    SAMPLED = "sampled"  # uneven distances and a row count at which the exporter cuts
    IRREGULAR = "irregular"  # uneven distances, no known cut: logged so or thinned, the file does not tell
    TOO_SHORT = "too short to tell"  # fewer than three points


@dataclass(frozen=True, slots=True)
class Fidelity:
    """What the export holds of a metric.

    ``stride`` is the median distance of neighbouring steps; ``points`` the number of exported points;
    ``spanned`` the number of whole steps from the first to the last point.
    """

    kind: FidelityKind
    points: int
    spanned: int
    stride: float | None = None


def no_axes() -> Mapping[str, FloatArray]:
    return MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Series:
    """One metric of one run.

    ``steps`` and ``values`` have shape (n,), in the order of the file. A blank cell of a file is no point at all;
    a NaN or an infinity in ``values`` is what the run produced. ``low`` and ``high`` are present only where an
    aggregate export says more than its value: the band of the runs behind it. ``axis`` names what ``steps`` counts;
    ``along`` holds further coordinates of the same points (an epoch, a time), each of shape (n,). Metrics of a run
    that share their steps share one array.

    ``away`` is the checksum (``stats.fingerprint.checksum``) of data that are not at hand: a project file that refers
    to a source file does not hold them, and the source was not found or holds something else. There are no points
    then; ``fidelity`` still says how many there are in the source.
    """

    name: str
    steps: FloatArray
    values: FloatArray
    fidelity: Fidelity
    low: FloatArray | None = None
    high: FloatArray | None = None
    axis: str = "Step"
    along: Mapping[str, FloatArray] = field(default_factory=no_axes)
    away: str = ""

    def __post_init__(self) -> None:
        for name in ("steps", "values", "low", "high"):
            array = getattr(self, name)
            if array is not None:
                object.__setattr__(self, name, frozen_array(array))
        along = {name: frozen_array(array) for name, array in self.along.items()}
        object.__setattr__(self, "along", MappingProxyType(along))
        if self.away and self.steps.size:
            raise ValueError(f"series {self.name!r}: its data are away, and yet there are points")
        if (self.low is None) != (self.high is None):
            raise ValueError(f"series {self.name!r}: a band needs both its low and its high end")
        arrays = [self.values, *(a for a in (self.low, self.high) if a is not None), *along.values()]
        if self.steps.ndim != 1 or any(array.shape != self.steps.shape for array in arrays):
            raise ValueError(f"series {self.name!r}: steps, values and bands differ in shape")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Series):
            return NotImplemented
        if self is other:
            return True
        return (
            (self.name, self.fidelity, self.axis, self.away) == (other.name, other.fidelity, other.axis, other.away)
            and same_arrays(self.steps, other.steps)
            and same_arrays(self.values, other.values)
            and same_arrays(self.low, other.low)
            and same_arrays(self.high, other.high)
            and self.along.keys() == other.along.keys()
            and all(same_arrays(array, other.along[name]) for name, array in self.along.items())
        )

    def __hash__(self) -> int:
        return hash((self.name, len(self), self.axis))

    def __len__(self) -> int:
        return int(self.steps.size)

    @property
    def aggregate(self) -> bool:
        """Whether the values stand for several runs or buckets, with a band around them."""
        return self.low is not None

    def differing(self, later: "Series", first: int | None = None) -> int:
        """How many of these points, or of the ``first`` so many, are others in a later state, or are no more."""
        number = len(self) if first is None else first
        size = min(number, len(later))
        same = np.ones(size, dtype=np.bool_)
        for one, other in ((self.steps, later.steps), (self.values, later.values)):
            same &= (one[:size] == other[:size]) | (np.isnan(one[:size]) & np.isnan(other[:size]))
        return number - int(np.count_nonzero(same))

    @cached_property
    def nonfinite(self) -> int:
        """The number of values that are NaN or infinite."""
        return int(self.values.size - np.count_nonzero(np.isfinite(self.values)))

    @cached_property
    def span(self) -> Span | None:
        """The smallest and the largest step; None without points."""
        return Span(float(self.steps.min()), float(self.steps.max())) if len(self) else None

    def within(self, span: Span | None) -> "Series":
        """The points whose step lies in ``span``; all of them without one."""
        if span is None:
            return self
        inside = (self.steps >= span.first) & (self.steps <= span.last)
        return Series(
            name=self.name,
            steps=self.steps[inside],
            values=self.values[inside],
            fidelity=self.fidelity,
            low=None if self.low is None else self.low[inside],
            high=None if self.high is None else self.high[inside],
            axis=self.axis,
            along={name: array[inside] for name, array in self.along.items()},
        )

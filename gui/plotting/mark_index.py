"""The marks of a plot by their steps: those in sight are found without looking at the others."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar, cast
from weakref import WeakSet

import numpy as np
from numpy.typing import NDArray

from analysis.model.figure import Mark
from analysis.model.series import Span

Places = NDArray[np.intp]
Made = TypeVar("Made")


class MarkIndex:
    """``marks`` in the order of their first steps; ``first`` and ``last`` are arrays of shape (n,) beside them."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self.given = tuple(marks)
        self._seen: tuple[Span, Places] | None = None
        self._kept: dict[str, tuple[object, object]] = {}
        self.marks = tuple(sorted(self.given, key=lambda mark: (mark.span.first, mark.number)))
        self.first = np.array([mark.span.first for mark in self.marks])
        self.last = np.array([mark.span.last for mark in self.marks])
        self._reach = np.maximum.accumulate(self.last) if self.marks else self.last
        self.places = {mark.key: place for place, mark in enumerate(self.marks)}
        self.proposed = np.array([mark.proposed for mark in self.marks], dtype=bool)
        self._inks: tuple[Mapping[str, int], Places] | None = None

    def kept(self, name: str, asked: object, make: Callable[[], Made]) -> Made:
        """What was made of the marks under a name, made anew where something else is asked than the last time."""
        if name not in self._kept or self._kept[name][0] != asked:
            self._kept[name] = (asked, make())
        return cast("Made", self._kept[name][1])

    def seen(self, view: Span) -> Places:
        """The places of the marks that touch a range of steps, in the order of their first steps."""
        if self._seen is None or self._seen[0] != view:
            start = int(self._reach.searchsorted(view.first, "left"))
            stop = int(self.first.searchsorted(view.last, "right"))
            self._seen = (view, start + np.flatnonzero(self.last[start:stop] >= view.first))
        return self._seen[1]

    def inks(self, labels: Mapping[str, int]) -> Places:
        """The places in COLOURS of the labels of all marks, -1 where a label is in no set; shape (n,)."""
        if self._inks is None or self._inks[0] is not labels:
            self._inks = (labels, np.array([labels.get(mark.label, -1) for mark in self.marks], dtype=np.intp))
        return self._inks[1]

    def near(self, step: float, reach: float) -> tuple[tuple[int, str], ...]:
        """The places of the marks that have an edge within ``reach`` of a step, each with that edge."""
        found: list[tuple[int, str]] = []
        for place in self.seen(Span(step - reach, step + reach)).tolist():
            if abs(self.last[place] - step) <= reach:
                found.append((place, "last"))
            elif abs(self.first[place] - step) <= reach:
                found.append((place, "first"))
        return tuple(found)


_ALIVE: WeakSet[MarkIndex] = WeakSet()


def index_of(marks: Iterable[Mark]) -> MarkIndex:
    """The index of some marks: plots that show the same ones share it, and what is worked out of it."""
    given = tuple(marks)
    found = next((known for known in _ALIVE if known.given == given), None)
    if found is None:
        found = MarkIndex(given)
        _ALIVE.add(found)
    return found

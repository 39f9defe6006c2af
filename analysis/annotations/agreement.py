"""How far two people's annotations agree: F1 of events, and Cohen's kappa on steps."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis import wording
from analysis.model.annotation import Annotation
from analysis.model.project import Project
from analysis.model.run import Run
from analysis.model.series import FloatArray, Span

LEAST_OVERLAP = 0.5
RULE = (
    "Two events match if the logged steps that both cover are at least half of those that either covers; matched one "
    "to one, as many as possible; F1 = 2 matched / (events of one + events of the other) (event-based F1, Mesaros, "
    "Heittola and Virtanen 2016). Kappa = (p_o - p_e) / (1 - p_e) of marked or not at each logged step of each run "
    "(Cohen 1960); metrics of a scope are not told apart."
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two people's events and the steps they marked; ``observed`` and ``expected`` are shares of agreement.

    ``kappa`` is NaN where chance alone would agree everywhere, ``f1`` where neither has an event.
    """

    one: str
    other: str
    events: tuple[int, int]
    matched: int
    steps: int
    marked: tuple[int, int]
    both: int
    observed: float
    expected: float

    @property
    def f1(self) -> float:
        total = sum(self.events)
        return 2 * self.matched / total if total else math.nan

    @property
    def kappa(self) -> float:
        return (self.observed - self.expected) / (1 - self.expected) if self.expected < 1 else math.nan

    @property
    def sentence(self) -> str:
        """All numbers in words."""
        f1 = "not defined, there is no event" if math.isnan(self.f1) else wording.number(self.f1, 3)
        kappa = "not defined, chance agrees everywhere" if math.isnan(self.kappa) else wording.number(self.kappa, 3)
        return (
            f"{self.one or 'no author'}: {wording.plural(self.events[0], 'event')}, "
            f"{self.other or 'no author'}: {wording.plural(self.events[1], 'event')}, "
            f"{wording.count(self.matched)} matched, F1 {f1}. Of {wording.plural(self.steps, 'logged step')} "
            f"{wording.count(self.marked[0])} and {wording.count(self.marked[1])} are marked, "
            f"{wording.count(self.both)} by both: kappa {kappa}."
        )


def authors(marks: Iterable[Annotation]) -> tuple[str, ...]:
    """Who wrote annotations, in the order in which they are met."""
    return tuple(dict.fromkeys(mark.author for mark in marks))


def agreement(project: Project, one: str, other: str) -> Agreement:
    """The agreement of two authors over all runs of a project; RULE says how. Labels are not told apart."""
    sets = [[mark for mark in project.annotations if mark.author == who] for who in (one, other)]
    axes = [(run, _steps(run)) for run in project.runs]
    covered = [np.concatenate([_covered(run, steps, marks) for run, steps in axes] or [_NONE]) for marks in sets]
    total = covered[0].size
    marked = tuple(int(np.count_nonzero(flags)) for flags in covered)
    both = int(np.count_nonzero(covered[0] & covered[1]))
    shares = [count / total if total else 0.0 for count in marked]
    neither = total - marked[0] - marked[1] + both
    observed = (both + neither) / total if total else 1.0
    expected = shares[0] * shares[1] + (1 - shares[0]) * (1 - shares[1])
    events = (len(sets[0]), len(sets[1]))
    matched = _matched(axes, *sets)
    return Agreement(one, other, events, matched, total, (marked[0], marked[1]), both, observed, expected)


_NONE = np.zeros(0, np.bool_)


def _steps(run: Run) -> FloatArray:
    """The distinct steps at which a run logged anything, in their order; shape (n,)."""
    shared = {id(series.steps): series.steps for series in run.series}
    return np.unique(np.concatenate(list(shared.values()))) if shared else np.empty(0)


def _covered(run: Run, steps: FloatArray, marks: Iterable[Annotation]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    flags = np.zeros(steps.size, np.bool_)
    for mark in marks:
        if mark.concerns(run=run.id):
            flags[slice(*_range(steps, mark.span))] = True
    return flags


def _range(steps: FloatArray, span: Span) -> tuple[int, int]:
    return int(steps.searchsorted(span.first, "left")), int(steps.searchsorted(span.last, "right"))


def _matched(axes: Sequence[tuple[Run, FloatArray]], one: Sequence[Annotation], other: Sequence[Annotation]) -> int:
    """The size of the largest one-to-one matching of events that overlap enough (augmenting paths)."""
    near = [[place for place, mark in enumerate(other) if _alike(axes, event, mark)] for event in one]
    partner: dict[int, int] = {}

    def placed(event: int, tried: set[int]) -> bool:
        for mark in near[event]:
            if mark not in tried:
                tried.add(mark)
                if mark not in partner or placed(partner[mark], tried):
                    partner[mark] = event
                    return True
        return False

    return sum(placed(event, set()) for event in range(len(one)))


def _alike(axes: Sequence[tuple[Run, FloatArray]], one: Annotation, other: Annotation) -> bool:
    """Whether the logged steps that both cover are at least half of those that either covers."""
    if not one.span.overlaps(other.span):
        return False
    both = either = 0
    for run, steps in axes:
        ranges = [_range(steps, mark.span) if mark.concerns(run=run.id) else (0, 0) for mark in (one, other)]
        shared = max(0, min(ranges[0][1], ranges[1][1]) - max(ranges[0][0], ranges[1][0]))
        both += shared
        either += sum(stop - start for start, stop in ranges) - shared
    return both >= LEAST_OVERLAP * either if either else one.span == other.span

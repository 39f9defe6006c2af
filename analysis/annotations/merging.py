"""Two people's projects into one: what only one of them has is taken, what both changed is a conflict to decide."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from uuid import uuid4

from analysis import wording
from analysis.annotations.exchange import same, same_runs
from analysis.annotations.labels import joined
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.project import Project


class Side(Enum):
    """Which of two annotations of one id stays."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Conflict:
    """An annotation that the two projects have with different contents."""

    mine: Annotation
    theirs: Annotation

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields that differ, the number apart."""
        names = (name for name in Annotation.__dataclass_fields__ if name != "number")
        return tuple(name for name in names if getattr(self.mine, name) != getattr(self.theirs, name))


@dataclass(frozen=True, slots=True)
class Merge:
    """The merged project; how many annotations and runs it gained, and how many were equal on both sides."""

    project: Project
    added: int
    equal: int
    runs: int

    @property
    def sentence(self) -> str:
        return (
            f"{wording.plural(self.added, 'annotation')} and {wording.plural(self.runs, 'run')} added; "
            f"{wording.plural(self.equal, 'annotation')} equal on both sides."
        )


def conflicts(mine: Project, theirs: Project) -> tuple[Conflict, ...]:
    """The annotations of one id that differ in more than their number, theirs on the runs that mine has."""
    known = {mark.id: mark for mark in mine.annotations}
    others = (mark for mark in _on_my_runs(mine, theirs) if mark.id in known)
    return tuple(Conflict(known[mark.id], mark) for mark in others if not same(known[mark.id], mark))


def merged(mine: Project, theirs: Project, decided: Mapping[AnnotationId, Side]) -> Merge:
    """My project with their runs, labels and annotations.

    ``decided`` tells which side stays of each conflict, mine where it tells nothing. A number that is taken becomes
    the next free one. Nothing is taken away: what the other project lacks stays.
    """
    runs = mine.with_runs(theirs.runs)
    marks = {mark.id: mark for mark in mine.annotations}
    numbers = {mark.number for mark in mine.annotations}
    added = equal = 0
    for mark in _on_my_runs(mine, theirs):
        known = marks.get(mark.id)
        side = Side.BOTH if known is None else decided.get(mark.id, Side.MINE)
        if known is not None and same(known, mark):
            equal += 1
        elif known is not None and side is Side.THEIRS:
            marks[mark.id] = replace(mark, number=known.number)
        elif side is Side.BOTH:
            number = mark.number if mark.number not in numbers else max(numbers) + 1
            mark_id = mark.id if known is None else AnnotationId(uuid4().hex)
            marks[mark_id] = replace(mark, id=mark_id, number=number)
            numbers.add(number)
            added += 1
    labels = joined(mine.labels, theirs.labels)
    project = runs.with_annotations(tuple(marks.values())).with_labels(labels)
    return Merge(project, added, equal, len(project.runs) - len(mine.runs))


def _on_my_runs(mine: Project, theirs: Project) -> tuple[Annotation, ...]:
    """Their annotations, on runs of mine where these are the same."""
    into = same_runs(mine.runs, theirs.runs)
    return tuple(replace(mark, runs=tuple(into.get(run, run) for run in mark.runs)) for mark in theirs.annotations)

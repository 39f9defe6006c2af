"""Which annotations a list shows, in which order and under which headings."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from analysis.glossary import title
from analysis.model.annotation import Annotation, Origin
from analysis.model.notice import Severity
from analysis.model.project import Project
from analysis.model.run import RunId

RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


class Sort(Enum):
    """The order of a list; the number decides where it leaves a choice."""

    STEP = "step"
    NUMBER = "number"
    LABEL = "label"
    SEVERITY = "severity"
    AUTHOR = "author"
    TIME = "time"


class Group(Enum):
    """What the headings of a list are."""

    NOTHING = "nothing"
    LABEL = "label"
    RUN = "run"
    METRIC = "metric"
    SEVERITY = "severity"
    AUTHOR = "author"
    ORIGIN = "origin"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; None and an empty text narrow nothing. ``text`` is looked for in all words."""

    text: str = ""
    label: str | None = None
    run: RunId | None = None
    metric: str | None = None
    severity: Severity | None = None
    author: str | None = None
    origin: Origin | None = None

    def lets(self, mark: Annotation) -> bool:
        """Whether an annotation is shown."""
        wanted = (
            (self.label, mark.label),
            (self.severity, mark.severity),
            (self.author, mark.author),
            (self.origin, mark.origin),
        )
        if any(value is not None and value != own for value, own in wanted):
            return False
        if not mark.concerns(run=self.run, metric=self.metric):
            return False
        words = f"e{mark.number}\n{mark.title}\n{mark.label}\n{mark.note}\n{mark.author}".casefold()
        return all(word in words for word in self.text.casefold().split())


_KEYS: Mapping[Sort, Callable[[Annotation], tuple[object, ...]]] = {
    Sort.STEP: lambda mark: (mark.span.first, mark.span.last),
    Sort.NUMBER: lambda _: (),
    Sort.LABEL: lambda mark: (mark.label.casefold(), mark.span.first),
    Sort.SEVERITY: lambda mark: (RANK[mark.severity], mark.span.first),
    Sort.AUTHOR: lambda mark: (mark.author.casefold(), mark.span.first),
    Sort.TIME: lambda mark: (mark.time,),
}

Listed = tuple[tuple[str, tuple[Annotation, ...]], ...]


def in_order(marks: Iterable[Annotation], sort: Sort = Sort.STEP) -> tuple[Annotation, ...]:
    """Annotations in an order."""
    key = _KEYS[sort]
    return tuple(sorted(marks, key=lambda mark: (*key(mark), mark.number)))


def listed(project: Project, narrowed: Filter, sort: Sort = Sort.STEP, group: Group = Group.NOTHING) -> Listed:
    """The annotations that a filter lets through in their order, under headings.

    An annotation of several runs or metrics stands under the heading of each; without grouping there is one heading,
    which is empty.
    """
    found = in_order(filter(narrowed.lets, project.annotations), sort)
    if group is Group.NOTHING:
        return (("", found),) if found else ()
    groups: dict[str, list[Annotation]] = {}
    for mark in found:
        for heading in _headings(project, mark, group):
            groups.setdefault(heading, []).append(mark)
    order: Callable[[str], object] = str.casefold
    if group is Group.SEVERITY:
        ranks = {severity.value: rank for severity, rank in RANK.items()}
        order = ranks.__getitem__
    elif group is Group.LABEL:
        places = {label.name: place for place, label in enumerate(project.labels)}
        order = lambda name: (places.get(name, len(places)), name.casefold())  # noqa: E731 - one of three keys
    return tuple((name, tuple(groups[name])) for name in sorted(groups, key=order))  # type: ignore[arg-type]


def _headings(project: Project, mark: Annotation, group: Group) -> tuple[str, ...]:
    if group is Group.RUN:
        names = {run.id: run.name for run in project.runs}
        return tuple(dict.fromkeys(names.get(run, "runs that are gone") for run in mark.runs)) or ("all runs",)
    if group is Group.METRIC:
        return tuple(dict.fromkeys(title(metric) for metric in mark.metrics)) or ("all metrics",)
    words = {
        Group.LABEL: mark.label,
        Group.SEVERITY: mark.severity.value,
        Group.AUTHOR: mark.author or "no author",
        Group.ORIGIN: mark.origin.value,
    }
    return (words[group],)

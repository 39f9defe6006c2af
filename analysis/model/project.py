"""A project: the runs that were opened and what a person said about them. Every edit returns a new one."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType

from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.run import Run, RunId
from analysis.model.series import Span


class ModelType(Enum):
    """What kind of model was trained; some checks depend on it, and no file tells it."""

    NOT_STATED = "not stated"
    AUTOENCODER = "plain autoencoder"
    VAE = "VAE"
    NORMALISED = "l2-normalised embedding"
    VICREG = "variance-regularised embedding"
    VQ_VAE = "VQ-VAE"
    OTHER = "another kind"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A detector's proposal that a person rejected, told by the data: ``checksum`` is that of the series' values."""

    checksum: str
    metric: str
    span: Span
    kind: str


def no_thresholds() -> Mapping[str, float]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Project:
    """Runs, unique by id and by name, and annotations, unique by id and by number.

    ``thresholds`` holds the bounds of checks that a person changed, by their full names; the others are the default.
    """

    runs: tuple[Run, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    title: str = ""
    model: ModelType = ModelType.NOT_STATED
    thresholds: Mapping[str, float] = field(default_factory=no_thresholds)
    rejections: tuple[Rejection, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "thresholds", MappingProxyType(dict(self.thresholds)))
        for what, keys in (
            ("runs of one id", [run.id for run in self.runs]),
            ("runs of one name", [run.name for run in self.runs]),
            ("annotations of one id", [mark.id for mark in self.annotations]),
            ("annotations of one number", [mark.number for mark in self.annotations]),
        ):
            if len(set(keys)) != len(keys):
                raise ValueError(f"a project cannot hold two {what}: {keys}")

    def run(self, run_id: RunId) -> Run:
        """The run of an id; KeyError when there is none."""
        for run in self.runs:
            if run.id == run_id:
                return run
        raise KeyError(run_id)

    def has(self, run_id: RunId | None) -> bool:
        return any(run.id == run_id for run in self.runs)

    def annotation(self, annotation_id: AnnotationId) -> Annotation:
        """The annotation of an id; KeyError when there is none."""
        for mark in self.annotations:
            if mark.id == annotation_id:
                return mark
        raise KeyError(annotation_id)

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics of all runs, in the order in which they were met."""
        return tuple(dict.fromkeys(name for run in self.runs for name in run.metrics))

    @property
    def span(self) -> Span | None:
        """The smallest and largest step of all runs; None without points."""
        spans = [span for run in self.runs if (span := run.span) is not None]
        return Span(min(s.first for s in spans), max(s.last for s in spans)) if spans else None

    def with_runs(self, runs: tuple[Run, ...]) -> "Project":
        """This project with further runs.

        A run that is known by its name gains the new metrics; where the two hold different data of one metric, the
        new one is kept beside the old one under a numbered name: nothing is overwritten.
        """
        kept = list(self.runs)
        places = {run.name: place for place, run in enumerate(kept)}
        taken = _Taken({run.id for run in kept}, {run.colour for run in kept})
        for run in runs:
            place = places.get(run.name)
            merged = None if place is None else kept[place].merged(run)
            if place is not None and merged is not None:
                kept[place] = merged
            else:
                fitted = taken.fit(run, places)
                places[fitted.name] = len(kept)
                kept.append(fitted)
        return replace(self, runs=tuple(kept))

    def without_run(self, run_id: RunId) -> "Project":
        """This project without a run; annotations of that run alone go with it."""
        marks = []
        for mark in self.annotations:
            rest = tuple(run for run in mark.runs if run != run_id)
            if rest or not mark.runs:
                marks.append(replace(mark, runs=rest))
        runs = tuple(run for run in self.runs if run.id != run_id)
        return replace(self, runs=runs, annotations=tuple(marks))

    def with_run(self, changed: Run) -> "Project":
        """This project with one run replaced by the given one of the same id."""
        return replace(self, runs=tuple(changed if run.id == changed.id else run for run in self.runs))

    @property
    def next_number(self) -> int:
        return 1 + max((mark.number for mark in self.annotations), default=0)

    def annotate(self, mark: Annotation) -> "Project":
        """This project with an annotation added, or replaced when its id is known."""
        if any(known.id == mark.id for known in self.annotations):
            marks = tuple(mark if known.id == mark.id else known for known in self.annotations)
        else:
            marks = (*self.annotations, mark)
        return replace(self, annotations=marks)

    def without_annotation(self, annotation_id: AnnotationId) -> "Project":
        return replace(self, annotations=tuple(mark for mark in self.annotations if mark.id != annotation_id))


@dataclass
class _Taken:
    """The ids and colours of the runs so far; ``colour`` is the lowest one that may be free."""

    ids: set[RunId]
    colours: set[int]
    colour: int = 0

    def fit(self, run: Run, names: Container[str]) -> Run:
        """The run with a name, an id and a colour that none of the others has; they are taken from then on."""
        number, name, run_id = 1, run.name, run.id
        while name in names or run_id in self.ids:
            number += 1
            name, run_id = f"{run.name} ({number})", RunId(f"{run.id}-{number}")
        while self.colour in self.colours:
            self.colour += 1
        self.ids.add(run_id)
        self.colours.add(self.colour)
        return replace(run, id=run_id, name=name, colour=self.colour)

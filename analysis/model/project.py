"""A project: the runs that were opened and what a person said about them. Every edit returns a new one."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import count
from types import MappingProxyType

from analysis.errors import UnusableRequest
from analysis.model.alignment import Pair, Repeats, Terms
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.brush import KeptBrush
from analysis.model.choices import Choices
from analysis.model.file_report import FileReport
from analysis.model.label import STANDARD, Label
from analysis.model.report_options import ReportOptions
from analysis.model.run import Group, Run, RunId
from analysis.model.series import Span


class Data(Enum):
    """What a project file holds of the data: all of it, or where it is to be found."""

    STORED = "stored"
    REFERENCED = "referenced"


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
    ``choices`` are the decisions about files and runs, ``files`` what became of every file that was given, each once;
    ``kept`` are the brushes that a person named, ``labels`` the set that annotations are offered, ``pairs`` the terms
    set for comparing two runs, ``repeats`` the groups of runs of one recipe, ``report`` what a person decided about
    the report; ``folders`` are the absolute paths of the folders that were opened, in which new files are looked for;
    ``data`` says whether the project file is to hold the data or to refer to the files they came from.
    """

    runs: tuple[Run, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    title: str = ""
    model: ModelType = ModelType.NOT_STATED
    thresholds: Mapping[str, float] = field(default_factory=no_thresholds)
    rejections: tuple[Rejection, ...] = ()
    choices: Choices = field(default_factory=Choices)
    files: tuple[FileReport, ...] = ()
    kept: tuple[KeptBrush, ...] = ()
    labels: tuple[Label, ...] = STANDARD
    pairs: tuple[Pair, ...] = ()
    repeats: tuple[Repeats, ...] = ()
    report: ReportOptions = field(default_factory=ReportOptions)
    folders: tuple[str, ...] = ()
    data: Data = Data.STORED

    def __post_init__(self) -> None:
        object.__setattr__(self, "thresholds", MappingProxyType(dict(self.thresholds)))
        for what, keys in (
            ("runs of one id", [run.id for run in self.runs]),
            ("runs of one name", [run.name for run in self.runs]),
            ("annotations of one id", [mark.id for mark in self.annotations]),
            ("annotations of one number", [mark.number for mark in self.annotations]),
            ("brushes of one name", [kept.name for kept in self.kept]),
            ("reports of one file", [file.path for file in self.files]),
            ("labels of one name", [label.name for label in self.labels]),
            ("terms of one pair", [(pair.a, pair.b) for pair in self.pairs]),
            ("repeats of one name", [group.name for group in self.repeats]),
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

        A run that is known by its id, or by a name that no person gave, gains the new metrics; where the two hold
        different data of one metric, the new one is kept beside the old one under a numbered name: nothing is
        overwritten.
        """
        kept = list(self.runs)
        places = {run.name: place for place, run in enumerate(kept)}
        ids = {run.id: place for place, run in enumerate(kept)}
        taken = _Taken({run.id for run in kept}, {run.colour for run in kept})
        for run in runs:
            place = ids.get(run.id)
            if place is None and run.name in places and kept[places[run.name]].id not in self.choices.names:
                place = places[run.name]
            merged = None if place is None else kept[place].merged(run)
            if place is not None and merged is not None:
                kept[place] = merged
            else:
                fitted = taken.fit(run, places)
                places[fitted.name] = ids[fitted.id] = len(kept)
                kept.append(fitted)
        return replace(self, runs=tuple(kept))

    def without_run(self, run_id: RunId) -> "Project":
        """This project without a run; annotations of that run alone go with it."""
        marks = []
        for mark in self.annotations:
            others = tuple(run for run in mark.runs if run != run_id)
            if others or not mark.runs:
                marks.append(replace(mark, runs=others))
        runs = tuple(run for run in self.runs if run.id != run_id)
        pairs = tuple(pair for pair in self.pairs if run_id not in (pair.a, pair.b))
        rest = (replace(one, runs=tuple(run for run in one.runs if run != run_id)) for one in self.repeats)
        repeats = tuple(group for group in rest if group.runs)
        return replace(self, runs=runs, annotations=tuple(marks), pairs=pairs, repeats=repeats)

    def with_run(self, changed: Run) -> "Project":
        """This project with one run replaced by the given one of the same id."""
        return replace(self, runs=tuple(changed if run.id == changed.id else run for run in self.runs))

    def with_files(self, files: tuple[FileReport, ...]) -> "Project":
        """This project with what became of further files; what was known of them before is replaced."""
        known = {file.path: file for file in (*self.files, *files)}
        return replace(self, files=tuple(known.values()))

    def renamed(self, run_id: RunId, name: str) -> "Project":
        """This project with a run called ``name``; UnusableRequest where that is no name or another run's."""
        name = name.strip()
        if not name:
            raise UnusableRequest("A run needs a name.", "Type one.")
        if any(run.name == name and run.id != run_id for run in self.runs):
            raise UnusableRequest(
                f"Another run is called “{name}”.", "Take another name, or say that they are one run."
            )
        return replace(
            self.with_run(replace(self.run(run_id), name=name)), choices=self.choices.with_name(run_id, name)
        )

    def joined(self, kept: RunId, other: RunId) -> "Project":
        """This project with ``other`` in ``kept``: they are one run; UnusableRequest where their data say otherwise."""
        one, two = self.run(kept), self.run(other)
        merged = one.merged(two)
        if merged is None:
            differ = [series for series in two.series if (mine := one.get(series.name)) is not None and mine != series]
            mine = one.get(differ[0].name)
            points = f"{0 if mine is None else len(mine):,} and {len(differ[0]):,} points"
            reason = f"“{one.name}” and “{two.name}” hold different data of “{differ[0].name}”: {points}."
            raise UnusableRequest(reason, "Nothing was changed. Leave one of the files out first.")
        project = replace(self.without_run(other).with_run(merged), choices=self.choices.with_same(kept, other))
        return replace(project, annotations=_moved(self.annotations, {other: (kept,)}))

    def kin(self, run_id: RunId) -> tuple[frozenset[RunId], tuple[str, ...]]:
        """The runs that have to be read together with one, because they share files, and the paths of those files."""
        ids, paths = {run_id}, set(self.run(run_id).paths)
        while True:
            more = {run.id for run in self.runs if run.paths & paths} - ids
            if not more:
                break
            ids |= more
            paths |= {path for run in self.runs if run.id in more for path in run.paths}
        order = dict.fromkeys(source.path for run in self.runs if run.id in ids for source in run.sources)
        return frozenset(ids), tuple(order)

    def reread(self, gone: Container[RunId], runs: tuple[Run, ...], choices: Choices) -> "Project":
        """This project with the runs ``gone`` replaced by those that were read from the same files by other choices.

        A run keeps its place and colour. An annotation of a run that is no more goes to the runs that hold its files.
        """
        old = {run.id: run for run in self.runs if run.id in gone}
        rest = tuple(run for run in self.runs if run.id not in gone)
        read = replace(self, runs=rest, choices=choices).with_runs(runs).runs
        places = {run.id: place for place, run in enumerate(self.runs)}
        heirs: dict[RunId, list[RunId]] = {run_id: [] for run_id in old}
        for run in read:
            gained = run.paths - (old[run.id].paths if run.id in old else set())
            for was in old.values():
                if run.id == was.id or gained & was.paths:
                    heirs[was.id].append(run.id)
                    places.setdefault(run.id, places[was.id])
        moved = {one: tuple(into) for one, into in heirs.items() if into and one not in into}
        marks = _moved(self.annotations, moved)
        ordered = sorted(read, key=lambda run: places.get(run.id, len(places)))
        before = {run.id: run for run in self.runs}
        return replace(self, runs=_recoloured(ordered, before), annotations=marks, choices=choices)

    def refreshed(self, runs: tuple[Run, ...]) -> "Project":
        """This project with its runs as their files hold them now; runs that are new to it join.

        A run is known again by its files and its id, or its name, or by files that hold no other run; all that a
        person said of it stays.
        """
        kept = {run.id: run for run in self.runs}
        fresh = []
        for run in runs:
            same = [mine for mine in self.runs if mine.id == run.id and mine.paths & run.paths]
            same = same or [mine for mine in self.runs if mine.paths == run.paths and mine.name == run.name]
            same = same or self._alone(run, runs)
            if same:
                kept[same[0].id] = kept[same[0].id].refreshed(run)
            else:
                fresh.append(run)
        return replace(self, runs=tuple(kept.values())).with_runs(tuple(fresh))

    def _alone(self, run: Run, others: tuple[Run, ...]) -> list[Run]:
        """The run of the same files as another one, if they are those of no other run before and after."""
        mine = [one for one in self.runs if one.paths & run.paths]
        alone = len(mine) == 1 and not any(one is not run and one.paths & mine[0].paths for one in others)
        return mine if alone and mine[0].paths <= run.paths else []

    def with_folders(self, folders: Iterable[str]) -> "Project":
        """This project with further folders that were opened."""
        return replace(self, folders=tuple(dict.fromkeys((*self.folders, *folders))))

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

    def with_annotations(self, marks: tuple[Annotation, ...]) -> "Project":
        """This project with other annotations in the place of all of its own."""
        return replace(self, annotations=marks)

    def with_labels(self, labels: tuple[Label, ...]) -> "Project":
        return replace(self, labels=labels)

    def without_annotation(self, annotation_id: AnnotationId) -> "Project":
        return replace(self, annotations=tuple(mark for mark in self.annotations if mark.id != annotation_id))

    def keep(self, kept: KeptBrush) -> "Project":
        """This project with a brush kept, in the place of the one of its name where there is one."""
        if any(one.name == kept.name for one in self.kept):
            return replace(self, kept=tuple(kept if one.name == kept.name else one for one in self.kept))
        return replace(self, kept=(*self.kept, kept))

    def without_kept(self, name: str) -> "Project":
        return replace(self, kept=tuple(one for one in self.kept if one.name != name))

    def with_kept_renamed(self, old: str, new: str) -> "Project":
        """This project with a kept brush under another name; ValueError when that is taken."""
        renamed = (replace(one, name=new) if one.name == old else one for one in self.kept)
        return replace(self, kept=tuple(renamed))

    def terms(self, a: RunId, b: RunId) -> Terms:
        """The terms on which two runs are compared: those set for them, or for them with A and B exchanged."""
        for pair in self.pairs:
            if (pair.a, pair.b) == (a, b):
                return pair.terms
            if (pair.a, pair.b) == (b, a):
                return pair.terms.swapped()
        return Terms()

    def with_terms(self, a: RunId, b: RunId, terms: Terms) -> "Project":
        """This project with the terms on which two runs are compared, whichever of them is A."""
        rest = tuple(pair for pair in self.pairs if {pair.a, pair.b} != {a, b})
        return replace(self, pairs=rest if terms == Terms() else (*rest, Pair(a, b, terms)))

    @property
    def recipes(self) -> tuple[Group, ...]:
        """The runs of each group of repeats."""
        return tuple(tuple(self.run(run) for run in group.runs if self.has(run)) for group in self.repeats)

    def with_repeats(self, group: Repeats) -> "Project":
        """This project with a group of repeats, in the place of the one of its name where there is one."""
        if any(one.name == group.name for one in self.repeats):
            return replace(self, repeats=tuple(group if one.name == group.name else one for one in self.repeats))
        return replace(self, repeats=(*self.repeats, group))

    def without_repeats(self, name: str) -> "Project":
        return replace(self, repeats=tuple(group for group in self.repeats if group.name != name))


def _moved(marks: tuple[Annotation, ...], into: Mapping[RunId, tuple[RunId, ...]]) -> tuple[Annotation, ...]:
    """The annotations, those of some runs on others."""
    if not any(run in into for mark in marks for run in mark.runs):
        return marks
    runs = [tuple(dict.fromkeys(new for run in mark.runs for new in into.get(run, (run,)))) for mark in marks]
    return tuple(replace(mark, runs=found) for mark, found in zip(marks, runs, strict=True))


def _recoloured(runs: Sequence[Run], old: Mapping[RunId, Run]) -> tuple[Run, ...]:
    """The runs, each in the colour that it had; new ones in colours that none of the others has."""
    kept = {run.id: old[run.id].colour for run in runs if run.id in old}
    taken = {*kept.values()}
    found = []
    for run in runs:
        colour = kept.get(run.id, run.colour)
        if run.id not in kept and colour in taken:
            colour = next(free for free in count() if free not in taken)
        taken.add(colour)
        found.append(run if colour == run.colour else replace(run, colour=colour))
    return tuple(found)


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

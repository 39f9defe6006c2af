"""W&B chart CSV: what "Export CSV" of a line plot writes; the files of one drop are read together."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np

from analysis.errors import UnreadableInput
from analysis.importers import Importer, OpenHeading, Reading
from analysis.model.choices import Choices
from analysis.model.notice import Notice, Severity, refusal
from analysis.model.run import Run, RunId, Source
from analysis.model.series import FloatArray, Series, frozen_array, same_arrays
from analysis.progress import Progress
from analysis.stats.bulk import BoolArray
from analysis.stats.byte_stream import ByteStream
from analysis.stats.chart_table import Chart, Column, chart
from analysis.stats.delimited import CHUNK, heading, parse_stream, without_mark
from analysis.stats.header_names import COMPANION, LOWEST, Kind, Split, kind_of, options_of, split_headings
from analysis.stats.logs.runs import size, tell
from analysis.stats.shared_arrays import SharedArrays
from analysis.wording import plural

ID = "wandb_csv"
SUFFIXES = (".csv",)
STEP = "Step"
EXPORT = "Open the chart in W&B, export it as CSV and give that file."
REFUSALS = {
    Kind.RUNS: "This is a W&B table of runs: one row a run, without steps.",
    Kind.HISTORY: "This looks like run.history() saved as CSV: one run, without its name.",
    Kind.OTHER: "No heading holds “ - ” between a run and a metric: this is no W&B chart.",
}


@dataclass(frozen=True, eq=False)
class _File:
    """A file that was read; only its notices grow."""

    label: str
    source: Source
    kind: Kind
    chart: Chart
    notices: list[Notice] = field(default_factory=list)

    @property
    def axis(self) -> str:
        """The name of the x axis; steps have one name however they are spelled."""
        return STEP if self.chart.axis.strip().lower() in {"step", "_step"} else self.chart.axis

    @property
    def folder(self) -> Path:
        return Path(self.source.path).parent

    def note(self, severity: Severity, text: str) -> None:
        """Tell something about the heading."""
        self.notices.append(Notice(severity, text, self.label, 1))


@dataclass(frozen=True, eq=False)
class _Named:
    """A column with its run and metric, and the ``_step`` column of that run in the same file, if any."""

    file: _File
    run: str
    metric: str
    column: Column
    companion: Column | None


def sniff(path: Path, head: bytes) -> float:
    """How sure it is that a file is a chart; a little sure of other files that W&B writes, so as to refuse them."""
    data = without_mark(head.decode("utf-8", "ignore").encode())  # the head may end within a character
    try:
        first = heading(data, file=str(path))
    except UnreadableInput:
        return 0.0
    kind = kind_of(first.names)
    numbers = re.match(rb'\s*"?[-+.\d]', data[first.size :]) is not None
    if kind is Kind.CHART and numbers:
        return 1.0 if any(name.endswith(LOWEST) for name in first.names) else 0.9
    if kind is Kind.OTHER or path.suffix.lower() not in SUFFIXES:
        return 0.0
    return 0.3 if kind is Kind.NAMELESS and numbers else 0.2


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """The runs in the charts of one drop.

    A file that cannot be read becomes a notice; UnreadableInput is raised where none can.
    """
    return read_as(paths, progress, Choices())


def read_as(paths: tuple[Path, ...], progress: Progress, choices: Choices) -> Reading:
    """The runs in the charts of one drop, the headings split where a person said so."""
    labels = _labels(paths)
    total = sum(map(size, paths))
    done = 0
    files: list[_File] = []
    refused: list[tuple[Path, UnreadableInput]] = []
    for path in paths:
        try:
            files.append(_file(path, labels[path], partial(tell, progress, done, total, labels[path])))
        except UnreadableInput as error:
            refused.append((path, error))
        done += size(path)
    if refused and not files:
        raise refused[0][1]
    splits = split_headings(
        dict.fromkeys(column.heading for file in files if file.kind is Kind.CHART for column in file.chart.columns),
        choices.splits,
    )
    named = _named(files, splits)
    _check_metrics(files, named)
    obstacles = _obstacles(named)
    runs = _runs(named, obstacles, progress)
    told = [refusal(error, labels[path]) for path, error in refused]
    told += [notice for file in files for notice in file.notices]
    return Reading(runs, (*told, *_axis_notices(named, obstacles)), _open_headings(splits))


def _open_headings(splits: Mapping[str, Split]) -> tuple[OpenHeading, ...]:
    """The headings for which there was something to decide."""
    ways = {heading: tuple(options_of(heading)) for heading in splits}
    return tuple(
        OpenHeading(heading, ways[heading], (split.run, split.metric), split.told)
        for heading, split in splits.items()
        if len(ways[heading]) > 1
    )


def _labels(paths: Sequence[Path]) -> dict[Path, str]:
    """What to call each file: its name, with as many folders before it as tell it from the others."""
    labels: dict[Path, str] = {}
    length = 1
    while len(labels) < len(set(paths)):
        tails = {path: path.absolute().parts[-length:] for path in paths if path not in labels}
        counts = Counter(tails.values())
        labels |= {path: "/".join(tail) for path, tail in tails.items() if counts[tail] == 1 or len(tail) < length}
        length += 1
    return labels


def _file(path: Path, label: str, advance: Callable[[int], None]) -> _File:
    """The chart in a file; raises UnreadableInput, also where it is something else."""
    with ByteStream(path) as stream:
        first = stream.take_lines(CHUNK)
        kind = kind_of(heading(without_mark(first), file=str(path)).names)
        if kind in REFUSALS:
            raise UnreadableInput(REFUSALS[kind], EXPORT, file=str(path), line=1)
        table = parse_stream(stream, first, file=str(path), advance=advance)
    if kind is Kind.NAMELESS and table.flaws.texts:
        line = min(flaw.line for flaw in table.flaws.texts.values())
        raise UnreadableInput(REFUSALS[Kind.OTHER], EXPORT, file=str(path), line=line)
    content = chart(table, file=str(path))
    source = Source(path.name, str(path.absolute()), stream.place, stream.sha256, ID)
    return _File(label, source, kind, content, [replace(notice, file=label) for notice in content.notices])


def _named(files: Sequence[_File], splits: Mapping[str, Split]) -> list[_Named]:
    """The columns of all files with run and metric, the ``_step`` columns beside those that they belong to."""
    real = {split.run for split in splits.values()}
    found = []
    for file in files:
        own: Mapping[str, Split] = splits
        if file.kind is Kind.NAMELESS:
            stem = Path(file.source.name).stem
            own = {column.heading: Split(column.heading, stem) for column in file.chart.columns}
        entries = [
            (_numbered(own[column.heading].run, column.turn, real), own[column.heading].metric, column)
            for column in file.chart.columns
            if column.heading in own
        ]
        steps = {run: column for run, metric, column in entries if metric == COMPANION}
        found += [
            _Named(file, run, metric, column, steps.get(run)) for run, metric, column in entries if metric != COMPANION
        ]
        _note_names(file, own)
    return found


def _check_metrics(files: Sequence[_File], named: Sequence[_Named]) -> None:
    """Tell of files without a metric, with ``_step`` columns only for example; raise UnreadableInput where all are."""
    held = {entry.file for entry in named}
    bare = [file for file in files if file not in held]
    reason = "No column holds values of a metric."
    if bare and not named:
        raise UnreadableInput(reason, EXPORT, file=bare[0].source.path, line=1)
    for file in bare:
        file.note(Severity.WARNING, reason)


def _numbered(run: str, turn: int, real: set[str]) -> str:
    """The name of the run that the ``turn``-th column of one heading belongs to: two runs may share a name."""
    name = run
    while turn > 1 and (name == run or name in real):
        name = f"{name} ({turn})"
    return name


def _note_names(file: _File, splits: Mapping[str, Split]) -> None:
    """Tell of headings that name no metric or no run, that occur twice, and that could be split otherwise."""
    headings = [column.heading for column in file.chart.columns]
    if file.kind is Kind.NAMELESS:
        metric = splits[headings[0]].metric
        text = f"The headings name no metric: they were read as runs, the name of the file as the metric “{metric}”."
        file.note(Severity.WARNING, text)
    twice = [column.heading for column in file.chart.columns if column.turn > 1]
    if twice:
        text = f"Met more than once and read as further runs of that name, with a number: {_listed(twice)}."
        file.note(Severity.WARNING, text)
    lost = [name for name in headings if name not in splits]
    if lost:
        file.note(Severity.WARNING, f"Left out, without “ - ” between a run and a metric: {_listed(lost)}.")
    for told, severity, how in (
        (True, Severity.INFO, "the other headings tell where"),
        (False, Severity.WARNING, "nothing tells where, and the last “ - ” was taken"),
    ):
        open_ones = [split for name in dict.fromkeys(headings) if (split := splits.get(name)) and split.ways > 1]
        mine = [split for split in open_ones if split.told is told]
        if mine:
            example = f"run “{mine[0].run}” and metric “{mine[0].metric}”"
            file.note(severity, f"{plural(len(mine), 'heading')} can be split in several places; {how}: {example}.")


def _listed(names: Sequence[str], most: int = 3) -> str:
    """Names in quotation marks, those beyond ``most`` as a number."""
    rest = len(names) - most
    return ", ".join(f"“{name}”" for name in names[:most]) + (f" and {rest} more" if rest > 0 else "")


def _obstacles(named: Sequence[_Named]) -> dict[str, str]:
    """For each x axis but Step why its ``_step`` columns cannot take its place; empty where they can.

    One answer holds for all files of an axis, so that the runs of a chart never stand on different axes.
    """
    groups: dict[str, list[_Named]] = defaultdict(list)
    for entry in named:
        if entry.file.axis != STEP:
            groups[entry.file.axis].append(entry)
    return {
        axis: "there are no _step columns"
        if all(entry.companion is None for entry in entries)
        else next(filter(None, map(_obstacle, entries)), "")
        for axis, entries in groups.items()
    }


def _obstacle(entry: _Named) -> str:
    """Why the ``_step`` column of a run cannot place the points of a metric; empty where it can."""
    companion = entry.companion
    if companion is None:
        return f"“{entry.run}” has no _step column"
    steps = companion.values[companion.present]
    if companion.low is not None or not np.all(np.isfinite(steps) & (steps == np.floor(steps))):
        return f"the _step of “{entry.run}” is a mean over several runs"
    if np.any(np.diff(steps) <= 0):
        return f"the _step of “{entry.run}” does not grow from row to row"
    if np.any(entry.column.present & ~companion.present):
        return f"the _step of “{entry.run}” is blank at points of “{entry.metric}”"
    return ""


def _axis_notices(named: Sequence[_Named], obstacles: Mapping[str, str]) -> list[Notice]:
    found = []
    for axis, why in obstacles.items():
        labels = {entry.file.label for entry in named if entry.file.axis == axis}
        text = f"Shown over “{axis}”, not over steps: {why}."
        if not why:
            text = f"Shown over steps, as the _step columns tell them; “{axis}” is kept beside them."
        found.append(Notice(Severity.INFO, text, labels.pop() if len(labels) == 1 else None))
    return found


def _series(entry: _Named, *, on_steps: bool, pool: SharedArrays) -> Series:
    """The points of a column on their own steps."""
    column, companion = entry.column, entry.companion
    there = column.present
    axis, steps, along = entry.file.axis, pool.array(_chosen(entry.file.chart.x, there)), {}
    if on_steps and companion is not None:
        axis, steps, along = STEP, pool.array(_chosen(companion.values, there)), {axis: steps}
    elif companion is not None:
        along = {COMPANION: pool.array(_chosen(companion.values, there))}
    low = None if column.low is None else _chosen(column.low, there)
    high = None if column.high is None else _chosen(column.high, there)
    values = _chosen(column.values, there)
    how = pool.fidelity(steps, along.values())
    return Series(entry.metric, steps, values, how, low=low, high=high, axis=axis, along=along)


def _chosen(values: FloatArray, there: BoolArray) -> FloatArray:
    """The values of the rows that are there, read-only."""
    array = np.ascontiguousarray(values if there.all() else values[there])
    array.flags.writeable = False
    return frozen_array(array)


def _runs(named: Sequence[_Named], obstacles: Mapping[str, str], progress: Progress) -> tuple[Run, ...]:
    """Runs and their metrics in the order in which they were met."""
    runs: dict[str, dict[str, Series]] = defaultdict(dict)
    files: dict[str, dict[_File, None]] = defaultdict(dict)
    again: dict[_File, list[str]] = defaultdict(list)
    apart: dict[_File, list[str]] = defaultdict(list)
    pool, made = SharedArrays(), []
    for place, entry in enumerate(named):
        progress.step(place, len(named), "Putting the runs together")
        made.append((entry, _series(entry, on_steps=obstacles.get(entry.file.axis) == "", pool=pool)))
    for entry, found in _by_folder(made):
        series, mine = found, runs[entry.run]
        files[entry.run][entry.file] = None
        known = mine.get(entry.metric)
        if known is not None and _same(known, series):
            series = replace(known, along={**series.along, **known.along})
            again[entry.file].append(f"{entry.run} - {entry.metric}")
        elif known is not None:
            series = replace(series, name=_free(f"{entry.metric} ({entry.file.label})", mine))
            apart[entry.file].append(f"{entry.run} - {entry.metric}")
        mine[series.name] = series
    for file, names in again.items():
        file.note(Severity.INFO, f"Kept once, with the same data in an earlier file: {_listed(names)}.")
    for file, names in apart.items():
        text = f"Kept beside an earlier file with other data, under the name of this file: {_listed(names)}."
        file.note(Severity.WARNING, text)
    return tuple(_run(name, tuple(series.values()), tuple(files[name])) for name, series in runs.items())


def _by_folder(made: Sequence[tuple[_Named, Series]]) -> list[tuple[_Named, Series]]:
    """The same; runs of one name whose folders hold other data of one metric are called by their folders too."""
    first: dict[tuple[str, str], tuple[Path, Series]] = {}
    folders: dict[str, dict[Path, None]] = defaultdict(dict)
    differ: set[str] = set()
    for entry, series in made:
        folder, known = first.setdefault((entry.run, entry.metric), (entry.file.folder, series))
        folders[entry.run][entry.file.folder] = None
        if folder != entry.file.folder and not _same(known, series):
            differ.add(entry.run)
    names = {
        (run, folder): f"{run} ({label})" for run in differ for folder, label in _labels(list(folders[run])).items()
    }
    told: set[str] = set()
    for entry, _ in made:
        name = names.get((entry.run, entry.file.folder), entry.run)
        if entry.run in differ and name not in told:
            told.add(name)
            entry.file.note(
                Severity.WARNING,
                f"Read as “{name}”, with what lies beside it: {len(folders[entry.run])} folders hold other data of one "
                f"metric of “{entry.run}”. If they are one run, say so in the list of runs.",
            )
    return [(replace(one, run=names.get((one.run, one.file.folder), one.run)), series) for one, series in made]


def _run(name: str, series: tuple[Series, ...], files: Sequence[_File]) -> Run:
    run_id = RunId(hashlib.sha256(name.encode()).hexdigest()[:12])
    sources = tuple(replace(file.source, notices=tuple(file.notices)) for file in files)
    return Run(run_id, name, series, sources)


def _same(one: Series, other: Series) -> bool:
    """Whether two series hold the same points on the same axis."""
    return one.axis == other.axis and all(
        same_arrays(getattr(one, part), getattr(other, part)) for part in ("steps", "values", "low", "high")
    )


def _free(name: str, taken: Mapping[str, Series]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free


IMPORTER = Importer(ID, "W&B chart (CSV)", SUFFIXES, sniff, read, read_as)

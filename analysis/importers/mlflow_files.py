"""MLflow's file store (mlruns): a folder a run, in it a file a metric and a file a parameter."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from analysis.errors import UnreadableInput
from analysis.importers import Importer, Reading
from analysis.model.notice import Notice, Severity, refusal
from analysis.model.run import ConfigValue, Run, Source
from analysis.progress import Progress, watched
from analysis.stats.byte_stream import ByteStream
from analysis.stats.mlflow_tags import sorted_out
from analysis.stats.point_log import PointLog
from analysis.stats.run_names import run_id, told_apart
from analysis.wording import plural

ID = "mlflow_files"
METRICS, PARAMS, TAGS, META = "metrics", "params", "tags", "meta.yaml"
MODELS = "models"  # beside the runs: what MLflow 3 logs with a model, a second time
VALUE = rb"[-+]?(?:\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|[Nn]a[Nn]|[Ii]nf(?:inity)?)"
REST = rb" -?\d{1,19}(?: \S+){0,4}"  # the step, and what newer versions write behind it
LINE = re.compile(rb"(\d{1,15}) (" + VALUE + rb")(?:" + REST + rb")?")  # the time is in milliseconds
SURE = re.compile(rb"\d{13} " + VALUE + REST + rb"\r?\n")
STORE = (b"artifact_uri:", b"artifact_location:")
NAME = re.compile(r"^run_name: *['\"]?(.*?)['\"]? *$", re.MULTILINE)
LONGEST_TEXT = 65_536  # bytes of a parameter or a name
ANOTHER = "Give the folder of an MLflow run, with its metrics folder."


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a file stands: the folder of its run, which part of it, and the key; a key may hold folders."""

    run: Path
    part: str
    key: str


@dataclass(eq=False)
class _Run:
    """A run whose files are being read."""

    folder: Path
    points: PointLog = field(default_factory=lambda: PointLog(along=("Wall Time",)))
    timed: PointLog = field(default_factory=lambda: PointLog("Wall Time"))
    config: dict[str, ConfigValue] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def sniff(path: Path, head: bytes) -> float:
    """Sure by the place of a file in a store, for metrics also by their lines."""
    if path.name == META:
        return 0.9 if any(sign in head for sign in STORE) else 0.0
    place = _place(path)
    in_store = place is not None and (place.run / META).is_file()
    if place is not None and place.part != METRICS:
        return 0.9 if in_store else 0.0
    fits = SURE.match(head) is not None or (in_store and LINE.match(head) is not None)
    if place is not None and fits:
        return 1.0
    return 0.6 if fits else 0.3 if in_store and head.strip() else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """The runs whose metrics are among the files of one drop.

    A metric that cannot be read becomes a notice; UnreadableInput is raised where none can.
    """
    runs: dict[Path, _Run] = {}
    refused: list[UnreadableInput] = []
    models = 0
    places = {path: _place(path) or _Place(path.absolute().parent, METRICS, path.name) for path in paths}
    real = any(place.part == METRICS and not _of_model(place.run) for place in places.values())
    for number, (path, place) in enumerate(places.items()):
        progress.step(number, len(paths), f"Reading {place.key}")
        if path.name == META:
            continue
        if real and _of_model(place.run):
            models += place.part == METRICS
            continue
        run = runs.setdefault(place.run, _Run(place.run))
        try:
            _add(run, path, place)
        except UnreadableInput as error:
            refused.append(error)
    return _reading(list(runs.values()), refused, models, paths)


def _reading(runs: Sequence[_Run], refused: Sequence[UnreadableInput], models: int, paths: Sequence[Path]) -> Reading:
    full = {run.folder: run for run in runs if len(run.points) or len(run.timed)}
    if not full:
        nothing = UnreadableInput("There is no metric in this part of an MLflow store.", ANOTHER, file=str(paths[0]))
        raise refused[0] if refused else nothing
    names = told_apart({folder: (_name(folder), folder.name[:8]) for folder in full})
    told = [refusal(error) for error in refused]
    found = tuple(_run(names[folder], run) for folder, run in full.items())
    told += [notice for run in full.values() for notice in run.notices]
    if len(full) < len(runs):
        told.append(Notice(Severity.INFO, f"Left out: {plural(len(runs) - len(full), 'run')} without metrics."))
    if models:
        text = f"Left out: {plural(models, 'metric file')} of logged models, which repeat those of their runs."
        told.append(Notice(Severity.INFO, text))
    return Reading(found, tuple(told))


def _place(path: Path) -> _Place | None:
    """Where a file stands in a store; None where no folder above it is one of a run's."""
    whole = path.absolute()
    for folder in whole.parents:
        if folder.name in {METRICS, PARAMS, TAGS}:
            return _Place(folder.parent, folder.name, whole.relative_to(folder).as_posix())
    return None


def _of_model(folder: Path) -> bool:
    return folder.parent.name == MODELS


def _add(run: _Run, path: Path, place: _Place) -> None:
    """Add a metric or a parameter to its run; raises UnreadableInput where it cannot be read."""
    with ByteStream(path) as stream:
        data = stream.take_all() if place.part == METRICS else stream.take(LONGEST_TEXT)
        stream.finish()
        source = Source(place.key, str(path.absolute()), stream.place, stream.sha256, ID)
    label = f"{run.folder.name}/{place.part}/{place.key}"
    if place.part != METRICS:
        told = data.decode("utf-8", "replace")
        if place.part == PARAMS:
            run.config[place.key] = told
        else:
            run.tags[place.key] = told
        run.sources.append(source)
        return
    noted = _metric(run, place.key, data, partial(Notice, file=label))
    if noted is None:
        raise UnreadableInput("No line is a time, a value and a step.", ANOTHER, file=str(path), line=1)
    run.sources.append(replace(source, notices=noted))
    run.notices += noted


def _metric(run: _Run, key: str, data: bytes, note: Callable[..., Notice]) -> tuple[Notice, ...] | None:
    """Add the points of a metric and answer what there is to tell; None where there are none."""
    lines = data.split(b"\n")
    notices = []
    if lines.pop():
        text = "The last line has no end, so it may be cut short: it is left out."
        notices.append(note(Severity.WARNING, text, line=len(lines) + 1))
    rows = [_row(line.strip()) for line in watched(lines)]
    bad = [number for number, row in enumerate(rows, 1) if row is None]
    known = [row for row in rows if row is not None]
    stepless = sum(step is None for _, _, step in known)
    if known and stepless == len(known):
        for time, value, _ in watched(known):
            run.timed.add(key, time, value)
        notices.append(note(Severity.INFO, "Shown over the time, as the lines have no step."))
    else:
        for time, value, step in watched(known):
            run.points.add(key, 0.0 if step is None else step, value, time)
        if stepless:
            text = f"{plural(stepless, 'line')} without a step: at step 0, as MLflow itself reads them."
            notices.append(note(Severity.WARNING, text))
    if bad:
        text = f"Left out, as they are no time, value and step: {plural(len(bad), 'line')}."
        notices.append(note(Severity.WARNING, text, line=bad[0]))
    return tuple(notices) if known else None


def _row(line: bytes) -> tuple[float, float, float | None] | None:
    """Time in seconds, value and step of a line; the step is None where it has none."""
    if LINE.fullmatch(line) is None:
        return None
    time, value, *rest = line.split(b" ")
    return int(time) / 1000, float(value), float(rest[0]) if rest else None


def _name(folder: Path) -> str:
    """The name of a run as it is tagged, else as its meta.yaml has it, else the name of its folder."""
    tagged = _text(folder / TAGS / "mlflow.runName").strip()
    stated = NAME.search(_text(folder / META))
    return tagged or (stated[1] if stated else "") or folder.name or "run"


def _text(path: Path) -> str:
    """The beginning of a small file; empty where there is none."""
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            return file.read(LONGEST_TEXT).decode("utf-8", "replace")
    except OSError:
        return ""


def _run(name: str, run: _Run) -> Run:
    if returns := run.points.returns():
        run.notices.append(Notice(Severity.WARNING, returns, run.folder.name))
    told = sorted_out(run.tags)
    series, sources = run.points.series() + run.timed.series(), tuple(run.sources)
    return Run(run_id(name), name, series, sources, run.config, tags=told.tags, summary=told.summary)


IMPORTER = Importer(ID, "MLflow folder (mlruns)", (), sniff, read)

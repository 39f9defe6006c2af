"""Runs out of databases: what their readers share once each has said what its tables mean."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.errors import UnreadableInput
from analysis.model.notice import Notice, Severity, refusal
from analysis.model.run import ConfigValue, Run, Source
from analysis.progress import Progress
from analysis.stats.byte_stream import ByteStream
from analysis.stats.point_log import PointLog
from analysis.stats.run_names import run_id, told_apart
from analysis.stats.sqlite_tables import MAGIC, Tables, opened, unseen
from analysis.wording import plural

WALL, RELATIVE = "Wall Time", "Relative Time (Wall)"
ANOTHER = "Give a database to which a training has logged metrics."


@dataclass(eq=False)
class Logged:
    """A run of a database: ``system`` metrics stand at the seconds of the clock, counted from the first of them."""

    name: str
    points: PointLog = field(default_factory=lambda: PointLog(along=(WALL,)))
    system: PointLog = field(default_factory=lambda: PointLog(RELATIVE))
    config: Mapping[str, ConfigValue] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    summary: Mapping[str, ConfigValue] = field(default_factory=dict)
    start: float = 0.0


Note = Callable[[Severity, str], None]
Take = Callable[[Tables, Note], Mapping[str, Logged]]  # the runs of a database by their ids


def has_table(path: Path, head: bytes, table: str, *columns: str) -> bool:
    """Whether a file is a database with such a table."""
    if not head.startswith(MAGIC):
        return False
    try:
        with opened(path) as tables:
            return tables.has(table, *columns)
    except UnreadableInput:
        return False


def database_runs(
    paths: Sequence[Path], progress: Progress, importer: str, take: Take
) -> tuple[tuple[Run, ...], tuple[Notice, ...]]:
    """The runs in the databases of one drop, and the notices.

    A database that cannot be read becomes a notice; UnreadableInput is raised where none can.
    """
    logged: dict[tuple[Path, str], Logged] = {}
    sources: dict[Path, Source] = {}
    notices: list[Notice] = []
    refused: list[UnreadableInput] = []
    for place, path in enumerate(paths):
        progress.step(place, len(paths), f"Reading {path.name}")
        try:
            mine, sources[path] = _database(path, progress, importer, take)
        except UnreadableInput as error:
            refused.append(error)
            notices.append(refusal(error))
        else:
            logged |= {(path, own): run for own, run in mine.items()}
            notices += sources[path].notices
    if not logged:
        raise refused[0]
    names = told_apart({key: (run.name, key[1][:8]) for key, run in logged.items()})
    return tuple(_run(names[key], run, sources[key[0]]) for key, run in logged.items()), tuple(notices)


def _database(path: Path, progress: Progress, importer: str, take: Take) -> tuple[dict[str, Logged], Source]:
    notices: list[Notice] = []

    def note(severity: Severity, text: str) -> None:
        notices.append(Notice(severity, text, path.name))

    with opened(path, progress) as tables:
        tables.check()
        taken = take(tables, note)
    runs = {own: run for own, run in taken.items() if len(run.points)}
    if len(runs) < len(taken):
        note(Severity.INFO, f"Left out: {plural(len(taken) - len(runs), 'run')} without a number.")
    if not runs:
        raise UnreadableInput("The database holds no metric.", ANOTHER, file=str(path))
    for run in runs.values():
        if returns := run.points.returns():
            note(Severity.WARNING, f"Run {run.name}: {returns}")
    if text := unseen(path):
        note(Severity.WARNING, text)
    with ByteStream(path) as stream:
        stream.finish()
        return runs, Source(path.name, str(path.absolute()), stream.place, stream.sha256, importer, tuple(notices))


def _run(name: str, run: Logged, source: Source) -> Run:
    taken = run.points.columns
    system = (series for series in run.system.series(run.start) if series.name not in taken)
    series = (*run.points.series(), *system)
    return Run(run_id(name), name, series, (source,), run.config, tags=run.tags, summary=run.summary)

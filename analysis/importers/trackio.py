"""Trackio's database: one file a project, in it one row for each call of log."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from analysis.importers import Importer, Reading
from analysis.model.notice import Severity
from analysis.progress import Progress
from analysis.stats.database_runs import Logged, Note, database_runs, has_table
from analysis.stats.json_values import leaves, left_out, number, parsed, settings
from analysis.stats.sqlite_tables import Tables
from analysis.wording import plural

ID = "trackio"
METRICS = ("metrics", "run_name", "timestamp", "step", "metrics")
SYSTEM = ("system_metrics", "run_name", "timestamp", "metrics")
CONFIGS = ("configs", "run_name", "config")


def sniff(path: Path, head: bytes) -> float:
    """Sure of a database with Trackio's table of metrics."""
    return 1.0 if has_table(path, head, *METRICS) else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """The runs in the databases of one drop; UnreadableInput where there are none."""
    return Reading(*database_runs(paths, progress, ID, _take))


def _take(tables: Tables, note: Note) -> Mapping[str, Logged]:
    runs: dict[str, Logged] = {}
    others: Counter[str] = Counter()
    lost = 0
    for own, name, (time, step, content) in _rows(tables, *METRICS):
        values = _object(content)
        if values is None or not isinstance(step, int):
            lost += 1
            continue
        run = runs.setdefault(own, Logged(name))
        moment = _moment(time)
        wall = moment.timestamp() if moment is not None and moment.tzinfo is not None else None
        for metric, value in _values(values, others):
            run.points.add(metric, step, value, wall)
    _take_system(tables, runs)
    configs = {own: _object(content) or {} for own, _, (content,) in _rows(tables, *CONFIGS)}
    for own, run in runs.items():
        config = configs.get(own, configs.get(run.name, {}))
        run.config = settings({key: value for key, value in config.items() if not key.startswith("_")})
    if lost:
        note(Severity.WARNING, f"Left out, without a step or with broken values: {plural(lost, 'row')} of the metrics.")
    if said := left_out(others):
        note(Severity.INFO, said)
    return runs


def _rows(tables: Tables, table: str, name: str, *columns: str) -> Iterator[tuple[str, str, list[object]]]:
    """The id, the name and the cells of the rows of a table; in older databases the name is the id."""
    if not tables.has(table, name, *columns):
        return
    own = "run_id" if tables.has(table, "run_id") else name
    for key, title, *cells in tables.rows(table, own, name, *columns):
        yield str(key or title), str(title), cells


def _take_system(tables: Tables, runs: Mapping[str, Logged]) -> None:
    """Add the system metrics of known runs, at the seconds since the first of them."""
    begun: dict[str, float] = {}
    for own, _, (time, content) in _rows(tables, *SYSTEM):
        run, moment, values = runs.get(own), _moment(time), _object(content)
        if run is None or moment is None or values is None:
            continue
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        run.start = begun[own] = min(seconds, begun.get(own, seconds))
        for metric, value in _values(values, Counter()):
            run.system.add(f"system/{metric}", seconds, value)


def _values(values: Mapping[str, object], others: Counter[str]) -> Iterator[tuple[str, float]]:
    """The numbers of a row by their names; what is none is counted."""
    for key, entry in values.items():
        for name, leaf in leaves(key, entry):
            found = number(leaf)
            if found is None:
                others[name] += 1
            else:
                yield name, found


def _object(content: object) -> dict[str, object] | None:
    """A JSON object, which newer versions write as bytes."""
    try:
        value = parsed(content) if isinstance(content, str | bytes) else None
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _moment(time: object) -> datetime | None:
    """A time as it is written; without a zone it is the clock of an unknown place."""
    try:
        return datetime.fromisoformat(time) if isinstance(time, str) else None
    except ValueError:
        return None


IMPORTER = Importer(ID, "Trackio database", (".db",), sniff, read)

"""MLflow's database (mlflow.db): the metrics, parameters and names of its runs."""

import math
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from analysis.importers import Importer, Reading
from analysis.model.notice import Severity
from analysis.progress import Progress
from analysis.stats.database_runs import Logged, Note, database_runs, has_table
from analysis.stats.mlflow_tags import sorted_out
from analysis.stats.sqlite_tables import Tables
from analysis.wording import plural

ID = "mlflow_sqlite"
METRICS = ("metrics", "run_uuid", "key", "value", "timestamp", "step", "is_nan")
PAIRS = ("run_uuid", "key", "value")  # of the tables of parameters and tags
NAME = "mlflow.runName"
RUNS = ("runs", "run_uuid", "name")
INFINITE = 1.7976931348623157e308  # what MLflow writes for an infinity, which not all its databases can hold


def sniff(path: Path, head: bytes) -> float:
    """Sure of a database with MLflow's table of metrics."""
    return 1.0 if has_table(path, head, *METRICS) else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """The runs in the databases of one drop; UnreadableInput where there are none."""
    return Reading(*database_runs(paths, progress, ID, _take))


def _take(tables: Tables, note: Note) -> Mapping[str, Logged]:
    tags, configs = _pairs(tables, "tags"), _pairs(tables, "params")
    names = _names(tables, tags)
    runs: dict[str, Logged] = {}
    lost = 0
    for own, key, value, time, step, nan in tables.rows(*METRICS) if tables.has(*METRICS) else ():
        number = _number(value, nan=bool(nan))
        if number is None or not isinstance(step, int) or not isinstance(time, int):
            lost += 1
            continue
        if str(own) not in runs:
            told = sorted_out(tags.get(str(own), {}))
            name, config = names.get(str(own), str(own)), configs.get(str(own), {})
            runs[str(own)] = Logged(name, config=config, tags=told.tags, summary=told.summary)
        runs[str(own)].points.add(str(key), step, number, time / 1000)
    if lost:
        note(Severity.WARNING, f"Left out, without a value, a step or a time: {plural(lost, 'row')} of the metrics.")
    return runs


def _number(value: object, *, nan: bool) -> float | None:
    """A value as it was logged; None where the table has none."""
    if nan:
        return math.nan
    if not isinstance(value, int | float):
        return None
    number = float(value)
    return math.copysign(math.inf, number) if abs(number) >= INFINITE else number


def _pairs(tables: Tables, table: str) -> Mapping[str, dict[str, str]]:
    """The keys and values of each run in the table of parameters or of tags."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for own, key, value in tables.rows(table, *PAIRS) if tables.has(table, *PAIRS) else ():
        found[str(own)][str(key)] = "" if value is None else str(value)
    return found


def _names(tables: Tables, tags: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """The names of runs that have one; older versions hold them as a tag only."""
    found = {str(own): str(name) for own, name in (tables.rows(*RUNS) if tables.has(*RUNS) else ()) if name}
    return found | {own: mine[NAME] for own, mine in tags.items() if mine.get(NAME)}


IMPORTER = Importer(ID, "MLflow database (SQLite)", (".db", ".sqlite", ".sqlite3"), sniff, read)

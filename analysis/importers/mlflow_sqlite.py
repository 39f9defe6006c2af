"""MLflow's database (mlflow.db): the metrics, parameters and names of its runs."""

import math
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from analysis.importers import Importer, Reading
from analysis.model.notice import Severity
from analysis.model.run import ConfigValue
from analysis.progress import Progress
from analysis.stats.database_runs import Logged, Note, database_runs, has_table
from analysis.stats.sqlite_tables import Tables
from analysis.wording import plural

ID = "mlflow_sqlite"
METRICS = ("metrics", "run_uuid", "key", "value", "timestamp", "step", "is_nan")
PAIRS = ("run_uuid", "key", "value")  # of the tables of parameters and tags
RUNS = ("runs", "run_uuid", "name")
INFINITE = 1.7976931348623157e308  # what MLflow writes for an infinity, which not all its databases can hold


def sniff(path: Path, head: bytes) -> float:
    """Sure of a database with MLflow's table of metrics."""
    return 1.0 if has_table(path, head, *METRICS) else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """The runs in the databases of one drop; UnreadableInput where there are none."""
    return Reading(*database_runs(paths, progress, ID, _take))


def _take(tables: Tables, note: Note) -> Mapping[str, Logged]:
    names, configs = _names(tables), _configs(tables)
    runs: dict[str, Logged] = {}
    lost = 0
    for own, key, value, time, step, nan in tables.rows(*METRICS) if tables.has(*METRICS) else ():
        number = _number(value, nan=bool(nan))
        if number is None or not isinstance(step, int) or not isinstance(time, int):
            lost += 1
            continue
        run = runs.setdefault(str(own), Logged(names.get(str(own), str(own)), config=configs.get(str(own), {})))
        run.points.add(str(key), step, number, time / 1000)
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


def _configs(tables: Tables) -> Mapping[str, dict[str, ConfigValue]]:
    found: dict[str, dict[str, ConfigValue]] = defaultdict(dict)
    for own, key, value in tables.rows("params", *PAIRS) if tables.has("params", *PAIRS) else ():
        found[str(own)][str(key)] = str(value)
    return found


def _names(tables: Tables) -> Mapping[str, str]:
    """The names of runs that have one; older versions hold them as a tag only."""
    found = {}
    for own, name in tables.rows(*RUNS) if tables.has(*RUNS) else ():
        if name:
            found[str(own)] = str(name)
    for own, key, value in tables.rows("tags", *PAIRS) if tables.has("tags", *PAIRS) else ():
        if key == "mlflow.runName" and value:
            found[str(own)] = str(value)
    return found


IMPORTER = Importer(ID, "MLflow database (SQLite)", (".db", ".sqlite", ".sqlite3"), sniff, read)

"""Neptune's export as Parquet: one row a value, with the run and the name of the attribute in columns."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from analysis.errors import UnreadableInput
from analysis.importers import Importer, Reading
from analysis.model.notice import Notice, Severity, refusal
from analysis.model.run import ConfigValue, Run, Source
from analysis.progress import Progress, watched
from analysis.stats.byte_stream import ByteStream
from analysis.stats.json_values import left_out
from analysis.stats.parquet_rows import mentions, rows
from analysis.stats.point_log import PointLog
from analysis.stats.run_names import run_id, told_apart
from analysis.wording import plural

ID = "neptune_parquet"
SIGNS = ("run_id", "attribute_path", "attribute_type", "float_value")
SERIES = "float_series"
OWN_NAME = "sys/name"
ANOTHER = "Give the parts of an export of neptune-exporter that hold float series."


@dataclass(eq=False)
class _Run:
    """A run of an export; grows while its rows are read."""

    points: PointLog = field(default_factory=lambda: PointLog(along=("Wall Time",)))
    config: dict[str, ConfigValue] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    sources: dict[Path, Source] = field(default_factory=dict)


def sniff(path: Path, head: bytes) -> float:
    """Sure of Parquet with the columns of an export."""
    return 1.0 if mentions(path, head, *SIGNS) else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """The runs in the files of one drop; a run may stand in several of them.

    A file that cannot be read becomes a notice; UnreadableInput is raised where none can.
    """
    runs: dict[str, _Run] = {}
    refused: list[UnreadableInput] = []
    for place, path in enumerate(paths):
        progress.step(place, len(paths), f"Reading {path.name}")
        try:
            _add(runs, path)
        except UnreadableInput as error:
            refused.append(error)
    full = {own: run for own, run in runs.items() if len(run.points)}
    if not full:
        empty = UnreadableInput("The export holds no float series.", ANOTHER, file=str(paths[0]))
        raise refused[0] if refused else empty
    names = told_apart({own: (str(run.config.get(OWN_NAME) or own), own) for own, run in full.items()})
    told = [refusal(error) for error in refused]
    if len(full) < len(runs):
        told.append(Notice(Severity.INFO, f"Left out: {plural(len(runs) - len(full), 'run')} without a float series."))
    found = []
    for own, run in full.items():
        said = _notices(names[own], run)
        told += said
        *before, last = run.sources.values()
        sources = (*before, replace(last, notices=tuple(said)))
        found.append(Run(run_id(names[own]), names[own], run.points.series(), sources, run.config))
    return Reading(tuple(found), tuple(told))


def _add(runs: dict[str, _Run], path: Path) -> None:
    """Add the rows of a file; those before a damage stay."""
    with ByteStream(path) as stream:
        stream.finish()
        source = Source(path.name, str(path.absolute()), stream.place, stream.sha256, ID)
    for row in watched(rows(path)):
        run = runs.setdefault(str(row.get("run_id")), _Run())
        run.sources.setdefault(path, source)
        _take(run, str(row.get("attribute_path")), row)


def _take(run: _Run, name: str, row: Mapping[str, object]) -> None:
    """Add a point of a series, or a setting; what is neither (files, texts over time, histograms) is counted."""
    kind = row.get("attribute_type")
    value = row.get("float_value")
    step = row.get("step")
    if kind == SERIES and isinstance(value, float) and isinstance(step, Decimal | int | float):
        place = float(step)
        if math.isfinite(place):
            time = getattr(row.get("timestamp"), "timestamp", None)
            run.points.add(name, place, value, None if time is None else time())
            return
    setting = row.get(f"{kind}_value") if kind in {"int", "float", "string", "bool"} else None
    if isinstance(setting, int | float | str):
        run.config[name] = setting
    else:
        run.others[name] = run.others.get(name, 0) + 1


def _notices(name: str, run: _Run) -> list[Notice]:
    """What there is to tell of a run, at its last file."""
    file = list(run.sources.values())[-1].name
    told = []
    if said := left_out(run.others):
        told.append(Notice(Severity.INFO, f"Run {name}: {said}", file))
    if returns := run.points.returns():
        told.append(Notice(Severity.WARNING, f"Run {name}: {returns}", file))
    return told


IMPORTER = Importer(ID, "Neptune export (Parquet)", (".parquet",), sniff, read)

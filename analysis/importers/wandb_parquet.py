"""W&B's history as Parquet: one run a file or several files a run, one row a step."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.errors import UnreadableInput
from analysis.importers import Importer, Reading
from analysis.model.notice import Notice, Severity, refusal
from analysis.model.run import Run, Source
from analysis.progress import Progress, watched
from analysis.stats.byte_stream import ByteStream
from analysis.stats.json_values import leaves, left_out, number
from analysis.stats.parquet_rows import mentions, rows
from analysis.stats.point_log import PointLog
from analysis.stats.run_names import run_id
from analysis.wording import plural

ID = "wandb_parquet"
STEP, RUNTIME, TIMESTAMP = "_step", "_runtime", "_timestamp"
ALONG = ("Relative Time (Process)", "Wall Time")  # as W&B's charts say
ARTIFACT = re.compile(r"(?:run-)?(?P<run>.+?)-history(?:[:_-]v\d+)?")  # the folder of an artifact with history
PART = re.compile(r"(?P<run>.+)_(?P<part>\d{1,9})\.runhistory\.parquet")  # <entity>_<project>_<run>_<part>
ANOTHER = "Give the history of a run as W&B exports it, with its column _step."


@dataclass(eq=False)
class _Run:
    """What the files of a run hold; grows while they are read."""

    points: PointLog = field(default_factory=lambda: PointLog(along=ALONG))
    others: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    placeless: int = 0  # rows without a step
    sources: list[Source] = field(default_factory=list)


def sniff(path: Path, head: bytes) -> float:
    """Sure of Parquet with the column of steps."""
    return 0.9 if mentions(path, head, STEP) else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """The runs in the files of one drop, named by their files; numbered parts are one run.

    A file that cannot be read becomes a notice; UnreadableInput is raised where none can.
    """
    runs: dict[str, _Run] = defaultdict(_Run)
    refused: list[UnreadableInput] = []
    for place, path in enumerate(sorted(paths, key=_part)):
        progress.step(place, len(paths), f"Reading {path.name}")
        try:
            _add(runs[_part(path)[0]], path)
        except UnreadableInput as error:
            refused.append(error)
    found = []
    notices = []
    for name, run in runs.items():
        if len(run.points):
            said = _notices(run)
            notices += said
            sources = (*run.sources[:-1], replace(run.sources[-1], notices=tuple(said)))
            found.append(Run(run_id(name), name, run.points.series(), sources))
        elif run.rows:
            refused.append(UnreadableInput("The file holds no number with a step.", ANOTHER, file=run.sources[0].path))
    if not found:
        empty = UnreadableInput("The file holds no rows.", ANOTHER, file=str(paths[0]))
        raise refused[0] if refused else empty
    told = [refusal(error) for error in refused]
    return Reading(tuple(found), (*told, *notices))


def _part(path: Path) -> tuple[str, int]:
    """The name of the run of a file, and which part of it the file is."""
    found = PART.fullmatch(path.name)
    if found:
        return found["run"], int(found["part"])
    if path.stem.isdecimal():  # 0000.parquet, as in an artifact
        folder = path.absolute().parent.name
        artifact = ARTIFACT.fullmatch(folder)
        return artifact["run"] if artifact else folder or path.stem, int(path.stem)
    return path.stem, 0


def _add(run: _Run, path: Path) -> None:
    """Add the rows of a file; those before a damage stay."""
    with ByteStream(path) as stream:
        stream.finish()
        run.sources.append(Source(path.name, str(path.absolute()), stream.place, stream.sha256, ID))
    for row in watched(rows(path)):
        run.rows += 1
        _take(run, row)


def _take(run: _Run, row: Mapping[str, object]) -> None:
    step = number(row.get(STEP))
    if step is None or not math.isfinite(step):
        run.placeless += 1
        return
    along = number(row.get(RUNTIME)), number(row.get(TIMESTAMP))
    for key, cell in row.items():
        if key in {STEP, RUNTIME, TIMESTAMP}:
            continue
        for name, value in leaves(key, cell):
            found = number(value)
            if found is not None:
                run.points.add(name, step, found, *along)
            elif value is not None:
                run.others[name] += 1


def _notices(run: _Run) -> list[Notice]:
    """What there is to tell of a run, at its last file."""
    told = []
    if run.placeless:
        told.append((Severity.WARNING, f"Left out, without a step: {plural(run.placeless, 'row')} of the history."))
    if said := left_out(run.others):
        told.append((Severity.INFO, said))
    if returns := run.points.returns():
        told.append((Severity.WARNING, returns))
    return [Notice(severity, text, run.sources[-1].name) for severity, text in told]


IMPORTER = Importer(ID, "W&B history (Parquet)", (".parquet",), sniff, read)

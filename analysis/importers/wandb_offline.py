"""W&B run on disk: the ``run-<id>.wandb`` file that W&B writes beside a training, offline or not."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from analysis.errors import UnreadableInput
from analysis.importers import Importer, Reading
from analysis.model.notice import Notice, Severity, refusal
from analysis.model.run import Run, Source
from analysis.model.series import Series
from analysis.progress import Progress
from analysis.stats.byte_stream import ByteStream
from analysis.stats.json_values import Json, leaves, left_out, number, parsed, settings
from analysis.stats.logs.beside import with_settings
from analysis.stats.logs.files import short_names
from analysis.stats.pieces import Piece, stitch, tellings
from analysis.stats.point_log import PointLog
from analysis.stats.protobuf_wire import fields, signed, text
from analysis.stats.resuming import Mark, keep, recalled, wanted
from analysis.stats.run_names import run_id, told_apart
from analysis.stats.wandb_log import BLOCK, ENDS, HEADER, records, starts_log
from analysis.wording import count, plural

ID = "wandb_offline"
SETTINGS = ("config.yaml", "wandb-summary.json", "wandb-metadata.json")  # in the folder files beside the log
RUNTIME, WALL, RELATIVE = "Relative Time (Process)", "Wall Time", "Relative Time (Wall)"  # as W&B's charts say
ANOTHER = "Give the .wandb file of another run, or export the charts of this run as CSV."

# Numbers of fields in wandb/proto/wandb_internal.proto.
HISTORY, CONFIG, STATS, RUN, EXIT = 2, 5, 7, 17, 18  # of Record
ITEM, ITEM_STEP = 1, 2  # of HistoryRecord
KEY, NESTED_KEY, VALUE_JSON = 1, 2, 16  # of HistoryItem, ConfigItem and StatsItem
UPDATE, REMOVE = 1, 2  # of ConfigRecord
STATS_TIME, STATS_ITEM = 2, 3  # of StatsRecord
RUN_ID, RUN_PROJECT, RUN_CONFIG, RUN_NAME, RUN_START = 1, 3, 4, 8, 17  # of RunRecord


@dataclass(eq=False)
class _Log:
    """What a file holds; grows while it is read."""

    path: Path
    own_id: str
    project: str = ""
    name: str = ""
    start: float | None = None  # seconds since 1970
    finished: bool = False
    config: dict[str, Json] = field(default_factory=dict)
    points: PointLog = field(default_factory=lambda: PointLog(along=(RUNTIME, WALL)))
    system: PointLog = field(default_factory=lambda: PointLog(RELATIVE))
    others: Counter[str] = field(default_factory=Counter)  # values that are no numbers, by name
    placeless: int = 0  # rows without a step
    notices: list[Notice] = field(default_factory=list)
    source: Source | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What makes two files parts of one run."""
        return self.project, self.own_id

    def note(self, severity: Severity, said: str) -> None:
        self.notices.append(Notice(severity, said, self.path.name))


def sniff(_: Path, head: bytes) -> float:
    """Sure of any file that begins as such a log."""
    return 1.0 if starts_log(head) else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """The runs in the files of one drop; files of one run id continue one another.

    A file that cannot be read becomes a notice; UnreadableInput is raised where none can.
    """
    logs: list[_Log] = []
    refused: list[UnreadableInput] = []
    for place, path in enumerate(paths):
        try:
            logs.append(_file(path, partial(_tell, progress, place, len(paths), path.name)))
        except UnreadableInput as error:
            refused.append(error)
    if not logs:
        raise refused[0]
    groups: dict[tuple[str, str], list[_Log]] = defaultdict(list)
    for log in logs:
        groups[log.key].append(log)
    names = told_apart({key: (_name(mine), key[1]) for key, mine in groups.items()})
    runs = tuple(_run(names[key], mine) for key, mine in groups.items())
    told = [refusal(error) for error in refused]
    return Reading(runs, (*told, *(notice for log in logs for notice in log.notices)))


def _tell(progress: Progress, file: int, files: int, name: str, share: float) -> None:
    progress.step(round(1000 * (file + share)), 1000 * files, f"Reading {name}")


def _file(path: Path, advance: Callable[[float], None]) -> _Log:
    """What a file holds; raises UnreadableInput where it is no such log or nothing was logged."""
    flaws: list[tuple[int, str]] = []
    with ByteStream(path) as stream:
        log, broken = _begun(stream)
        seen = end = stream.place
        for place, record in records(stream, flaws):
            end = place
            if stream.place != seen:
                seen = stream.place
                advance(seen / stream.size)
            try:
                _take(log, record)
            except ValueError:
                broken += 1
        if wanted(end) and all(what == ENDS for _, what in flaws):
            keep(ID, str(path), Mark(end, stream.checksum_at(end), deepcopy((log, broken))))
        log.source = Source(path.name, str(path.absolute()), stream.place, stream.sha256, ID)
    if not len(log.points):
        reason = f"{_emptiness(log, flaws)}: there is no history in this file"
        if log.start is None or not len(log.system):
            raise UnreadableInput(f"{reason}.", ANOTHER, file=str(path))
        log.note(Severity.WARNING, f"{reason}, only the metrics of the machine.")
    _note_damage(log, flaws, broken)
    _note_left_out(log)
    return log


def _begun(stream: ByteStream) -> tuple[_Log, int]:
    """What was read of a file before, with the records that could not be decoded, the stream standing behind it."""
    mark = recalled(ID, str(stream.path))
    if mark is not None and stream.verified(mark.size, mark.sha256):
        log, broken = deepcopy(mark.state)
        return log, broken
    if not starts_log(stream.take(HEADER.size)):
        raise UnreadableInput("It does not begin as a W&B log does.", ANOTHER, file=str(stream.path))
    return _Log(stream.path, stream.path.stem.removeprefix("run-")), 0


def _emptiness(log: _Log, flaws: Sequence[tuple[int, str]]) -> str:
    """Why there are no points, as far as the file tells."""
    if flaws:
        return f"The file {flaws[0][1]} at byte {count(flaws[0][0])}"
    if log.others:
        return "Nothing that was logged is a number"
    return "Nothing was logged with wandb.log"


def _note_damage(log: _Log, flaws: Sequence[tuple[int, str]], broken: int) -> None:
    if flaws:
        place, what = flaws[0]
        lost = "what came before was read" if what == ENDS else f"the rest of that block of {count(BLOCK)} is left out"
        more = f"; {plural(len(flaws) - 1, 'further damage')}" if len(flaws) > 1 else ""
        log.note(Severity.WARNING, f"The file {what} at byte {count(place)}; {lost}{more}.")
    if broken:
        log.note(Severity.WARNING, f"Left out, as they cannot be decoded: {plural(broken, 'record')}.")
    if not log.finished:
        said = "The run did not finish writing: there is no exit record, so it crashed or was still going."
        log.note(Severity.WARNING, said)


def _note_left_out(log: _Log) -> None:
    if log.placeless:
        log.note(Severity.WARNING, f"Left out, without a step: {plural(log.placeless, 'row')} of the history.")
    if said := left_out(log.others):
        log.note(Severity.INFO, said)


def _take(log: _Log, record: bytes) -> None:
    """Add what a record tells; ValueError where it is no record."""
    for field_number, value in fields(record):
        if not isinstance(value, bytes):
            continue
        if field_number == HISTORY:
            _take_history(log, value)
        elif field_number == STATS:
            _take_stats(log, value)
        elif field_number == RUN:
            _take_run(log, value)
        elif field_number == CONFIG:
            _take_config(log, value)
        elif field_number == EXIT:
            log.finished = True


def _take_history(log: _Log, record: bytes) -> None:
    row: dict[str, Json] = {}
    place: float | None = None
    for field_number, value in fields(record):
        if field_number == ITEM and isinstance(value, bytes):
            name, entry = _item(value)
            row[name] = entry
        elif field_number == ITEM_STEP and isinstance(value, bytes):
            place = float(next((signed(n) for key, n in fields(value) if key == 1 and isinstance(n, int)), 0))
    if "_step" in row:
        place = _number(row.pop("_step"))
    along = _number(row.pop("_runtime", None)), _number(row.pop("_timestamp", None))
    if place is None or not math.isfinite(place):
        log.placeless += 1
        return
    for key, entry in row.items():
        for name, leaf in leaves(key, entry):
            found = number(leaf)
            if found is None:
                log.others[name] += 1
            else:
                log.points.add(name, place, found, *along)


def _number(value: Json) -> float | None:
    """A number, also where it is written as text."""
    try:
        return float(value) if isinstance(value, str) else number(value)
    except ValueError:
        return None


def _item(message: bytes) -> tuple[str, Json]:
    """Name and value of an item; a value that is no JSON is none."""
    names: list[str] = []
    raw: int | bytes = b""
    for field_number, value in fields(message):
        if field_number in {KEY, NESTED_KEY}:
            names.append(text(value))
        elif field_number == VALUE_JSON:
            raw = value
    try:
        return ".".join(names), parsed(text(raw))
    except ValueError:
        return ".".join(names), None


def _items(record: bytes, wanted: int) -> Iterator[tuple[str, Json]]:
    for field_number, value in fields(record):
        if field_number == wanted and isinstance(value, bytes):
            yield _item(value)


def _take_stats(log: _Log, record: bytes) -> None:
    """System metrics, placed by the clock."""
    time = next((_seconds(value) for key, value in fields(record) if key == STATS_TIME), None)
    if time is None:
        return
    for key, value in _items(record, STATS_ITEM):
        for name, leaf in leaves(f"system/{key}", value):
            found = number(leaf)
            if found is not None:
                log.system.add(name, time, found)


def _seconds(timestamp: int | bytes) -> float:
    """Seconds since 1970 of a google.protobuf.Timestamp."""
    message = timestamp if isinstance(timestamp, bytes) else b""
    parts = {key: signed(value) for key, value in fields(message) if isinstance(value, int)}
    return parts.get(1, 0) + parts.get(2, 0) / 1e9


def _take_run(log: _Log, record: bytes) -> None:
    for field_number, value in fields(record):
        if field_number == RUN_ID:
            log.own_id = text(value) or log.own_id
        elif field_number == RUN_PROJECT:
            log.project = text(value) or log.project
        elif field_number == RUN_NAME:
            log.name = text(value) or log.name
        elif field_number == RUN_START and log.start is None:
            log.start = _seconds(value)
        elif field_number == RUN_CONFIG and isinstance(value, bytes):
            _take_config(log, value)


def _take_config(log: _Log, record: bytes) -> None:
    for name, value in _items(record, UPDATE):
        log.config.pop(name, None)  # what was said last stands last, and wins where names meet
        log.config[name] = value
    for name, _ in _items(record, REMOVE):
        for known in [key for key in log.config if key == name or key.startswith(f"{name}.")]:
            del log.config[known]


def _name(logs: Sequence[_Log]) -> str:
    return next((log.name for log in reversed(logs) if log.name), logs[0].own_id)


def _run(name: str, logs: Sequence[_Log]) -> Run:
    """The run of some files, in the order of their beginnings."""
    first, *later = kept = _without_copies(sorted(logs, key=lambda log: log.start or 0.0))
    for log in kept:
        if returns := log.points.returns():
            log.note(Severity.WARNING, returns)
    for log in later:
        first.system.extend(log.system)
        first.config.update(log.config)
        log.note(Severity.INFO, f"Read as a later part of the run in {first.path.name}: both have its id.")
    called = short_names(log.path for log in kept)
    labels = {called[log.path]: log for log in kept}
    found = stitch([Piece(label, log.points.series()) for label, log in labels.items()])
    for label, severity, said in tellings(found, next(reversed(labels))):
        labels[label].note(severity, said)
    system: tuple[Series, ...] = ()
    if first.start is not None:
        taken = {series.name for series in found.series}
        system = tuple(series for series in first.system.series(first.start) if series.name not in taken)
    elif len(first.system):
        first.note(Severity.INFO, "Left out: the system metrics, as the run does not tell when it began.")
    config = {key: value for key, value in first.config.items() if key.split(".")[0] != "_wandb"}
    sources = tuple(replace(log.source, notices=tuple(log.notices)) for log in kept if log.source is not None)
    run = Run(run_id(name), name, found.series + system, sources, settings(config), seams=found.seams)
    return with_settings(run, [log.path.parent / "files" / name for log in kept for name in SETTINGS])


def _without_copies(logs: Sequence[_Log]) -> list[_Log]:
    """The files without those that are a copy, or an earlier state, of another: a log only ever grows at its end."""
    kept: list[_Log] = []
    for log in sorted(logs, key=_size, reverse=True):
        longer = next((other for other in kept if _begins(other, log)), None)
        if longer is None:
            kept.append(log)
        else:
            longer.note(Severity.INFO, f"Read once: {log.path} is the same file, or an earlier state of it.")
    return [log for log in logs if log in kept]


def _size(log: _Log) -> int:
    return 0 if log.source is None else log.source.size


def _begins(longer: _Log, shorter: _Log) -> bool:
    """Whether one file begins with all of the other."""
    if shorter.source is None or shorter.start != longer.start:
        return False
    with ByteStream(longer.path) as stream:
        while stream.place < shorter.source.size and stream.take(min(BLOCK, shorter.source.size - stream.place)):
            pass
        return stream.sha256 == shorter.source.sha256


IMPORTER = Importer(ID, "W&B run (.wandb)", (".wandb",), sniff, read)

"""TensorBoard event files: the scalars in them; the files of one folder are one run, as in TensorBoard itself."""

import os
import struct
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from analysis.errors import UnreadableInput
from analysis.importers import Importer, Reading
from analysis.model.notice import Notice, Severity, refusal
from analysis.model.run import Run, Source
from analysis.progress import Progress
from analysis.stats.byte_stream import ByteStream
from analysis.stats.logs.beside import with_settings
from analysis.stats.pieces import Piece, stitch, tellings
from analysis.stats.point_log import PointLog
from analysis.stats.protobuf_wire import fields, signed, text
from analysis.stats.resuming import Mark, keep, recalled, wanted
from analysis.stats.run_names import run_id
from analysis.stats.tf_records import ENDS, LENGTH_SUM, records, starts_records
from analysis.stats.tf_tensors import single
from analysis.wording import count, plural

ID = "tensorboard"
SETTINGS = "hparams.yaml"  # of Lightning, beside its event files
WALL = "Wall Time"
MARK, VERSION = "tfevents", b"brain.Event:"
ANOTHER = "Give the event files of a training that logs scalars."
BREAKS = (ENDS, LENGTH_SUM)  # damages behind which nothing can be read
DOUBLE, FLOAT = struct.Struct("<d"), struct.Struct("<f")

# Numbers of fields in tensorboard/compat/proto/event.proto and summary.proto.
WALL_TIME, STEP, GRAPH, SUMMARY = 1, 2, 4, 5  # of Event
VALUE = 1  # of Summary
TAG, SIMPLE, OLD_HISTOGRAM, IMAGE, HISTOGRAM, AUDIO, NODE, TENSOR, METADATA = 1, 2, 3, 4, 5, 6, 7, 8, 9  # of Value
PLUGIN_DATA, PLUGIN_NAME = 1, 1  # of SummaryMetadata and its PluginData
KINDS = {OLD_HISTOGRAM: "histogram", IMAGE: "image", HISTOGRAM: "histogram", AUDIO: "sound"}


@dataclass(eq=False)
class _Folder:
    """What the files of a folder hold; grows while they are read."""

    plugins: dict[str, str] = field(default_factory=dict)  # by tag: it may stand at the first value only
    files: list["_File"] = field(default_factory=list)


@dataclass(eq=False)
class _File:
    """A file that was read; what it holds beside scalars is counted by kind."""

    path: Path
    source: Source
    scalars: int = 0
    points: PointLog = field(default_factory=lambda: PointLog(along=(WALL,)))
    others: Counter[str] = field(default_factory=Counter)
    notices: list[Notice] = field(default_factory=list)

    def note(self, severity: Severity, said: str) -> None:
        self.notices.append(Notice(severity, said, self.path.name))


def sniff(path: Path, head: bytes) -> float:
    """Sure of event files by their first record; a little sure of damaged ones by their name, so as to refuse them."""
    if starts_records(head):
        return 1.0 if VERSION in head[:64] or MARK in path.name else 0.0
    return 0.2 if MARK in path.name and head.strip() and not head.startswith(b"version https://git-lfs") else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """The runs in the event files of one drop: the files of a folder, in the order of their names, are one run.

    What cannot be read becomes a notice; UnreadableInput is raised where nothing can.
    """
    folders: dict[Path, _Folder] = defaultdict(_Folder)
    refused: list[UnreadableInput] = []
    for place, path in enumerate(sorted(paths, key=lambda path: path.name)):
        try:
            _read_file(path, folders[path.absolute().parent], partial(_tell, progress, place, len(paths), path.name))
        except UnreadableInput as error:
            refused.append(error)
    given = dict.fromkeys(path.absolute().parent for path in paths)
    runs = []
    for where, name in _names(tuple(given)).items():
        if any(len(file.points) for file in folders[where].files):
            runs.append(_run(name, where, folders[where]))
        else:
            for file in folders[where].files:
                refused.append(_nothing(file))
                file.notices = [notice for notice in file.notices if notice.severity is not Severity.INFO]
    if not runs:
        raise refused[0]
    told = [refusal(error) for error in refused]
    told += [notice for where in given for file in folders[where].files for notice in file.notices]
    return Reading(tuple(runs), tuple(told))


def _tell(progress: Progress, file: int, files: int, name: str, share: float) -> None:
    progress.step(round(1000 * (file + share)), 1000 * files, f"Reading {name}")


def _names(folders: Sequence[Path]) -> dict[Path, str]:
    """A name for the run of each folder: its path from the folder that holds them all; that of one is its own name."""
    base = Path(os.path.commonpath(folders))
    if base in folders:
        base = base.parent
    return {folder: folder.relative_to(base).as_posix() if folder != base else "events" for folder in folders}


def _read_file(path: Path, folder: _Folder, advance: Callable[[float], None]) -> None:
    """Add what a file holds to its folder; raises UnreadableInput where it is no event file."""
    flaws: list[tuple[int, str]] = []
    with ByteStream(path) as stream:
        found, broken, before = _begun(stream, folder)
        end = stream.place
        for number, (place, record) in enumerate(records(stream, flaws)):
            end = place
            if number % 256 == 0:
                advance(stream.place / stream.size)
            try:
                _take(folder, found, record)
            except ValueError:
                broken += 1
        if wanted(end) and all(what == ENDS for _, what in flaws):
            state = deepcopy((found, broken, before, folder.plugins))
            keep(ID, str(path), Mark(end, stream.checksum_at(end), state))
        stream.finish()
        found.source = replace(found.source, size=stream.place, sha256=stream.sha256)
    if flaws and flaws[0][0] == 0 and flaws[0][1] in BREAKS:
        raise UnreadableInput(f"The file {flaws[0][1]} at its beginning.", ANOTHER, file=str(path))
    _note(found, flaws, broken)
    folder.files.append(found)


def _begun(stream: ByteStream, folder: _Folder) -> tuple[_File, int, dict[str, str]]:
    """What was read of a file before, with its broken records, and what the folder knew of tags before that.

    The stream stands behind it.
    """
    mark, before = recalled(ID, str(stream.path)), dict(folder.plugins)
    if mark is not None and mark.state[2] == before and stream.verified(mark.size, mark.sha256):
        found, broken, _, folder.plugins = deepcopy(mark.state)
        return found, broken, before
    path = stream.path
    return _File(path, Source(path.name, str(path.absolute()), 0, "", ID)), 0, before


def _note(file: _File, flaws: Sequence[tuple[int, str]], broken: int) -> None:
    if flaws:
        place, what = flaws[0]
        lost = "what came before was read" if what in BREAKS else "that record is left out"
        more = f"; {plural(len(flaws) - 1, 'further damage')}" if len(flaws) > 1 else ""
        file.note(Severity.WARNING, f"The file {what} at byte {count(place)}; {lost}{more}.")
    if broken:
        file.note(Severity.WARNING, f"Left out, as they cannot be decoded: {plural(broken, 'record')}.")
    if file.others and file.scalars:
        file.note(Severity.INFO, f"Left out, as they are no scalars: {_counted(file.others)}.")
    elif not file.scalars:
        file.note(Severity.INFO, _nothing(file).reason)


def _counted(others: Mapping[str, int]) -> str:
    return ", ".join(plural(times, kind) for kind, times in sorted(others.items()))


def _nothing(file: _File) -> UnreadableInput:
    held = f"nothing but {_counted(file.others)}" if file.others else "a header and no values"
    return UnreadableInput(f"The file holds {held}.", ANOTHER, file=str(file.path))


def _take(folder: _Folder, file: _File, record: bytes) -> None:
    """Add the scalars of an event; ValueError where it is no event."""
    wall: float | None = None
    step = 0.0
    summaries = []
    for number, value in fields(record):
        if number == WALL_TIME and isinstance(value, bytes) and len(value) == DOUBLE.size:
            (wall,) = DOUBLE.unpack(value)
        elif number == STEP and isinstance(value, int):
            step = float(signed(value))
        elif number == SUMMARY and isinstance(value, bytes):
            summaries.append(value)
        elif number == GRAPH:
            file.others["graph"] += 1
    for summary in summaries:
        for number, value in fields(summary):
            if number == VALUE and isinstance(value, bytes):
                name, scalar = _scalar(folder, file, value)
                if scalar is not None:
                    file.points.add(name, step, scalar, wall)
                    file.scalars += 1


def _scalar(folder: _Folder, file: _File, message: bytes) -> tuple[str, float | None]:
    """The tag of a value and its number; what is no scalar is counted instead."""
    parts = dict(fields(message))
    name = text(parts.get(TAG) or parts.get(NODE) or b"")
    simple, tensor = parts.get(SIMPLE), parts.get(TENSOR)
    if METADATA in parts:
        folder.plugins.setdefault(name, _plugin(parts[METADATA]))
    if isinstance(simple, bytes) and len(simple) == FLOAT.size:
        return name, float(FLOAT.unpack(simple)[0])
    plugin = folder.plugins.get(name, "")
    if isinstance(tensor, bytes) and plugin in {"", "scalars"}:
        found = single(tensor)
        if found is not None:
            return name, found
    file.others[next((kind for key, kind in KINDS.items() if key in parts), _kind(plugin))] += 1
    return name, None


def _plugin(metadata: int | bytes) -> str:
    """The name of the plugin that shows a tag."""
    for number, data in fields(metadata if isinstance(metadata, bytes) else b""):
        if number == PLUGIN_DATA and isinstance(data, bytes):
            return next((text(value) for key, value in fields(data) if key == PLUGIN_NAME), "")
    return ""


def _kind(plugin: str) -> str:
    """A noun for what a plugin shows."""
    known = {
        "text": "text",
        "images": "image",
        "histograms": "histogram",
        "audio": "sound",
        "hparams": "hparams record",
    }
    return known.get(plugin, "tensor" if plugin in {"", "scalars"} else f"“{plugin}” value")


def _run(name: str, where: Path, folder: _Folder) -> Run:
    last = folder.files[-1]
    if len(folder.files) > 1:
        last.note(Severity.INFO, f"Read as one run: {plural(len(folder.files), 'event file')} of {where.name}.")
    for file in folder.files:
        if returns := file.points.returns():
            file.note(Severity.WARNING, returns)
    found = stitch([Piece(file.source.name, file.points.series()) for file in folder.files if len(file.points)])
    by_name = {file.source.name: file for file in folder.files}
    for label, severity, said in tellings(found, last.source.name):
        by_name[label].note(severity, said)
    sources = tuple(replace(file.source, notices=tuple(file.notices)) for file in folder.files)
    run = Run(run_id(name), name, found.series, sources, seams=found.seams)
    return with_settings(run, [where / SETTINGS])


IMPORTER = Importer(ID, "TensorBoard event file", (".tfevents", ".v2"), sniff, read)

"""A document into a project file: written whole beside the old one, which it then replaces in one move."""

import errno
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from analysis.errors import UnwritableOutput
from analysis.model.alignment import Pair, Repeats
from analysis.model.annotation import Annotation, Provenance
from analysis.model.brush import KeptBrush
from analysis.model.file_report import FileReport
from analysis.model.label import Label
from analysis.model.project import Project, Rejection
from analysis.model.run import Run, Source
from analysis.model.series import Fidelity, FloatArray, Series
from analysis.progress import Progress, silent
from analysis.storage import schema
from analysis.storage.brushes import plain_brush
from analysis.storage.choices import plain_choices, plain_notices
from analysis.storage.columns import packed
from analysis.storage.document import Document
from analysis.storage.fields import bound, to_json
from analysis.storage.options import plain_options
from analysis.storage.schema import insert
from analysis.storage.terms import plain_terms

ADVICE = "Choose another place, or free some space, and save again. What was there before is unchanged."


@dataclass
class Owed:
    """An array that is known by its place, of which only the first ``at`` values are on disk."""

    place: int
    array: FloatArray
    at: int = 0


@dataclass
class Pen:
    """Where rows go, and which arrays went there before: known by their memory, for frozen arrays are views of it.

    A ``lasting`` one writes whatever the array is for, as it is, and once; it keeps hold of the arrays that it knows.
    One that writes ``later`` only gives arrays a place; what is ``owed`` is written by and by.
    ``folder`` is that of the file that is written, as seen from which the places of sources are noted down.
    """

    connection: sqlite3.Connection
    progress: Progress
    total: int
    done: int = 0
    lasting: bool = False
    later: bool = False
    owed: dict[int, Owed] = field(default_factory=dict)
    folder: Path | None = None
    known: dict[tuple[str, int, int], tuple[FloatArray, int]] = field(default_factory=dict)

    def vector(self, role: str, array: FloatArray) -> int:
        """The place of an array, which is written unless it was before."""
        key = self.key(role, array)
        if key in self.known:
            return self.known[key][1]
        place = insert(self.connection, "vector", array.size)
        if self.later and array.size:
            self.owed[place] = Owed(place, array)
            self.known[key] = (array, place)
            return place
        for chunk in packed(array, deflate=not self.lasting, steps=role == "steps" and not self.lasting):
            insert(self.connection, "chunk", place, chunk.length, chunk.packing.value, chunk.crc, chunk.data)
        if self.lasting or role != "value":
            self.known[key] = (array, place)
        return place

    def pay(self, owed: Owed, size: int) -> int:
        """Write the next values of an array, ``size`` of them at most; how many they were."""
        part = owed.array[owed.at : owed.at + size]
        for chunk in packed(part, deflate=False):
            insert(self.connection, "chunk", owed.place, chunk.length, chunk.packing.value, chunk.crc, chunk.data)
        return part.size

    def forget(self, number: int) -> None:
        """Know only the first arrays, so many of them: the others are not there after all."""
        for key in list(self.known)[number:]:
            _, place = self.known.pop(key)
            self.owed.pop(place, None)

    def key(self, role: str, array: FloatArray) -> tuple[str, int, int]:
        return ("" if self.lasting else role, array.__array_interface__["data"][0], array.size)


def save_project(document: Document, path: Path, progress: Progress | None = None) -> None:
    """Save a document, so that ``path`` is at any moment one whole file: the old or the new one.

    Raises UnwritableOutput, or Cancelled, and leaves the old file untouched and nothing else behind.
    """
    target = path.resolve()
    part = target.with_name(f".runloupe-{uuid4().hex}.part")
    try:
        _reserve(part, target)
        with closing(sqlite3.connect(part, isolation_level=None)) as connection:
            _fill(connection, document, target.parent, progress or silent())
        _flush(part)
        part.replace(target)
        _flush_folder(target.parent)
    except (OSError, sqlite3.Error) as error:
        raise UnwritableOutput(
            f"The project could not be saved: {reason_of(error)}.", ADVICE, file=str(path)
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _reserve(part: Path, target: Path) -> None:
    """Make the empty file with the permissions of the one that it will replace."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "there is a folder of that name")
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
    if mode is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "the file that is there is protected against writing")
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666 if mode is None else mode))
    if mode is not None:
        part.chmod(mode)


def _flush(part: Path) -> None:
    with part.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where the system can: Windows cannot open a folder."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def reason_of(error: OSError | sqlite3.Error) -> str:
    """Why something could not be written, in the words of the system or of SQLite."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)


def _fill(connection: sqlite3.Connection, document: Document, folder: Path, progress: Progress) -> None:
    """Write all rows in one transaction; neither a journal nor syncs are needed for a file that nobody has yet."""
    for setting in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute("BEGIN")
    schema.create(connection)
    pen = Pen(connection, progress, sum(len(run.series) for run in document.project.runs), folder=folder)
    write_head(connection, document)
    for part in PARTS:
        for noun in part.of(document.project):
            part.write(pen, noun)
    progress.step(pen.done, pen.total, "Saving")
    schema.seal(connection)
    connection.execute("COMMIT")


def write_head(connection: sqlite3.Connection, document: Document) -> int:
    """Write what there is once in a project."""
    project = document.project
    return insert(
        connection,
        "project",
        bound(project.title),
        to_json(dict(document.view)),
        project.model.value,
        to_json(dict(project.thresholds)),
        to_json(plain_choices(project.choices)),
        to_json(plain_options(project.report)),
        to_json(project.folders),
        project.data.value,
    )


def _write_run(pen: Pen, run: Run) -> int:
    extras = (to_json(dict(run.config)), to_json(run.tags), to_json(dict(run.summary)))
    place = insert(pen.connection, "run", bound(run.id), bound(run.name), run.colour, *extras)
    for source in run.sources:
        _write_source(pen, place, source)
    for seam in run.seams:
        span = (float(seam.at), float(seam.until))
        insert(pen.connection, "seam", place, *span, seam.dropped, bound(seam.earlier), bound(seam.later))
    for series in run.series:
        pen.progress.step(pen.done, pen.total, f"Saving {series.name}")
        _write_series(pen, place, series)
        pen.done += 1
    return place


def _write_source(pen: Pen, run: int, source: Source) -> None:
    connection, relative = pen.connection, source.relative
    if pen.folder is not None:
        relative = _relative(source.path, pen.folder)
    texts = (bound(source.name), bound(source.path), source.size, bound(source.sha256), bound(source.importer))
    place = insert(connection, "source", run, *texts, bound(relative))
    for notice in source.notices:
        file = None if notice.file is None else bound(notice.file)
        insert(connection, "notice", place, notice.severity.value, bound(notice.text), file, notice.line)


def _relative(path: str, folder: Path) -> str:
    """A path as seen from a folder, with slashes; empty where there is no way, as from one drive to another."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix() if Path(path).is_absolute() else ""
    except ValueError:
        return ""


def _write_file(pen: Pen, file: FileReport) -> int:
    told = to_json(plain_notices(file.notices))
    who = (bound(file.importer), float(file.sure), int(file.by_hand))
    return insert(pen.connection, "file", bound(file.path), file.outcome.value, *who, told)


def _write_rejection(pen: Pen, no: Rejection) -> int:
    span = (float(no.span.first), float(no.span.last))
    return insert(pen.connection, "rejection", bound(no.checksum), bound(no.metric), *span, bound(no.kind))


def _write_brush(pen: Pen, kept: KeptBrush) -> int:
    return insert(pen.connection, "brush", bound(kept.name), to_json(plain_brush(kept.brush)))


def _write_label(pen: Pen, label: Label) -> int:
    return insert(pen.connection, "label", bound(label.name), label.colour)


def _write_pair(pen: Pen, pair: Pair) -> int:
    return insert(pen.connection, "pair", bound(pair.a), bound(pair.b), to_json(plain_terms(pair.terms)))


def _write_repeats(pen: Pen, group: Repeats) -> int:
    return insert(pen.connection, "repeats", bound(group.name), to_json(group.runs))


def _write_series(pen: Pen, run: int, series: Series) -> None:
    """Write a series. Steps and further coordinates that several series share are written once.

    Into a file, values are written for each series: only so is every array of uniform steps, which takes no room in
    the file, matched by one that does, and a file's size bounds the memory it can ask for (reading.py checks it).
    """
    steps = pen.vector("steps", series.steps)
    value = pen.vector("value", series.values)
    band = [None if array is None else pen.vector("value", array) for array in (series.low, series.high)]
    fidelity = to_json(_fidelity(series.fidelity))
    place = insert(
        pen.connection,
        "series",
        run,
        bound(series.name),
        bound(series.axis),
        fidelity,
        steps,
        value,
        *band,
        bound(series.away),
    )
    for name, array in series.along.items():
        insert(pen.connection, "along", place, bound(name), pen.vector("along", array))


def _fidelity(fidelity: Fidelity) -> dict[str, str | int | float | None]:
    stride = None if fidelity.stride is None else float(fidelity.stride)
    points, spanned = int(fidelity.points), int(fidelity.spanned)
    return {"kind": fidelity.kind.value, "points": points, "spanned": spanned, "stride": stride}


def _provenance(by: Provenance | None) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """The columns of what proposed an annotation: those of version 2, and the others."""
    if by is None:
        return (None,) * 3, (None,) * 4
    span = (None, None) if by.proposed is None else (float(by.proposed.first), float(by.proposed.last))
    detected = (bound(by.detector), float(by.score), float(by.threshold))
    return detected, (bound(by.settings), *span, to_json(by.metrics))


def _write_annotation(pen: Pen, mark: Annotation) -> int:
    detected, proposed = _provenance(mark.provenance)
    place = insert(
        pen.connection,
        "annotation",
        bound(mark.id),
        mark.number,
        float(mark.span.first),
        float(mark.span.last),
        to_json(mark.runs),
        to_json(mark.metrics),
        bound(mark.label),
        mark.severity.value,
        bound(mark.note),
        bound(mark.author),
        bound(mark.time),
        mark.origin.value,
        *detected,
        bound(mark.title),
        to_json(mark.links),
        *proposed,
    )
    for one in mark.evidence:
        numbers = (one.mean, one.std, one.low, one.low_step, one.high, one.high_step)
        insert(
            pen.connection,
            "evidence",
            place,
            bound(one.run),
            bound(one.metric),
            float(one.span.first),
            float(one.span.last),
            bound(one.checksum),
            bound(one.taken),
            one.points,
            one.count,
            *(None if number is None else float(number) for number in numbers),
        )
    return place


@dataclass(frozen=True, slots=True)
class Part:
    """Nouns of which a project has any number: the table of their rows, where the project has them, who writes one."""

    table: str
    of: Callable[[Project], tuple[Any, ...]]
    write: Callable[[Pen, Any], int]


PARTS = (
    Part("run", lambda project: project.runs, _write_run),
    Part("annotation", lambda project: project.annotations, _write_annotation),
    Part("rejection", lambda project: project.rejections, _write_rejection),
    Part("file", lambda project: project.files, _write_file),
    Part("brush", lambda project: project.kept, _write_brush),
    Part("label", lambda project: project.labels, _write_label),
    Part("pair", lambda project: project.pairs, _write_pair),
    Part("repeats", lambda project: project.repeats, _write_repeats),
)

"""A project file into a document: nothing of it is believed before it has been checked, and nothing in it changes."""

import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

import numpy as np

from analysis.errors import DamagedInput, UnreadableInput
from analysis.model.alignment import Pair, Repeats
from analysis.model.annotation import Annotation, AnnotationId, Origin, Provenance, SpanEvidence
from analysis.model.brush import KeptBrush
from analysis.model.file_report import FileReport, Outcome
from analysis.model.label import Label
from analysis.model.notice import Notice, Severity
from analysis.model.project import Data, ModelType, Project, Rejection
from analysis.model.run import Run, RunId, Source
from analysis.model.seam import Seam
from analysis.model.series import Fidelity, FidelityKind, FloatArray, Series, Span, frozen_array
from analysis.progress import Progress, silent
from analysis.stats.fingerprint import NOTHING
from analysis.storage import schema
from analysis.storage.brushes import brush_of
from analysis.storage.choices import choices_of, notices_of
from analysis.storage.columns import Packing, check_claim, unpacked
from analysis.storage.document import Document
from analysis.storage.fields import (
    blob,
    json_list,
    json_object,
    json_scalars,
    json_texts,
    json_value,
    real,
    text,
    whole,
)
from analysis.storage.options import options_of
from analysis.storage.schema import Row, rows
from analysis.storage.terms import terms_of

MAGIC = b"SQLite format 3\x00"
HEADER = 100  # bytes
FROM_BACKUP = "Open a backup of it, or import the exports again; the file itself has not been changed."
UNWRITTEN = "unwritten"  # in the place of the checksum of data whose process ended before they were on disk
HANGING = ("along", "evidence", "notice", "seam", "series", "source")  # tables whose rows belong to a row of another

Children = Mapping[int, list[Row]]
Vectors = Mapping[int, FloatArray]


def open_project(path: Path, progress: Progress | None = None) -> Document:
    """The document that was saved, every array to the bit; those that series shared are shared again.

    Raises UnreadableInput for anything but a whole project file of this or an earlier version. The file is opened
    such that not even a lock is left beside it.
    """
    check_file(path)
    try:
        with closing(sqlite3.connect(address(path), uri=True, isolation_level=None)) as file:
            schema.check(file)
            with closing(schema.upgraded(file)) as connection:
                return _document(connection, progress or silent())
    except schema.NewerVersion as error:
        reason, advice = "It was saved by a newer version of Runloupe.", "Update Runloupe to open it."
        raise UnreadableInput(reason, advice, file=str(path)) from error
    except schema.NotOurs as error:
        _refuse(path, "It is a database of another program, not a Runloupe project.", error)
    except MemoryError as error:
        reason, advice = "It needs more memory than is free.", "Close other programs and open it again."
        raise UnreadableInput(reason, advice, file=str(path)) from error
    except (sqlite3.Error, zlib.error, ValueError, LookupError, RecursionError) as error:
        raise DamagedInput(f"The project file is damaged ({error}).", FROM_BACKUP, file=str(path)) from error


def check_file(path: Path) -> None:
    """What can be told without SQLite: that there is a file, that it is a database, and that its end is there."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            head = file.read(HEADER)
    except IsADirectoryError as error:
        _refuse(path, "It is a folder, not a Runloupe project.", error)
    except OSError as error:
        _refuse(path, f"It cannot be read: {error.strerror or error}.", error)
    if not head:
        raise UnreadableInput("The project file is empty.", FROM_BACKUP, file=str(path))
    if not head.startswith(MAGIC[: len(head)]):
        _refuse(path, "It is not a Runloupe project.", None)
    page = int.from_bytes(head[16:18], "big")
    claimed = int.from_bytes(head[28:32], "big") * (65_536 if page == 1 else page)
    if len(head) < HEADER or size < claimed:
        reason = f"The project file ends too early: {size:,} of {max(claimed, HEADER):,} bytes are there."
        raise DamagedInput(reason, FROM_BACKUP, file=str(path))


def _refuse(path: Path, reason: str, cause: Exception | None) -> NoReturn:
    advice = "Choose a file that Runloupe saved; its name ends in .runloupe."
    raise UnreadableInput(reason, advice, file=str(path)) from cause


def address(path: Path) -> str:
    """The file as SQLite's URI: read only, and without looking for a journal, a log or a lock beside it."""
    place = path.absolute().as_posix()
    return f"file://{'' if place.startswith('/') else '/'}{quote(os.fsencode(place), safe='/:')}?mode=ro&immutable=1"


def _document(connection: sqlite3.Connection, progress: Progress) -> Document:
    (head,) = rows(connection, "project")
    parts = read_parts(connection, read_vectors(connection, progress))
    return compose(head, {table: tuple(found.values()) for table, found in parts.items()})


def compose(head: Row, parts: Mapping[str, tuple[Any, ...]]) -> Document:
    """A document of its row in ``project`` and its parts by their table."""
    _, title, view, model, thresholds, choices, report, folders, storing = head
    project = Project(
        runs=parts["run"],
        annotations=parts["annotation"],
        title=text(title),
        model=ModelType(model),
        thresholds={name: real(value) for name, value in json_object(thresholds).items()},
        rejections=parts["rejection"],
        choices=choices_of(json_object(choices)),
        report=options_of(json_object(report)),
        folders=json_texts(folders),
        data=Data(storing),
        files=parts["file"],
        kept=parts["brush"],
        labels=parts["label"],
        pairs=parts["pair"],
        repeats=parts["repeats"],
    )
    return Document(project, json_object(view))


def read_parts(
    connection: sqlite3.Connection, vectors: Vectors, spare: Callable[[str, Exception], None] | None = None
) -> Mapping[str, Mapping[int, object]]:
    """All nouns of which a project has any number, by their table and their place in it.

    A row that makes no noun is an error, unless ``spare`` is there to be told of it.
    """
    hanging = {table: _children(rows(connection, table)) for table in HANGING}
    makers: Mapping[str, Callable[[Row], object]] = {
        "run": lambda row: _run(row, hanging, vectors),
        "annotation": lambda row: _annotation(row, hanging["evidence"]),
        "rejection": _rejection,
        "file": _file,
        "brush": _brush,
        "label": _label,
        "pair": _pair,
        "repeats": _repeats,
    }
    found: dict[str, dict[int, object]] = {table: {} for table in makers}
    for table, make in makers.items():
        for row in rows(connection, table):
            try:
                found[table][whole(row[0])] = make(row)
            except (ValueError, LookupError, TypeError) as error:
                if spare is None:
                    raise
                spare(table, error)
    return found


def _run(row: Row, hanging: Mapping[str, Children], vectors: Vectors) -> Run:
    place, run_id, name, colour, config, tags, summary = row
    series, sources, seams = (hanging[table].get(whole(place), []) for table in ("series", "source", "seam"))
    return Run(
        RunId(text(run_id)),
        text(name),
        tuple(_series(entry, hanging["along"], vectors) for entry in series),
        tuple(_source(entry, hanging["notice"]) for entry in sources),
        json_scalars(config),
        whole(colour),
        json_texts(tags),
        json_scalars(summary),
        tuple(_seam(entry) for entry in seams),
    )


def _children(found: Iterable[Row]) -> Children:
    """Rows by the place of their parent, which stands second in each, in their order."""
    children: dict[int, list[Row]] = {}
    for row in found:
        children.setdefault(whole(row[1]), []).append(row)
    return children


def read_vectors(connection: sqlite3.Connection, progress: Progress, *, unfinished: bool = False) -> Vectors:
    """All arrays by their place. No memory is set aside before every claim about a length has been checked.

    In a working copy there may be some that are ``unfinished``: those are left out.
    """
    lengths = {whole(place): whole(length) for place, length in rows(connection, "vector")}
    total = _check_claims(connection, lengths, unfinished=unfinished)
    vectors = {place: np.empty(length) for place, length in lengths.items()}
    filled = dict.fromkeys(lengths, 0)
    query = "SELECT vector, length, packing, crc, data FROM chunk ORDER BY place"
    for done, (vector, length, packing, crc, data) in enumerate(connection.execute(query)):
        progress.step(done, total, "Opening")
        if vector not in lengths:
            continue
        if zlib.crc32(blob(data)) != crc:
            raise ValueError("the checksum of a column differs")
        end = filled[vector] + length
        vectors[vector][filled[vector] : end] = unpacked(length, Packing(packing), data)
        filled[vector] = end
    return {place: frozen_array(array) for place, array in vectors.items()}


def _check_claims(connection: sqlite3.Connection, lengths: dict[int, int], *, unfinished: bool) -> int:
    """The number of chunks; ValueError when a length is not borne out by bytes that are in the file.

    Those of which bytes are missing may be ``unfinished``; they are taken out of the lengths then.

    Uniform steps take no room whatever their number, so all of them together may have no more values than the other
    arrays: every series brings values of its own.
    """
    held = dict.fromkeys(lengths, 0)
    uniform = 0
    query = "SELECT vector, length, packing, length(data) FROM chunk"
    chunks = connection.execute(query).fetchall()
    for vector, length, packing, size in chunks:
        check_claim(whole(length), Packing(packing), whole(size))
        held[vector] += length
        uniform += length if Packing(packing) is Packing.UNIFORM else 0
    for vector in [one for one in lengths if unfinished and held[one] < lengths[one]]:
        del lengths[vector], held[vector]
    if held != lengths or 2 * uniform > sum(lengths.values()):
        raise ValueError("the length of a column is not that of its chunks")
    return len(chunks)


def _series(row: Row, along: Children, vectors: Vectors) -> Series:
    place, _, name, axis, fidelity, steps, value, low, high, away = row
    beside = along.get(whole(place), ())
    wanted = {steps, value, low, high, *(vector for *_, vector in beside)} - {None}
    if not wanted <= vectors.keys():
        return Series(text(name), NOTHING, NOTHING, _fidelity(fidelity), axis=text(axis), away=UNWRITTEN)
    return Series(
        name=text(name),
        steps=vectors[whole(steps)],
        values=vectors[whole(value)],
        fidelity=_fidelity(fidelity),
        low=None if low is None else vectors[whole(low)],
        high=None if high is None else vectors[whole(high)],
        axis=text(axis),
        along={text(entry): vectors[whole(vector)] for _, _, entry, vector in beside},
        away=text(away),
    )


def _fidelity(value: object) -> Fidelity:
    entries = json_scalars(value)
    stride = entries["stride"]
    return Fidelity(
        FidelityKind(entries["kind"]),
        whole(entries["points"]),
        whole(entries["spanned"]),
        None if stride is None else real(stride),
    )


def _source(row: Row, notices: Children) -> Source:
    place, _, name, path, size, sha256, importer, relative = row
    noticed = tuple(_notice(entry) for entry in notices.get(whole(place), ()))
    return Source(text(name), text(path), whole(size), text(sha256), text(importer), noticed, text(relative))


def _notice(row: Row) -> Notice:
    _, _, severity, said, file, line = row
    where = None if file is None else text(file)
    return Notice(Severity(severity), text(said), where, None if line is None else whole(line))


def _file(row: Row) -> FileReport:
    _, path, outcome, importer, sure, by_hand, notices = row
    told = notices_of(json_list(notices))
    return FileReport(text(path), Outcome(outcome), text(importer), real(sure), bool(whole(by_hand)), told)


def _seam(row: Row) -> Seam:
    _, _, at, until, dropped, earlier, later = row
    return Seam(real(at), real(until), whole(dropped), text(earlier), text(later))


def _brush(row: Row) -> KeptBrush:
    _, name, rule = row
    return KeptBrush(text(name), brush_of(json_value(rule)))


def _label(row: Row) -> Label:
    _, name, colour = row
    return Label(text(name), whole(colour))


def _pair(row: Row) -> Pair:
    _, a, b, terms = row
    return Pair(RunId(text(a)), RunId(text(b)), terms_of(json_object(terms)))


def _repeats(row: Row) -> Repeats:
    _, name, runs = row
    return Repeats(text(name), tuple(RunId(run) for run in json_texts(runs)))


def _rejection(row: Row) -> Rejection:
    _, checksum, metric, first, last, kind = row
    return Rejection(text(checksum), text(metric), Span(real(first), real(last)), text(kind))


def _span_evidence(row: Row) -> SpanEvidence:
    _, _, run, metric, first, last, checksum, taken, points, count, *numbers = row
    found = (None if number is None else real(number) for number in numbers)
    where = (RunId(text(run)), text(metric), Span(real(first), real(last)), text(checksum), text(taken))
    return SpanEvidence(*where, whole(points), whole(count), *found)


def _annotation(row: Row, evidence: Children) -> Annotation:
    place, mark_id, number, first, last, runs, metrics, label, severity, note, author, time, origin, *rest = row
    detector, score, threshold, title, links, *proposal = rest
    return Annotation(
        id=AnnotationId(text(mark_id)),
        number=whole(number),
        span=Span(real(first), real(last)),
        runs=tuple(RunId(run) for run in json_texts(runs)),
        metrics=json_texts(metrics),
        label=text(label),
        severity=Severity(severity),
        note=text(note),
        author=text(author),
        time=text(time),
        origin=Origin(origin),
        provenance=_provenance((detector, score, threshold, *proposal)),
        title=text(title),
        links=tuple(AnnotationId(link) for link in json_texts(links)),
        evidence=tuple(_span_evidence(one) for one in evidence.get(whole(place), ())),
    )


def _provenance(columns: Sequence[object]) -> Provenance | None:
    detector, score, threshold, settings, first, last, metrics = columns
    if detector is None:
        return None
    return Provenance(
        text(detector),
        real(score),
        real(threshold),
        "" if settings is None else text(settings),
        None if first is None else Span(real(first), real(last)),
        () if metrics is None else json_texts(metrics),
    )

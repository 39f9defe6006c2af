"""The private working copy of an open project: every step is on disk before it counts as done, and so is the history.

It has the tables of a project file, with every noun that any step has or had, and three more: what each step consists
of. Only the current step is ever saved into a project file.
"""

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self
from uuid import uuid4

from analysis.errors import UnreadableInput, UnwritableOutput
from analysis.model.project import Project
from analysis.model.series import FloatArray
from analysis.progress import Progress, silent
from analysis.storage import schema
from analysis.storage.completing import complete
from analysis.storage.document import Document
from analysis.storage.fields import bound, json_list, json_object, text, to_json, whole
from analysis.storage.known import Known
from analysis.storage.locks import Lock
from analysis.storage.reading import compose, read_parts, read_vectors
from analysis.storage.schema import insert
from analysis.storage.transaction import Turns, piece, transaction, unwritable
from analysis.storage.writing import PARTS, Part, Pen, write_head

SUFFIX = ".work"
LOG = 4_194_304  # bytes to which SQLite's log is cut once it has been worked in
AT_ONCE = 250_000  # values that are written with a step; more are written after it
PIECE = 65_536  # values that are written between two edits
Fill = Callable[[Project, "Path | None"], Project]

# Every table also has place INTEGER PRIMARY KEY, as those of a project file.
OWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "step": (  # in their order; the first is what was opened
            "text TEXT NOT NULL",
            "at TEXT NOT NULL",  # ISO 8601
            "head INTEGER NOT NULL",  # its row in project
            "lists TEXT NOT NULL",  # a JSON object: for each table of parts the row in list
        ),
        "list": (  # parts of one table in their order, told by how they differ from an earlier list
            "base INTEGER REFERENCES list",  # NULL: no part at all
            "start INTEGER NOT NULL",  # from this one on
            "gone INTEGER NOT NULL",  # so many of them have made way
            "places TEXT NOT NULL",  # for these, a JSON list of places in the table of parts
        ),
        "state": (  # one row
            "current INTEGER NOT NULL",  # the number of the step, from 0
            "saved INTEGER",  # that of the step that was saved last, NULL when it is none of these
            "path TEXT",  # of the project file
            "stamp TEXT",  # its size and time as it was left
        ),
    }
)


class Step:
    """One entry of the history: what was done, when, and the document that came of it, read when it is asked for."""

    def __init__(self, place: int, what: str, at: str, document: "Document | _Stored") -> None:
        self.place = place
        self.text = what
        self.at = at
        self._document = document

    @property
    def document(self) -> Document:
        if not isinstance(self._document, Document):
            self._document = self._document.composed()
        return self._document

    def project(self) -> Project:
        return self.document.project

    def holds(self, project: Project) -> bool:
        """Whether its project is this very one; one that was never asked for is none that anybody has."""
        return isinstance(self._document, Document) and self._document.project is project


@dataclass
class _Stored:
    """A document as rows: its own, and the lists of its parts."""

    head: schema.Row
    lists: Mapping[str, tuple[Any, ...]]

    def composed(self) -> Document:
        return compose(self.head, self.lists)


class WorkingCopy:
    """One file with its history. Whatever raises UnwritableOutput has changed nothing in it and can be done again."""

    def __init__(self, file: Path, lock: Lock, connection: sqlite3.Connection) -> None:
        self.file = file
        self.steps: list[Step] = []
        self.current = 0
        self.saved: int | None = None
        self.path: Path | None = None
        self.stamp: str | None = None
        self._lock = lock
        self._connection = connection
        self.unfinished: set[int] = set()
        self._turns = Turns()
        self._pen = Pen(connection, silent(), 0, lasting=True)
        self._known = Known()

    @classmethod
    def create(cls, folder: Path) -> Self:
        """A new one without any step."""
        file = folder / f"{uuid4().hex}{SUFFIX}"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = Lock.take(lock_of(file))
            assert lock is not None, "a fresh name is nobody's"
        except OSError as error:
            raise unwritable(error) from error
        try:
            made = cls(file, lock, _connect(file))
            with made._writing():
                made._make_tables()
        except (sqlite3.Error, UnwritableOutput) as error:
            remove(file)
            lock.release()
            raise error if isinstance(error, UnwritableOutput) else unwritable(error) from error
        return made

    def _make_tables(self) -> None:
        schema.create(self._connection)
        for table, columns in OWN.items():
            self._connection.execute(f"CREATE TABLE {table} (place INTEGER PRIMARY KEY, {', '.join(columns)})")
        insert(self._connection, "state", 0, None, None, None)

    @classmethod
    def open(cls, file: Path, progress: Progress | None = None, fill: Fill | None = None) -> Self | None:
        """The one that another process left behind, with all its steps; None while it is somebody's.

        Where that process ended before long arrays were on disk, ``fill`` is asked for the current project with its
        data, given it without them and the project file where that is as it was.
        Raises UnreadableInput when it is damaged or of a newer version; it is left as it is then.
        """
        try:
            lock = Lock.take(lock_of(file))
            if lock is None:
                return None
            connection = _connect(file)
            opened = cls(file, lock, connection)
            schema.check_structure(connection)
            with opened._writing():
                schema.migrate(connection)
            opened._read(progress or silent())
            if opened.unfinished and fill is not None and opened.steps:
                file_as_it_was = opened.path if opened.fits_its_file else None
                filled = fill(opened.steps[opened.current].project(), file_as_it_was)
                with opened._writing():
                    complete(connection, filled, opened.unfinished)
                opened = cls(file, lock, connection)
                opened._read(progress or silent())
        except (OSError, sqlite3.Error, zlib.error, ValueError, LookupError, schema.NewerVersion) as error:
            advice = f"It stays where it is: {file}"
            raise UnreadableInput(f"A working copy cannot be read ({error}).", advice, file=file.name) from error
        return opened

    @property
    def clean(self) -> bool:
        """Whether what is current stands in a project file."""
        return self.saved == self.current

    @property
    def fits_its_file(self) -> bool:
        """Whether its project file is there, and as it was when this copy last saw it."""
        return self.path is not None and self.stamp is not None and stamp_of(self.path) == self.stamp

    def missing(self, project: Project) -> int:
        """The number of values of a project that are not in the copy yet."""
        keys = {self._pen.key("", array) for array in _arrays(project)}
        return sum(size for _, _, size in keys - self._pen.known.keys())

    @property
    def owed(self) -> int:
        """The number of values that steps refer to and that are not on disk yet."""
        return sum(owed.array.size - owed.at for owed in list(self._pen.owed.values()))

    def keep_arrays(self, progress: Progress) -> None:
        """Write the arrays that are owed, in another thread: edits need not wait for more than a piece of them."""
        total = self.owed
        while owed := next(iter(list(self._pen.owed.values())), None):
            progress.step(total - self.owed, total, "Keeping on disk")
            with self._turns.taken(patient=True), piece(self._connection):
                size = self._pen.pay(owed, PIECE)
            owed.at += size
            if owed.at == owed.array.size:
                self._pen.owed.pop(owed.place, None)

    def append(self, what: str, document: Document) -> None:
        """Make a document the current step, after the present one; steps that were undone are gone from then on."""
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        kept = self.steps[: self.current + 1]
        saved = self.saved if self.saved is not None and self.saved < len(kept) else None
        self._pen.later = self.missing(document.project) > AT_ONCE
        with self._writing():
            self._connection.execute("DELETE FROM step WHERE place > ?", (kept[-1].place if kept else 0,))
            place = insert(self._connection, "step", bound(what), at, *self._written(document))
            self._write_state(len(kept), saved)
        self.steps = [*kept, Step(place, what, at, document)]
        self.current, self.saved = len(kept), saved

    def amend(self, document: Document) -> None:
        """Make a document the current state without a step: the same with data that were read again."""
        step = self.steps[self.current]
        self._pen.later = self.missing(document.project) > AT_ONCE
        with self._writing():
            head, lists = self._written(document)
            self._connection.execute("UPDATE step SET head = ?, lists = ? WHERE place = ?", (head, lists, step.place))
        self.steps[self.current] = Step(step.place, step.text, step.at, document)

    def go(self, number: int) -> None:
        """Make another step the current one."""
        with self._writing():
            self._write_state(number, self.saved)
        self.current = number

    def mark_saved(self, path: Path, project: Project) -> None:
        """Remember the project file as it is now, and that it holds ``project``."""
        numbers = [number for number, step in enumerate(self.steps) if step.holds(project)]
        saved = numbers[-1] if numbers else None
        path = path.resolve()
        stamp = stamp_of(path)
        with self._writing():
            self._write_state(self.current, saved)
            self._connection.execute("UPDATE state SET path = ?, stamp = ?", (bound(str(path)), stamp))
        self.saved, self.path, self.stamp = saved, path, stamp

    def forget_file(self) -> None:
        """Belong to no project file any more: the one that was known is gone, or holds something else."""
        with self._writing():
            self._connection.execute("UPDATE state SET saved = NULL, path = NULL, stamp = NULL")
        self.saved = self.path = self.stamp = None

    def close(self) -> None:
        """Let go of it; it stays for whoever opens it next."""
        with self._turns.taken(), suppress(sqlite3.Error):
            self._connection.close()
        self._lock.release()

    def discard(self) -> None:
        """Let go of it and remove it."""
        with self._turns.taken(), suppress(sqlite3.Error):
            self._connection.close()
        remove(self.file)
        self._lock.release()

    def _written(self, document: Document) -> tuple[int, str]:
        lists = {part.table: self._list(part, document.project) for part in PARTS}
        return write_head(self._connection, document), to_json(lists)

    def _write_state(self, current: int, saved: int | None) -> None:
        self._connection.execute("UPDATE state SET current = ?, saved = ?", (current, saved))

    def _list(self, part: Part, project: Project) -> int:
        """The row of a list of parts; nothing is written of what the copy knows."""
        nouns = part.of(project)
        known = self._known.place("list", nouns)
        if known is not None:
            return known
        before = part.of(self.steps[self.current].document.project) if self.steps else ()
        base = self._known.place("list", before)
        start, gone, fresh = _difference(before if base is not None else (), nouns)
        places = []
        for noun in fresh:
            place = self._known.place(part.table, noun)
            written = part.write(self._pen, noun) if place is None else place
            places.append(self._known.enter(part.table, noun, written))
        return self._known.enter("list", nouns, insert(self._connection, "list", base, start, gone, to_json(places)))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._turns.taken(), transaction(self._connection, self._known, self._pen):
            yield

    def _read(self, progress: Progress) -> None:
        vectors = read_vectors(self._connection, progress, unfinished=True)
        self.unfinished = {whole(place) for place, _ in schema.rows(self._connection, "vector")} - vectors.keys()
        for place, array in vectors.items():
            self._pen.known[self._pen.key("", array)] = (array, place)
        parts = read_parts(self._connection, vectors)
        for table, nouns in parts.items():
            for place, noun in nouns.items():
                self._known.enter(table, noun, place)
        lists = self._read_lists()
        heads = {head[0]: head for head in schema.rows(self._connection, "project")}
        made: dict[tuple[str, object], tuple[Any, ...]] = {}
        for place, what, at, head, chosen in _rows(self._connection, "step"):
            rows = json_object(chosen)
            for table, nouns in parts.items():
                if (table, rows.get(table)) not in made:
                    made[table, rows.get(table)] = self._listed(lists, rows.get(table), nouns)
            stored = _Stored(heads[head], {table: made[table, rows.get(table)] for table in parts})
            self.steps.append(Step(whole(place), text(what), text(at), stored))
        ((_, current, saved, path, stamp),) = _rows(self._connection, "state")
        self.current, self.saved = whole(current), None if saved is None else whole(saved)
        self.path, self.stamp = None if path is None else Path(text(path)), stamp
        if self.steps:
            self.steps[self.current].document  # noqa: B018 - that it can be composed is part of its being whole
        self._known.fresh.clear()

    def _read_lists(self) -> Mapping[int, tuple[int, ...]]:
        """The places of each list of parts."""
        lists: dict[int, tuple[int, ...]] = {}
        for place, base, start, gone, places in _rows(self._connection, "list"):
            before = () if base is None else lists[base]
            fresh = tuple(whole(entry) for entry in json_list(places))
            lists[place] = (*before[:start], *fresh, *before[start + gone :])
        return lists

    def _listed(
        self, lists: Mapping[int, tuple[int, ...]], row: object, nouns: Mapping[int, object]
    ) -> tuple[Any, ...]:
        """The parts of a list; all there are where there is no list, because the table came with a later version."""
        if row is None:
            return tuple(nouns.values())
        found = tuple(nouns[place] for place in lists[whole(row)])
        self._known.enter("list", found, whole(row))
        return found


def _difference(old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[int, int, tuple[Any, ...]]:
    """Where two tuples begin to differ, how many of the old are gone from there on, and what came for them."""
    least = min(len(old), len(new))
    start = next((at for at in range(least) if old[at] is not new[at]), least)
    end = next((at for at in range(least - start) if old[-1 - at] is not new[-1 - at]), least - start)
    return start, len(old) - start - end, new[start : len(new) - end]


def stamp_of(path: Path) -> str | None:
    """Size and time of the last change of a file, to tell that it has been changed; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return f"{found.st_size} {found.st_mtime_ns}"


def lock_of(file: Path) -> Path:
    return file.with_suffix(".lock")


def remove(file: Path) -> None:
    """Remove a working copy that nobody has open."""
    for path in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    for setting in ("trusted_schema = OFF", "journal_mode = WAL", "synchronous = FULL", f"journal_size_limit = {LOG}"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def _arrays(project: Project) -> Iterable[FloatArray]:
    for run in project.runs:
        for series in run.series:
            for array in (series.steps, series.values, series.low, series.high, *series.along.values()):
                if array is not None:
                    yield array


def _rows(connection: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    return connection.execute(f"SELECT * FROM {table} ORDER BY place").fetchall()  # noqa: S608 - a name of ours

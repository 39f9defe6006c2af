"""What can still be read of a damaged project file, and by name what cannot. Nothing is made up for what is gone."""

import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.errors import UnreadableInput
from analysis.model.series import FloatArray, frozen_array
from analysis.progress import Progress, silent
from analysis.stats.fingerprint import NOTHING
from analysis.storage import schema
from analysis.storage.columns import Packing, check_claim, unpacked
from analysis.storage.document import Document
from analysis.storage.fields import blob, json_scalars, text, to_json, whole
from analysis.storage.reading import address, compose, read_parts, read_vectors
from analysis.storage.schema import Row, rows
from analysis.storage.writing import Pen
from analysis.wording import plural

Mask = NDArray[np.bool_]
NAMED = {  # what a person calls the rows of a table
    "project": "title, view, thresholds and choices about files",
    "seam": "seams of runs",
    "source": "files of runs",
    "notice": "notices of files",
    "along": "further coordinates of metrics",
    "evidence": "attached statistics",
    "rejection": "rejections",
    "file": "the import report",
    "brush": "kept brushes",
}
BLANK_HEAD: Row = (1, "", "{}", "not stated", "{}", "{}", "{}", "[]", "stored")


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A document of what could be read, and a sentence for each thing that is lost or not to be trusted."""

    document: Document
    losses: tuple[str, ...]


def salvage(path: Path, progress: Progress | None = None) -> Salvaged:
    """Read what can be read of a damaged file; the file itself is not changed.

    Raises UnreadableInput where nothing can be read, and for a file that is none of ours or of a newer version.
    """
    try:
        with closing(sqlite3.connect(address(path), uri=True, isolation_level=None)) as file:
            file.execute("PRAGMA writable_schema = ON")  # a file that ends too early is refused otherwise
            return _Salvage(file, progress or silent()).salvaged()
    except (sqlite3.Error, zlib.error, ValueError, LookupError, OSError, RecursionError, MemoryError) as error:
        reason = f"Nothing of the damaged project file can be read ({error})."
        raise UnreadableInput(reason, "Open a backup of it, or import the exports again.", file=str(path)) from error
    except (schema.NotOurs, schema.NewerVersion) as error:
        raise UnreadableInput("It is no damaged file of this version.", "", file=str(path)) from error


@dataclass
class _Salvage:
    """Copies row by row what is whole into a database in memory, which is then read like any other."""

    file: sqlite3.Connection
    progress: Progress
    losses: list[str] = field(default_factory=list)

    def salvaged(self) -> Salvaged:
        schema.check_origin(self.file)
        unsealed = schema.unsealed(self.file)
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as good, closing(self._current()) as source:
            schema.create(good)
            for table in schema.TABLES:
                if table not in ("chunk", "seal"):
                    self._copy(source, good, table, doubted=table in unsealed)
            self._copy_arrays(source, good)
            parts = read_parts(good, read_vectors(good, self.progress), self._spare)
            nouns = {table: tuple(found.values()) for table, found in parts.items()}
            heads = rows(good, "project") or [BLANK_HEAD]
            try:
                document = compose(heads[0], nouns)
            except (ValueError, TypeError):
                self.losses.append("The title, the view, the thresholds and the choices about files are lost.")
                document = compose(BLANK_HEAD, nouns)
        if not (document.project.runs or document.project.annotations):
            raise ValueError("neither a run nor an annotation is left")
        return Salvaged(document, tuple(self.losses))

    def _current(self) -> sqlite3.Connection:
        """A copy in this version; it is in memory, and the pages that are damaged are damaged there too."""
        copy = sqlite3.connect(":memory:", isolation_level=None)
        copy.execute("PRAGMA writable_schema = ON")
        self.file.backup(copy)
        schema.migrate(copy)
        return copy

    def _spare(self, table: str, error: Exception) -> None:
        self.losses.append(f"One of the {NAMED.get(table, f'{table}s')} makes no sense and is lost ({error}).")

    def _copy(self, source: sqlite3.Connection, good: sqlite3.Connection, table: str, *, doubted: bool) -> None:
        columns = [column.split()[0] for column in schema.TABLES[table]]
        marks = ", ".join("?" for _ in ("place", *columns))
        expected, found = self._expected(table), 0
        for row in _readable(source, table, ["place", *columns], expected):
            try:
                good.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608 - a name from TABLES
                found += 1
            except sqlite3.Error:
                continue
        if table == "vector":
            return  # what is missing of arrays is told with their metrics
        what = NAMED.get(table, f"{table}s")
        if expected is not None and found < expected:
            self.losses.append(
                f"Of the {what}, {plural(expected - found, 'entry', 'entries')} of {expected:,} are lost."
            )
        elif doubted:
            self.losses.append(f"The {what} differ from their checksum: something in them was changed by the damage.")

    def _expected(self, table: str) -> int | None:
        """How many rows were sealed; None where that cannot be told."""
        try:
            found = self.file.execute("SELECT count FROM seal WHERE name = ?", (table,)).fetchone()
        except sqlite3.Error:
            return None
        return None if found is None else whole(found[0])

    def _copy_arrays(self, source: sqlite3.Connection, good: sqlite3.Connection) -> None:
        """Copy the chunks that are whole, and leave out of a metric the points of those that are not."""
        lengths = {whole(place): whole(length) for place, length in rows(good, "vector")}
        arrays = _arrays(source, lengths, self._expected("chunk"))
        pen = Pen(good, self.progress, 0, lasting=True)
        good.execute("DELETE FROM vector")
        names = {row[0]: text(row[2]) for row in rows(good, "run")}
        for place, run, name, _, fidelity, *columns, away in rows(good, "series"):
            if away and run in names:
                _without_points(good, place, pen.vector("", NOTHING))
                continue
            along = good.execute("SELECT place, vector FROM along WHERE series = ?", (place,)).fetchall()
            mine = [arrays.get(column) for column in (*columns, *(vector for _, vector in along)) if column is not None]
            held = [one for one in mine if one is not None]
            whose = f"“{text(name)}” of “{names.get(run, 'a run that is lost')}”"
            sizes = {array.size for array, _ in held}
            kept: Mask = np.logical_and.reduce([mask for _, mask in held]) if len(sizes) == 1 else np.zeros(0, np.bool_)
            if len(held) < len(mine) or not kept.any() or run not in names:
                good.execute("DELETE FROM along WHERE series = ?", (place,))
                good.execute("DELETE FROM series WHERE place = ?", (place,))
                self.losses.append(f"The metric {whose} is lost.")
                continue
            gone = int(kept.size - np.count_nonzero(kept))
            known = self._cut(whose, fidelity, kept) if gone else fidelity
            new = {
                column: pen.vector("", frozen_array(arrays[column][0][kept]) if gone else arrays[column][0])
                for column in {*columns, *(vector for _, vector in along)} - {None}
            }
            put = [None if column is None else new[column] for column in columns]
            good.execute(
                "UPDATE series SET fidelity = ?, steps = ?, value = ?, low = ?, high = ? WHERE place = ?",
                (known, *put, place),
            )
            for entry, vector in along:
                good.execute("UPDATE along SET vector = ? WHERE place = ?", (new[vector], entry))

    def _cut(self, whose: str, fidelity: object, kept: Mask) -> str:
        """Tell which points are gone, and say of the rest that it is not evenly spaced."""
        places = np.flatnonzero(~kept)
        left = int(np.count_nonzero(kept))
        self.losses.append(
            f"Of {whose}, {places.size:,} of {kept.size:,} points are lost, from the {places[0] + 1:,}th to the "
            f"{places[-1] + 1:,}th."
        )
        return to_json({**json_scalars(fidelity), "kind": "irregular", "points": left})


def _without_points(good: sqlite3.Connection, place: object, nothing: int) -> None:
    """A metric whose data stand in another file has none here."""
    good.execute("UPDATE series SET steps = ?, value = ? WHERE place = ?", (nothing, nothing, place))


def _readable(
    connection: sqlite3.Connection, table: str, columns: list[str], expected: int | None
) -> Iterator[tuple[object, ...]]:
    """The rows that can be read: in one go, and from the first damage on each by its place."""
    query = f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608 - names from TABLES
    last = 0
    try:
        for row in connection.execute(f"{query} ORDER BY place"):
            last = row[0]
            yield row
    except sqlite3.Error:
        for place in range(last + 1, 1 + (expected or 0)):
            try:
                yield from connection.execute(f"{query} WHERE place = ?", (place,)).fetchall()
            except sqlite3.Error:
                continue


def _arrays(
    source: sqlite3.Connection, lengths: Mapping[int, int], expected: int | None
) -> dict[int, tuple[FloatArray, Mask]]:
    """All arrays, and which of their values were read whole. Chunks of an array are in order."""
    found: dict[int, list[tuple[int, FloatArray | None]]] = {}
    columns = ["place", "vector", "length", "packing", "crc", "data"]
    for _, vector, length, packing, crc, data in _readable(source, "chunk", columns, expected):
        values = None
        try:
            check_claim(whole(length), Packing(packing), len(blob(data)))
            if zlib.crc32(blob(data)) == crc:
                values = unpacked(whole(length), Packing(packing), blob(data))
        except (ValueError, zlib.error):
            pass
        found.setdefault(whole(vector), []).append((whole(length), values))
    made = {}
    for vector, length in lengths.items():
        chunks = found.get(vector, [])
        if sum(size for size, _ in chunks) != length:
            continue  # a chunk is missing altogether: which points it held cannot be told
        parts = [np.zeros(size) if values is None else values for size, values in chunks]
        masks = [np.full(size, values is not None) for size, values in chunks]
        if parts:
            made[vector] = (frozen_array(np.concatenate(parts)), np.concatenate(masks))
        else:
            made[vector] = (frozen_array(np.zeros(0)), np.zeros(0, np.bool_))
    return made

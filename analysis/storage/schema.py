"""The tables of a project file, its version number, and the checks it passes before any of it is believed."""

import sqlite3
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType

from analysis.model.label import STANDARD

APPLICATION = 0x52756E4C  # "RunL", the application id in the header of every project file

# Every table also has place INTEGER PRIMARY KEY: what others refer to, and the order in which the project has it.
TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "project": (  # one row
            "title TEXT NOT NULL",
            "view TEXT NOT NULL",  # a JSON object
            "model TEXT NOT NULL",
            "thresholds TEXT NOT NULL",  # a JSON object
            "choices TEXT NOT NULL",  # a JSON object
            "report TEXT NOT NULL",  # a JSON object
            "folders TEXT NOT NULL",  # a JSON list of paths
            "storing TEXT NOT NULL",  # the data, or where they are to be found
        ),
        "run": (
            "id TEXT NOT NULL",
            "name TEXT NOT NULL",
            "colour INTEGER NOT NULL",
            "config TEXT NOT NULL",  # a JSON object
            "tags TEXT NOT NULL",  # a JSON list of texts
            "summary TEXT NOT NULL",  # a JSON object
        ),
        "seam": (
            "run INTEGER NOT NULL REFERENCES run",
            "at REAL NOT NULL",
            "until REAL NOT NULL",
            "dropped INTEGER NOT NULL",
            "earlier TEXT NOT NULL",
            "later TEXT NOT NULL",
        ),
        "source": (
            "run INTEGER NOT NULL REFERENCES run",
            "name TEXT NOT NULL",
            "path TEXT NOT NULL",
            "size INTEGER NOT NULL",
            "sha256 TEXT NOT NULL",
            "importer TEXT NOT NULL",
            "relative TEXT NOT NULL",  # the path as seen from the project file
        ),
        "notice": (
            "source INTEGER NOT NULL REFERENCES source",
            "severity TEXT NOT NULL",
            "text TEXT NOT NULL",
            "file TEXT",
            "line INTEGER",
        ),
        "vector": ("length INTEGER NOT NULL",),
        "chunk": (
            "vector INTEGER NOT NULL REFERENCES vector",
            "length INTEGER NOT NULL",
            "packing TEXT NOT NULL",
            "crc INTEGER NOT NULL",  # CRC-32 of data
            "data BLOB NOT NULL",
        ),
        "series": (
            "run INTEGER NOT NULL REFERENCES run",
            "name TEXT NOT NULL",
            "axis TEXT NOT NULL",
            "fidelity TEXT NOT NULL",  # a JSON object: spanned may exceed 64 bits, stride may be NaN
            "steps INTEGER NOT NULL REFERENCES vector",
            "value INTEGER NOT NULL REFERENCES vector",
            "low INTEGER REFERENCES vector",
            "high INTEGER REFERENCES vector",
            "away TEXT NOT NULL",  # the checksum of data that only the source has
        ),
        "along": (
            "series INTEGER NOT NULL REFERENCES series",
            "name TEXT NOT NULL",
            "vector INTEGER NOT NULL REFERENCES vector",
        ),
        "annotation": (
            "id TEXT NOT NULL",
            "number INTEGER NOT NULL",
            "first REAL NOT NULL",
            "last REAL NOT NULL",
            "runs TEXT NOT NULL",  # a JSON list of run ids
            "metrics TEXT NOT NULL",  # a JSON list of names
            "label TEXT NOT NULL",
            "severity TEXT NOT NULL",
            "note TEXT NOT NULL",
            "author TEXT NOT NULL",
            "time TEXT NOT NULL",
            "origin TEXT NOT NULL",
            "detector TEXT",  # with score and threshold: what proposed it, NULL where a person did
            "score REAL",
            "threshold REAL",
            "title TEXT NOT NULL",
            "links TEXT NOT NULL",  # a JSON list of annotation ids
            "settings TEXT",  # with the span and the metrics that it proposed, NULL where it left none
            "proposed_first REAL",
            "proposed_last REAL",
            "proposed_metrics TEXT",  # a JSON list
        ),
        "evidence": (  # statistics of a span that were attached to an annotation
            "annotation INTEGER NOT NULL REFERENCES annotation",
            "run TEXT NOT NULL",
            "metric TEXT NOT NULL",
            "first REAL NOT NULL",
            "last REAL NOT NULL",
            "checksum TEXT NOT NULL",
            "taken TEXT NOT NULL",
            "points INTEGER NOT NULL",
            "count INTEGER NOT NULL",
            "mean REAL",
            "std REAL",
            "low REAL",
            "low_step REAL",
            "high REAL",
            "high_step REAL",
        ),
        "label": ("name TEXT NOT NULL", "colour INTEGER NOT NULL"),
        "pair": ("a TEXT NOT NULL", "b TEXT NOT NULL", "terms TEXT NOT NULL"),  # ids of runs, a JSON object
        "repeats": ("name TEXT NOT NULL", "runs TEXT NOT NULL"),  # a JSON list of run ids
        "rejection": (
            "checksum TEXT NOT NULL",
            "metric TEXT NOT NULL",
            "first REAL NOT NULL",
            "last REAL NOT NULL",
            "kind TEXT NOT NULL",
        ),
        "file": (  # what became of each file that was given
            "path TEXT NOT NULL",
            "outcome TEXT NOT NULL",
            "importer TEXT NOT NULL",
            "sure REAL NOT NULL",
            "by_hand INTEGER NOT NULL",
            "notices TEXT NOT NULL",  # a JSON list
        ),
        "brush": ("name TEXT NOT NULL", "rule TEXT NOT NULL"),  # those that were kept, as JSON
        # one row for each table above: how many rows it has, and the CRC-32 over them
        "seal": ("name TEXT NOT NULL", "count INTEGER NOT NULL", "crc INTEGER NOT NULL"),
    }
)

Row = tuple[object, ...]
Migration = Callable[[sqlite3.Connection], None]


def _to_2(connection: sqlite3.Connection) -> None:
    """Tags, summaries, seams; model type, thresholds, rejections; annotations' provenance; choices, files, brushes."""
    for table, column in (
        ("project", "model TEXT NOT NULL DEFAULT 'not stated'"),
        ("project", "thresholds TEXT NOT NULL DEFAULT '{}'"),
        ("project", "choices TEXT NOT NULL DEFAULT '{}'"),
        ("run", "tags TEXT NOT NULL DEFAULT '[]'"),
        ("run", "summary TEXT NOT NULL DEFAULT '{}'"),
        ("annotation", "detector TEXT"),
        ("annotation", "score REAL"),
        ("annotation", "threshold REAL"),
    ):
        connection.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    for table in ("seam", "rejection", "file", "brush"):
        _make(connection, table)


def _to_3(connection: sqlite3.Connection) -> None:
    """Columns and tables that version 2 did not have."""
    for table, column in (
        ("project", "report TEXT NOT NULL DEFAULT '{}'"),
        ("annotation", "title TEXT NOT NULL DEFAULT ''"),
        ("annotation", "links TEXT NOT NULL DEFAULT '[]'"),
        ("annotation", "settings TEXT"),
        ("annotation", "proposed_first REAL"),
        ("annotation", "proposed_last REAL"),
        ("annotation", "proposed_metrics TEXT"),
    ):
        connection.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    for table in ("evidence", "label", "pair", "repeats"):
        _make(connection, table)
    for label in STANDARD:
        insert(connection, "label", label.name, label.colour)


def _to_4(connection: sqlite3.Connection) -> None:
    """The folders that were opened; references to source files in the place of their data."""
    for table, column in (
        ("project", "folders TEXT NOT NULL DEFAULT '[]'"),
        ("project", "storing TEXT NOT NULL DEFAULT 'stored'"),
        ("source", "relative TEXT NOT NULL DEFAULT ''"),
        ("series", "away TEXT NOT NULL DEFAULT ''"),
    ):
        connection.execute(f"ALTER TABLE {table} ADD COLUMN {column}")


MIGRATIONS: tuple[Migration, ...] = (
    _to_2,
    _to_3,
    _to_4,
)  # the first leads from version 1 to 2, and so on
VERSION = 1 + len(MIGRATIONS)


class NewerVersion(Exception):
    """The file was written by a newer Runloupe."""


class NotOurs(Exception):
    """An SQLite database of another program."""


def create(connection: sqlite3.Connection) -> None:
    """Make the empty tables of this version."""
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    for table in TABLES:
        _make(connection, table)


def _make(connection: sqlite3.Connection, table: str) -> None:
    connection.execute(f"CREATE TABLE {table} (place INTEGER PRIMARY KEY, {', '.join(TABLES[table])})")


def insert(connection: sqlite3.Connection, table: str, *values: object) -> int:
    """Append a row and answer its place."""
    marks = ", ".join("?" for _ in values)
    cursor = connection.execute(f"INSERT INTO {table} VALUES (NULL, {marks})", values)  # noqa: S608 - a name from TABLES
    return cursor.lastrowid or 0


def rows(connection: sqlite3.Connection, table: str) -> list[Row]:
    """All rows of a table in their order, without the bytes of chunks."""
    names = [column.split()[0] for column in TABLES[table]]
    return _rows(connection, table, ["place", *names])


def seal(connection: sqlite3.Connection) -> None:
    """Note down the checksum of each table, so that one changed byte in any of them can be told."""
    connection.execute("DELETE FROM seal")
    for table in _tables(connection):
        insert(connection, "seal", table, *_checksum(connection, table))


def check(connection: sqlite3.Connection) -> None:
    """Raises NewerVersion, NotOurs, and for a damaged file ValueError or sqlite3.Error.

    The seals are asked last, after all that ``check_structure`` asks.
    """
    check_structure(connection)
    sealed = {name: (count, crc) for name, count, crc in connection.execute("SELECT name, count, crc FROM seal")}
    if sealed != {table: _checksum(connection, table) for table in _tables(connection)}:
        raise ValueError("a checksum differs")


def check_structure(connection: sqlite3.Connection) -> None:
    """Raises NewerVersion, NotOurs, and for a damaged file ValueError or sqlite3.Error.

    After all that ``check_origin`` asks: SQLite's own structure, and references between tables.
    """
    check_origin(connection)
    found = connection.execute("PRAGMA quick_check(1)").fetchall()
    if found != [("ok",)]:
        raise ValueError(f"SQLite's check: {found[0][0] if found else 'no answer'}")
    if connection.execute("PRAGMA foreign_key_check").fetchone():
        raise ValueError("a row refers to one that is not there")


def check_origin(connection: sqlite3.Connection) -> None:
    """Raises NewerVersion, NotOurs, and ValueError or sqlite3.Error for what cannot be one of our files.

    Who made it and when, and that it holds nothing but plain tables: a view could be made to run for ever.
    """
    for setting in ("cell_size_check = ON", "trusted_schema = OFF"):
        connection.execute(f"PRAGMA {setting}")
    if _pragma(connection, "application_id") != APPLICATION:
        raise NotOurs
    version = _pragma(connection, "user_version")
    if version > VERSION:
        raise NewerVersion
    if version < 1:
        raise ValueError(f"version {version} does not exist")
    _tables(connection)


def unsealed(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The tables whose rows are not those that were sealed, or cannot all be read; all of them without seals."""
    tables = _tables(connection)
    try:
        sealed = {name: (count, crc) for name, count, crc in connection.execute("SELECT name, count, crc FROM seal")}
    except sqlite3.Error:
        return tuple(tables)
    return tuple(table for table in tables if not _is_sealed(connection, table, sealed.get(table)))


def _is_sealed(connection: sqlite3.Connection, table: str, sealed: tuple[int, int] | None) -> bool:
    try:
        return sealed == _checksum(connection, table)
    except (sqlite3.Error, ValueError):
        return False


def upgraded(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The connection itself when it has this version, otherwise a migrated copy in memory: opening changes no file."""
    if _pragma(connection, "user_version") == VERSION:
        return connection
    copy = sqlite3.connect(":memory:", isolation_level=None)
    connection.backup(copy)
    migrate(copy)
    return copy


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables of an earlier version to this one, where they are."""
    for step in MIGRATIONS[_pragma(connection, "user_version") - 1 :]:
        step(connection)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _tables(connection: sqlite3.Connection) -> list[str]:
    """The names of all tables but the seal; ValueError when there is anything that is no plain table."""
    names = []
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY rowid"):
        if kind != "table" or not str(sql).startswith("CREATE TABLE"):
            raise ValueError(f"it holds the {kind} {name!r}")
        names.append(str(name))
    return [name for name in names if name != "seal"]


def _checksum(connection: sqlite3.Connection, table: str) -> tuple[int, int]:
    """The number of rows and the CRC-32 of their text; the bytes of a chunk are covered by its own crc."""
    columns = connection.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", (table,)).fetchall()
    if any(hidden for _, hidden in columns):
        raise ValueError(f"table {table!r} has computed columns")
    kept = ["".join(('"', name.replace('"', '""'), '"')) for name, _ in columns if name != "data"]
    found = _rows(connection, '"' + table.replace('"', '""') + '"', kept)
    crc = 0
    for row in found:
        crc = zlib.crc32(ascii(row).encode(), crc)
    return len(found), crc


def _rows(connection: sqlite3.Connection, table: str, columns: list[str]) -> list[Row]:
    wanted = ", ".join(column for column in columns if column != "data")
    return connection.execute(f"SELECT {wanted} FROM {table} ORDER BY place").fetchall()  # noqa: S608 - quoted names

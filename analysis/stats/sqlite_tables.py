"""Plain tables of an SQLite file that another program made: read only, and nothing in the file is run."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from analysis.errors import Cancelled, UnreadableInput
from analysis.progress import Progress, silent, watched
from analysis.stats.byte_stream import ByteStream
from analysis.wording import count

if TYPE_CHECKING:
    import sqlite3  # loaded where a database is opened: most drops hold none

MAGIC = b"SQLite format 3\x00"
HEADER = 100  # bytes
LONGEST_VALUE = 67_108_864  # bytes of one text or blob
INSTRUCTIONS = 50_000  # of SQLite's machine between two looks at the progress: a few milliseconds
ADVICE = "Copy the database again while no program has it open."

Row = tuple[object, ...]


class Tables:
    """The tables of an open database."""

    def __init__(self, connection: "sqlite3.Connection") -> None:
        self._connection = connection

    def has(self, table: str, *columns: str) -> bool:
        """Whether there is a plain table with these columns; a view or a computed column might run for ever."""
        query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
        made = self._connection.execute(query, (table,)).fetchone()
        if made is None or not str(made[0]).upper().startswith("CREATE TABLE"):
            return False
        query = "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0"
        return {name for (name,) in self._connection.execute(query, (table,))}.issuperset(columns)

    def rows(self, table: str, *columns: str) -> Iterator[Row]:
        """The rows of a table that ``has`` these columns, in the order of the table: as they were written."""
        names = ", ".join(f'"{column}"' for column in columns)
        yield from watched(self._connection.execute(f'SELECT {names} FROM "{table}"'))  # noqa: S608 - names from our own code

    def check(self) -> None:
        """Raise sqlite3.DatabaseError where the file is not sound: pages met twice could make a table endless."""
        import sqlite3

        found = self._connection.execute("PRAGMA quick_check(1)").fetchall()
        if found != [("ok",)]:
            raise sqlite3.DatabaseError(str(found[0][0]) if found else "no answer")


@contextmanager
def opened(path: Path, progress: Progress | None = None) -> Iterator[Tables]:
    """The tables of a database file, which is neither changed nor locked; what stands in a log beside it is not seen.

    Raises UnreadableInput, also out of the body, where the file is no sound database, and Cancelled.
    """
    import sqlite3

    watch = progress or silent()
    _check_size(path)
    try:
        with closing(sqlite3.connect(_address(path), uri=True, isolation_level=None)) as connection:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
            connection.text_factory = _text
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.set_progress_handler(lambda: _unwanted(watch), INSTRUCTIONS)
            yield Tables(connection)
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the second where a damaged schema is no text
        watch.check()
        raise UnreadableInput(f"The database cannot be read ({error}).", ADVICE, file=str(path)) from error


def _check_size(path: Path) -> None:
    """Raise UnreadableInput where the end of a database is missing, which SQLite would take for empty pages."""
    with ByteStream(path) as stream:
        head = stream.take(HEADER)
        page = int.from_bytes(head[16:18], "big")
        pages = int.from_bytes(head[28:32], "big") if head[24:28] == head[92:96] else 0  # else an old version wrote it
        claimed = max(pages * (65_536 if page == 1 else page), HEADER)
        if stream.size < claimed:
            reason = f"The database ends too early: {count(stream.size)} of {count(claimed)} bytes are there."
            raise UnreadableInput(reason, ADVICE, file=str(path))


def unseen(path: Path) -> str:
    """A sentence where a log beside the database holds changes that are not seen; empty where there is none."""
    log = path.with_name(f"{path.name}-wal")
    if log.is_file() and log.stat().st_size:
        return f"Changes that stand in {log.name} are not seen: close the program that writes them and read again."
    return ""


def _unwanted(progress: Progress) -> int:
    try:
        progress.check()
    except Cancelled:
        return 1
    return 0


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _address(path: Path) -> str:
    place = path.absolute().as_posix()
    return f"file://{'' if place.startswith('/') else '/'}{quote(os.fsencode(place), safe='/:')}?mode=ro&immutable=1"

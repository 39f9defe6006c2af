"""Working copies that nobody has open: what a process that ended too early left, and histories that were kept."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from analysis.storage.fields import text
from analysis.storage.locks import Lock
from analysis.storage.places import copies_folder
from analysis.storage.working_copy import SUFFIX, lock_of, remove

KEPT = 8  # histories of saved projects that are kept


@dataclass(frozen=True, slots=True)
class Orphan:
    """A working copy whose process is gone.

    ``path`` is the project file that it belongs to, None for a project that was never saved; ``changes`` the number of
    steps between that file and the copy, ``last`` the latest of them, and ``at`` its time in ISO 8601. ``damage`` says
    why it cannot be read; it is empty where it can.
    """

    file: Path
    path: Path | None = None
    changes: int = 0
    last: str = ""
    at: str = ""
    damage: str = ""


def left_behind() -> tuple[Orphan, ...]:
    """Those that hold what stands in no project file, the latest first. What holds nothing at all is removed."""
    found = [_looked_at(file) for file in _files()]
    orphans = [one for one in found if one is not None and (one.changes or one.damage)]
    return tuple(sorted(orphans, key=lambda one: one.at, reverse=True))


def history_of(path: Path) -> Path | None:
    """The latest working copy of a project file that holds nothing but what was saved, and how it came to be."""
    for file in _files():
        found = _looked_at(file)
        if found is not None and found.path == path.resolve() and not found.changes and not found.damage:
            return file
    return None


def forget_old() -> None:
    """Remove the oldest histories of saved projects, so that no more than ``KEPT`` remain."""
    saved = []
    for file in _files():
        found = _looked_at(file)
        if found is not None and not found.changes and not found.damage:
            saved.append(file)
    for file in saved[KEPT:]:
        discard(file)


def discard(file: Path) -> bool:
    """Remove a working copy; False when somebody has it open."""
    lock = Lock.take(lock_of(file))
    if lock is None:
        return False
    remove(file)
    lock.release()
    return True


def _files() -> list[Path]:
    """All working copies, the latest first."""
    try:
        found = [(file.stat().st_mtime_ns, file) for file in copies_folder().glob(f"*{SUFFIX}")]
    except OSError:
        return []
    return [file for _, file in sorted(found, reverse=True)]


def _looked_at(file: Path) -> Orphan | None:
    """What a copy holds; None when somebody has it open, and when it held nothing, for then it is removed."""
    try:
        lock = Lock.take(lock_of(file))
    except OSError:
        return None
    if lock is None:
        return None
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            found = _peeked(file, connection)
    except (sqlite3.Error, ValueError, TypeError) as error:
        found = Orphan(file, damage=str(error))
    if found is None:
        remove(file)
    lock.release()
    return found


def _peeked(file: Path, connection: sqlite3.Connection) -> Orphan | None:
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
        return None  # its process ended while it was made
    ((current, saved, path),) = connection.execute("SELECT current, saved, path FROM state").fetchall()
    steps = connection.execute("SELECT text, at FROM step ORDER BY place").fetchall()
    where = None if path is None else Path(text(path))
    query = "SELECT (SELECT count(*) FROM run) + (SELECT count(*) FROM annotation)"
    empty = connection.execute(query).fetchone() == (0,)
    if not steps or (current == 0 and empty):
        return None
    changes = abs(current - saved) if saved is not None else max(current, 1)
    what, at = steps[current]
    return Orphan(file, where, changes, text(what), text(at))

"""Writing into a working copy: done and on disk, or not done at all; edits before what can wait."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock

from analysis.errors import UnwritableOutput
from analysis.storage.known import Known
from analysis.storage.writing import Pen, reason_of

ADVICE = "Edits are not on disk for the time being. Free some space, or save the project at another place."


class Turns:
    """Who may write. An edit waits for one piece of what is patient at most, however much of it there is."""

    def __init__(self) -> None:
        self._door = Lock()
        self._room = Lock()

    @contextmanager
    def taken(self, *, patient: bool = False) -> Iterator[None]:
        """A turn; who is patient lets those in first who wait at the door."""
        if patient:
            with self._door:
                pass
            with self._room:
                yield
        else:
            with self._door, self._room:
                yield


@contextmanager
def transaction(connection: sqlite3.Connection, known: Known, pen: Pen) -> Iterator[None]:
    """What is done within is on disk at the end; otherwise it is undone, also in ``known`` and ``pen``.

    Raises UnwritableOutput where the disk refuses.
    """
    arrays = len(pen.known)
    try:
        with piece(connection):
            yield
    except BaseException:
        known.forget_fresh()
        pen.forget(arrays)
        raise
    known.fresh.clear()


@contextmanager
def piece(connection: sqlite3.Connection) -> Iterator[None]:
    """What is done within is on disk at the end; otherwise it is undone. Raises UnwritableOutput."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("COMMIT")
    except BaseException as error:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        if isinstance(error, OSError | sqlite3.Error):
            raise unwritable(error) from error
        raise


def unwritable(error: OSError | sqlite3.Error) -> UnwritableOutput:
    return UnwritableOutput(f"The working copy cannot be written: {reason_of(error)}.", ADVICE)

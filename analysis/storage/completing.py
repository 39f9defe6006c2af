"""Arrays of a working copy whose process ended before they were on disk: written from where they came from."""

import sqlite3
from collections.abc import Iterator

from analysis.model.project import Project
from analysis.model.run import RunId
from analysis.model.series import FloatArray, Series
from analysis.storage.columns import RAW, packed, raw_crc
from analysis.storage.fields import text, whole
from analysis.storage.schema import insert

QUERY = """
    SELECT run.id, series.name, series.place, steps, value, low, high FROM series JOIN run ON run.place = series.run
"""


def complete(connection: sqlite3.Connection, project: Project, unfinished: set[int]) -> None:
    """Write the rest of arrays that are ``unfinished``, by their place, as far as a project holds them.

    An array that does not begin with what is on disk already is another one, and left alone.
    """
    lengths = dict(connection.execute("SELECT place, length FROM vector").fetchall())
    for vector, array in _arrays(connection, project):
        if vector not in unfinished or array.size != lengths[vector]:
            continue
        at = _begun(connection, vector, array)
        if at is not None:
            for chunk in packed(array[at:], deflate=False):
                insert(connection, "chunk", vector, chunk.length, chunk.packing.value, chunk.crc, chunk.data)
            unfinished.remove(vector)


def _begun(connection: sqlite3.Connection, vector: int, array: FloatArray) -> int | None:
    """How many values of an array are there; None where they are others."""
    at = 0
    query = "SELECT length, packing, crc FROM chunk WHERE vector = ? ORDER BY place"
    for length, packing, crc in connection.execute(query, (vector,)).fetchall():
        if packing != RAW or raw_crc(array[at : at + length]) != crc:
            return None
        at += length
    return at


def _arrays(connection: sqlite3.Connection, project: Project) -> Iterator[tuple[int, FloatArray]]:
    """The places of arrays in the copy, with what a project has of the series that they belong to."""
    for run, name, place, *vectors in connection.execute(QUERY).fetchall():
        series = _series(project, RunId(text(run)), text(name))
        if series is None:
            continue
        arrays: list[FloatArray | None] = [series.steps, series.values, series.low, series.high]
        along = connection.execute("SELECT vector, name FROM along WHERE series = ?", (place,)).fetchall()
        for vector, array in zip(vectors, arrays, strict=True):
            if vector is not None and array is not None:
                yield whole(vector), array
        for vector, coordinate in along:
            if text(coordinate) in series.along:
                yield whole(vector), series.along[text(coordinate)]


def _series(project: Project, run_id: RunId, name: str) -> Series | None:
    series = project.run(run_id).get(name) if project.has(run_id) else None
    return None if series is None or series.away else series

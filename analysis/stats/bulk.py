"""Many rows of nothing but numbers at once, by the CSV reader of Arrow; a band that repeats its value is not parsed."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.model.series import FloatArray

BoolArray = NDArray[np.bool_]
ByteArray = NDArray[np.uint8]
Cells = tuple[FloatArray, BoolArray]  # numbers, NaN in blank cells, and which cells are none

QUOTE = ord('"')
CACHED = 262_144  # bytes that are looked at in the cache of a core
LONGEST = 1 << 30  # bytes that Arrow takes at once


def numbers(rows: bytes, separator: str, width: int) -> list[Cells] | None:
    """The columns of whole rows, each of shape (rows,); a column that repeats the one before it is that one.

    None where a cell holds anything but a number or nothing, where some cells are quoted and others are not, or where
    a row has another number of cells than ``width``: then somebody has to look at each cell.
    """
    if len(rows) >= LONGEST:
        return None
    import pyarrow as pa  # a tenth of a second that small files need not wait for

    quoted = b'"' in rows
    try:
        columns = _columns(rows, separator, width, pa.string() if quoted else pa.float64())
        if not columns or (quoted and not _each_quoted(rows, columns)) or not _a_line_each(rows, len(columns[0])):
            return None
        found: list[Cells] = []
        for place, column in enumerate(columns):
            if quoted and place and column.equals(columns[place - 1]):
                found.append(found[-1])
                continue
            cells = _cells(column.cast(pa.float64()) if quoted else column)
            same = not quoted and place and all(map(_same_bits, cells, found[-1]))
            found.append(found[-1] if same else cells)
    except pa.ArrowException:
        return None
    return found if _no_blank_line(found) else None


def _columns(rows: bytes, separator: str, width: int, kind: object) -> Sequence[Any]:
    """The cells of each column as an array of Arrow of one kind, null where nothing stands; raises ArrowInvalid."""
    import pyarrow as pa
    from pyarrow import csv

    names = [str(place) for place in range(width)]
    table = csv.read_csv(
        pa.py_buffer(rows),
        csv.ReadOptions(use_threads=False, block_size=len(rows) + 1, column_names=names),
        csv.ParseOptions(delimiter=separator, ignore_empty_lines=False),
        csv.ConvertOptions(
            check_utf8=False, column_types=dict.fromkeys(names, kind), null_values=[""], strings_can_be_null=True
        ),
    )
    return [column.chunk(0) for column in table.columns] if table.num_rows else ()


def _each_quoted(rows: bytes, columns: Sequence[Any]) -> bool:
    """Whether every cell is its text between quotes: Arrow reads ``"1"2`` as 12.

    A cell takes two quotes and what ends it more than its text, unless it is not quoted: then it takes less. So where
    the bytes add up all cells are quoted, and where a quote stands behind each text nothing else does.
    """
    data = np.frombuffer(rows, np.uint8)
    count = len(columns[0])
    offsets = [np.frombuffer(column.buffers()[1], np.int32)[: count + 1] for column in columns]
    ending = 2 if b"\r" in rows else 1
    around = 3 * len(columns) - 1 + ending
    texts = sum(int(mine[-1]) for mine in offsets)
    if texts + count * around - (0 if rows.endswith(b"\n") else ending) != data.size:
        return False
    place = np.arange(1, count * around + 1, around)  # where the text of the first cell of each row begins
    for mine in offsets:
        place += mine[:-1]
    for mine in offsets:
        place += mine[1:]
        place -= mine[:-1]
        if not (data[place] == QUOTE).all():
            return False
        place += 3
    return True


def _a_line_each(rows: bytes, count: int) -> bool:
    """Whether there are as many lines as rows; to Arrow a CR alone ends one as well."""
    if b"\r" not in rows:
        return True
    lines = rows.count(b"\r\n") + (not rows.endswith(b"\n"))
    return rows.count(b"\r") == rows.count(b"\n") == rows.count(b"\r\n") and lines == count


def _no_blank_line(found: Sequence[Cells]) -> bool:
    """Whether something stands in each row: to Arrow a blank line is a row as well."""
    return any(there.all() for _, there in found) or bool(np.logical_or.reduce([there for _, there in found]).all())


def _cells(column: Any) -> Cells:
    """The numbers of an array of Arrow."""
    bits, numbers = column.buffers()
    values = np.frombuffer(numbers, np.float64)[: len(column)]
    if not column.null_count:
        return values, np.ones(values.size, np.bool_)
    present = np.unpackbits(np.frombuffer(bits, np.uint8), count=values.size, bitorder="little").astype(np.bool_)
    return np.where(present, values, np.nan), present


def _same_bits(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return np.array_equal(one.view(np.uint8), other.view(np.uint8))


def count(data: ByteArray, byte: int) -> int:
    """How often a byte occurs; for a frequent one several times faster than ``bytes.count``."""
    parts = range(0, data.size, CACHED)
    return sum(int(np.count_nonzero(data[start : start + CACHED] == byte)) for start in parts)

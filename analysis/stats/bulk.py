"""Many rows of nothing but numbers at once, by the C parser of pandas; a band that repeats its value is not parsed."""

import io
from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from analysis.model.series import FloatArray

BoolArray = NDArray[np.bool_]
ByteArray = NDArray[np.uint8]

QUOTE, COMMA, LF, CR = b'",\n\r'
NUMERIC = b'0123456789+-.eE"\r\n'
CACHED = 262_144  # bytes that are looked at in the cache of a core
LONGEST = 200  # bytes of a row that may hold a value three times
LAYOUTS = 100  # different lengths of rows and first cells, beyond which looking for repetitions does not pay


def numbers(rows: bytes, separator: str, width: int) -> list[FloatArray] | None:
    """The columns of whole rows, each of shape (rows,), a blank cell being NaN.

    None where a cell holds anything but a number or nothing, or where a row has another number of cells than
    ``width``: then somebody has to look at each cell.
    """
    if width == 4 and separator == ",":
        found = _banded(rows)
        if found is not None:
            return found
    return _parsed(rows, separator, width)


def where_known(columns: Sequence[FloatArray]) -> list[BoolArray]:
    """Which cells of each column hold a number; one array for a column and its repetition."""
    known: list[BoolArray] = []
    for at, column in enumerate(columns):
        known.append(known[-1] if at and column is columns[at - 1] else ~np.isnan(column))
    return known


def _banded(rows: bytes) -> list[FloatArray] | None:
    """The columns of rows such as ``"1","2.5","2.5","2.5"``; None unless all of them are such rows.

    Rows of one length are laid under each other, so that a cell and its repetitions can be compared byte by byte.
    """
    if not rows.endswith(b"\n"):
        rows += b"\n"
    data = np.frombuffer(rows, np.uint8)
    ends = _line_ends(data)
    starts = np.concatenate(([0], ends[:-1]))
    lengths = ends - starts
    if lengths.max() > LONGEST:
        return None
    order: list[NDArray[np.intp]] = []
    texts: list[bytes] = []
    for length in np.flatnonzero(np.bincount(lengths)):
        left = np.flatnonzero(lengths == length)
        while left.size:
            if len(texts) == LAYOUTS:
                return None
            found = _folded(sliding_window_view(data, int(length))[starts[left]])
            if found is None:
                return None
            alike, text = found
            order.append(left[alike])
            texts.append(text)
            left = left[~alike]
    parsed = _parsed(b"".join(texts), ",", 2)
    if parsed is None:
        return None
    steps, values = np.empty(starts.size), np.empty(starts.size)
    places = np.concatenate(order)
    steps[places], values[places] = parsed
    return [steps, values, values, values]


def _folded(table: ByteArray) -> tuple[NDArray[np.bool_], bytes] | None:
    """Which rows have cells as long as those of the first row, and the first two cells of them as text.

    ``table`` has the shape (rows, length). None where one of those rows does not hold its second cell three times.
    """
    closing = bytes(table[0]).find(b'"', 1)
    begin = closing + 2
    size, odd = divmod(table.shape[1] - begin, 3)  # a cell with its quotes and the comma or line end behind it
    end = begin + size
    if closing < 1 or odd or size < 3:
        return None
    fixed = {0: QUOTE, closing: QUOTE, begin - 1: COMMA, begin: QUOTE, end - 2: QUOTE, end - 1: COMMA}
    alike = np.ones(len(table), np.bool_)
    for at, byte in fixed.items():
        alike &= table[:, at] == byte
    if not alike[0]:
        return None
    if not alike.all():
        table = table[alike]
    cell = table[:, begin:end]
    if not np.array_equal(cell, table[:, end : end + size]):
        return None
    if not np.array_equal(cell[:, :-1], table[:, end + size : end + 2 * size - 1]):
        return None
    text = np.empty((len(table), closing + size - 2), np.uint8)
    text[:, : closing - 1] = table[:, 1:closing]
    text[:, closing - 1] = COMMA
    text[:, closing:-1] = cell[:, 1:-2]
    text[:, -1] = LF
    return alike, text.tobytes()


def _line_ends(data: ByteArray) -> NDArray[np.intp]:
    """Where each line has ended."""
    whole = data.size - data.size % 8
    words = (data[:whole] == LF).view(np.uint64)
    hit = np.flatnonzero(words != 0)
    bits = words[hit].view(np.uint8).reshape(-1, 8)
    if np.count_nonzero(bits) != hit.size:  # lines shorter than a word
        return np.flatnonzero(data == LF) + 1
    rest = np.flatnonzero(data[whole:] == LF)
    return np.concatenate((8 * hit + bits.argmax(axis=1) + 1, whole + rest + 1))


def _parsed(rows: bytes, separator: str, width: int) -> list[FloatArray] | None:
    """The columns of plain rows by pandas; None where they are not plain or not all of one length."""
    import pandas as pd  # half a second that small files need not wait for

    mark = separator.encode()
    data = np.frombuffer(rows, np.uint8)
    if not _plain(rows, data, mark) or rows.count(mark, 0, rows.find(b"\n") + 1 or len(rows)) != width - 1:
        return None
    try:
        frame = pd.read_csv(
            io.BytesIO(rows),
            sep=separator,
            header=None,
            names=list(range(width)),
            index_col=False,
            dtype=np.float64,
            na_values=[""],
            keep_default_na=False,
            skip_blank_lines=False,
            low_memory=False,
        )
    except ValueError:
        return None
    if count(data, mark[0]) != len(frame) * (width - 1):
        return None
    return [frame[place].to_numpy() for place in range(width)]


def _plain(rows: bytes, data: ByteArray, separator: bytes) -> bool:
    """Whether nothing stands in rows but numbers, blanks and separators, and a closing quote only behind a cell.

    The C parser reads ``"1"2`` as 12; a quote that opens within a cell it refuses by itself.
    """
    if rows.translate(None, NUMERIC + separator):
        return False
    if b'"' not in rows:
        return True
    quotes = data == QUOTE
    after = data[1:]
    ends = (after == separator[0]) | (after == LF) | (after == CR)
    closing = int(np.count_nonzero(quotes[:-1] & ends)) + rows.endswith(b'"')
    return 2 * closing == int(np.count_nonzero(quotes))


def count(data: ByteArray, byte: int) -> int:
    """How often a byte occurs; for a frequent one several times faster than ``bytes.count``."""
    parts = range(0, data.size, CACHED)
    return sum(int(np.count_nonzero(data[start : start + CACHED] == byte)) for start in parts)

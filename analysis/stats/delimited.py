"""Delimited text into columns of numbers, with a note of every cell that is none; it keeps blank and NaN apart."""

import csv
import hashlib
import io
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from analysis.errors import UnreadableInput
from analysis.model.series import FloatArray
from analysis.stats.bulk import QUOTE, BoolArray, Cells, count, numbers
from analysis.stats.byte_stream import ByteStream
from analysis.stats.careful import AGAIN, NUMBER, Flaws, careful, fitted, text_rows
from analysis.stats.resuming import Mark, keep, recalled, wanted
from analysis.wording import plural

LineArray = NDArray[np.int64]

TABLE, STREAM = "table", "stream of a table"  # whose marks go by bytes without a byte order mark, and with it
BULK = 3_000_000  # bytes from which Arrow pays for its import
WORKERS = 3  # threads that parse beside each other; Arrow lets go of the interpreter
CHUNK = 4_000_000  # bytes between two looks at whether the work is still wanted
PIECE = 100_000  # as many where each cell is looked at, which takes some ten times as long
FIRST_FIELD = re.compile(rb'\s*(?:"(?:[^"]|"")*"|[^",;\t\r\n]*)([,;\t])')
ENCODING = "Save it again as CSV in UTF-8."


@dataclass(frozen=True)
class Heading:
    """The first row: its cells, what separates them, how many bytes and lines it takes.

    Where the first row is numbers it belongs to the rows: then columns are called by their number, and it takes none.
    """

    names: tuple[str, ...]
    separator: str
    size: int
    lines: int


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of numbers: for each heading an array of shape (rows,), and whether a cell holds a value at all.

    Where ``present`` is false ``values`` is NaN; where it is true, a NaN stood in the file. ``lines`` has the line
    on which each row ends, counted from 1.
    """

    names: tuple[str, ...]
    values: tuple[FloatArray, ...]
    present: tuple[BoolArray, ...]
    lines: LineArray
    flaws: Flaws


@dataclass(frozen=True, eq=False)
class _Block:
    columns: Sequence[Cells]
    lines: LineArray | Sequence[int]


@dataclass
class _Parsed:
    """The rows so far: how many bytes they and the heading take, and the line on which the next one begins."""

    size: int
    line: int
    blocks: list[_Block] = field(default_factory=list)
    flaws: Flaws = field(default_factory=Flaws)


def without_mark(data: bytes) -> bytes:
    """The text without a byte order mark and, where it knows no other line end than CR, with LF instead."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    return data.replace(b"\r", b"\n") if b"\n" not in data and b"\r" in data else data


def heading(data: bytes, *, file: str) -> Heading:
    """The first row of a text without a byte order mark; raises UnreadableInput where there is none."""
    if not data or data.isspace():
        raise UnreadableInput("The file is empty.", AGAIN, file=file)
    if b"\0" in data[:65_536]:
        raise UnreadableInput("The file is no UTF-8 text.", ENCODING, file=file, line=1)
    first = FIRST_FIELD.match(data)
    separator = "," if first is None else first.group(1).decode()
    used: list[bytes] = []

    def lines() -> Iterator[str]:
        for line in io.BytesIO(data):
            used.append(line)
            yield line.decode("utf-8")

    try:
        names = next(row for row in csv.reader(lines(), delimiter=separator, strict=True) if row)
    except UnicodeDecodeError:
        raise UnreadableInput("The heading is no UTF-8 text.", ENCODING, file=file, line=len(used)) from None
    except (csv.Error, StopIteration) as error:
        reason = f"The heading cannot be read as CSV ({error})."
        raise UnreadableInput(reason, AGAIN, file=file, line=max(len(used), 1)) from None
    if _all_numbers(names):
        return Heading(tuple(f"Column {place}" for place in range(1, len(names) + 1)), separator, 0, 0)
    return Heading(tuple(names), separator, sum(map(len, used)), len(used))


def _all_numbers(names: Sequence[str]) -> bool:
    """Whether the cells of a first row are numbers, and not those that count columns from 0."""
    counted = [str(place) for place in range(len(names))]
    return all(NUMBER.fullmatch(name.strip()) for name in names) and [name.strip() for name in names] != counted


def parse(data: bytes, *, file: str, advance: Callable[[int], None], bulk: bool | None = None) -> Table:
    """The table in a text.

    Parameters
    ----------
    data
        The whole file. Commas, semicolons or tabs separate; cells may be quoted; a byte order mark is skipped.
    file
        What errors call it.
    advance
        Called with the number of bytes that are done, now and then.
    bulk
        Whether to parse many rows at once; by size when None. The answer is the same.

    Raises
    ------
    UnreadableInput
        Where there is no heading, or it is no UTF-8 text.
    """
    data = without_mark(data)
    head = heading(data, file=file)
    done = _begun(head, recalled(TABLE, file, data))
    start, flaws = done.size, done.flaws
    if head.separator == ";" and data.find(b".", head.size) < 0:
        flaws.decimal_comma = data.find(b",", head.size) >= 0
    if flaws.decimal_comma:
        data = data[: head.size] + data[head.size :].replace(b",", b".")
    if len(data) - start > BULK if bulk is None else bulk:
        done.blocks += _blocks(_pieces(data, start), head, done, file=file, advance=advance)
    else:
        end = _end(data, start, head, done.line, flaws)
        done.blocks += _slow_blocks(data[:end], head, done.line, flaws, file=file, advance=advance, begin=start)
        done.line += data.count(b"\n", start)
    advance(len(data))
    table = _joined(head.names, done.blocks, flaws)
    if wanted(len(data)) and data.endswith(b"\n") and head.separator != ";":
        _keep(TABLE, file, Mark(len(data), hashlib.sha256(data).hexdigest(), (table, done.line)))
    return table


def parse_stream(stream: ByteStream, first: bytes, *, file: str, advance: Callable[[int], None]) -> Table:
    """The table in a file of which the lines in ``first`` were taken, read to its end; it is never whole in memory.

    The answer, ``advance`` and the errors are those of ``parse``.
    """
    data = without_mark(first)
    head = heading(data, file=file)
    here = stream.rest == 0 or len(first) + stream.rest <= BULK
    if here or head.separator == ";" or b"\n" not in first:  # the last two: what the whole text has to tell
        return parse(first + stream.take(stream.rest), file=file, advance=advance)
    mark = recalled(STREAM, file)
    if mark is not None and stream.verified(mark.size, mark.sha256):
        done, data = _begun(head, mark), b""
    else:
        if mark is not None:  # the stream is back at its beginning
            stream.take(len(first))
        done, data = _begun(head, None), data[head.size :]
    done.blocks += _blocks(_streamed(data, stream), head, done, file=file, advance=advance)
    table = _joined(head.names, done.blocks, done.flaws)
    if stream.ends_line:
        _keep(STREAM, file, Mark(stream.place, stream.sha256, (table, done.line)))
    return table


def _begun(head: Heading, mark: Mark | None) -> _Parsed:
    """What is known of a table: its heading, or all rows before a mark."""
    if mark is None:
        return _Parsed(head.size, head.lines + 1)
    table, line = mark.state
    columns: list[Cells] = []
    for cells in zip(table.values, table.present, strict=True):
        columns.append(columns[-1] if columns and columns[-1][0] is cells[0] and columns[-1][1] is cells[1] else cells)
    return _Parsed(mark.size, line, [_Block(columns, table.lines)], deepcopy(table.flaws))


def _keep(parser: str, file: str, mark: Mark) -> None:
    """Keep a mark behind the rows of a table, unless the last of them is cut off."""
    table, line = mark.state
    if not table.flaws.cut.count:
        keep(parser, file, replace(mark, state=(replace(table, flaws=deepcopy(table.flaws)), line)))


def texts(
    data: bytes, *, file: str, advance: Callable[[int], None]
) -> tuple[Heading, Iterator[tuple[int, list[str]]], Flaws]:
    """Heading, and the rows as texts, each with the line on which it ends; ``flaws`` grow with the rows.

    Parameters and errors are those of ``parse``.
    """
    data = without_mark(data)
    head = heading(data, file=file)
    flaws = Flaws()
    end = _end(data, head.size, head, head.lines + 1, flaws)

    def rows() -> Iterator[tuple[int, list[str]]]:
        line = head.lines + 1
        for start, stop in _chunks(data, head.size, end, PIECE):
            advance(start)
            piece = data[start:stop]
            for row, at in zip(*text_rows(piece, head.separator, line, file), strict=True):
                yield at, fitted(row, len(head.names), at, flaws) if len(row) != len(head.names) else row
            line += piece.count(b"\n")

    return head, rows(), flaws


def _end(data: bytes, start: int, head: Heading, line: int, flaws: Flaws) -> int:
    """Where the whole rows end that begin at ``start``, in a line of the file: before the last row if that was cut off.

    W&B writes no line end after the last row, so a missing one alone says nothing.
    """
    stop = len(data.rstrip(b"\r\n"))
    first = begin = end = _last_row(data, start, stop)
    lines = io.BytesIO(data[first:stop])
    text = (line.decode("utf-8", "replace") for line in lines)
    try:
        for cells in csv.reader(text, delimiter=head.separator, strict=True):
            begin, end, short = end, first + lines.tell(), len(cells) < len(head.names) and stop == len(data)
        if begin == end or not short:
            return len(data)
    except csv.Error as error:
        if "unexpected end" not in str(error):  # whoever reads the rows will say so
            return len(data)
        begin = end
    flaws.cut.meet(line + data.count(b"\n", start, begin), plural(data.count(b"\n", begin, stop) + 1, "line"))
    return begin


def _last_row(data: bytes, first: int, stop: int) -> int:
    """Where the last row begins: at the last line with no quote left open before it."""
    odd, start = count(np.frombuffer(data, np.uint8)[first:stop], QUOTE) % 2, stop
    while start > first:
        line = max(data.rfind(b"\n", first, start - 1) + 1, first)
        odd ^= data.count(b'"', line, start) % 2
        start = line
        if not odd:
            break
    return start


def _chunks(data: bytes, start: int, end: int, size: int) -> Iterator[tuple[int, int]]:
    """Ranges of whole rows, about ``size`` bytes each; a line end inside quotes ends no row."""
    array = np.frombuffer(data, np.uint8)
    while start < end:
        stop = _past_line(data, start + size, end)
        odd = count(array[start:stop], QUOTE) % 2
        while odd and stop < end:
            further = _past_line(data, stop, end)
            odd ^= data.count(b'"', stop, further) % 2
            stop = further
        yield start, stop
        start = stop


def _past_line(data: bytes, place: int, end: int) -> int:
    """Where the line of a place has ended."""
    found = data.find(b"\n", place, end)
    return end if found < 0 else found + 1


def _blocks(
    pieces: Iterator[tuple[bytes, bool]],
    head: Heading,
    at: _Parsed,
    *,
    file: str,
    advance: Callable[[int], None],
) -> Iterator[_Block]:
    """The rows of pieces of a text, in their order, many parsed at once beside each other; ``at`` moves on with them.

    A piece in which that fails is read cell by cell, with those that follow where it ends within quotes.
    """
    odd, kept = 0, list[bytes]()
    with ThreadPoolExecutor(WORKERS) as pool:
        waiting: deque[tuple[bytes, bool, Future[list[Cells] | None]]] = deque()
        while True:
            for piece, last in islice(pieces, WORKERS + 1 - len(waiting)):
                waiting.append((piece, last, pool.submit(numbers, piece, head.separator, len(head.names))))
            if not waiting:
                return
            piece, last, future = waiting.popleft()
            advance(at.size)
            found = None if kept else future.result()
            if found is not None:
                yield _Block(found, np.arange(at.line, at.line + found[0][0].size))
                at.line += found[0][0].size
                at.size += len(piece)
                continue
            kept.append(piece)
            odd ^= count(np.frombuffer(piece, np.uint8), QUOTE) % 2
            if last or not odd:
                text = b"".join(kept)
                end = _end(text, 0, head, at.line, at.flaws) if last else len(text)
                rows = text[:end]
                yield from _slow_blocks(rows, head, at.line, at.flaws, file=file, advance=advance, done=at.size)
                at.line += text.count(b"\n")
                at.size += len(text)
                odd, kept = 0, []


def _pieces(data: bytes, start: int) -> Iterator[tuple[bytes, bool]]:
    """Whole lines from ``start`` on, about CHUNK bytes at once, and whether they are the last."""
    while True:
        end = data.find(b"\n", start + CHUNK) + 1 or len(data)
        yield data[start:end], end == len(data)
        if end == len(data):
            return
        start = end


def _streamed(first: bytes, stream: ByteStream) -> Iterator[tuple[bytes, bool]]:
    """The lines in ``first`` and those that are still to come, in the same way."""
    yield first, stream.rest == 0
    while stream.rest:
        piece = stream.take_lines(CHUNK)
        yield piece, stream.rest == 0 or not piece
        if not piece:  # the file has shrunk
            return


def _slow_blocks(
    data: bytes,
    head: Heading,
    line: int,
    flaws: Flaws,
    *,
    file: str,
    advance: Callable[[int], None],
    begin: int = 0,
    done: int = 0,
) -> Iterator[_Block]:
    """Whole rows from ``begin`` on, cell by cell; ``line`` is that of the first, ``done`` what lies before them."""
    for start, stop in _chunks(data, begin, len(data), PIECE):
        advance(done + start)
        piece = data[start:stop]
        yield _Block(*careful(piece, head.separator, len(head.names), line, flaws, file=file))
        line += piece.count(b"\n")


def _joined(names: tuple[str, ...], blocks: list[_Block], flaws: Flaws) -> Table:
    """One table of its blocks."""
    columns: list[Cells] = []
    for at in range(len(names)):
        mine = [block.columns[at] for block in blocks]
        if at and all(cells is block.columns[at - 1] for cells, block in zip(mine, blocks, strict=True)):
            columns.append(columns[-1])  # a repetition takes no room
        elif len(blocks) == 1:
            columns.append(mine[0])
        else:
            values = np.concatenate([np.empty(0), *(values for values, _ in mine)])
            columns.append((values, np.concatenate([np.empty(0, np.bool_), *(there for _, there in mine)])))
    lines = np.concatenate([np.empty(0, np.int64), *(np.asarray(block.lines, np.int64) for block in blocks)])
    return Table(names, tuple(values for values, _ in columns), tuple(there for _, there in columns), lines, flaws)

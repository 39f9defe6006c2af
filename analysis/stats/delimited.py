"""Delimited text into columns of numbers, with a note of every cell that is none; it keeps blank and NaN apart."""

import csv
import io
import math
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from analysis.errors import UnreadableInput
from analysis.model.notice import Notice, Severity
from analysis.model.series import FloatArray
from analysis.stats.bulk import QUOTE, BoolArray, count, numbers, where_known
from analysis.wording import plural

LineArray = NDArray[np.int64]

BULK = 5_000_000  # bytes from which the C parser of pandas pays for its import
WORKERS = 2  # threads that parse beside each other; the C parser of pandas lets go of the interpreter
CHUNK = 4_000_000  # bytes between two looks at whether the work is still wanted
PIECE = 500_000  # as many where each cell is looked at, which takes some ten times as long
NUMBER = re.compile(r"[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|nan|inf|infinity)", re.ASCII | re.IGNORECASE)
NOTHING = frozenset({"null", "none", "n/a", "na"})  # other words for a blank cell
FIRST_FIELD = re.compile(rb'\s*(?:"(?:[^"]|"")*"|[^",;\t\r\n]*)([,;\t])')
ENCODING = "Save it again as CSV in UTF-8."
AGAIN = "Export it again."


@dataclass
class Flaw:
    """How often something odd was met, and the line (from 1) and text of the first time."""

    count: int = 0
    line: int = 0
    sample: str = ""

    def meet(self, line: int, sample: str = "") -> None:
        self.count += 1
        if self.count == 1:
            self.line, self.sample = line, sample


@dataclass
class Flaws:
    """What was odd in a table: words for nothing, texts by column, short and overlong rows, and the cut last row."""

    nothing: Flaw = field(default_factory=Flaw)
    texts: dict[int, Flaw] = field(default_factory=dict)
    short: Flaw = field(default_factory=Flaw)
    overlong: Flaw = field(default_factory=Flaw)
    cut: Flaw = field(default_factory=Flaw)
    decimal_comma: bool = False


@dataclass(frozen=True)
class Heading:
    """The first row: its cells, what separates them, how many bytes and lines it takes."""

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
    values: Sequence[FloatArray]
    present: Sequence[BoolArray]
    lines: LineArray


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
    return Heading(tuple(names), separator, sum(map(len, used)), len(used))


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
        Whether to parse with pandas; by size when None. The answer is the same.

    Raises
    ------
    UnreadableInput
        Where there is no heading, or it is no UTF-8 text.
    """
    data = without_mark(data)
    head = heading(data, file=file)
    flaws = Flaws()
    end = _end(data, head, flaws)
    if head.separator == ";" and data.find(b".", head.size, end) < 0:
        flaws.decimal_comma = data.find(b",", head.size, end) >= 0
    if len(data) > BULK if bulk is None else bulk:
        blocks = list(_blocks(data, head, end, flaws, file=file, advance=advance))
    else:
        rows = data[:end].replace(b",", b".") if flaws.decimal_comma else data[:end]
        blocks = list(_slow_blocks(rows, head, head.lines + 1, flaws, file=file, advance=advance, begin=head.size))
    advance(len(data))
    return _joined(head.names, blocks, flaws)


def texts(
    data: bytes, *, file: str, advance: Callable[[int], None]
) -> tuple[Heading, Iterator[tuple[int, list[str]]], Flaws]:
    """Heading, and the rows as texts, each with the line on which it ends; ``flaws`` grow with the rows.

    Parameters and errors are those of ``parse``.
    """
    data = without_mark(data)
    head = heading(data, file=file)
    flaws = Flaws()
    end = _end(data, head, flaws)

    def rows() -> Iterator[tuple[int, list[str]]]:
        line = head.lines + 1
        for start, stop in _chunks(data, head.size, end, PIECE):
            advance(start)
            piece = data[start:stop]
            for row, at in zip(*_rows(piece, head.separator, line, file), strict=True):
                yield at, _fitted(row, len(head.names), at, flaws) if len(row) != len(head.names) else row
            line += piece.count(b"\n")

    return head, rows(), flaws


def _end(data: bytes, head: Heading, flaws: Flaws) -> int:
    """Where the whole rows end: before the last row if that was cut off.

    W&B writes no line end after the last row, so a missing one alone says nothing.
    """
    stop = len(data.rstrip(b"\r\n"))
    first = begin = end = _last_row(data, head.size, stop)
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
    flaws.cut.meet(data.count(b"\n", 0, begin) + 1, plural(data.count(b"\n", begin, stop) + 1, "line"))
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
    data: bytes, head: Heading, end: int, flaws: Flaws, *, file: str, advance: Callable[[int], None]
) -> Iterator[_Block]:
    """The rows in the order of the file; many are parsed at once, beside each other, and the rest cell by cell."""
    line = head.lines + 1
    with ThreadPoolExecutor(WORKERS) as pool:
        waiting: deque[tuple[int, bytes, Future[list[FloatArray] | None]]] = deque()
        chunks = _chunks(data, head.size, end, CHUNK)
        while True:
            for start, stop in islice(chunks, WORKERS + 1 - len(waiting)):
                chunk = data[start:stop].replace(b",", b".") if flaws.decimal_comma else data[start:stop]
                waiting.append((start, chunk, pool.submit(numbers, chunk, head.separator, len(head.names))))
            if not waiting:
                return
            start, chunk, future = waiting.popleft()
            advance(start)
            found = future.result()
            if found is None:
                yield from _slow_blocks(chunk, head, line, flaws, file=file, advance=advance, done=start)
                line += chunk.count(b"\n")
            else:
                lines = np.arange(line, line + len(found[0]), dtype=np.int64)
                yield _Block(found, where_known(found), lines)
                line += len(lines)


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
        yield _by_csv(piece, head, line, flaws, file)
        line += piece.count(b"\n")


def _by_csv(chunk: bytes, head: Heading, line: int, flaws: Flaws, file: str) -> _Block:
    """The rows of a chunk, whatever stands in it."""
    rows, lines = _rows(chunk, head.separator, line, file)
    width = len(head.names)
    if any(len(row) != width for row in rows):
        rows = [_fitted(row, width, at, flaws) for row, at in zip(rows, lines, strict=True)]
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    found: list[tuple[FloatArray, BoolArray]] = []
    plain = False
    for place, cells in enumerate(columns):
        if plain and cells == columns[place - 1]:  # a MIN or MAX that repeats its value
            found.append(found[-1])
            continue
        numbers = _plain_numbers(cells)
        plain = numbers is not None
        found.append(numbers or _numbers(cells, lines, place, flaws))
    return _Block([values for values, _ in found], [there for _, there in found], np.array(lines, dtype=np.int64))


def _rows(chunk: bytes, separator: str, line: int, file: str) -> tuple[list[list[str]], list[int]]:
    """The rows of a chunk that begins at a line, empty ones left out, and the line on which each ends."""
    text = io.StringIO(chunk.decode("utf-8", "replace"), newline="")
    reader = csv.reader(text, delimiter=separator, strict=True)
    rows, lines = [], []
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(line + reader.line_num - 1)
    except csv.Error as error:
        at = line + max(reader.line_num - 1, 0)
        raise UnreadableInput(f"The row cannot be read as CSV ({error}).", AGAIN, file=file, line=at) from None
    return rows, lines


def _fitted(row: list[str], width: int, line: int, flaws: Flaws) -> list[str]:
    if len(row) < width:
        flaws.short.meet(line, f"{len(row)} of {width}")
    elif any(row[width:]):
        flaws.overlong.meet(line, f"{len(row)} instead of {width}")
    return row[:width] + [""] * (width - len(row))


def _plain_numbers(cells: Sequence[str]) -> tuple[FloatArray, BoolArray] | None:
    """The cells of a column that holds nothing but numbers and blanks, None for any other."""
    text = "".join(cells)
    if "_" in text or not text.isascii():  # float would take 1_000 and digits of any script
        return None
    try:
        values = np.array([float(cell) if cell else math.nan for cell in cells], dtype=np.float64)
    except ValueError:
        return None
    return values, np.array([cell != "" for cell in cells], dtype=np.bool_)


def _numbers(cells: Sequence[str], lines: Sequence[int], place: int, flaws: Flaws) -> tuple[FloatArray, BoolArray]:
    """The cells of a column, looked at one by one."""
    values = np.full(len(cells), math.nan)
    present = np.zeros(len(cells), dtype=np.bool_)
    for row, (cell, line) in enumerate(zip(cells, lines, strict=True)):
        word = cell.strip()
        if NUMBER.fullmatch(word):
            values[row], present[row] = float(word), True
        elif word.lower() in NOTHING:
            flaws.nothing.meet(line, word)
        elif word:
            flaws.texts.setdefault(place, Flaw()).meet(line, word)
    return values, present


def _joined(names: tuple[str, ...], blocks: list[_Block], flaws: Flaws) -> Table:
    """One table of its blocks."""
    if not blocks:
        nothing = np.empty(0)
        blocks = [_Block([nothing] * len(names), [nothing.astype(np.bool_)] * len(names), nothing.astype(np.int64))]
    if len(blocks) == 1:
        return Table(names, tuple(blocks[0].values), tuple(blocks[0].present), blocks[0].lines, flaws)
    values: list[FloatArray] = []
    present: list[BoolArray] = []
    for at in range(len(names)):
        if at and all(block.values[at] is block.values[at - 1] for block in blocks):  # a repetition takes no room
            values.append(values[-1])
            present.append(present[-1])
            continue
        values.append(np.concatenate([block.values[at] for block in blocks]))
        present.append(np.concatenate([block.present[at] for block in blocks]))
    return Table(names, tuple(values), tuple(present), np.concatenate([block.lines for block in blocks]), flaws)


def notices(table: Table, *, key: int) -> list[Notice]:
    """What there is to tell about the cells of a table, but for those of the column ``key``, which places its rows."""
    flaws = table.flaws
    texts = [(flaw.line, place, flaw) for place, flaw in flaws.texts.items() if place != key]
    found: list[Notice] = []

    def tell(severity: Severity, flaw: Flaw, text: str) -> None:
        if flaw.count:
            found.append(Notice(severity, text, line=flaw.line))

    if flaws.decimal_comma:
        found.append(Notice(Severity.INFO, "Commas within numbers were read as decimal points."))
    words = plural(flaws.nothing.count, "cell")
    example = ", the first with NA" if flaws.nothing.sample.lower() == "na" else ""
    tell(Severity.INFO, flaws.nothing, f"Read as not logged: {words} with null, None or N/A{example}.")
    if texts:
        _, place, first = min(texts)
        cells = plural(sum(flaw.count for _, _, flaw in texts), "cell")
        example = f"the first “{first.sample[:40]}” of “{table.names[place]}”"
        tell(
            Severity.WARNING, first, f"Left out: {cells} without a number in {plural(len(texts), 'column')}, {example}."
        )
    rows, cells = plural(flaws.short.count, "row"), flaws.short.sample
    tell(Severity.WARNING, flaws.short, f"Read as not logged: missing cells in {rows}, the first with {cells}.")
    rows, cells = plural(flaws.overlong.count, "row"), flaws.overlong.sample
    tell(Severity.WARNING, flaws.overlong, f"Left out: cells beyond the heading in {rows}, the first with {cells}.")
    size = "" if flaws.cut.sample == "1 line" else f" after {flaws.cut.sample}"
    tell(Severity.WARNING, flaws.cut, f"Left out: the last row, which breaks off{size}. The file may have been cut.")
    return found

"""Rows of delimited text cell by cell, whatever stands in them, with a note of every cell that is no number."""

import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from analysis.errors import UnreadableInput
from analysis.stats.bulk import Cells

NUMBER = re.compile(r"[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|nan|inf|infinity)", re.ASCII | re.IGNORECASE)
NOTHING = frozenset({"null", "none", "n/a", "na"})  # other words for a blank cell
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


def careful(
    chunk: bytes, separator: str, width: int, line: int, flaws: Flaws, *, file: str
) -> tuple[list[Cells], list[int]]:
    """The columns of whole rows of which the first begins at ``line``, and the line on which each row ends.

    Raises UnreadableInput, which names file and line, where the text is no CSV.
    """
    rows, lines = text_rows(chunk, separator, line, file)
    if any(len(row) != width for row in rows):
        rows = [fitted(row, width, at, flaws) for row, at in zip(rows, lines, strict=True)]
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    found: list[Cells] = []
    plain = False
    for place, cells in enumerate(columns):
        if plain and cells == columns[place - 1]:  # a MIN or MAX that repeats its value
            found.append(found[-1])
            continue
        numbers = _plain_numbers(cells)
        plain = numbers is not None
        found.append(numbers or _numbers(cells, lines, place, flaws))
    return found, lines


def text_rows(chunk: bytes, separator: str, line: int, file: str) -> tuple[list[list[str]], list[int]]:
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


def fitted(row: list[str], width: int, line: int, flaws: Flaws) -> list[str]:
    """A row of another number of cells than ``width`` as one of that many."""
    if len(row) < width:
        flaws.short.meet(line, f"{len(row)} of {width}")
    elif any(row[width:]):
        flaws.overlong.meet(line, f"{len(row)} instead of {width}")
    return row[:width] + [""] * (width - len(row))


def _plain_numbers(cells: Sequence[str]) -> Cells | None:
    """The cells of a column that holds nothing but numbers and blanks, None for any other."""
    text = "".join(cells)
    if "_" in text or not text.isascii():  # float would take 1_000 and digits of any script
        return None
    try:
        values = np.array([float(cell) if cell else math.nan for cell in cells], dtype=np.float64)
    except ValueError:
        return None
    return values, np.array([cell != "" for cell in cells], dtype=np.bool_)


def _numbers(cells: Sequence[str], lines: Sequence[int], place: int, flaws: Flaws) -> Cells:
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

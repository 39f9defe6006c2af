"""Where parsers stood at the end of a file: when it has grown they go on from there, once its beginning is verified.

Whoever reads the same files again and again holds the marks; nothing is kept for those who read once.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

LEAST = 200_000  # bytes from which going on pays: shorter files are parsed whole in no time


@dataclass(frozen=True, eq=False)
class Mark:
    """What a parser knew behind the first ``size`` bytes of a file, which have a checksum."""

    size: int
    sha256: str
    state: Any


class Marks:
    """The last mark of each file and parser."""

    def __init__(self, least: int = LEAST) -> None:
        self.least = least
        self.found: dict[tuple[str, str], Mark] = {}


_marks: ContextVar[Marks | None] = ContextVar("marks", default=None)


@contextmanager
def resuming(marks: Marks) -> Iterator[None]:
    """While this lasts, files are parsed from their marks on, and marks are set; in this thread alone."""
    before = _marks.set(marks)
    try:
        yield
    finally:
        _marks.reset(before)


def recalled(parser: str, file: str, data: bytes | None = None) -> Mark | None:
    """The mark of a file; where its ``data`` are given, only if they begin as the file did then.

    Who gives none has to verify the checksum.
    """
    marks = _marks.get()
    mark = None if marks is None else marks.found.get((parser, file))
    if mark is None or data is None:
        return mark
    same = len(data) >= mark.size and hashlib.sha256(memoryview(data)[: mark.size]).hexdigest() == mark.sha256
    return mark if same else None


def wanted(size: int) -> bool:
    """Whether a mark behind so many bytes is of use."""
    marks = _marks.get()
    return marks is not None and size >= marks.least


def keep(parser: str, file: str, mark: Mark) -> None:
    """Remember a mark in the place of the one before."""
    marks = _marks.get()
    if marks is not None and wanted(mark.size) and mark.sha256:
        marks.found[parser, file] = mark

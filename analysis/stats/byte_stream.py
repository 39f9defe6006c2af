"""A file read once from front to end: never more than it held when it was opened, with its checksum on the way."""

import hashlib
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from analysis.errors import UnreadableInput
from analysis.progress import checkpoint

MANY = 1_048_576  # bytes


class ByteStream:
    """The bytes of a file. ``size`` is that of the opening: a log that is still being written ends there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("rb")
            self.size = os.fstat(self._file.fileno()).st_size
        except OSError as error:
            raise self._refusal(error) from None
        self.rewind()

    def rewind(self) -> None:
        """Go back to the beginning."""
        self._file.seek(0)
        self.place = 0
        self._hash = hashlib.sha256()
        self._last = (self._hash.copy(), b"")  # the checksum before the part that was taken last, and that part

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @property
    def rest(self) -> int:
        """How many bytes are still to come, as far as the size of the opening tells."""
        return self.size - self.place

    @property
    def sha256(self) -> str:
        """The checksum of what was read so far, as hex."""
        return self._hash.hexdigest()

    @property
    def ends_line(self) -> bool:
        """Whether what was taken last ends a line."""
        return self._last[1].endswith(b"\n")

    def checksum_at(self, place: int) -> str:
        """The checksum of what stands before a place in the part that was taken last; empty for any other."""
        before, part = self._last
        if not 0 <= (missing := self.place - place) <= len(part):
            return ""
        found = before.copy()
        found.update(memoryview(part)[: len(part) - missing])
        return found.hexdigest()

    def verified(self, size: int, sha256: str) -> bool:
        """Read on to byte ``size``: whether all before it has that checksum; else back at the beginning."""
        while self.place < size and self.take(min(MANY, size - self.place)):
            checkpoint()
        if self.place == size and self.sha256 == sha256:
            return True
        self.rewind()
        return False

    def _count(self, data: bytes) -> None:
        self._last = (self._hash.copy(), data)
        self.place += len(data)
        self._hash.update(data)

    def take(self, count: int) -> bytes:
        """The next ``count`` bytes; fewer where the file ends. Raises UnreadableInput where they cannot be read."""
        try:
            data = self._file.read(min(count, self.rest))
        except OSError as error:
            raise self._refusal(error) from None
        self._count(data)
        return data

    def take_lines(self, count: int) -> bytes:
        """The next whole lines, about ``count`` bytes of them, more where one line is longer; at the end all the rest.

        Raises UnreadableInput where they cannot be read.
        """
        parts: list[bytes] = []
        try:
            while data := self._file.read(min(count, self.rest - sum(map(len, parts)))):
                end = data.rfind(b"\n") + 1
                if end and len(data) > end:
                    self._file.seek(end - len(data), os.SEEK_CUR)
                    data = data[:end]
                parts.append(data)
                if end:
                    break
        except OSError as error:
            raise self._refusal(error) from None
        found = b"".join(parts)
        self._count(found)
        return found

    def finish(self) -> None:
        """Read to the end, so that the checksum is that of the whole file."""
        while self.take(MANY):
            checkpoint()

    def take_all(self) -> bytes:
        """All that is still to come."""
        parts = []
        while data := self.take(MANY):
            parts.append(data)
            checkpoint()
        return b"".join(parts)

    def _refusal(self, error: OSError) -> UnreadableInput:
        reason = f"The file cannot be opened: {error.strerror or error}."
        return UnreadableInput(reason, "Check the path and your rights to it.", file=str(self.path), line=1)

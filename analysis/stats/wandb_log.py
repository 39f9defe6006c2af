"""The record log of a W&B run on disk: LevelDB's framing with a header of its own and another checksum."""

import struct
import zlib
from collections.abc import Iterator

from analysis.stats.byte_stream import ByteStream

MAGIC = b":W&B"
HEADER = struct.Struct("<4sHB")
IDENT, VERSION = 0xBEE1, 0
BLOCK = 32_768
RECORD = struct.Struct("<IHB")  # checksum, length, type
LOST, FULL, FIRST, MIDDLE, LAST = 0, 1, 2, 3, 4
Flaw = tuple[int, str]  # the byte, and what the file does there
Piece = tuple[int, int, bytes]  # the byte, type and data of a record or of a part of one
ENDS = "ends within a record"
CHECKSUM = "holds a record with a wrong checksum"
ORDER = "holds a part of a record without the others"


def starts_log(head: bytes) -> bool:
    """Whether a file begins as such a log does."""
    return len(head) >= HEADER.size and HEADER.unpack_from(head) == (MAGIC, IDENT, VERSION)


def records(stream: ByteStream, flaws: list[Flaw]) -> Iterator[tuple[int, bytes]]:
    """The records of a log, each with the byte behind it; the stream stands behind the header or behind a record.

    A damaged block is left at the place of its damage; the next block is read on. Each damage is appended to
    ``flaws`` with the byte at which it stands. A record that a damage took a part of is not given.

    Notes
    -----
    As written by wandb/sdk/internal/datastore.py and core/pkg/leveldb/record.go.
    """
    parts: list[bytes] | None = None  # those of a record whose end is still to come
    since = stream.place
    for place, kind, data in _pieces(stream, flaws):
        if kind in {FULL, FIRST}:
            if parts is not None:
                flaws.append((since, ORDER))
            parts, since = [], place
        if kind == LOST:
            parts = None
        elif parts is not None:
            parts.append(data)
        elif not flaws:  # otherwise its beginning went with a damage that is told already
            flaws.append((place, ORDER))
        if parts is not None and kind in {FULL, LAST}:
            yield place + RECORD.size + len(data), b"".join(parts)
            parts = None
    if parts is not None:
        flaws.append((since, ENDS))


def _pieces(stream: ByteStream, flaws: list[Flaw]) -> Iterator[Piece]:
    """The pieces of all blocks; one of type LOST where a block is left at a damage."""
    while stream.rest:
        start = stream.place
        block = stream.take(BLOCK - start % BLOCK)
        if not block:  # the file has shrunk
            return
        found, flaw = _block(block, last=not stream.rest)
        for place, kind, data in found:
            yield start + place, kind, data
        if flaw is not None:
            flaws.append((start + flaw[0], flaw[1]))
            yield start + flaw[0], LOST, b""


def _block(block: bytes, *, last: bool) -> tuple[list[Piece], Flaw | None]:
    """The records and parts of records in a block up to its end or first damage, and that damage."""
    found: list[Piece] = []
    place = 0
    while len(block) - place >= RECORD.size:
        checksum, length, kind = RECORD.unpack_from(block, place)
        if not (checksum or length or kind):
            return found, None  # room that the writer set aside and never filled
        data = block[place + RECORD.size : place + RECORD.size + length]
        if len(data) < length and last:
            return found, (place, ENDS)
        if len(data) < length or not FULL <= kind <= LAST or zlib.crc32(data, zlib.crc32(bytes([kind]))) != checksum:
            return found, (place, CHECKSUM)
        found.append((place, kind, data))
        place += RECORD.size + length
    if last and any(block[place:]):
        return found, (place, ENDS)
    return found, None

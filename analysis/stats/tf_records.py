"""TensorFlow's record files: lengths and data, each under a checksum of its own."""

import struct
from collections.abc import Iterator, Sequence

from analysis.stats.byte_stream import ByteStream
from analysis.stats.crc32c import checksums, masked

LENGTH, SUM = struct.Struct("<Q"), struct.Struct("<I")
HEADER = LENGTH.size + SUM.size
CHUNK = 262_144  # bytes read, and checked, at once
Flaw = tuple[int, str]  # the byte, and what the file does there
Extent = tuple[int, int]  # from which byte to which
ENDS = "ends within a record"
LENGTH_SUM = "holds the length of a record with a wrong checksum"
DATA_SUM = "holds a record with a wrong checksum"


def starts_records(head: bytes) -> bool:
    """Whether a file begins with a length under its checksum."""
    return len(head) >= HEADER and not _wrong(head, [(0, LENGTH.size)])


def records(stream: ByteStream, flaws: list[Flaw]) -> Iterator[tuple[int, bytes]]:
    """The data of the records of a file from where the stream stands, each with the byte behind it.

    Every checksum is checked. A record with wrong data is left out and the next one is read; behind a wrong length
    nothing can be found any more. Each damage is appended to ``flaws`` with the byte at which it stands.
    """
    start, buffer, wanted = stream.place, b"", 0  # ``wanted`` bytes hold the next record
    while stream.rest:
        more = stream.take(max(wanted - len(buffer), CHUNK))
        if not more:  # the file has shrunk
            break
        buffer += more
        extents, end, wanted = _extents(buffer)
        lengths = [(first - HEADER, first - SUM.size) for first, _ in extents]
        if len(buffer) - end >= HEADER:
            lengths.append((end, end + LENGTH.size))  # that of a record which is not all there
        astray = _wrong(buffer, lengths)
        sound = extents[: min(astray)] if astray else extents
        spoilt = _wrong(buffer, sound)
        for place, (first, last) in enumerate(sound):
            if place in spoilt:
                flaws.append((start + first - HEADER, DATA_SUM))
            else:
                yield start + last + SUM.size, buffer[first:last]
        if astray:
            flaws.append((start + lengths[min(astray)][0], LENGTH_SUM))
            return
        start, buffer, wanted = start + end, buffer[end:], wanted - end
        if wanted - len(buffer) > stream.rest:
            break
    if buffer:
        flaws.append((start, ENDS))


def _extents(buffer: bytes) -> tuple[list[Extent], int, int]:
    """Where the data of each whole record stand, where the last of these records ends, and where the next would."""
    found: list[Extent] = []
    place = 0
    while len(buffer) - place >= HEADER:
        (length,) = LENGTH.unpack_from(buffer, place)
        end = place + HEADER + length + SUM.size
        if end > len(buffer):
            return found, place, end
        found.append((place + HEADER, end - SUM.size))
        place = end
    return found, place, place + HEADER


def _wrong(buffer: bytes, extents: Sequence[Extent]) -> set[int]:
    """Which of some data, by number, are not those that the checksum behind them was made of."""
    if not extents:
        return set()
    written = [SUM.unpack_from(buffer, end)[0] for _, end in extents]
    found = masked(checksums([buffer[start:end] for start, end in extents])).tolist()
    return {place for place, (one, other) in enumerate(zip(written, found, strict=True)) if one != other}

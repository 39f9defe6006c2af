"""TensorBoard event files made for tests, byte for byte as their writers frame them."""

import struct

from tests.analysis.importers.protobuf import Single, Value, message


def crc32c(data: bytes) -> int:
    """The checksum bit by bit, as its definition has it: no relative of the one that is tested."""
    state = 0xFFFFFFFF
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = state >> 1 ^ (0x82F63B78 if state & 1 else 0)
    return state ^ 0xFFFFFFFF


def masked(data: bytes) -> bytes:
    crc = crc32c(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def frame(data: bytes) -> bytes:
    length = struct.pack("<Q", len(data))
    return length + masked(length) + data + masked(data)


VERSION = frame(message((1, 1e9), (3, "brain.Event:2")))


def event(step: int, *values: bytes, wall: float | None = None) -> bytes:
    """An event with some values of a summary; a step of 0 is not written, as protobuf has it."""
    where = ((2, step),) if step else ()
    return frame(
        message((1, 1e9 + step if wall is None else wall), *where, (5, message(*((1, one) for one in values))))
    )


def simple(tag: str, value: float) -> bytes:
    return message((1, tag), (2, Single(value)))


def tensor(tag: str, *fields: tuple[int, Value], plugin: str = "scalars") -> bytes:
    """A tensor, given by its fields, as TensorFlow 2 writes its scalars."""
    metadata = message((1, message((1, plugin)))) if plugin else b""
    return message((1, tag), (8, message(*fields)), (9, metadata))


def events(*parts: bytes) -> bytes:
    return VERSION + b"".join(parts)


def losses(count: int, start: int = 0) -> list[bytes]:
    """Events of one tag whose values are exact in four bytes."""
    return [event(step, simple("loss", step / 4)) for step in range(start, start + count)]

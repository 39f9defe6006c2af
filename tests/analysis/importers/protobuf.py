"""Writes protocol buffers, enough for logs made in tests."""

import struct
from dataclasses import dataclass


@dataclass(frozen=True)
class Single:
    """A number written as a float of four bytes."""

    value: float


Value = int | float | Single | str | bytes


def varint(value: int) -> bytes:
    rest, found = value % (1 << 64), bytearray()
    while rest > 127:
        found.append(rest & 127 | 128)
        rest >>= 7
    return bytes([*found, rest])


def message(*fields: tuple[int, Value]) -> bytes:
    """A message: whole numbers as varints, floats as doubles, text and bytes with their length before them."""
    return b"".join(_field(number, value) for number, value in fields)


def _field(number: int, value: Value) -> bytes:
    match value:
        case int():
            return varint(number << 3) + varint(value)
        case float():
            return varint(number << 3 | 1) + struct.pack("<d", value)
        case Single():
            return varint(number << 3 | 5) + struct.pack("<f", value.value)
        case _:
            data = value.encode() if isinstance(value, str) else value
            return varint(number << 3 | 2) + varint(len(data)) + data

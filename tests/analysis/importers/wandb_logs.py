"""W&B logs made for tests, byte for byte as W&B frames them."""

import json
import struct
import zlib
from collections.abc import Iterable, Mapping

from tests.analysis.importers.protobuf import message

HEADER = struct.pack("<4sHB", b":W&B", 0xBEE1, 0)
BLOCK = 32_768
FULL, FIRST, MIDDLE, LAST = 1, 2, 3, 4
EXIT = message((18, message((1, 0))))


def log(*records: bytes) -> bytes:
    """A log of some records, cut where a block ends."""
    found = bytearray(HEADER)
    for record in records:
        rest, begun = record, False
        while rest or not begun:
            room = BLOCK - len(found) % BLOCK
            if room < 7:
                found += bytes(room)
                continue
            part, rest = rest[: room - 7], rest[room - 7 :]
            kind = (LAST if begun else FULL) if not rest else (MIDDLE if begun else FIRST)
            begun = True
            found += struct.pack("<IHB", zlib.crc32(bytes([kind]) + part), len(part), kind) + part
    return bytes(found)


def item(name: str, value: object, *, nested: bool = True) -> bytes:
    """An item of history, config or stats; bytes are a value that is written as it is."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    names: Iterable[tuple[int, str]] = [(2, part) for part in name.split(".")] if nested else [(1, name)]
    return message(*names, (16, raw))


def history(row: Mapping[str, object], *, nested: bool = True) -> bytes:
    return message((2, message(*((1, item(name, value, nested=nested)) for name, value in row.items()))))


def config(values: Mapping[str, object]) -> bytes:
    return message(*((1, item(name, value, nested=False)) for name, value in values.items()))


def run(
    own: str = "abc123",
    name: str = "",
    project: str = "p",
    start: int = 1000,
    values: Mapping[str, object] | None = None,
) -> bytes:
    body = message(
        (1, own), (3, project), (4, config(values or {})), (8, name), (17, message((1, start), (2, 5 * 10**8)))
    )
    return message((17, body))


def stats(seconds: int, values: Mapping[str, object]) -> bytes:
    items = ((3, item(name, value, nested=False)) for name, value in values.items())
    return message((7, message((2, message((1, seconds))), *items)))


def losses(count: int, start: int = 0, name: str = "loss") -> list[bytes]:
    """Rows of one metric that falls, with the times that W&B adds."""
    return [
        history({name: 1 / (1 + step), "_step": step, "_runtime": step / 2, "_timestamp": 1000 + step / 2})
        for step in range(start, start + count)
    ]

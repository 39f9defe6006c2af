"""Arrays into chunks of bytes and back: little-endian float64, packed where that costs little time."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np

from analysis.model.series import FloatArray

CHUNK = 262_144  # values a chunk, 2 MiB: the most that is held twice while reading
RAW_FROM = 1_000_000  # values: from here on deflating an array takes longer than writing it
FLOAT = np.dtype("<f8")
DEFLATE_LIMIT = 1032  # deflate cannot pack more than this many bytes into one


class Packing(Enum):
    """How a chunk came to its bytes; the name stands in the file."""

    RAW = "raw"
    SHUFFLED = "shuffled, zlib"  # first bytes of all values, then second bytes, ...: exponents repeat
    UNIFORM = "uniform"  # first value and stride; a whole array of any length


RAW = Packing.RAW.value


@dataclass(frozen=True, slots=True)
class Chunk:
    """``length`` values in their packed form."""

    length: int
    packing: Packing
    data: bytes

    @property
    def crc(self) -> int:
        return zlib.crc32(self.data)


def packed(array: FloatArray, *, deflate: bool = True, steps: bool = False) -> Iterator[Chunk]:
    """The chunks of an array of shape (n,), in order; none when it is empty.

    Short arrays are packed where ``deflate`` says so. With ``steps``, values at one constant distance, exact to the
    last bit, become that distance.
    """
    if steps and (uniform := _as_uniform(array)) is not None:
        yield uniform
        return
    for start in range(0, array.size, CHUNK):
        part = array[start : start + CHUNK].astype(FLOAT, copy=False)
        raw = part.tobytes()
        data = _shuffled(raw) if deflate and array.size < RAW_FROM else raw
        if len(data) < len(raw):
            yield Chunk(part.size, Packing.SHUFFLED, data)
        else:
            yield Chunk(part.size, Packing.RAW, raw)


def raw_crc(part: FloatArray) -> int:
    """The CRC-32 of the bytes of a raw chunk."""
    return zlib.crc32(part.astype(FLOAT, copy=False).tobytes())


def _as_uniform(steps: FloatArray) -> Chunk | None:
    if steps.size <= 2:
        return None
    first = float(steps[0])
    stride = float(steps[1]) - first
    if _uniform(first, stride, steps.size).tobytes() != steps.tobytes():
        return None
    return Chunk(steps.size, Packing.UNIFORM, np.array([first, stride], FLOAT).tobytes())


def unpacked(length: int, packing: Packing, data: bytes) -> FloatArray:
    """The values of a chunk. Raises ValueError or zlib.error when its bytes do not hold ``length`` of them."""
    match packing:
        case Packing.RAW:
            values = np.frombuffer(data, FLOAT)
        case Packing.SHUFFLED:
            planes = np.frombuffer(_inflated(data, 8 * length), np.uint8).reshape(8, length)
            values = np.ascontiguousarray(planes.T).view(FLOAT).reshape(length)
        case Packing.UNIFORM:
            first, stride = np.frombuffer(data, FLOAT)
            values = _uniform(float(first), float(stride), length)
    if values.size != length:
        raise ValueError(f"a chunk of {values.size} values, not {length}")
    return values.astype(np.float64, copy=False)


def check_claim(length: int, packing: Packing, size: int) -> None:
    """Raises ValueError when ``size`` bytes cannot hold ``length`` values: asked before memory is set aside."""
    match packing:
        case Packing.RAW:
            possible = length <= CHUNK and size == 8 * length
        case Packing.SHUFFLED:
            possible = length <= CHUNK and 8 * length <= DEFLATE_LIMIT * size
        case Packing.UNIFORM:
            possible = size == 16
    if length < 1 or not possible:
        raise ValueError(f"{size} bytes, {packing.value}, cannot be {length} values")


def _uniform(first: float, stride: float, length: int) -> FloatArray:
    with np.errstate(all="ignore"):
        return np.asarray(first + stride * np.arange(length, dtype=np.float64))


def _shuffled(raw: bytes) -> bytes:
    planes = np.frombuffer(raw, np.uint8).reshape(-1, 8).T
    return zlib.compress(planes.tobytes(), 1)


def _inflated(data: bytes, size: int) -> bytes:
    inflater = zlib.decompressobj()
    raw = inflater.decompress(data, size + 1)
    if len(raw) != size or not inflater.eof:
        raise ValueError(f"a packed chunk does not hold the {size} bytes it claims")
    return raw

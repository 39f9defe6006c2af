"""CRC-32C, the checksum of TensorFlow's records: of many pieces of data at once, as numpy counts columns, not bytes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

POLYNOMIAL = 0x82F63B78  # Castagnoli, reflected
WIDTH = 64  # bytes of a row
ALL = 0xFFFFFFFF
PRESET = bytes.fromhex("54641f64")  # these bytes take the state from 0 to ALL, with which CRC-32C begins

Sums = NDArray[np.uint32]


def _byte_table() -> Sums:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, table >> 1 ^ POLYNOMIAL, table >> 1).astype(np.uint32)
    return table


TABLE = _byte_table()


def _row_tables() -> list[list[int]]:
    """What becomes of each of the four bytes of a state when a row of zeros follows."""
    states = np.arange(256, dtype=np.uint32) << (8 * np.arange(4, dtype=np.uint32)[:, np.newaxis])
    for _ in range(WIDTH):
        states = TABLE[states & 255] ^ (states >> 8)
    return [[int(state) for state in row] for row in states]


ROW_TABLES = _row_tables()


def checksums(pieces: Sequence[bytes]) -> Sums:
    """The CRC-32C of each piece.

    Notes
    -----
    Zeros in front change nothing when the state begins at 0. So each piece, behind the bytes that set the state, is
    filled up at its front to whole rows; the rows of all pieces are summed up together, column by column; and the
    sums of a piece's rows are joined, which is linear over the bits (as zlib's crc32_combine does it).
    """
    lengths = [-(-(len(piece) + len(PRESET)) // WIDTH) for piece in pieces]
    filled = b"".join(
        (PRESET + piece).rjust(length * WIDTH, b"\0") for piece, length in zip(pieces, lengths, strict=True)
    )
    columns = np.ascontiguousarray(np.frombuffer(filled, np.uint8).reshape(-1, WIDTH).T)
    states = np.zeros(columns.shape[1], np.uint32)
    for column in columns:
        states = TABLE[(states ^ column) & 255] ^ (states >> 8)
    rows = states.tolist()
    first, second, third, fourth = ROW_TABLES
    found, place = [], 0
    for length in lengths:
        state = 0
        for row in rows[place : place + length]:
            state = first[state & 255] ^ second[state >> 8 & 255] ^ third[state >> 16 & 255] ^ fourth[state >> 24] ^ row
        found.append(state)
        place += length
    return np.array(found, np.uint32) ^ np.uint32(ALL)


def masked(sums: Sums) -> Sums:
    """The checksums as they stand in records: rotated by 15 bits and moved, so that data may hold checksums itself."""
    return np.asarray((sums >> 15 | sums << 17) + np.uint32(0xA282EAD8), np.uint32)

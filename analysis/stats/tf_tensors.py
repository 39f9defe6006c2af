"""Tensors of one number, as TensorFlow 2 logs its scalars."""

import math

import numpy as np

from analysis.stats.protobuf_wire import fields, numbers, signed

# Numbers of fields in tensorboard/compat/proto/tensor.proto and tensor_shape.proto.
DTYPE, SHAPE, CONTENT, FLOATS, DOUBLES, INTS, LONGS, BOOLS, HALVES, UINTS, ULONGS = 1, 2, 4, 5, 6, 7, 10, 11, 13, 16, 17
DIMENSION, SIZE = 2, 1
# By number in tensorboard/compat/proto/types.proto.
DTYPES = {1: "<f4", 2: "<f8", 3: "<i4", 4: "u1", 5: "<i2", 6: "i1", 9: "<i8", 10: "?", 17: "<u2", 19: "<f2"}
DTYPES |= {22: "<u4", 23: "<u8"}
HALF, BFLOAT16 = 19, 14
FIXED = {FLOATS: "<f4", DOUBLES: "<f8"}


def single(message: bytes) -> float | None:
    """The number in a tensor; None where it holds none, several, or none of a numeric kind.

    Raises ValueError where the bytes are no tensor.
    """
    kind, found = 0, None
    for number, value in fields(message):
        if number == DTYPE and isinstance(value, int):
            kind = value
        elif number == SHAPE and isinstance(value, bytes) and _elements(value) != 1:
            return None
        elif number == CONTENT and value:
            found = _from_bytes(value, kind)
        elif number in FIXED and isinstance(value, bytes) and len(value) == np.dtype(FIXED[number]).itemsize:
            found = float(np.frombuffer(value, FIXED[number])[0])
        elif number in {INTS, LONGS, BOOLS, HALVES, UINTS, ULONGS}:
            whole = numbers(value) if isinstance(value, bytes) else [value]
            found = _from_whole(whole[0], number, kind) if len(whole) == 1 else None
    return found


def _elements(shape: bytes) -> int:
    """The number of elements of a shape; below zero where it is not known."""
    sizes = []
    for number, dimension in fields(shape):
        if number == DIMENSION and isinstance(dimension, bytes):
            sizes.append(next((signed(n) for key, n in fields(dimension) if key == SIZE and isinstance(n, int)), 0))
    return math.prod(sizes)


def _from_bytes(content: int | bytes, kind: int) -> float | None:
    if kind == BFLOAT16 and isinstance(content, bytes) and len(content) == 2:
        return float(np.frombuffer(b"\0\0" + content, "<f4")[0])
    if kind not in DTYPES or not isinstance(content, bytes) or len(content) != np.dtype(DTYPES[kind]).itemsize:
        return None
    return float(np.frombuffer(content, DTYPES[kind])[0])


def _from_whole(value: int, number: int, kind: int) -> float | None:
    if number == HALVES:
        return _from_bytes((value & 0xFFFF).to_bytes(2, "little"), kind) if kind in {HALF, BFLOAT16} else None
    return float(signed(value) if number in {INTS, LONGS} else value)

"""Arrays through bytes: every bit comes back, however they were packed."""

import math
import tracemalloc
import zlib

import numpy as np
import pytest

from analysis.model.series import FloatArray, frozen_array
from analysis.storage.columns import CHUNK, RAW_FROM, Packing, packed, unpacked


@pytest.mark.parametrize(
    ("length", "packing"), [(CHUNK, Packing.SHUFFLED), (CHUNK + 1, Packing.SHUFFLED), (RAW_FROM, Packing.RAW)]
)
def test_long_arrays_go_through_chunks(length: int, packing: Packing) -> None:
    array = frozen_array(np.random.default_rng(0).normal(size=length))
    chunks = list(packed(array))
    assert len(chunks) == math.ceil(length / CHUNK)
    assert chunks[0].packing is packing
    parts = [unpacked(chunk.length, chunk.packing, chunk.data) for chunk in chunks]
    assert np.concatenate(parts).tobytes() == array.tobytes()


@pytest.mark.parametrize(
    ("steps", "uniform"),
    [
        (np.arange(2_000_000) * 50.0 + 7, True),
        (np.linspace(0, 1, 5), True),
        (np.array([0.0, 0.1, 0.2, 0.3]), False),  # 3 * 0.1 is not 0.3 to the last bit
        (np.array([0.0, 1.0, 2.0, 4.0]), False),
        (np.array([-0.0, 1.0, 2.0]), False),  # -0.0 + 0 is 0.0
        (np.array([0.0, math.inf, math.nan]), False),
    ],
)
def test_uniform_steps_are_a_start_and_a_stride_only_when_exact(steps: FloatArray, *, uniform: bool) -> None:
    chunks = list(packed(steps, steps=True))
    assert [chunk.packing is Packing.UNIFORM for chunk in chunks] == [uniform]
    assert unpacked(chunks[0].length, chunks[0].packing, chunks[0].data).tobytes() == steps.tobytes()


def test_a_packed_chunk_takes_no_more_memory_than_it_claims() -> None:
    bomb = zlib.compress(bytes(100_000_000), 9)
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match="does not hold the 800 bytes"):
            unpacked(100, Packing.SHUFFLED, bomb)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_packed_chunk_without_its_end_is_told() -> None:
    (chunk,) = packed(frozen_array(np.arange(100.0)))
    with pytest.raises(ValueError, match="does not hold"):
        unpacked(chunk.length, chunk.packing, chunk.data[:-4])

"""CRC-32C against published values and its definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.crc32c import WIDTH, checksums, masked
from tests.analysis.importers.event_files import crc32c


@pytest.mark.parametrize(
    ("data", "expected"),  # RFC 3720, B.4, and the customary check value
    [
        (b"", 0),
        (b"123456789", 0xE3069283),
        (bytes(32), 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(reversed(range(32))), 0x113FDB5C),
    ],
)
def test_published_values(data: bytes, expected: int) -> None:
    assert checksums([data]).tolist() == [expected]


@given(st.lists(st.one_of(st.binary(max_size=9), st.binary(min_size=WIDTH - 6, max_size=3 * WIDTH)), max_size=6))
def test_many_at_once_are_those_of_each(pieces: list[bytes]) -> None:
    assert checksums(pieces).tolist() == [crc32c(piece) for piece in pieces]


def test_masked() -> None:
    assert masked(checksums([b"123456789"])).tolist() == [
        (((0xE3069283 >> 15) | (0xE3069283 << 17 & 0xFFFFFFFF)) + 0xA282EAD8) & 0xFFFFFFFF
    ]

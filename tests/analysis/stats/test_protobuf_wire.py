"""The wire format: what was written is read, and what is none ends in a reason."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.protobuf_wire import fields, numbers, signed, text
from tests.analysis.importers.protobuf import Single, Value, message, varint

VALUES = st.one_of(
    st.integers(0, (1 << 64) - 1), st.binary(max_size=300), st.text(max_size=20), st.floats(), st.just(Single(1.5))
)


def as_read(value: Value) -> int | bytes:
    match value:
        case int() | bytes():
            return value
        case str():
            return value.encode()
        case float():
            return struct.pack("<d", value)
        case Single():
            return struct.pack("<f", value.value)


@given(st.lists(st.tuples(st.integers(1, 1 << 28), VALUES), max_size=6))
def test_what_is_written_is_read(written: list[tuple[int, Value]]) -> None:
    assert list(fields(message(*written))) == [(number, as_read(value)) for number, value in written]


@given(st.binary(max_size=60))
def test_any_bytes_are_fields_or_a_value_error(data: bytes) -> None:
    try:
        found = list(fields(data))
    except ValueError:
        return
    assert sum(len(value) for _, value in found if isinstance(value, bytes)) <= len(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x0a",
        b"\x0a\x05abcd",
        b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
        b"\x09abc",
        b"\x0dabc",
        b"\x0b",
        b"\x80",
        b"\x08" + b"\x80" * 11 + b"\x01",
    ],
)
def test_what_is_no_message(data: bytes) -> None:
    with pytest.raises(ValueError, match="at byte"):
        list(fields(data))


@given(st.integers(-(1 << 63), (1 << 63) - 1))
def test_signed(number: int) -> None:
    ((_, value),) = fields(message((1, number)))
    assert isinstance(value, int)
    assert signed(value) == number


@given(st.lists(st.integers(0, (1 << 64) - 1)))
def test_packed_numbers(values: list[int]) -> None:
    assert numbers(b"".join(map(varint, values))) == values


def test_text() -> None:
    assert [text(b"\xc3\xbc"), text(b"a\xff"), text(3)] == ["ü", "a\N{REPLACEMENT CHARACTER}", ""]

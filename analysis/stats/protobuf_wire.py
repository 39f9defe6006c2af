"""The wire format of protocol buffers: enough to pick known fields out of a message, and nothing more."""

from collections.abc import Iterator

VARINT, EIGHT_BYTES, BYTES, FOUR_BYTES = 0, 1, 2, 5
LONGEST_VARINT = 10  # bytes of a 64-bit number
MASK = (1 << 64) - 1


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a message in their order: the number of each, and its value.

    A varint comes as an unsigned 64-bit number; everything else (text, bytes, messages, fixed 32 and 64 bit) as the
    bytes that stand there. Whoever asks for a field checks which of the two it is, as a field of another wire type is
    an unknown field.

    Raises
    ------
    ValueError
        Where the bytes are no message, also after the fields before that place have been given.
    """
    place, end = 0, len(message)
    while place < end:
        tag, place = (message[place], place + 1) if message[place] < 128 else _varint(message, place)
        kind = tag & 7
        if kind == VARINT:
            number, place = _varint(message, place)
            yield tag >> 3, number
            continue
        if kind == BYTES:
            short = place < end and message[place] < 128  # nearly always: worth not making a call
            size, place = (message[place], place + 1) if short else _varint(message, place)
        elif kind in {EIGHT_BYTES, FOUR_BYTES}:
            size = 8 if kind == EIGHT_BYTES else 4
        else:
            raise ValueError(f"wire type {kind} at byte {place}")
        if size > end - place:
            raise ValueError(f"a field of {size} bytes at byte {place} of {end}")
        yield tag >> 3, message[place : place + size]
        place += size


def signed(number: int) -> int:
    """A varint read as int32 or int64: negative numbers are written as their 64-bit complement."""
    return number - (1 << 64) if number >> 63 else number


def numbers(packed: bytes) -> list[int]:
    """The varints of a packed repeated field; ValueError where they end too early."""
    found, place = [], 0
    while place < len(packed):
        number, place = _varint(packed, place)
        found.append(number)
    return found


def text(value: int | bytes) -> str:
    """A string field; a byte that is no UTF-8 becomes a replacement character."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _varint(message: bytes, place: int) -> tuple[int, int]:
    """The number that starts at a place, and the place behind it."""
    number = 0
    for count, byte in enumerate(message[place : place + LONGEST_VARINT]):
        number |= (byte & 127) << 7 * count
        if byte < 128:
            return number & MASK, place + count + 1
    raise ValueError(f"a number without an end at byte {place}")

"""Parquet files as rows, by pyarrow."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from analysis.errors import UnreadableInput

MAGIC = b"PAR1"
TAIL = 8  # bytes: the length of the footer, and the mark again
LONGEST_FOOTER = 16_777_216  # bytes
BATCH = 8192  # rows


def mentions(path: Path, head: bytes, *names: str) -> bool:
    """Whether a file is Parquet and has columns of these names, as far as its footer tells, without loading pyarrow."""
    if not head.startswith(MAGIC):
        return False
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(size - TAIL, 0))
            tail = file.read(TAIL)
            length = int.from_bytes(tail[:4], "little")
            if tail[4:] != MAGIC or length > min(size - TAIL, LONGEST_FOOTER):
                return False
            file.seek(size - TAIL - length)
            footer = file.read(length)
    except OSError:
        return False
    return all(bytes([len(name)]) + name.encode() in footer for name in names)  # the length stands before a text


def rows(path: Path) -> Iterator[Mapping[str, object]]:
    """The rows of a file by the names of their columns; a cell that is absent is None, NaN is a number.

    Raises UnreadableInput where the file is damaged.
    """
    import pyarrow as pa  # a tenth of a second that other files need not wait for
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=BATCH):
                yield from batch.to_pylist()
    except (pa.ArrowException, OSError, ValueError, MemoryError, OverflowError) as error:
        reason = f"The Parquet file cannot be read ({error})."
        raise UnreadableInput(reason, "Export it again.", file=str(path)) from error

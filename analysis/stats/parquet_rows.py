"""Parquet files as rows, by pyarrow, which is an extra: without it there is a reason that names it."""

import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from analysis.errors import UnreadableInput

MAGIC = b"PAR1"
TAIL = 8  # bytes: the length of the footer, and the mark again
LONGEST_FOOTER = 16_777_216  # bytes
BATCH = 8192  # rows
MISSING = "Install the package pyarrow beside Runloupe (pip install pyarrow) and read the file again."


def mentions(path: Path, head: bytes, *names: str) -> bool:
    """Whether a file is Parquet and has columns of these names, as far as its footer tells without pyarrow."""
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

    Raises UnreadableInput where the file is damaged, and where pyarrow is not there.
    """
    try:
        arrow, parquet = importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise UnreadableInput("Reading Parquet needs pyarrow, which is not there.", MISSING, file=str(path)) from None
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=BATCH):
                yield from batch.to_pylist()
    except (arrow.ArrowException, OSError, ValueError, MemoryError, OverflowError) as error:
        reason = f"The Parquet file cannot be read ({error})."
        raise UnreadableInput(reason, "Export it again.", file=str(path)) from error

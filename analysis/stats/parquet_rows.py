"""Parquet files as rows, by pyarrow, within bounds: what packs well may unpack to anything."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.errors import UnreadableInput

MAGIC = b"PAR1"
TAIL = 8  # bytes: the length of the footer, and the mark again
LONGEST_FOOTER = 16_777_216  # bytes
BATCH = 8192  # rows that are unpacked at once
CELLS = 1_000_000  # cells that are unpacked at once
MOST_ROWS = 20_000_000
LARGEST = 1_073_741_824  # bytes of the unpacked cells of one column in one group of rows
TEXTS = frozenset(("string", "large_string", "binary", "large_binary"))


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

    Raises UnreadableInput where the file is damaged or holds more than is read at once.
    """
    import pyarrow as pa  # a tenth of a second that other files need not wait for
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            texts = [field.name for field in file.schema_arrow if str(field.type) in TEXTS]
            _check_bounds(path, file.metadata)
        with parquet.ParquetFile(path, read_dictionary=texts) as file:
            names = file.schema_arrow.names
            batch = min(BATCH, max(CELLS // max(file.metadata.num_columns, 1), 1))
            for part in file.iter_batches(batch_size=batch):
                for cells in zip(*map(_cells, part.columns), strict=True):
                    yield dict(zip(names, cells, strict=True))
    except (pa.ArrowException, OSError, ValueError, MemoryError, OverflowError) as error:
        reason = f"The Parquet file cannot be read ({_short(error)})."
        raise UnreadableInput(reason, "Export it again.", file=str(path)) from error


def _cells(column: Any) -> list[object]:
    """The cells of a column; equal texts are one object, however often a file that packs well repeats a long one."""
    if not hasattr(column, "dictionary"):
        return list(column.to_pylist())
    words = column.dictionary.to_pylist()
    return [None if at is None else words[at] for at in column.indices.to_pylist()]


def _check_bounds(path: Path, metadata: Any) -> None:
    """Raise UnreadableInput for a file that is small only as long as it is packed."""
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    largest = max(
        (group.column(at).total_uncompressed_size for group in groups for at in range(group.num_columns)), default=0
    )
    if metadata.num_rows > MOST_ROWS or largest > LARGEST:
        told = f"{metadata.num_rows:,} rows, and up to {largest:,} bytes in a column"
        reason = f"The Parquet file unpacks to more than is read at once: {told}."
        raise UnreadableInput(reason, "Export it in parts, or with fewer columns.", file=str(path))


def _short(error: BaseException) -> str:
    """What a library says, in one short line."""
    return " ".join(str(error).split())[:200].rstrip(".")

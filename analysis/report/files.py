"""Putting a finished file in the place of an older one, whole or not at all."""

import os
import shutil
from pathlib import Path
from uuid import uuid4

from analysis.errors import UnwritableOutput


def write_file(path: Path, content: bytes) -> None:
    """Replace ``path`` once all of the content is on disk; UnwritableOutput, and an older file untouched, otherwise."""
    try:
        _replace(path, content)
    except OSError as error:
        raise _unwritable(path, error) from error


def make_folder(folder: Path) -> None:
    """Make a folder where there is none; UnwritableOutput where that cannot be."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(path: Path, error: OSError) -> UnwritableOutput:
    reason = f"The report could not be written: {error.strerror or error}."
    return UnwritableOutput(reason, "Choose another folder or file name.", file=str(path))


def _replace(path: Path, content: bytes) -> None:
    """Put the content in the place of ``path`` by one rename of a finished file in the same folder."""
    target = path.resolve()
    part = target.with_name(f".{target.name[:60]}.{uuid4().hex}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise

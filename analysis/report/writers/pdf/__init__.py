"""The report as a PDF: vectors and embedded fonts only, written whole or not at all."""

import os
import shutil
from pathlib import Path
from uuid import uuid4

from analysis.errors import UnwritableOutput
from analysis.model.report import Report
from analysis.progress import Progress
from analysis.report.writers import Writer


def write(report: Report, path: Path, progress: Progress) -> None:
    """Write the report to ``path``, replacing what is there only once all of it is on disk.

    Raises UnwritableOutput when the file cannot be written and Cancelled when ``progress`` was cancelled; in both
    cases an older file is untouched.
    """
    from analysis.report.writers.pdf.document import render

    content = render(report, progress)
    try:
        _replace(path, content)
    except OSError as error:
        reason = f"The report could not be written: {error.strerror or error}."
        raise UnwritableOutput(reason, "Choose another folder or file name.", file=str(path)) from error


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


WRITER = Writer("pdf", "PDF report", ".pdf", write)

"""The report as a PDF: vectors and embedded fonts only, written whole or not at all."""

from pathlib import Path

from analysis.model.report import Report
from analysis.progress import Progress
from analysis.report.files import write_file
from analysis.report.writers import Writer


def write(report: Report, path: Path, progress: Progress) -> None:
    """Write the report to ``path``, replacing what is there only once all of it is on disk.

    Raises UnwritableOutput when the file cannot be written and Cancelled when ``progress`` was cancelled; in both
    cases an older file is untouched.
    """
    from analysis.report.writers.pdf.document import render

    write_file(path, render(report, progress))


WRITER = Writer("pdf", "PDF report", ".pdf", write)

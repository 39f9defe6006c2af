"""The report for programs, as JSON; docs/report.schema.json tells what stands where."""

import json
from pathlib import Path

from analysis.model.report import Report
from analysis.progress import Progress
from analysis.report.files import write_file
from analysis.report.values import record
from analysis.report.writers import Writer


def write(report: Report, path: Path, progress: Progress) -> None:
    """Write the report to ``path``; raises UnwritableOutput, and Cancelled when ``progress`` was cancelled."""
    progress.step(0, 1, "Writing the numbers")
    text = json.dumps(record(report), ensure_ascii=False, allow_nan=False, indent=1)
    write_file(path, (text + "\n").encode("utf-8", errors="backslashreplace"))


WRITER = Writer("json", "JSON", ".json", write)

"""The files that go with a report: the findings as JSON, and the samples of each run as a table."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

from analysis import wording
from analysis.model.report import Report
from analysis.model.run import Run
from analysis.report.references import ROLES
from analysis.report.values import record

MOST_POINTS = 200_000  # of a run that is attached; a longer one is named by its checksums only


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file by name, media type, what it is, and content."""

    name: str
    kind: str
    description: str
    content: bytes


def attachments(report: Report) -> Iterator[Attachment]:
    """All files for a report, findings first."""
    text = json.dumps(record(report), ensure_ascii=False, allow_nan=False, indent=1)
    content = text.encode("utf-8", errors="backslashreplace")
    yield Attachment("findings.json", "application/json", "All findings and numbers of this report", content)
    for role, run in zip(ROLES, report.runs, strict=False):
        if fits(run):
            yield Attachment(f"run_{role}.csv", "text/csv", f"The samples of run {role}", samples(run))


def fits(run: Run) -> bool:
    """Whether a run is small enough to be attached."""
    return sum(len(series) for series in run.series) <= MOST_POINTS


def told(runs: tuple[Run, ...]) -> str:
    """One sentence on what is attached, and what is not."""
    kept = [f"run_{role}.csv" for role, run in zip(ROLES, runs, strict=False) if fits(run)]
    left = [role for role, run in zip(ROLES, runs, strict=False) if not fits(run)]
    text = f"Attached to the PDF: {', '.join(['findings.json', *kept])}."
    if left:
        text += (
            f" The samples of {' and '.join(left)} are not attached: more than "
            f"{wording.count(MOST_POINTS)} points; their files are named by checksum."
        )
    return text


def samples(run: Run) -> bytes:
    """Metric, step and value of every sample, in the order of the files; numbers as precise as they were read."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("metric", "step", "value"))
    for series in run.series:
        name = f"'{series.name}" if series.name[:1] in "=+-@" else series.name  # no formula for a spreadsheet
        pairs = zip(series.steps.tolist(), series.values.tolist(), strict=True)
        writer.writerows((name, repr(step), repr(value)) for step, value in pairs)
    return out.getvalue().encode("utf-8", errors="backslashreplace")

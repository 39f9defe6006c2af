"""Annotations as MNE-Python's CSV: onset, duration, description, ch_names; a step stands for a second.

MNE reads onsets as times of day since 1970 (``mne.annotations._read_annotations_csv``); channel names are joined by
colons, a colon in one being written as {COLON} (``_safe_name_list``).
"""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from analysis.annotations.csv_file import ADVICE
from analysis.annotations.fields import Found
from analysis.annotations.spreadsheet import neutral, restored
from analysis.errors import UnreadableInput, UnusableRequest
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.label import STANDARD
from analysis.model.project import Project
from analysis.model.series import Span

COLUMNS = ("onset", "duration", "description", "ch_names")
LOST = "number, title, severity, runs, note, author, time, origin, links and evidence"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = 9_000_000_000.0  # seconds after 1970 that pandas' times still hold


def mne_text(project: Project) -> str:
    """Steps, labels and metrics of all annotations, in the order of steps; what LOST names has no place in it."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for mark in sorted(project.annotations, key=lambda mark: (mark.span.first, mark.number)):
        if abs(mark.span.first) > LATEST:
            reason = f"Step {mark.span.first:,.0f} lies beyond the times that MNE's CSV can hold."
            raise UnusableRequest(reason, "Export CSV or JSON instead.")
        onset = EPOCH + timedelta(seconds=mark.span.first)
        names = ":".join(metric.replace(":", "{COLON}") for metric in mark.metrics)
        time = onset.strftime("%Y-%m-%d %H:%M:%S.%f")
        rows.writerow([time, repr(mark.span.width), neutral(mark.label), neutral(names)])
    return out.getvalue()


def is_mne(text: str) -> bool:
    """Whether a text begins as MNE's CSV does."""
    return text[:200].lower().startswith(",".join(COLUMNS[:3]))


def read_mne(text: str, file: str) -> Iterator[Found]:
    """The annotations of MNE's CSV, onsets in seconds or as times; UnreadableInput names file and line."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip().lower() for name in next(rows, [])]
        line = rows.line_num + 1
        for number, row in enumerate(rows, start=1):
            cells = dict(zip(header, row, strict=False))
            if row:
                yield _found(cells, number, (file, line))
            line = rows.line_num + 1
    except csv.Error as error:
        raise UnreadableInput(f"It is no CSV: {error}.", ADVICE, file=file, line=rows.line_num) from error


def _found(cells: dict[str, str], number: int, where: tuple[str, int]) -> Found:
    file, line = where
    try:
        first = _seconds(cells["onset"])
        span = Span(first, first + float(cells["duration"]))
    except (KeyError, ValueError) as error:
        reason = f"The onset or duration of the line cannot be read: {error}."
        raise UnreadableInput(reason, ADVICE, file=file, line=line) from error
    names = restored(cells.get("ch_names", ""))
    metrics = tuple(name.replace("{COLON}", ":") for name in names.split(":")) if names else ()
    label = restored(cells.get("description", "")) or STANDARD[0].name
    return Found(Annotation(AnnotationId(""), number, span, metrics=metrics, label=label))


def _seconds(onset: str) -> float:
    try:
        return float(onset)
    except ValueError:
        found = datetime.fromisoformat(onset)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()

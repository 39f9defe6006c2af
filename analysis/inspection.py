"""What the command inspect tells of runs and files, as plain values for JSON."""

from analysis import wording
from analysis.model.file_report import FileReport
from analysis.model.notice import Notice
from analysis.model.project import Project
from analysis.model.run import Run
from analysis.model.series import Series


def run_record(run: Run) -> dict[str, object]:
    return {
        "name": run.name,
        "metrics": [metric_record(series) for series in run.series],
        "config": len(run.config),
        "tags": len(run.tags),
        "summary": len(run.summary),
        "seams": len(run.seams),
    }


def file_record(file: FileReport, project: Project) -> dict[str, object]:
    return {
        "path": file.path,
        "outcome": file.outcome.value,
        "importer": file.importer or None,
        "sure": file.sure,
        "in_words": wording.sureness(file.sure, by_hand=file.by_hand) if file.importer else None,
        "by_hand": file.by_hand,
        "runs": [run.name for run in project.runs if file.path in run.paths],
        "notices": [notice_record(notice) for notice in file.notices],
    }


def metric_record(series: Series) -> dict[str, object]:
    span = series.span
    return {
        "name": series.name,
        "points": len(series),
        "first_step": None if span is None else json_number(span.first),
        "last_step": None if span is None else json_number(span.last),
        "nonfinite": series.nonfinite,
        "fidelity": wording.fidelity(series.fidelity),
        "aggregate": series.aggregate,
        "axis": series.axis,
    }


def json_number(value: float) -> float | int:
    """Whole steps without a decimal point, as far as a float holds whole numbers exactly."""
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def notice_record(notice: Notice) -> dict[str, object]:
    return {"severity": notice.severity.value, "file": notice.file, "line": notice.line, "text": notice.text}

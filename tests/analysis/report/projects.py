"""Projects to report, and the PDF of one read back."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.notice import Notice, Severity
from analysis.model.project import Project
from analysis.model.report import Report
from analysis.model.run import Run, Source
from analysis.model.series import Span
from analysis.progress import silent
from analysis.report.build import build_report
from analysis.report.writers.pdf import WRITER
from tests.synthetic import run_of

HOSTILE = '<b>x</b><img src="http://x/y"/> & "q", ü'
DATE = "2026-11-23"
DIGEST = "0123456789abcdef" * 4


def sourced(run: Run) -> Run:
    """The run with a file it might have come from."""
    notice = Notice(Severity.WARNING, "line 7 repeats line 6", "chart.csv", 7)
    return replace(run, sources=(Source("chart.csv", "/data/chart.csv", 12_345, DIGEST, "wandb_csv", (notice,)),))


def two_runs(*, points: int = 600, a: str = "swift-oak-12", b: str = "calm-dawn-13") -> Project:
    """Two runs with three annotations: one of everything, one of one metric of B, one point."""
    project = Project().with_runs(
        (sourced(run_of(a, seed=1, points=points)), sourced(run_of(b, seed=2, points=points, shift=0.002)))
    )
    one, other, point = Span(100, 180), Span(300, 420), Span(42, 42)
    notes = (
        Annotation(AnnotationId("1"), 1, one, label="norm spike", note=f"After the restart.\n{HOSTILE}", author="Kim"),
        Annotation(AnnotationId("4"), 4, other, (project.runs[1].id,), ("latent/norm",), label="data problem"),
        Annotation(AnnotationId("7"), 7, point, label="observation", severity=Severity.INFO),
    )
    return replace(project, annotations=notes)


def written(report: Report, folder: Path) -> PdfReader:
    """The report as a PDF, read back."""
    path = folder / "out.pdf"
    WRITER.write(report, path, silent())
    return PdfReader(BytesIO(path.read_bytes()))


def report_of(project: Project) -> Report:
    return build_report(project, date=DATE)


def words(reader: PdfReader) -> str:
    """All selectable text, every stretch of white space as one space."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())

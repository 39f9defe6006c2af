"""How a report falls on pages: no heading left alone, parts with a figure kept together, checksums whole."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pypdf import PdfReader

from analysis.errors import UnwritableOutput
from analysis.glossary import title
from analysis.model.project import Project
from analysis.model.report_options import Paper
from analysis.model.run import Run, RunId
from analysis.painters.pdf.theme import load_fonts
from analysis.progress import silent
from analysis.report.sections.one_metric import LEAST, PLOT
from analysis.report.writers.pdf import WRITER
from analysis.report.writers.pdf.filling import body
from analysis.report.writers.pdf.flowables import Illustration
from analysis.report.writers.pdf.styles import PAGES
from analysis.report.writers.pdf.tags import Element
from tests.analysis.report.projects import DIGEST, report_of, sourced, two_runs, words, written
from tests.analysis.report.test_pdf import bookmarks
from tests.analysis.report.test_summary import odd_series
from tests.synthetic import METRICS, run_of, series_of


def many_metrics() -> Project:
    """Two runs of nine metrics."""
    values = np.random.default_rng(0).normal(size=(9, 120))
    runs = tuple(
        Run(RunId(name), name, tuple(series_of(f"layer_{place}/norm", row + shift) for place, row in enumerate(values)))
        for name, shift in (("a", 0.0), ("b", 1.0))
    )
    return Project().with_runs(runs)


FRAME = 5  # lines of the running head and foot, which are written last


def pages_of(reader: PdfReader) -> list[list[str]]:
    """The lines of each page but its running head and foot."""
    found = []
    for page in reader.pages[2:]:
        lines = [line.strip() for line in page.extract_text().splitlines() if line.strip()]
        assert lines[-2].startswith("Page ")
        found.append(lines[:-FRAME])
    return found


PROJECTS: dict[str, Callable[[], Project]] = {
    "short": lambda: two_runs(points=60),
    "many": many_metrics,
    "one": lambda: Project((run_of("alone"),)),
}


@pytest.mark.parametrize("name", PROJECTS)
def test_no_heading_is_the_last_line_of_a_page(tmp_path: Path, name: str) -> None:
    reader = written(report_of(PROJECTS[name]()), tmp_path)
    titles = {"".join(title.split()) for title in bookmarks(reader.outline)}
    for lines in pages_of(reader):
        assert "".join(lines[-1].split()) not in titles


def test_a_metric_fits_on_one_page_or_on_two_where_its_findings_are_many(tmp_path: Path) -> None:
    pages = [page.extract_text() for page in written(report_of(two_runs(points=60)), tmp_path).pages[3:]]
    closing = "what each check cannot show"
    for metric in METRICS:
        heading = rf"\d\.\d +{title(metric)}"
        (at,) = (at for at, page in enumerate(pages) if re.search(rf"^{heading}$", page, re.MULTILINE))
        assert "Statistics of" in pages[at]
        assert "Findings" in pages[at]
        rows = len(re.findall(r"^F\d+", "".join(pages[at : at + 2]).split(closing)[0], re.MULTILINE))
        assert closing in pages[at] or (rows > 5 and closing in pages[at + 1])


def test_checksums_stand_in_two_halves(tmp_path: Path) -> None:
    text = words(written(report_of(Project((sourced(run_of("a")),))), tmp_path))
    assert f"{DIGEST[:32]} {DIGEST[32:]}" in text


def test_odd_series_are_drawn(tmp_path: Path) -> None:
    runs = tuple(Run(RunId(name), name, odd_series()) for name in ("a", "b"))
    text = words(written(report_of(Project().with_runs(runs)), tmp_path))
    assert "no finite value" in text
    assert "no samples" in text
    assert "smallest and largest value behind the aggregate" in text


def test_a_failing_export_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.pdf"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(UnwritableOutput, match="No space left"):
        WRITER.write(report_of(two_runs(points=60)), path, silent())
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.pdf"]


def test_the_date_is_in_the_bytes(tmp_path: Path) -> None:
    report = report_of(two_runs(points=60))
    for name, made in (("one.pdf", report), ("two.pdf", replace(report, date="2026-11-24"))):
        WRITER.write(made, tmp_path / name, silent())
    assert (tmp_path / "one.pdf").read_bytes() != (tmp_path / "two.pdf").read_bytes()


def test_the_plot_of_a_metric_fills_its_page() -> None:
    report = report_of(Project((run_of("alone"),)))
    metrics = next(section for section in report.sections if section.id == "metrics")
    load_fonts()
    story = body(replace(report, sections=(metrics,)), PAGES[Paper.A4], Element("Document"), silent())
    heights = [one.height for one in story if isinstance(one, Illustration)]
    assert len(heights) == len(METRICS)
    assert max(heights) > 1.5 * PLOT, "what a page has room for"
    assert all(height >= LEAST for height in heights)

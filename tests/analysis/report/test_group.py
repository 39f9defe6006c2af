"""The report of three and more runs: what sets them apart, their mean with its band, a row a run."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.cli import main
from analysis.errors import UnusableRequest
from analysis.model.alignment import Repeats
from analysis.model.figure import Band, Figure
from analysis.model.project import Project
from analysis.model.report import Paragraph, Picture, Report, Section, Table, plain
from analysis.model.run import Run, RunId
from analysis.report.build import build_report
from analysis.report.references import ROLES
from analysis.report.writers.text import key_findings
from analysis.stats.welch import spread_factors
from tests.analysis.report.projects import written
from tests.synthetic import run_of, series_of

MEANS = (1.0, 1.1, 1.4)


def group(*, points: int = 60) -> Project:
    """Three runs of one metric whose means are known, and one setting that differs."""
    wave = np.sin(np.linspace(0.0, 20.0 * np.pi, points, endpoint=False))
    runs = (
        Run(RunId(f"r{at}"), f"seed {at}", (series_of("loss", wave + mean),), config={"seed": at, "layers": 2})
        for at, mean in enumerate(MEANS)
    )
    return Project().with_runs(tuple(runs))


def of_all(project: Project) -> Report:
    return build_report(project, runs=tuple(run.id for run in project.runs), date="2026-01-01")


def section(report: Report, name: str) -> Section:
    return next(one for one in report.sections if one.id == name)


def cells(of: Section) -> list[list[str]]:
    return [[plain(cell) for cell in row] for block in of.blocks if isinstance(block, Table) for row in block.rows]


def test_a_group_has_its_chapter_and_no_comparison() -> None:
    names = [one.id for one in of_all(group()).sections]
    assert "group" in names
    assert "comparison" not in names
    pair = build_report(group(), date="2026-01-01")
    assert "group" not in [one.id for one in pair.sections]


def test_the_spread_is_that_of_the_means_of_runs() -> None:
    rows = cells(section(of_all(group()), "group"))
    row = next(row for row in rows if row[0] == "Training loss" or row[0].startswith("Loss"))
    assert row[1] == "3"
    assert float(row[3]) == pytest.approx(np.mean(MEANS), rel=1e-3)
    assert float(row[4]) == pytest.approx(np.std(MEANS, ddof=1), rel=1e-2)
    assert row[5].endswith("(A)")
    assert row[6].endswith("(C)")


def test_every_run_has_a_row_and_settings_that_differ_are_named() -> None:
    rows = cells(section(of_all(group()), "group"))
    assert [row[1] for row in rows if row[0] in ROLES[:3]] == ["seed 0", "seed 1", "seed 2"]
    assert ["seed", "A: 0; B: 1; C: 2"] in rows
    assert "layers" not in {row[0] for row in rows}


@pytest.mark.parametrize(("count", "told"), [(3, "Of all 3 runs"), (8, "Of the first 6 of 8 runs")])
def test_runs_have_their_matrices_and_it_is_said_which(count: int, told: str) -> None:
    runs = tuple(replace(run_of(f"run {at}", seed=at, points=40), id=RunId(f"r{at}")) for at in range(count))
    found = section(of_all(Project().with_runs(runs)), "distributions")
    titles = [block.figure.title for block in found.blocks if isinstance(block, Picture)]
    assert [one for one in titles if "Correlations" in one] == [
        f"Correlations in run {at}" for at in range(min(count, 6))
    ]
    assert any(plain(block.parts[0]).startswith(told) for block in found.blocks if isinstance(block, Paragraph))


def test_the_mean_is_drawn_with_the_band_from_the_lowest_to_the_highest_run() -> None:
    pictures = [block for block in section(of_all(group()), "group").blocks if isinstance(block, Picture)]
    figures = [picture.figure for picture in pictures if isinstance(picture.figure, Figure)]
    bands = [layer for figure in figures for panel in figure.panels for layer in panel.layers]
    band = next(layer for layer in bands if isinstance(layer, Band))
    np.testing.assert_allclose(band.high - band.low, MEANS[-1] - MEANS[0])


def test_it_says_whether_the_runs_are_repeats() -> None:
    project = group()
    ids = tuple(run.id for run in project.runs)
    told = "\n".join(key_findings(of_all(project)))
    assert "not said to be repeats" in told
    repeats = project.with_repeats(Repeats("recipe", ids))
    assert "not said to be repeats" not in "\n".join(key_findings(of_all(repeats)))


def test_ten_runs_are_no_book(tmp_path: Path) -> None:
    runs = tuple(replace(run_of(f"run {at}", points=90), id=RunId(f"r{at}")) for at in range(10))
    reader = written(of_all(Project().with_runs(runs)), tmp_path)
    assert 15 < len(reader.pages) <= 40


def test_more_runs_than_letters_are_refused() -> None:
    runs = tuple(Run(RunId(str(at)), str(at), (series_of("x", np.zeros(3)),)) for at in range(27))
    with pytest.raises(UnusableRequest, match="26"):
        of_all(Project().with_runs(runs))


def test_the_command_reports_three_files_as_a_group_and_two_where_they_are_named(tmp_path: Path) -> None:
    files = []
    for at in range(3):
        file = tmp_path / f"run{at}.csv"
        file.write_text("step,loss\n" + "".join(f"{step},{at + step}\n" for step in range(30)))
        files.append(str(file))
    out = tmp_path / "out.md"
    assert main(["report", *files, "-o", str(out)]) == 0
    assert "The group" in out.read_text(encoding="utf-8")
    assert main(["report", *files, "-o", str(out), "--a", "run0", "--b", "run2"]) == 0
    assert "A and B compared" in out.read_text(encoding="utf-8")


def test_an_uncertain_spread_says_how_uncertain() -> None:
    low, high = spread_factors(3)
    assert low == pytest.approx(0.5207, abs=1e-3)  # of the chi-squared distribution with two degrees of freedom
    assert high == pytest.approx(6.285, abs=1e-2)

"""What is reported, of which runs, and that every section says what it must."""

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.errors import Cancelled, UnusableRequest
from analysis.model import brush
from analysis.model.alignment import Alignment, Terms
from analysis.model.choices import Choices, FileChoice
from analysis.model.figure import Figure
from analysis.model.file_report import FileReport, Outcome
from analysis.model.notice import Notice, Severity
from analysis.model.project import Project
from analysis.model.report import Callout, Heading, Link, Paragraph, Part, Picture, Report, Table
from analysis.model.run import RunId
from analysis.model.series import Span
from analysis.progress import Progress
from analysis.report.build import build_report
from tests.analysis.report.projects import DATE, HOSTILE, report_of, two_runs
from tests.synthetic import METRICS, run_of, series_of


def parts(report: Report) -> list[Part]:
    """All pieces of text of a report but its figures and headings."""
    found: list[Part] = []
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph | Callout):
                found.extend(block.parts)
            elif isinstance(block, Table):
                found.extend(cell for row in block.rows for cell in row)
    return found


def said(report: Report) -> str:
    return "\n".join(part if isinstance(part, str) else part.text for part in parts(report))


def headings(report: Report) -> list[Heading]:
    return [block for section in report.sections for block in section.blocks if isinstance(block, Heading)]


def test_sections_of_two_runs_in_order() -> None:
    report = report_of(two_runs())
    assert [section.id for section in report.sections] == [
        "summary",
        "sources",
        "scorecard",
        "comparison",
        "metrics",
        "trends",
        "distributions",
        "insights",
        "annotations",
        "recommendations",
        "validation",
        "limits",
        "methods",
        "evidence",
        "appendix",
    ]
    for section in report.sections:
        first = section.blocks[0]
        assert isinstance(first, Heading)
        assert first.level == 1


def test_one_run_has_no_comparison_and_says_so() -> None:
    report = report_of(Project((run_of("alone"),)))
    assert "comparison" not in [section.id for section in report.sections]
    assert "nothing is compared" in said(report)
    assert "None were made." in said(report)


def test_every_link_leads_somewhere() -> None:
    report = report_of(two_runs())
    anchors = {heading.anchor for heading in headings(report)}
    links = [part for part in parts(report) if isinstance(part, Link)]
    assert {link.anchor for link in links} <= anchors
    assert {"E1", "E4", "E7"} <= {link.anchor for link in links}


def test_every_annotation_has_its_number_words_and_crop() -> None:
    report = report_of(two_runs())
    section = next(section for section in report.sections if section.id == "annotations")
    titles = [block.text for block in section.blocks if isinstance(block, Heading) and block.level == 2]
    assert [title.split()[0] for title in titles] == ["E1", "E4", "E7"]
    pictures = [block.figure for block in section.blocks if isinstance(block, Picture)]
    crops = [figure for figure in pictures if isinstance(figure, Figure)]
    assert [figure.title.split()[0] for figure in crops] == ["E1", "E4", "E7"]
    assert [panel.metric for panel in crops[1].panels] == ["latent/norm"]
    assert HOSTILE in said(report)
    assert "Kim" in said(report)


def test_every_metric_has_a_heading_a_plot_and_its_findings_with_rule_and_threshold() -> None:
    report = report_of(two_runs())
    section = next(section for section in report.sections if section.id == "metrics")
    titles = [block for block in section.blocks if isinstance(block, Heading) and block.level == 2]
    assert len(titles) >= len(METRICS)
    pictures = [block for block in section.blocks if isinstance(block, Picture)]
    assert len(pictures) == len(METRICS), "one each: all together stand in the chapter on trends"
    text = "\n".join(said(replace(report, sections=(section,))).split())
    for word in ("F1", "threshold"):
        assert word in text
    rules = said(report)
    for entry in report.findings:
        assert entry.finding.rule in rules
        assert entry.finding.limits in rules


def test_the_comparison_begins_with_its_verdict_and_prints_the_caveat() -> None:
    report = report_of(two_runs())
    section = next(section for section in report.sections if section.id == "comparison")
    callout = next(block for block in section.blocks if isinstance(block, Callout))
    assert "can be compared" in callout.title
    assert "cannot show that either recipe is better" in said(report)
    assert "same steps" in section.blocks[-1].figure.caption or "same steps" in said(report)  # type: ignore[union-attr]


def test_sources_are_named_with_size_checksum_and_notices() -> None:
    text = said(report_of(two_runs()))
    for word in ("chart.csv", "12,345", "0123456789abcdef" * 4, "line 7 repeats line 6", "complete"):
        assert word in text


def test_further_runs_are_listed_and_said_not_to_be_compared() -> None:
    project = Project().with_runs(tuple(run_of(f"run-{place}", seed=place) for place in range(8)))
    report = report_of(project)
    text = said(report)
    assert "6 further runs" in text
    for place in range(2, 8):
        assert f"run-{place}" in text
    assert ("Not compared", "6 further runs of the project") in report.facts


def test_runs_can_be_chosen_a_first() -> None:
    project = two_runs()
    b, a = (run.id for run in project.runs)
    report = build_report(project, runs=(a, b), date=DATE)
    assert report.facts[0] == ("Run A", "calm-dawn-13")
    assert build_report(project, runs=(a,), date=DATE).facts[0] == ("Run", "calm-dawn-13")


def test_title_and_date() -> None:
    assert build_report(two_runs(), title="Review", date=DATE).title == "Review"
    assert build_report(replace(two_runs(), title="Kept"), date=DATE).title == "Kept"
    assert len(build_report(two_runs()).date) == 10


@pytest.mark.parametrize("date", ["23.11.2026", "2026-13-01", "tomorrow"])
def test_a_date_that_is_none_is_refused(date: str) -> None:
    with pytest.raises(UnusableRequest, match="YYYY-MM-DD"):
        build_report(two_runs(), date=date)


def test_what_cannot_be_reported_is_refused() -> None:
    project = two_runs()
    first = project.runs[0].id
    with pytest.raises(UnusableRequest):
        build_report(Project())
    for runs in ((RunId("unknown"),), (first, first), (first, first, first)):
        with pytest.raises(UnusableRequest):
            build_report(project, runs=runs)


def test_the_checksum_follows_the_data_alone() -> None:
    one, same = report_of(two_runs()), report_of(replace(two_runs(), annotations=(), title="x"))
    assert one.checksum == same.checksum
    assert report_of(Project((run_of("a"),))).checksum != report_of(Project((run_of("a", seed=5),))).checksum


def test_a_cancelled_report_stops() -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        build_report(two_runs(), progress=progress)


def test_runs_without_anything_in_common_or_without_points_are_reported() -> None:
    one, other = run_of("one"), run_of("other")
    apart = Project(
        (replace(one, series=one.series[:2]), replace(other, series=(series_of("loss", one.series[0].values[:0]),)))
    )
    text = said(report_of(apart))
    assert "no metric in common" in text
    assert "Only A has" in text


def test_metrics_of_the_machine_are_left_out_and_counted() -> None:
    run = run_of("oak")
    mixed = replace(run, series=(*run.series, replace(run.series[0], name="system/gpu.0.temp")))
    report = build_report(Project().with_runs((mixed,)), date="2026-01-01")
    (sources,) = (section for section in report.sections if section.id == "sources")
    texts = [part for block in sources.blocks if isinstance(block, Paragraph) for part in block.parts]
    assert any("1 metric of the machine (system/…)" in str(text) for text in texts)


def test_a_kept_brush_is_a_table_of_its_own() -> None:
    rule = brush.Brush.of(Span(100, 199)).without(brush.Part(Span(150, 150)))
    project = two_runs().keep(brush.KeptBrush("calm part", rule))
    report = report_of(project)
    (section,) = (section for section in report.sections if section.id == "kept-selections")
    text = "\n".join(said(replace(report, sections=(section,))).split())
    assert "steps\n100\nto\n199,\nwithout\nstep\n150." in text
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    counts = {row[1]: row[2:4] for row in table.rows if row[1] == "n"}
    assert counts == {"n": ("99", "99")}
    assert "kept-selections" not in [one.id for one in report_of(two_runs()).sections]


def test_the_import_report_tells_of_refused_files_and_choices() -> None:
    project = two_runs()
    why = Notice(Severity.ERROR, "This is of no known format.", "x.csv", 3)
    files = (
        FileReport("/data/chart.csv", Outcome.READ, "wandb_csv", 0.9),
        FileReport("/data/x.csv", Outcome.REFUSED, notices=(why,)),
        FileReport("/data/y.csv", Outcome.LEFT_OUT, by_hand=True),
        FileReport("/data/readme.md", Outcome.UNKNOWN),
    )
    choices = Choices().with_file(Path("/data/t.csv"), FileChoice(step="t", metrics=("loss",)))
    report = report_of(replace(project, files=files, choices=choices))
    assert [section.id for section in report.sections][1:3] == ["sources", "imports"]
    text = said(report)
    assert "0.9, sure" in text
    assert "This is of no known format." in text
    assert "Left out by hand." in text
    assert "1 file, the first readme.md." in text
    assert "t.csv: steps from “t”, metrics “loss”." in text


def test_the_terms_of_a_pair_are_those_of_the_report() -> None:
    """What a person set for two runs is what their differences are drawn and printed by."""
    project = Project((run_of("oak", seed=1), run_of("fog", seed=2)))
    a, b = (run.id for run in project.runs)
    moved = project.with_terms(a, b, Terms(Alignment(offset=50.0), override="to see"))
    (section,) = [one for one in build_report(moved).sections if one.id == "comparison"]
    said = [part for block in section.blocks if isinstance(block, Paragraph | Callout) for part in block.parts]
    assert any(str(part).startswith("Aligned by step, B moved by +50.00: 250 pairs") for part in said)
    assert "The reason given: to see." in said
    pictures = [block.figure for block in section.blocks if isinstance(block, Picture)]
    assert "250 pairs" in pictures[0].caption

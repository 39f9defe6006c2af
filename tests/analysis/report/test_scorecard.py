"""The scorecard has every grade with its rule; candidates are counted with what became of them."""

import json
from pathlib import Path

from analysis.assess import checks
from analysis.candidates import accepted, proposals, rejecting
from analysis.health import RULE
from analysis.model.annotation import AnnotationId
from analysis.model.report import Link, Paragraph, Report, Section, Table, plain
from analysis.model.series import Span
from analysis.progress import silent
from analysis.report.build import build_report
from analysis.report.writers.json import WRITER as JSON
from analysis.report.writers.markdown import WRITER as MARKDOWN
from tests.analysis.report.projects import DATE, report_of, two_runs
from tests.analysis.test_candidates import assessment, project


def section(report: Report, name: str) -> Section:
    return next(one for one in report.sections if one.id == name)


def said(of: Section) -> str:
    return " ".join(plain(part) for block in of.blocks if isinstance(block, Paragraph) for part in block.parts)


def links(of: Section) -> list[Link]:
    tables = [block for block in of.blocks if isinstance(block, Table)]
    return [cell for table in tables for row in table.rows for cell in row if isinstance(cell, Link)]


def rows(of: Section) -> list[list[str]]:
    return [[plain(cell) for cell in row] for block in of.blocks if isinstance(block, Table) for row in block.rows]


def test_every_grade_has_its_evidence_and_its_rule() -> None:
    report = report_of(two_runs())
    found = section(report, "scorecard")
    graded = [{one.check for one in each.findings if one.grade is not None} for each in report.assessments]
    assert len(rows(found)) == sum(map(len, graded))
    for row in rows(found):
        assert row[1][:4] in ("1 of", "2 of", "3 of", "4 of", "5 of")
        assert "threshold" in row[2] or row[0].startswith("R8")
    text, rules = said(found), said(section(report, "methods"))
    for check in checks():
        if check.id in graded[0]:
            assert Link(f"{check.number} {check.title}{' (critical)' * check.critical}", f"check-{check.id}") in links(
                found
            )
    for each in report.findings:
        assert f"{each.finding.rule} " in rules
        assert f"Thresholds: {each.finding.source}." in rules or not each.finding.source
    for told in (RULE, *(each.rating.sentence for each in report.assessments), "R6 Scale; N1 "):
        assert told in text


def test_candidates_are_counted_with_what_became_of_them(tmp_path: Path) -> None:
    alone, both = proposals(project(), [assessment()]).open
    mark = accepted(both, AnnotationId("a"), 1, Span(690, 720))
    answered = rejecting(project().annotate(mark), (alone,))
    report = build_report(answered, date=DATE)
    counts, rejected = rows(section(report, "candidates"))
    assert counts == ["A", "2", "1", "1", "1", "0"]
    assert rejected[:4] == ["A", "spike", "400", "Latent maximum"]
    MARKDOWN.write(report, tmp_path / "r.md", silent())
    assert "Candidates of the detectors" in (tmp_path / "r.md").read_text(encoding="utf-8")
    JSON.write(report, tmp_path / "r.json", silent())
    found = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    (of_json,) = (one for one in found["sections"] if one["id"] == "candidates")
    assert ["A", "2", "1", "1", "1", "0"] in [row for block in of_json["blocks"] for row in block.get("rows", ())]


def test_nothing_proposed_is_no_section() -> None:
    assert "candidates" not in [one.id for one in report_of(two_runs()).sections]

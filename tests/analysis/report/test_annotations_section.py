"""What the report says of annotations: title, Markdown in a few words, links, frozen evidence, two authors."""

from dataclasses import replace

from analysis.annotations.evidence import measured
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.project import Project
from analysis.model.report import Heading, Link, Paragraph, Strong, Table, plain
from analysis.model.series import Span
from analysis.report.build import build_report
from tests.synthetic import run_of


def section_of(project: Project) -> tuple[object, ...]:
    report = build_report(project, title="t", date="2025-01-01")
    return next(section.blocks for section in report.sections if section.id == "annotations")


def project_of(*marks: Annotation) -> Project:
    return Project((run_of("oak"), run_of("dawn", seed=1)), marks)


def test_title_note_links_and_evidence_stand_below_the_annotation() -> None:
    project = project_of(
        Annotation(AnnotationId("a"), 1, Span(10, 20), label="spike", title="norm jumps"),
        Annotation(AnnotationId("b"), 2, Span(5, 9), note="It **jumps**:\n- see [the log](https://x.org)\n\n<b>x</b>"),
    )
    first, second = project.annotations
    second = replace(second, links=(first.id, AnnotationId("gone")), evidence=measured(project, second, "2025-01-01"))
    blocks = section_of(project.annotate(second))
    headings = [block.text for block in blocks if isinstance(block, Heading)]
    assert "E1  norm jumps" in headings
    told = ["".join(plain(part) for part in block.parts) for block in blocks if isinstance(block, Paragraph)]
    assert "Note: It jumps:" in told
    assert "• see the log (https://x.org)" in told
    assert "<b>x</b>" in told
    assert "See also: E1, one that is gone" in told
    assert any(text.startswith("Attached evidence. Statistics of the present data") for text in told)
    parts = [part for block in blocks if isinstance(block, Paragraph) for part in block.parts]
    assert Strong("jumps") in parts
    assert Link("E1", "E1") in parts
    tables = [block for block in blocks if isinstance(block, Table)]
    (attached,) = (table for table in tables if table.caption.startswith("Evidence attached to E2"))
    assert len(attached.rows) == len(second.evidence) == 12


def test_two_authors_are_compared_and_one_is_not() -> None:
    one = Annotation(AnnotationId("a"), 1, Span(10, 20), author="Ada")
    both = project_of(one, Annotation(AnnotationId("b"), 2, Span(11, 20), author="Ben"))
    told = ["".join(plain(part) for part in block.parts) for block in section_of(both) if isinstance(block, Paragraph)]
    assert any("F1 1.00" in text and "kappa" in text for text in told)
    assert any("Cohen 1960" in text for text in told)
    alone = section_of(project_of(one))
    assert not any("kappa" in plain(part) for block in alone if isinstance(block, Paragraph) for part in block.parts)

"""Questions and answers: each with its numbers, with what the data cannot tell, and with its findings."""

from collections.abc import Iterator

from analysis.model.report import Block, Heading, Link, Paragraph, Part, Section, Strong
from analysis.report.insights import insights
from analysis.report.insights.asked import Insight
from analysis.report.references import CANNOT, metric_anchor
from analysis.report.sections import Material, SectionKind


def build(material: Material) -> Section:
    """A heading a question, the answer of each run, and what stays open."""
    blocks: list[Block] = [
        Heading(1, "Questions and answers", "insights"),
        Paragraph(("Answered from the numbers in these files alone. No answer names a cause.",)),
    ]
    found = insights(material)
    asked: dict[tuple[str, str], list[Insight]] = {}
    for insight in found:
        asked.setdefault((insight.question, insight.cannot), []).append(insight)
    for (question, cannot), answers in asked.items():
        blocks.append(Heading(3, question))
        blocks.extend(_answer(material, insight) for insight in answers)
        blocks.append(Paragraph((Strong(CANNOT), cannot)))
    if not found:
        blocks.append(Paragraph(("These metrics let none of the questions be asked.",)))
    return Section("insights", tuple(blocks))


def _answer(material: Material, insight: Insight) -> Paragraph:
    role = () if len(material.runs) == 1 else (Strong(f"{insight.role}: "),)
    return Paragraph((*role, insight.answer, *_links(material, insight)))


def _links(material: Material, insight: Insight) -> Iterator[Part]:
    if not insight.findings:
        return
    yield " Findings: "
    for place, name in enumerate(insight.findings):
        if place:
            yield ", "
        yield Link(name, metric_anchor(material, insight.metric))
    yield "."


def _wanted(material: Material) -> bool:
    return bool(material.metrics) and not material.is_group  # of many runs it would be a book


SECTION = SectionKind("insights", "Questions and answers", 46, _wanted, build)

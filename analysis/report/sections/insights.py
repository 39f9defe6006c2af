"""Questions and answers: each with its numbers, with what the data cannot tell, and with its findings."""

from collections.abc import Iterator

from analysis.model.report import Block, Heading, Link, Paragraph, Part, Section, Strong
from analysis.report.insights import insights
from analysis.report.insights.asked import Insight
from analysis.report.references import metric_anchor
from analysis.report.sections import Material, SectionKind


def build(material: Material) -> Section:
    """A heading a question, the answer, and what stays open."""
    blocks: list[Block] = [
        Heading(1, "Questions and answers", "insights"),
        Paragraph(("Answered from the numbers in these files alone. No answer names a cause.",)),
    ]
    found = insights(material)
    for insight in found:
        blocks.extend(_asked(material, insight))
    if not found:
        blocks.append(Paragraph(("These metrics let none of the questions be asked.",)))
    return Section("insights", tuple(blocks))


def _asked(material: Material, insight: Insight) -> Iterator[Block]:
    yield Heading(3, insight.question)
    yield Paragraph((insight.answer,))
    yield Paragraph((Strong("The data cannot tell: "), insight.cannot, *_links(material, insight)))


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
    return bool(material.metrics)


SECTION = SectionKind("insights", "Questions and answers", 46, _wanted, build)

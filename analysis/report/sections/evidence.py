"""The evidence of findings that have more of it than their pages show: every number, its unit and its threshold."""

from analysis import wording
from analysis.model.report import Block, Heading, Link, Numbered, Paragraph, Section
from analysis.report.references import SHOWN, findings, metric_anchor, title
from analysis.report.sections import Material, SectionKind


def build(material: Material) -> Section:
    """A paragraph a finding."""
    blocks: list[Block] = [
        Heading(1, "All evidence", "evidence"),
        Paragraph((f"Findings with more than {SHOWN} numbers, with all of them.",)),
    ]
    for entry in _long(material):
        metric = entry.finding.metric
        what = "the run" if metric is None else title(metric)
        said = "; ".join(wording.evidence(item) for item in entry.finding.evidence)
        blocks.append(
            Paragraph((Link(entry.name, metric_anchor(material, metric)), f"  {what} of {entry.role}: {said}."))
        )
    return Section("evidence", tuple(blocks))


def _long(material: Material) -> list[Numbered]:
    return [entry for entry in findings(material) if len(entry.finding.evidence) > SHOWN]


def _wanted(material: Material) -> bool:
    return bool(_long(material))


SECTION = SectionKind("evidence", "All evidence", 78, _wanted, build)

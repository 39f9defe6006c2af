"""The evidence of findings that have more of it than their pages show: every further number and its unit."""

from analysis import wording
from analysis.model.finding import Verdict
from analysis.model.report import Block, Heading, Link, Numbered, Paragraph, Section
from analysis.report.references import SHOWN, findings, metric_anchor, shown_evidence, title
from analysis.report.sections import Material, SectionKind


def build(material: Material) -> Section:
    """A paragraph a finding."""
    blocks: list[Block] = [
        Heading(1, "Further evidence", "evidence"),
        Paragraph(
            (
                f"Of findings with more than {SHOWN} numbers, those that do not stand beside the answer",
                ", where they ask for attention; of all others in findings.json." if material.is_group else ".",
            )
        ),
    ]
    for entry in _long(material):
        metric = entry.finding.metric
        what = "the run" if metric is None else title(metric)
        beside = shown_evidence(entry.finding)
        said = "; ".join(wording.evidence(item) for item in entry.finding.evidence if item not in beside)
        blocks.append(
            Paragraph((Link(entry.name, metric_anchor(material, metric)), f"  {what} of {entry.role}: {said}."))
        )
    return Section("evidence", tuple(blocks))


def _long(material: Material) -> list[Numbered]:
    """Those with more; of a group only those that want to be looked at, for the JSON of the report has them all."""
    long = [entry for entry in findings(material) if len(entry.finding.evidence) > SHOWN]
    if not material.is_group:
        return long
    return [entry for entry in long if entry.finding.verdict in (Verdict.CONCERN, Verdict.ATTENTION)]


def _wanted(material: Material) -> bool:
    return bool(_long(material))


SECTION = SectionKind("evidence", "Further evidence", 78, _wanted, build)

"""What the detectors proposed to annotate, and what a person made of it, in numbers."""

from analysis import wording
from analysis.candidates import RULE, proposals
from analysis.model.candidate import Candidate, Proposals
from analysis.model.report import Align, Block, Column, Heading, Paragraph, Section, Table
from analysis.report.references import ROLES, listed, role, title
from analysis.report.sections import Material, SectionKind

MOST = 40  # candidates that are listed


def build(material: Material) -> Section:
    """A row a run with the counts, then what nobody has answered and what was rejected."""
    of_runs = [proposals(material.project, (assessment,)) for assessment in material.assessments]
    columns = (
        Column("Run"),
        *(Column(name, Align.RIGHT) for name in ("Proposed", "Accepted", "of these adjusted", "Rejected", "Open")),
    )
    rows = tuple((name, *map(wording.count, counts(found))) for name, found in zip(ROLES, of_runs, strict=False))
    blocks: list[Block] = [
        Heading(1, "Candidates of the detectors", "candidates"),
        Paragraph((f"The events of the anomaly check as proposals for annotations. {RULE}",)),
        Table(columns, rows, "Proposals and what was answered."),
    ]
    blocks += _listed(material, "Not answered", [one for found in of_runs for one in found.open])
    blocks += _listed(material, "Rejected", [one for found in of_runs for one in found.rejected])
    return Section("candidates", tuple(blocks))


def counts(found: Proposals) -> tuple[int, int, int, int, int]:
    """Proposed, accepted, of these adjusted, rejected, open."""
    return found.proposed, found.accepted, found.adjusted, len(found.rejected), len(found.open)


def _listed(material: Material, heading: str, found: list[Candidate]) -> list[Block]:
    if not found:
        return []
    columns = (
        Column("Run"),
        Column("Kind", weight=1.5),
        Column("Steps", weight=1.5),
        Column("Metrics", weight=2.0),
        Column("Times the threshold", Align.RIGHT),
    )
    rows = tuple(
        (
            role(material, one.run),
            one.kind,
            wording.steps(one.span).split(" ", 1)[1],
            listed([title(metric) for metric in one.metrics], 4),
            wording.number(one.score, 3),
        )
        for one in found[:MOST]
    )
    more = f" {wording.count(len(found) - MOST)} more are not listed." if len(found) > MOST else ""
    return [Heading(2, heading), Table(columns, rows, f"{wording.plural(len(found), 'candidate')}.{more}")]


def _wanted(material: Material) -> bool:
    return any(proposals(material.project, (assessment,)).proposed for assessment in material.assessments)


SECTION = SectionKind("candidates", "Candidates of the detectors", 51, _wanted, build)

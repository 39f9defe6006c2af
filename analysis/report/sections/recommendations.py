"""What can be done next: each step tied to the finding or the gap that asks for it, none of it a promise."""

from collections.abc import Iterator

from analysis import wording
from analysis.model.finding import Verdict
from analysis.model.report import Block, Heading, Link, Numbered, Paragraph, Part, Section
from analysis.model.series import FidelityKind
from analysis.report.references import BULLET, ROLES, findings, metric_anchor, open_questions, title, worst_first
from analysis.report.sections import Material, SectionKind

MOST = 12
Statement = tuple[Part, ...]


def build(material: Material) -> Section:
    """Findings to look into, then what to log or load, as options."""
    looked, logged = list(_findings(material)), list(_gaps(material))
    blocks: list[Block] = [
        Heading(1, "Next steps", "recommendations"),
        Paragraph(
            (
                (
                    "Steps that would answer what is open. No step promises that a run would have gone better: what "
                    "did not happen is in no file."
                ),
            )
        ),
        Heading(2, "To look into"),
        *(Paragraph((BULLET, *statement)) for statement in looked[:MOST]),
    ]
    if not looked:
        blocks.append(Paragraph(("No finding asks for attention.",)))
    if len(looked) > MOST:
        blocks.append(Paragraph((f"{wording.plural(len(looked) - MOST, 'more finding')} in the chapters above.",)))
    blocks.append(Heading(2, "Options: what to export or log"))
    blocks.extend(Paragraph((BULLET, *statement)) for statement in logged)
    return Section("recommendations", tuple(blocks))


def _findings(material: Material) -> Iterator[Statement]:
    for entry in worst_first(findings(material)):
        if entry.finding.verdict in (Verdict.CONCERN, Verdict.ATTENTION):
            yield from _one(material, entry)


def _one(material: Material, entry: Numbered) -> Iterator[Statement]:
    finding = entry.finding
    link = Link(entry.name, metric_anchor(material, finding.metric))
    what = "the run" if finding.metric is None else title(finding.metric)
    where = "" if finding.span is None else f" at {wording.steps(finding.span)}"
    yield (
        link,
        (
            f"  Look at {what} of {entry.role}{where}, and note the cause as an annotation if you know it. "
            f"{finding.sentence}"
        ),
    )


def _gaps(material: Material) -> Iterator[Statement]:
    """What the files lack, each with what would be needed; each said once."""
    missing = open_questions(material)
    yield from ((text, " ", Link("(open)", "limits")) for text in missing)
    for role, run in zip(ROLES, material.runs, strict=False):
        thinned = [one for one in run.series if one.fidelity.kind is FidelityKind.SAMPLED]
        if thinned:
            yield (f"Export all steps of {role}: {wording.plural(len(thinned), 'metric')} are samples of the history.",)


def _always(material: Material) -> bool:
    return bool(material.runs)


SECTION = SectionKind("recommendations", "Next steps", 54, _always, build)

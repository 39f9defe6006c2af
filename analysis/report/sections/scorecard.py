"""The scorecard: the rating of each run and its rule, the grade of each check, and what is not rated."""

from collections.abc import Iterator, Sequence

from analysis import wording
from analysis.assess import checks
from analysis.checks import Check
from analysis.health import RULE
from analysis.model.assessment import Assessment
from analysis.model.finding import BEST, Finding
from analysis.model.report import Align, Block, Column, Heading, Link, Paragraph, Part, Section, Strong, Table
from analysis.report.references import ROLES, metric_anchor, rule_anchor, title
from analysis.report.sections import Material, SectionKind


def build(material: Material) -> Section:
    """For each run its rating and a row a check that leads to its rule; then the rule of the rating."""
    blocks: list[Block] = [Heading(1, "Scorecard", "scorecard")]
    if material.is_group:
        blocks.extend(_of_group(material))
    for role, assessment in zip(ROLES, () if material.is_group else material.assessments, strict=False):
        if len(material.assessments) > 1:
            blocks.append(Heading(2, f"Run {role}"))
        blocks.extend(_of_run(material, assessment))
    blocks += [
        Heading(2, "The rule of the rating", "rating"),
        Paragraph((Strong("The rating. "), RULE)),
        Paragraph(
            (
                "The rule of each check, its thresholds and where they come from: ",
                Link("the checks", "checks"),
                f"; the name of a check leads to its own. Kind of model: {material.project.model.value}.",
            )
        ),
    ]
    return Section("scorecard", tuple(blocks))


def _of_run(material: Material, assessment: Assessment) -> tuple[Block, ...]:
    columns = (Column("Check", weight=1.6), Column("Grade", weight=0.6), Column("Decided by", weight=4.0))
    rows = tuple(
        _row(material, check, graded) for check in checks() if (graded := _graded(material, check, (assessment,)))
    )
    told = [Paragraph((Strong("Rating: "), assessment.rating.sentence))]
    open_ones = "; ".join(f"{gap.number} {gap.subject}" for gap in assessment.not_assessed)
    if open_ones:
        told.append(
            Paragraph((Strong("Not rated: "), f"{open_ones}. What each of them needs stands under the limits."))
        )
    return (*told, Table(columns, rows, "The worst answer of each check decides its grade."))


def _of_group(material: Material) -> Iterator[Block]:
    """The rating of each run, and a grade a check and run, which leads to what decided it."""
    ratings = tuple((role, one.rating.sentence) for role, one in zip(ROLES, material.assessments, strict=False))
    yield Table((Column("Run"), Column("Rating", weight=6.0)), ratings, "The rating of each run.")
    rows = []
    for check in checks():
        graded = [_graded(material, check, (assessment,)) for assessment in material.assessments]
        if any(graded):
            worst = [min(found, key=lambda one: one.grade or BEST) if found else None for found in graded]
            cells = ("" if one is None else Link(str(one.grade), metric_anchor(material, one.metric)) for one in worst)
            rows.append((_name(check), *cells))
    roles = ROLES[: len(material.runs)]
    columns = (Column("Check", weight=3.0), *(Column(role, Align.RIGHT, 0.5) for role in roles))
    told = f"Grades from {BEST}, no concern, to 1: the worst answer of each check in each run. Empty: not graded."
    yield Table(columns, tuple(rows), told)


def _name(check: Check) -> Link:
    return Link(f"{check.number} {check.title}{' (critical)' if check.critical else ''}", rule_anchor(check.id))


def _graded(material: Material, check: Check, assessments: Sequence[Assessment]) -> list[Finding]:
    """The graded findings of a check, metric by metric."""
    found = [one for assessment in assessments for one in assessment.findings]
    order = [*material.metrics, None]
    return sorted(
        (one for one in found if one.check == check.id and one.grade is not None),
        key=lambda one: order.index(one.metric if one.metric in order else None),
    )


def _row(material: Material, check: Check, graded: Sequence[Finding]) -> tuple[Part, ...]:
    worst = min(graded, key=lambda finding: finding.grade or BEST)
    where = "whole run" if worst.metric is None else title(worst.metric)
    others = f", the worst of {len(graded)}" if len(graded) > 1 else ""
    return (
        _name(check),
        f"{worst.grade} of {BEST}",
        Link(f"{where}: {wording.evidence(worst.evidence[0])}{others}", metric_anchor(material, worst.metric)),
    )


def _wanted(material: Material) -> bool:
    return bool(material.assessments)


SECTION = SectionKind("scorecard", "Scorecard", 26, _wanted, build)

"""What was checked, what is open, and what these data can never show."""

from collections.abc import Iterator

from analysis import wording
from analysis.assess import checks
from analysis.model.assessment import NotAssessed
from analysis.model.finding import Verdict
from analysis.model.report import Checklist, Heading, Numbered, Paragraph, Section
from analysis.report.references import findings
from analysis.report.sections import Material, SectionKind

Item = tuple[bool | None, str]
MOST_NAMED = 24  # findings that are named one by one
IMPOSSIBLE = (
    "What another learning rate, loss weight or batch size would have given: that takes other runs.",
    "Whether the recipe is good in general: one run is one sample of seed and data order.",
    "Where a future run ends: nothing here is a forecast.",
)


def build(material: Material) -> Section:
    """A checklist of the checks with the numbers of their findings, then what cannot be answered."""
    items = (*_checks(material), *_gaps(material), *((None, text) for text in IMPOSSIBLE))
    return Section(
        "validation",
        (
            Heading(1, "Validation checklist", "validation"),
            Paragraph(
                (
                    (
                        "✓ asked and answered without concern; × asked, and open: a finding wants attention or the "
                        "evidence is not enough; ? impossible to answer from these data."
                    ),
                )
            ),
            Checklist(tuple(items)),
        ),
    )


def _checks(material: Material) -> Iterator[Item]:
    known = findings(material)
    for check in checks():
        answers = [entry for entry in known if entry.finding.check == check.id]
        if answers:
            yield _answered(check.question, answers)
        else:
            needed = "no metric in these files lets it be asked."
            needed = next((gap.needed for gap in _open(material) if gap.subject == check.title), needed)
            yield None, f"{check.question} {needed[:1].upper()}{needed[1:]}"


def _answered(question: str, answers: list[Numbered]) -> Item:
    doubtful = [
        entry for entry in answers if entry.finding.verdict in (Verdict.CONCERN, Verdict.ATTENTION, Verdict.NOT_ENOUGH)
    ]
    if doubtful:
        verdicts = dict.fromkeys(wording.verdict(entry.finding.verdict)[2:] for entry in doubtful)
        return False, f"{question} Open: {_named(doubtful)} ({', '.join(verdicts)})."
    return True, f"{question} Done: {_named(answers)}."


def _named(entries: list[Numbered]) -> str:
    names = [entry.name for entry in entries]
    if len(names) > MOST_NAMED:
        return f"{len(names)} answers, {names[0]} to {names[-1]}"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _gaps(material: Material) -> Iterator[Item]:
    """What is open beside the checks that could not be asked."""
    asked = {check.title for check in checks()}
    rest = dict.fromkeys(gap.sentence for gap in _open(material) if gap.subject not in asked)
    yield from ((None, text) for text in rest)


def _open(material: Material) -> Iterator[NotAssessed]:
    return (gap for assessment in material.assessments for gap in assessment.not_assessed)


def _always(material: Material) -> bool:
    return bool(material.runs)


SECTION = SectionKind("validation", "Validation checklist", 56, _always, build)

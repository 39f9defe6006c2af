"""What this data cannot show: said in every report."""

from collections.abc import Iterator

from analysis import wording
from analysis.model.report import Block, Heading, Paragraph, Section
from analysis.model.series import FidelityKind
from analysis.report.references import BULLET, ROLES, listed, title
from analysis.report.sections import Material, SectionKind


def build(material: Material) -> Section:
    """A list: what was not logged, what was thinned before it came here, what two runs cannot tell."""
    items = dict.fromkeys((*_missing(material), *_thinned(material), *_aggregated(material), *_of_comparison(material)))
    blocks: list[Block] = [
        Heading(1, "What this data cannot show", "limits"),
        Paragraph(
            ("A report can say no more than the files behind it. The following was looked for and is not there.",)
        ),
        *(Paragraph((BULLET, item)) for item in items),
        Paragraph(
            (BULLET, "Nothing here says why a number is as it is; that takes knowledge of the code and the data.")
        ),
    ]
    return Section("limits", tuple(blocks))


def _missing(material: Material) -> Iterator[str]:
    for assessment in material.assessments:
        yield from (gap.sentence for gap in assessment.not_assessed)


def _thinned(material: Material) -> Iterator[str]:
    """Series of which the export does not hold every step."""
    for place, run in enumerate(material.runs):
        kinds: dict[str, list[str]] = {}
        for series in run.series:
            if series.fidelity.kind in (FidelityKind.SAMPLED, FidelityKind.IRREGULAR, FidelityKind.STRIDED):
                kinds.setdefault(wording.fidelity(series.fidelity), []).append(title(series.name))
        for held, names in kinds.items():
            yield f"Between the points of {ROLES[place]}: the export holds {held} of {listed(names)}."


def _aggregated(material: Material) -> Iterator[str]:
    for place, run in enumerate(material.runs):
        names = [title(series.name) for series in run.series if series.aggregate]
        if names:
            yield f"Single runs behind {ROLES[place]}: {listed(names)} are aggregates of several runs or buckets."


def _of_comparison(material: Material) -> Iterator[str]:
    if material.is_group:
        yield "Which run is better: runs of a group are not tested against each other; two as A and B are."
        if not material.are_repeats:
            yield "Seed-to-seed variation: these runs are not said to be repeats, so settings may be mixed into it."
    if material.comparison is None:
        return
    yield material.comparison.caveat
    for entry in material.comparison.differences:
        yield entry.limits
    others = len(material.project.runs) - len(material.runs)
    if others:
        yield f"{wording.plural(others, 'further run')} of the project: not compared in this report."


def _always(material: Material) -> bool:
    return bool(material.runs)


SECTION = SectionKind("limits", "What this data cannot show", 60, _always, build)

"""Questions that a reader asks of a run, answered with numbers and with what the data cannot tell."""

from collections.abc import Callable, Iterator

from analysis.report.insights.asked import Insight, Subject
from analysis.report.insights.latent import centred, dimension, rows_per_batch, symmetric
from analysis.report.insights.moments import what_happened
from analysis.report.insights.movement import finished, one_or_two, settled, why_it_moved
from analysis.report.references import ROLES, findings
from analysis.report.sections import Material

QUESTIONS: tuple[Callable[[Subject], Iterator[Insight]], ...] = (
    why_it_moved,
    finished,
    settled,
    one_or_two,
    centred,
    symmetric,
    dimension,
    rows_per_batch,
    what_happened,
)


def insights(material: Material) -> tuple[Insight, ...]:
    """All questions that the metrics allow, asked of every reported run."""
    found = findings(material)
    subjects = [
        Subject(
            run=run,
            role=role,
            findings=tuple(entry for entry in found if entry.role == role),
            annotations=material.project.annotations,
        )
        for role, run in zip(ROLES, material.runs, strict=False)
    ]
    return tuple(insight for question in QUESTIONS for subject in subjects for insight in question(subject))

"""Edits of annotations that concern more than one field of one of them."""

from dataclasses import replace

from analysis.errors import UnusableRequest
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.project import Project
from analysis.model.series import Span


def split(project: Project, mark: Annotation, step: float, new_id: AnnotationId) -> Project:
    """The project with an annotation cut in two: the second begins at ``step``, the first ends at the sample before.

    The first keeps id, number and evidence; the second has all else too. UnusableRequest where nothing would be left
    on one side.
    """
    if not mark.span.first < step <= mark.span.last:
        raise UnusableRequest(
            f"E{mark.number} cannot be split there.", "Choose a step inside it, behind its first one."
        )
    first = replace(mark, span=Span(mark.span.first, max(_before(project, mark, step), mark.span.first)))
    second = replace(mark, id=new_id, number=project.next_number, span=Span(step, mark.span.last), evidence=())
    marks: list[Annotation] = []
    for one in project.annotations:
        marks.extend((first, second) if one.id == mark.id else (one,))
    return project.with_annotations(tuple(marks))


def _before(project: Project, mark: Annotation, step: float) -> float:
    """The last step before one at which a run and metric in the scope were logged; the step itself without any."""
    found = []
    for run in project.runs:
        for series in run.series if mark.concerns(run=run.id) else ():
            if mark.concerns(metric=series.name):
                earlier = series.steps[series.steps < step]
                found.append(float(earlier.max()) if earlier.size else mark.span.first)
    return max(found, default=step)

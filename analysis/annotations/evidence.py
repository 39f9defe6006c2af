"""Statistics of an annotation's span, frozen with the checksum of the data, and whether the data are still those."""

import math
from collections.abc import Iterator

from analysis import wording
from analysis.model.annotation import Annotation, SpanEvidence
from analysis.model.project import Project
from analysis.model.run import Run
from analysis.model.series import Series
from analysis.progress import Progress, silent
from analysis.stats.fingerprint import checksum
from analysis.stats.summary import summarise


def measured(
    project: Project, mark: Annotation, taken: str, progress: Progress | None = None
) -> tuple[SpanEvidence, ...]:
    """The statistics of every metric of every run in the scope that has a sample in the span, as of ``taken``."""
    wanted = list(_in_scope(project, mark))
    found = []
    for done, (run, series) in enumerate(wanted):
        (progress or silent()).step(done, len(wanted), series.name)
        summary = summarise(series, mark.span)
        if summary is None:
            continue
        some = summary.count > 0
        numbers = (summary.mean, summary.std, summary.low, summary.low_step, summary.high, summary.high_step)
        found.append(
            SpanEvidence(
                run.id,
                series.name,
                mark.span,
                checksum(series),
                taken,
                summary.points,
                summary.count,
                *(number if some and not math.isnan(number) else None for number in numbers),
            )
        )
    return tuple(found)


def _in_scope(project: Project, mark: Annotation) -> Iterator[tuple[Run, Series]]:
    for run in project.runs:
        for series in run.series if mark.concerns(run=run.id) else ():
            if mark.concerns(metric=series.name):
                yield run, series


def changed(project: Project, mark: Annotation, one: SpanEvidence) -> str:
    """Why the statistics are not those of what is there now; empty while they are."""
    if one.span != mark.span:
        return f"taken of {wording.steps(one.span)}; the annotation was moved since"
    series = project.run(one.run).get(one.metric) if project.has(one.run) else None
    if series is None:
        return "the data are no longer in the project"
    if checksum(series) != one.checksum:
        return "the data have changed since"
    return "their file is not at hand" if series.away else ""


def as_of(project: Project, mark: Annotation) -> str:
    """A sentence on what the attached statistics are of; empty without any."""
    if not mark.evidence:
        return ""
    reasons = dict.fromkeys(why for one in mark.evidence if (why := changed(project, mark, one)))
    taken = mark.evidence[0].taken
    if not reasons:
        return f"Statistics of the present data, taken {taken}."
    return f"Statistics as of {taken}: {'; '.join(reasons)}."

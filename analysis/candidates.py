"""Project and assessments to candidates: which events of the checks wait for a person's answer, and what was answered.

No second detector: a candidate is made of the events that the anomaly check reports.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from analysis import wording
from analysis.glossary import title
from analysis.model.annotation import Annotation, AnnotationId, Origin, Provenance
from analysis.model.assessment import Assessment, Occurrence
from analysis.model.candidate import Candidate, Proposals
from analysis.model.figure import CONTEXT, Figure, Mark, Panel
from analysis.model.notice import Severity
from analysis.model.project import Project, Rejection
from analysis.model.run import Run
from analysis.model.series import Span
from analysis.stats.fingerprint import fingerprint

RULE = (
    "Detections in several metrics of a run are one candidate where they are of one kind (spike, dip and burst count "
    "as one) and share at least half of their steps; onsets of a shift, a drift or a change of the noise, where they "
    "lie within 10 logged points."
)
EXCURSIONS = frozenset(("spike", "dip", "burst"))
ONSETS = frozenset(("level shift", "variance change", "drift", "divergence"))
APART = 10  # logged points between onsets that are taken for one
SHARED = 0.5
DETECTOR = "anomalies (R10)"
LABELS = {
    "stuck": "data problem", "divergence": "instability", "variance change": "instability", "drift": "observation",
    "start transient": "transient",
}  # fmt: skip


def proposals(project: Project, assessments: Iterable[Assessment]) -> Proposals:
    """What the assessments propose for the annotations of a project, less what a person has answered already."""
    found, refused = [], []
    runs = {run.id: run for run in project.runs}
    made = [note for note in project.annotations if note.provenance is not None]
    for assessment in assessments:
        run = runs.get(assessment.run)
        if run is None:
            continue
        waiting = [one for one in assessment.occurrences if not any(_is_of(note, run, one) for note in made)]
        gone = [one for one in waiting if _is_rejected(run, one, project.rejections)]
        found += _grouped(run, [one for one in waiting if one not in gone])
        refused += _grouped(run, gone)
    taken = [note for note in made if not note.runs or set(note.runs) & set(runs)]
    return Proposals(
        tuple(sorted(found, key=lambda one: (one.span.first, one.span.last, one.key))),
        tuple(refused),
        len(taken),
        sum(note.provenance is not None and note.provenance.adjusted(note) for note in taken),
    )


def accepted(candidate: Candidate, key: AnnotationId, number: int, span: Span | None = None) -> Annotation:
    """The annotation that a candidate becomes, over other steps where a person moved its edges."""
    strongest = candidate.parts[0]
    told = "; ".join(f"{title(part.metric)}: {wording.occurrence(part)}" for part in candidate.parts)
    return Annotation(
        key,
        number,
        span or candidate.span,
        runs=(candidate.run,),
        metrics=candidate.metrics,
        label=LABELS.get(candidate.kind, "anomaly"),
        severity=Severity.ERROR if candidate.kind == "divergence" else Severity.WARNING,
        note=f"Proposed by the check of {DETECTOR}. {told}.",
        origin=Origin.DETECTOR,
        provenance=Provenance(
            f"{DETECTOR}: {candidate.kind}",
            strongest.score,
            strongest.threshold,
            f"{strongest.rule}; threshold {wording.number(strongest.threshold)} {strongest.unit}",
            candidate.span,
            candidate.metrics,
        ),
    )


def rejecting(project: Project, candidates: Iterable[Candidate]) -> Project:
    """The project in which these candidates are rejected: told by the data, they do not come back."""
    fresh = []
    for candidate in candidates:
        run = project.run(candidate.run)
        for part in candidate.parts:
            series = run.get(part.metric)
            if series is not None:
                fresh.append(Rejection(fingerprint(series, part.span), part.metric, part.span, part.kind))
    return replace(project, rejections=tuple(dict.fromkeys((*project.rejections, *fresh))))


def restoring(project: Project, candidates: Iterable[Candidate]) -> Project:
    """The project without the rejections of these candidates: they are proposed again."""
    runs = {run.id: run for run in project.runs}
    back = {
        no
        for candidate in candidates
        for part in candidate.parts
        for no in project.rejections
        if _is_rejected(runs[candidate.run], part, (no,))
    }
    return replace(project, rejections=tuple(no for no in project.rejections if no not in back))


def with_candidates(figure: Figure, candidates: Iterable[Candidate], runs: Iterable[Run]) -> Figure:
    """A figure with candidates marked in the panels that draw one of their metrics of their run, and not in grey."""
    names = {run.id: run.name for run in runs}
    known = [(candidate, names[candidate.run]) for candidate in candidates if candidate.run in names]
    if not known:
        return figure
    panels = tuple(_marked(panel, known) for panel in figure.panels)
    seen = {one.key for panel in panels for one in panel.layers if isinstance(one, Mark) and one.proposed}
    if not seen:
        return figure
    told = f"Dashed: {wording.plural(len(seen), 'candidate')} of a detector that nobody has answered."
    return replace(figure, panels=panels, caption=f"{figure.caption} {told}".strip())


def mark_of(candidate: Candidate) -> Mark:
    """A candidate as it is marked."""
    severity = Severity.ERROR if candidate.kind == "divergence" else Severity.WARNING
    return Mark(candidate.key, 0, candidate.span, candidate.kind, severity, proposed=True)


def _marked(panel: Panel, known: Sequence[tuple[Candidate, str]]) -> Panel:
    owners = {curve.owner for curve in panel.curves if curve.colour != CONTEXT}
    marks = [mark_of(one) for one, owner in known if owner in owners and panel.metric in one.metrics]
    return replace(panel, layers=(*marks, *panel.layers)) if marks else panel


def _grouped(run: Run, found: Sequence[Occurrence]) -> list[Candidate]:
    """Candidates, each begun by the strongest detection that is in none yet; no metric is twice in one."""
    groups: list[list[Occurrence]] = []
    for one in sorted(found, key=lambda one: (-one.score, one.span.first, one.metric)):
        for group in groups:
            if one.metric not in {other.metric for other in group} and _same(run, group[0], one):
                group.append(one)
                break
        else:
            groups.append([one])
    return [Candidate(run.id, tuple(group)) for group in groups]


def _same(run: Run, one: Occurrence, other: Occurrence) -> bool:
    """Whether two detections are of one kind and at the same steps."""
    if _family(one.kind) != _family(other.kind):
        return False
    apart = _apart(run, one.metric)
    if one.kind in ONSETS:
        return abs(one.span.first - other.span.first) <= APART * apart
    return _share(one.span, other.span, apart) >= SHARED


def _family(kind: str) -> str:
    return "excursion" if kind in EXCURSIONS else kind


def _apart(run: Run, metric: str) -> float:
    """The distance of two logged points."""
    series = run.get(metric)
    return 1.0 if series is None else series.fidelity.stride or 1.0


def _share(one: Span, other: Span, apart: float) -> float:
    """The steps that two spans have in common over those that they have together; a point is one logged step wide."""
    if not one.overlaps(other):
        return 0.0
    common = min(one.last, other.last) - max(one.first, other.first) + apart
    return common / (max(one.last, other.last) - min(one.first, other.first) + apart)


def _is_of(note: Annotation, run: Run, one: Occurrence) -> bool:
    """Whether a detection is behind an annotation that was made of a candidate."""
    by = note.provenance
    if by is None or by.proposed is None or not note.concerns(run=run.id) or one.metric not in by.metrics:
        return False
    kind = by.detector.rpartition(": ")[2]
    if _family(kind) != _family(one.kind):
        return False
    apart = _apart(run, one.metric)
    if one.kind in ONSETS:
        return abs(by.proposed.first - one.span.first) <= APART * apart
    return _share(by.proposed, one.span, apart) >= SHARED


def _is_rejected(run: Run, one: Occurrence, rejections: Iterable[Rejection]) -> bool:
    """Whether a person rejected this detection in these data, as far as they are the same at the rejected steps."""
    series = run.get(one.metric)
    if series is None:
        return False
    apart = _apart(run, one.metric)
    return any(
        no.metric == one.metric
        and _family(no.kind) == _family(one.kind)
        and _share(no.span, one.span, apart) >= SHARED
        and no.checksum == fingerprint(series, no.span)
        for no in rejections
    )


def told(candidates: Sequence[Candidate]) -> str:
    """One candidate, or how many, in words."""
    if len(candidates) > 1:
        return wording.plural(len(candidates), "candidate")
    return f"{candidates[0].kind} at {wording.steps(candidates[0].span)}"

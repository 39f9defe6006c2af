"""Asks what the export holds: values that are not finite, steps that repeat, go back or are missing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis import wording
from analysis.asking import Context
from analysis.checks import Check
from analysis.model.finding import Evidence, Finding, Verdict
from analysis.model.run import Run
from analysis.model.series import Fidelity, FidelityKind, FloatArray, Series, Span
from analysis.stats.sampling import fidelity

ID = "integrity"
THINNED = (FidelityKind.SAMPLED, FidelityKind.IRREGULAR)
UNEVEN = 0.05  # share of the distances that differ from the usual one above which the logging is uneven
RULE = (
    "Every value is finite, and every step occurs once, rising, at one constant distance. Missing steps are graded by "
    "their share; a resume, steps that occur twice and a thinned or uneven log are graded 3, values that are not "
    "finite 2, to the end of the run 1."
)
LIMITS = "Says nothing of metrics and steps that are not in the files, nor whether the values are right."
AGGREGATE = " The values stand for several runs or buckets: a value that was not finite in one of them may not show."


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    found = [_finding(run, series, context) for series in run.series]
    return (*found, _resumed(run, context)) if run.seams else tuple(found)


def _finding(run: Run, series: Series, context: Context) -> Finding:
    context.progress.check()
    steps = np.unique(series.steps)
    repeated = len(series) - int(steps.size)
    backward = int(np.count_nonzero(series.steps[1:] < series.steps[:-1]))
    held = fidelity(steps) if repeated or backward else series.fidelity  # a restart alone leaves no step out
    gap = _gap(steps)
    missing = gap.missing / (gap.missing + steps.size) if gap.missing else 0.0
    evidence = [
        Evidence("values that are not finite", series.nonfinite, threshold=0),
        Evidence("repeated steps", repeated, threshold=0),
        Evidence("steps that go back", backward, threshold=0),
        Evidence("share of steps missing", missing, threshold=0),
        Evidence("points", len(series)),
    ]
    if held.kind in THINNED:
        evidence.append(Evidence("steps in the range", held.spanned))
    faults = [*_nonfinite(series), *_order(series, repeated, backward), *_thinned(series, held, gap)]
    enough = series.nonfinite > 0 or len(series) >= context.thresholds.points(ID)
    grade = _grade(series, missing, context, clean=not faults) if enough else None
    return Finding(
        check=ID,
        run=run.id,
        metric=series.name,
        span=series.span,
        verdict=_verdict(grade),
        rule=RULE,
        evidence=tuple(evidence),
        sentence="; ".join((_extent(series, held), *faults)) + ".",
        limits=LIMITS + AGGREGATE if series.aggregate else LIMITS,
        grade=grade,
        source=context.thresholds.source(ID),
        points=len(series),
    )


def _resumed(run: Run, context: Context) -> Finding:
    """The finding on a run that was joined of pieces."""
    dropped = sum(seam.dropped for seam in run.seams)
    told = "; ".join(
        f"{seam.later} takes over from {seam.earlier} at step {wording.step(seam.at)}, "
        f"{wording.plural(seam.dropped, 'point')} of the earlier one left out"
        for seam in run.seams[:3]
    )
    return Finding(
        check=ID,
        run=run.id,
        metric=None,
        span=Span(min(seam.at for seam in run.seams), max(seam.at for seam in run.seams)),
        verdict=Verdict.ATTENTION,
        rule=RULE,
        evidence=(
            Evidence("resumes", len(run.seams), threshold=0),
            Evidence("points left out where pieces overlap", dropped),
        ),
        sentence=f"Resumed {wording.plural(len(run.seams), 'time')}: {told}.",
        limits=LIMITS,
        grade=3,
        source=context.thresholds.source(ID),
    )


def _grade(series: Series, missing: float, context: Context, *, clean: bool) -> int:
    bad = np.flatnonzero(~np.isfinite(series.values))
    if bad.size:
        return 1 if _to_the_end(series, bad) else 2
    if clean:
        return 5
    thresholds = context.thresholds
    return (
        (4 if missing and missing <= thresholds[f"{ID}.four"] else 3) if missing <= thresholds[f"{ID}.attention"] else 2
    )


def _verdict(grade: int | None) -> Verdict:
    """Any fault needs attention, however small: what is not there cannot be seen."""
    if grade is None:
        return Verdict.NOT_ENOUGH
    return Verdict.NO_CONCERN if grade == 5 else Verdict.ATTENTION if grade > 1 else Verdict.CONCERN


@dataclass(frozen=True, slots=True)
class _Gap:
    """Steps that are missing in an else even log, and the longest stretch of them."""

    missing: int
    longest: Span | None


def _gap(steps: FloatArray) -> _Gap:
    """What is missing of rising steps; nothing where they are uneven throughout."""
    if steps.size < 3:
        return _Gap(0, None)
    apart = np.diff(steps)
    stride = float(np.median(apart))
    extra = np.maximum(np.rint(apart / stride) - 1, 0)
    if np.count_nonzero(np.abs(apart - stride) > 1e-6 * stride) > UNEVEN * apart.size or not extra.any():
        return _Gap(0, None)
    place = int(extra.argmax())
    return _Gap(int(extra.sum()), Span(float(steps[place] + stride), float(steps[place + 1] - stride)))


def _to_the_end(series: Series, bad: NDArray[np.intp]) -> bool:
    """Whether the values that are not finite are all of those from the first of them on."""
    return bool(bad[-1] == len(series) - 1 and bad[-1] - bad[0] + 1 == bad.size)


def _extent(series: Series, held: Fidelity) -> str:
    """How many points, at which distance, and that they are finite if they are."""
    if not len(series):
        return "No points"
    even = held.kind in (FidelityKind.COMPLETE, FidelityKind.STRIDED)
    distance = f", {wording.fidelity(held)}" if even else ""
    return f"{wording.plural(len(series), 'point')}{distance}{'' if series.nonfinite else ', all finite'}"


def _nonfinite(series: Series) -> list[str]:
    """Where values are not finite: to the end, or here and there."""
    bad = np.flatnonzero(~np.isfinite(series.values))
    if not bad.size:
        return []
    first = wording.step(series.steps[bad[0]])
    if _to_the_end(series, bad):
        return [f"not finite from step {first} to the end ({wording.plural(int(bad.size), 'value')})"]
    verb = "is" if bad.size == 1 else "are"
    return [f"{wording.plural(int(bad.size), 'value')} {verb} not finite, the first at step {first}"]


def _order(series: Series, repeated: int, backward: int) -> list[str]:
    """Steps that occur again or go back."""
    found = []
    if repeated:
        found.append(f"{wording.plural(repeated, 'point')} at a step that occurs more than once")
    if backward:
        place = int(np.argmax(series.steps[1:] < series.steps[:-1]))
        after, to = wording.step(series.steps[place]), wording.step(series.steps[place + 1])
        times = wording.plural(backward, "time")
        found.append(f"steps go back {times}, first from {after} to {to}: a restart, or several runs in one file")
    return found


def _thinned(series: Series, held: Fidelity, gap: _Gap) -> list[str]:
    """That the export has not every step, in numbers."""
    if gap.longest is not None:
        return [f"{wording.plural(gap.missing, 'step')} missing, the longest stretch {wording.steps(gap.longest)}"]
    if held.kind not in THINNED:
        return []
    text = wording.fidelity(held)
    if held.kind is FidelityKind.IRREGULAR:
        text += f" over {wording.steps(series.span)}, logged so or thinned: the file does not tell"
    return [f"{text}; what happened between the points is not in the file"]


CHECK = Check(
    id=ID,
    number="R1",
    title="Data integrity",
    question="Are all values finite, and are all steps there, once and in order?",
    needs="a metric with 3 points or more.",
    run=_run,
    critical=True,
)

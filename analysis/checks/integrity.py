"""Asks what the export holds: values that are not finite, steps that repeat, go back or are missing."""

import numpy as np

from analysis import wording
from analysis.checks import Check
from analysis.model.finding import Evidence, Finding, Verdict
from analysis.model.run import Run
from analysis.model.series import Fidelity, FidelityKind, Series
from analysis.stats.sampling import fidelity

ID = "integrity"
THINNED = (FidelityKind.SAMPLED, FidelityKind.IRREGULAR)
FEWEST = 3  # points below which a distance between steps means nothing
RULE = "Every value is finite, and every step occurs once, rising, at one constant distance."
LIMITS = "Says nothing of metrics and steps that are not in the files, nor whether the values are right."
AGGREGATE = " The values stand for several runs or buckets: a value that was not finite in one of them may not show."


def _run(run: Run) -> tuple[Finding, ...]:
    return tuple(_finding(run, series) for series in run.series)


def _finding(run: Run, series: Series) -> Finding:
    steps = np.unique(series.steps)
    repeated = len(series) - int(steps.size)
    backward = int(np.count_nonzero(series.steps[1:] < series.steps[:-1]))
    held = fidelity(steps) if repeated or backward else series.fidelity  # a restart alone leaves no step out
    evidence = [
        Evidence("points", len(series)),
        Evidence("values that are not finite", series.nonfinite, threshold=0),
        Evidence("repeated steps", repeated, threshold=0),
        Evidence("steps that go back", backward, threshold=0),
    ]
    if held.kind in THINNED:
        evidence.append(Evidence("steps in the range", held.spanned))
    faults = [*_nonfinite(series), *_order(series, repeated, backward), *_thinned(series, held)]
    return Finding(
        check=ID,
        run=run.id,
        metric=series.name,
        span=series.span,
        verdict=_verdict(series, faults),
        rule=RULE,
        evidence=tuple(evidence),
        sentence="; ".join((_extent(series, held), *faults)) + ".",
        limits=LIMITS + AGGREGATE if series.aggregate else LIMITS,
    )


def _verdict(series: Series, faults: list[str]) -> Verdict:
    if series.nonfinite:
        return Verdict.CONCERN
    if len(series) < FEWEST:
        return Verdict.NOT_ENOUGH
    return Verdict.ATTENTION if faults else Verdict.NO_CONCERN


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
    if bad[-1] == len(series) - 1 and bad[-1] - bad[0] + 1 == bad.size:
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


def _thinned(series: Series, held: Fidelity) -> list[str]:
    """That the export has not every step, in numbers."""
    if held.kind not in THINNED:
        return []
    text = wording.fidelity(held)
    if held.kind is FidelityKind.IRREGULAR:
        text += f" over {wording.steps(series.span)}, logged so or thinned: the file does not tell"
    return [f"{text}; what happened between the points is not in the file"]


CHECK = Check(
    id=ID,
    title="Data integrity",
    question="Are all values finite, and are all steps there, once and in order?",
    run=_run,
)

"""Asks from where on the latent statistics are steady."""

import numpy as np

from analysis import wording
from analysis.asking import Context, Course, course, known_as, settled
from analysis.checks import Asked, Check, Statistic, bounds_told
from analysis.model.finding import Evidence, Finding, Verdict
from analysis.model.run import Run
from analysis.model.series import Series, Span
from analysis.stats.settling import KEPT, SLOW, Settling

ID = "settled"
DIVERGENCE = "divergence"
CHANGES = (
    "change from the first point to the last",
    "change from the median of the first 2 % to that of the last",
    "step at which half of the change from the first point to the end was over",
)
TURNED = 0.1  # of the change between points: a change of the medians the other way, beyond which the level turned
RULE = (
    "The share of the points before the part that leaves the most effective points; it counts as steady with 30 % of "
    "the points at least and a slope within 3 standard errors, and as steady but for a slow drift where its line moves "
    "by less in all than one standard deviation of the points around it. Not settled is graded 2, a divergence 1. "
    "Behind a level shift the rest is judged, before a collapse the part ahead of it, which is not rated where it had "
    "not settled: those are told by other checks."
)
LIMITS = (
    "A straight drift through the run that comes to 2 standard deviations of the noise passes for steady in 50 to "
    "80 % of runs, one of 4 in up to 10 %, and in half of them at an autocorrelation of 0.9 (simulated, 2,900 points); "
    "the interval of the slope tells. Steady says nothing of whether the level is a good one."
)


def _run(run: Run, context: Context) -> tuple[Finding, ...]:
    metrics = (*known_as(run, "latent_norm"), *known_as(run, "latent_std"))
    return tuple(_finding(run, series, context) for series in metrics if len(series))


def _finding(run: Run, series: Series, context: Context) -> Finding:
    seen = course(run, series, context)
    found = settled(seen, context)
    asked = Asked(ID, run, series.name, series.span, f"{RULE} {bounds_told(context, ID)}", LIMITS)
    if found.points < context.thresholds.points(ID) or found.interval is None:
        few = Statistic("finite points", found.points, points=found.points)
        return asked.unrated(few, f"Not rated: {wording.plural(found.points, 'finite point')}, too few.")
    first = float(seen.steps[seen.begin + found.start])
    share = found.start / (seen.stop - seen.begin)
    last = float(seen.steps[seen.stop - 1])
    statistic = Statistic("share of the points before", share, "", None, found.points, found.effective)
    apart = (last - first) / max(found.points - 1, 1) or 1.0
    slope, ends = found.slope / apart, found.slope_interval or (float("nan"), float("nan"))
    relative = [
        1000 * value / apart / abs(found.mean) if found.mean else float("nan") for value in (found.slope, *ends)
    ]
    drift = (
        f"{wording.percent(relative[0], 2)} in 1,000 steps (95\N{NARROW NO-BREAK SPACE}% interval "
        f"{wording.percent(relative[1], 2)} to {wording.percent(relative[2], 2)})"
    )
    more = (*_evidence(found, found.interval, first, slope, relative[0]), *_changes(seen))
    grade = None
    if any(event.kind == DIVERGENCE for event in seen.events):
        grade = 1
    elif not (found.settled or found.slow):
        grade = 2
    state = _state(found, wording.step(first))
    level = f"level {wording.number(found.mean)} ± {wording.number(found.mean - found.interval[0], 2)}"
    told = f"{_cut(seen)}{_told(more)}"
    asked = Asked(ID, run, series.name, Span(first, last), asked.rule, LIMITS)
    if grade == 2 and seen.stop < seen.values.size:
        cut = f"Not rated: what lies ahead of the break had not settled; {level} from step {wording.step(first)}.{told}"
        return asked.unrated(statistic, cut, verdict=Verdict.INFORMATION, more=more)
    return asked.graded(statistic, f"{state}: {level}, slope {drift}.{told}", context, grade=grade, more=more)


def _evidence(
    found: Settling, interval: tuple[float, float], first: float, slope: float, relative: float
) -> tuple[Evidence, ...]:
    return (
        Evidence("settled from step", first),
        Evidence("mean from there", found.mean),
        Evidence("lower end of the mean's interval", interval[0]),
        Evidence("upper end of the mean's interval", interval[1]),
        Evidence("slope", slope, "per step"),
        Evidence("slope in 1,000 steps over the mean", relative),
        Evidence("move of the line over its scatter", found.moved, threshold=SLOW),
    )


def _state(found: Settling, first: str) -> str:
    """Whether the end is steady, and if not, why not."""
    if found.settled:
        return f"Steady from step {first}"
    if found.slow:
        moved = wording.number(abs(found.moved), 2)
        return f"Steady from step {first} but for a slow drift, {moved} standard deviations of its scatter in all"
    if found.share >= KEPT:
        return f"Not settled: steadiest from step {first}, still drifting at the end"
    return (
        f"Not settled: steadiest from step {first}, which leaves {wording.percent(found.share, 2)} of the points and "
        f"less than the {wording.percent(KEPT, 2)} that it takes"
    )


def _changes(seen: Course) -> tuple[Evidence, ...]:
    """How far the last point lies from the first, the end from the start, and when half of the way was gone."""
    finite = np.isfinite(seen.values)
    steps, values = seen.steps[finite], seen.values[finite]
    width = max(10, values.size // 50)
    start, end = float(np.median(values[:width])), float(np.median(values[-width:]))
    gone = (values - values[0]) * np.sign(end - values[0])  # the other way does not count
    half = int(np.argmax(gone >= abs(end - values[0]) / 2))
    if not (values[0] and start):
        return ()
    numbers = (float(values[-1] / values[0]) - 1, end / start - 1, float(steps[half]))
    return tuple(Evidence(name, value) for name, value in zip(CHANGES, numbers, strict=True))


def _told(evidence: tuple[Evidence, ...]) -> str:
    """The changes in words: a fall within the first steps is no decline of the run."""
    if evidence[-1].name != CHANGES[-1]:
        return ""
    points, windows, half = (item.value for item in evidence[-len(CHANGES) :])
    over = f"half of the change was over by step {wording.step(half)}"
    if points * windows < 0 and abs(windows) > TURNED * abs(points):
        over = "the two differ in sign, because the level turned within the first steps"
    return (
        f" First point to last {wording.percent(points, 4)}, medians of the first and last 2 % of the points "
        f"{wording.percent(windows, 3)}; {over}."
    )


def _cut(seen: Course) -> str:
    """Which part was judged, where it is not all."""
    if not seen.begin and seen.stop == seen.values.size:
        return ""
    span = Span(float(seen.steps[seen.begin]), float(seen.steps[seen.stop - 1]))
    return f" Judged on {wording.steps(span)}, between events that other checks tell."


CHECK = Check(
    id=ID,
    number="R8",
    title="Settled",
    question="From where on are the latent statistics steady?",
    needs="latent_norm or latent_std, 50 points or more.",
    run=_run,
    latent=True,
)

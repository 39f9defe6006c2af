"""Pieces of one run: what restarts left in several files becomes one run, the later piece winning, with its seams."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis import wording
from analysis.model.brush import Brush
from analysis.model.notice import Severity
from analysis.model.run import Run
from analysis.model.seam import Seam
from analysis.model.series import FidelityKind, FloatArray, Series, Span
from analysis.stats.sampling import fidelity

# what W&B calls the pieces of a run that was started again: its name and the id of each start
STARTED = re.compile(r"(?P<run>.+)[_-](?P<id>[0-9a-z]{8})")
BoolArray = NDArray[np.bool_]
OWN_STARTS = 0.5  # share of the pieces that must begin at a step of their own: runs beside each other begin alike


@dataclass(frozen=True, eq=False)
class Piece:
    """What a file, called ``label``, holds of a run."""

    label: str
    series: tuple[Series, ...]


@dataclass(frozen=True, eq=False)
class Stitched:
    """The metrics of all pieces, the seams in the order of their steps, and metrics whose points were only appended."""

    series: tuple[Series, ...]
    seams: tuple[Seam, ...]
    appended: tuple[str, ...]


def restarts(starts: Mapping[Path, float]) -> dict[Path, Path]:
    """The files that are pieces of a run, each with where that run lies, given the first step of each file.

    They are called after one run with an id of W&B behind its name, lie in one folder, and most begin at a step of
    their own, one alone or those cut short at the beginning.
    """
    groups: dict[Path, list[Path]] = defaultdict(list)
    for path in starts:
        found = STARTED.fullmatch(path.name)
        if found:
            groups[path.with_name(found["run"])].append(path)
    pieces: dict[Path, Path] = {}
    for run, mine in groups.items():
        ids = [found["id"] for path in mine if (found := STARTED.fullmatch(path.name))]
        own = len({starts[path] for path in mine})
        if len(mine) > 1 and own > OWN_STARTS * len(mine) and any(any(map(str.isdigit, one)) for one in ids):
            pieces |= dict.fromkeys(mine, run)
    return pieces


def stitch(pieces: Sequence[Piece], *, of_one_run: bool = False) -> Stitched:
    """One series a metric of the pieces, the earlier piece first.

    From its first step of a metric on, a later piece takes over: points of earlier pieces from there on are left out
    and counted. Where that would leave nothing of an earlier piece, as where two trainings wrote into one folder, or
    where an axis differs, its points stay, appended in their order; unless it is known that they are ``of_one_run``.
    """
    whole: dict[str, Series] = {}
    owners: dict[str, str] = {}
    found: dict[tuple[str, str], list[Seam]] = defaultdict(list)
    appended: dict[str, None] = {}
    for piece in pieces:
        for series in piece.series:
            known = whole.get(series.name)
            if known is None or not len(series):
                whole.setdefault(series.name, series)
            elif not _alike(known, series) or (series.steps.min() <= known.steps.min() and not of_one_run):
                whole[series.name] = _joined(known, series)
                appended[series.name] = None
            else:
                at = float(series.steps.min())
                kept = known.steps < at
                last, earlier = float(known.steps.max()), owners[series.name]
                seam = Seam(at, max(last, at) if not kept.all() else last, int((~kept).sum()), earlier, piece.label)
                found[earlier, piece.label].append(seam)
                whole[series.name] = _joined(_chosen(known, kept), series)
            owners[series.name] = piece.label
    seams = sorted((_one(mine) for mine in found.values()), key=lambda seam: (seam.at, seam.until))
    return Stitched(tuple(whole.values()), tuple(seams), tuple(appended))


def told(seam: Seam) -> str:
    """A sentence on a seam."""
    at = wording.steps(Span(seam.at, seam.at))
    if not seam.dropped:
        return f"Joined as pieces of one run: {seam.later} goes on where {seam.earlier} ended, from {at}."
    lost = wording.plural(seam.dropped, "point")
    until = wording.steps(Span(seam.until, seam.until))
    return (
        f"Joined as pieces of one run: from {at} on {seam.later} takes over; "
        f"left out: {lost} of {seam.earlier} from there to {until}."
    )


def crossing(run: Run, brush: Brush | None) -> str:
    """A sentence on the seams of a run that what is brushed has on both sides; empty where there are none."""
    spans = () if brush is None else tuple(part.span for part in brush.parts)
    crossed = [
        seam
        for seam in run.seams
        if not spans or any(span is None or span.first < seam.at <= span.last for span in spans)
    ]
    if not crossed:
        return ""
    at, many = wording.steps(Span(crossed[0].at, crossed[0].at)), wording.plural(len(crossed), "seam")
    first = f", the first at {at}" if len(crossed) > 1 else f" at {at}"
    return f"Across {many} of {run.name}{first}: a later start of the training took over there."


def tellings(found: Stitched, last: str) -> Iterator[tuple[str, Severity, str]]:
    """What there is to tell of pieces that were put together: by whom of them, how grave it is, and the sentence."""
    for seam in found.seams:
        yield seam.later, Severity.WARNING if seam.dropped else Severity.INFO, told(seam)
    if found.appended:
        names = f"“{found.appended[0]}”" + (f" and {len(found.appended) - 1} more" if len(found.appended) > 1 else "")
        text = f"Begin again in a later file as early as in the first, and stay in the order of the files: {names}."
        yield last, Severity.WARNING, text


def _alike(known: Series, later: Series) -> bool:
    return known.axis == later.axis and not (known.aggregate or later.aggregate)


def _chosen(series: Series, kept: BoolArray) -> Series:
    if kept.all():
        return series
    along = {name: array[kept] for name, array in series.along.items()}
    return Series(series.name, series.steps[kept], series.values[kept], series.fidelity, axis=series.axis, along=along)


def _joined(one: Series, other: Series) -> Series:
    """The points of one, then those of the other."""

    def both(a: FloatArray, b: FloatArray) -> FloatArray:
        return np.concatenate((a, b))

    steps = both(one.steps, other.steps)
    along = {name: both(array, other.along[name]) for name, array in one.along.items() if name in other.along}
    how = fidelity(steps)
    if how.kind is FidelityKind.SAMPLED:  # no exporter thinned what its program wrote
        how = replace(how, kind=FidelityKind.IRREGULAR)
    return Series(one.name, steps, both(one.values, other.values), how, axis=one.axis, along=along)


def _one(seams: Sequence[Seam]) -> Seam:
    """The seam of two files for all their metrics."""
    first = min(seams, key=lambda seam: seam.at)
    return replace(first, until=max(seam.until for seam in seams), dropped=sum(seam.dropped for seam in seams))

"""What a brush picks of a series: ranges of its samples, in the order of their steps. Nothing is interpolated."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from analysis.model.brush import Brush, Part, Within
from analysis.model.series import Span
from analysis.stats.digest import Digest
from analysis.stats.moments import Ranges

Mask = NDArray[np.bool_]
Known = Callable[[str], Digest | None]  # the series of a run by their metrics, ordered by their steps


def ranges(brush: Brush | None, series: Digest, known: Known) -> Ranges:
    """The samples of a series of a run that a brush picks; all of them without a brush.

    Where values have a say, a sample counts when it stands at a step, or between two neighbouring ones, at which the
    other metric lies within the bounds; a metric that the run has not lies nowhere.
    """
    if brush is None:
        return ((0, series.steps.size),)
    if brush.boxed:
        return _of_mask(mask(brush, series, known))
    whole = ((0, series.steps.size),)
    picked = _union(_spanned(series, part.span) for part in brush.parts) if brush.parts else whole
    return _less(picked, _union(_spanned(series, part.span) for part in brush.excluded))


def mask(brush: Brush, series: Digest, known: Known) -> Mask:
    """Which samples of a series a brush picks, shape (n,)."""
    picked = np.full(series.steps.size, not brush.parts)
    for part in brush.parts:
        picked |= _part(part, series, known)
    for part in brush.excluded:
        picked &= ~_part(part, series, known)
    return picked


def lit(brush: Brush, known: Iterable[tuple[Digest, Known]]) -> tuple[Span, ...]:
    """The spans of steps that a brush picks of some series, one for each stretch, merged where they touch."""
    found = [
        (float(series.steps[start]), float(series.steps[stop - 1]))
        for series, others in known
        for start, stop in ranges(brush, series, others)
        if stop > start
    ]
    merged: list[list[float]] = []
    for first, last in sorted(found):
        if merged and first <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    return tuple(Span(first, last) for first, last in merged)


def _part(part: Part, series: Digest, known: Known) -> Mask:
    picked = np.zeros(series.steps.size, dtype=bool)
    for start, stop in _spanned(series, part.span):
        picked[start:stop] = True
    for condition in part.within:
        picked &= _where(condition, series, known)
    return picked


def _where(condition: Within, series: Digest, known: Known) -> Mask:
    """At which samples of a series the condition on another one of the same run holds."""
    other = known(condition.metric)
    if other is None:
        return np.zeros(series.steps.size, dtype=bool)
    holds = (other.values >= condition.low) & (other.values <= condition.high)
    if other.steps is series.steps or np.array_equal(other.steps, series.steps):
        return holds
    bounds = np.array(_of_mask(holds), dtype=np.intp).reshape(-1, 2)
    starts = np.searchsorted(series.steps, other.steps[bounds[:, 0]], side="left")
    stops = np.searchsorted(series.steps, other.steps[bounds[:, 1] - 1], side="right")
    edges = np.zeros(series.steps.size + 1, dtype=np.intp)
    np.add.at(edges, starts, 1)
    np.add.at(edges, stops, -1)
    return np.asarray(np.cumsum(edges[:-1]) > 0)


def _spanned(series: Digest, span: Span | None) -> Ranges:
    return ((0, series.steps.size),) if span is None else (series.range(span.first, span.last),)


def _of_mask(picked: Mask) -> Ranges:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], picked, [False])).astype(np.int8)))
    return tuple(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _union(many: Iterable[Ranges]) -> Ranges:
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(one for found in many for one in found if one[0] < one[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((start, stop))
    return tuple(merged)


def _less(picked: Ranges, excluded: Ranges) -> Ranges:
    left = picked
    for start, stop in excluded:
        left = tuple(piece for a, b in left for piece in ((a, min(b, start)), (max(a, stop), b)) if piece[0] < piece[1])
    return left

"""Reduces a series to what a picture of some pixel columns can show, without losing an extreme or a gap."""

import numpy as np
from numpy.typing import NDArray

from analysis.model.series import FloatArray, Span

Places = NDArray[np.intp]
LARGE = 256  # samples of a group, on average, from which groups are searched one by one: fewer passes over all


def extremes(
    steps: FloatArray, values: FloatArray, edges: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Smallest, largest, first and last value of each column ``edges[i] <= step < edges[i + 1]``.

    ``steps`` ascend (repeats are allowed), ``edges`` too. As in ``numpy.histogram`` the last column includes its right
    edge, so that the last sample is never lost. The extremes are exact and of the finite values, NaN where a column
    has none; first and last are NaN where the sample there is missing or not finite. Each answer has shape
    (edges - 1,).
    """
    columns = edges.size - 1
    places = np.searchsorted(steps, edges)
    places[-1] = np.searchsorted(steps, edges[-1], side="right")
    filled = places[1:] > places[:-1]
    answers = [np.full(columns, np.nan) for _ in range(4)]
    if not filled.any():
        return answers[0], answers[1], answers[2], answers[3]
    shown = values[: places[-1]]
    clean = np.isfinite(shown[places[0] :])
    if not clean.all():
        shown = np.where(np.isfinite(shown), shown, np.nan)
    starts, stops = places[:-1][filled], places[1:][filled]
    answers[0][filled] = np.fmin.reduceat(shown, starts)
    answers[1][filled] = np.fmax.reduceat(shown, starts)
    answers[2][filled] = shown[starts]
    answers[3][filled] = shown[stops - 1]
    return answers[0], answers[1], answers[2], answers[3]


def outline(
    steps: FloatArray, values: FloatArray, columns: int, span: Span | None = None
) -> tuple[FloatArray, FloatArray]:
    """A polyline with the same pixels as all samples when ``span`` is drawn in ``columns`` pixel columns.

    Each unbroken stretch keeps, of every column, its first, smallest, largest and last sample in their order: at most
    four vertices a column (M4: Jugel et al. 2014, "M4: a visualization-oriented time series data aggregation"). A NaN
    vertex stands where values are not finite, and where steps go back (a restart), so that no line is drawn across.
    Columns are ``numpy.linspace(first, last, columns + 1)``; the neighbours just outside the span are kept, because
    lines lead to them. A stretch with no more than four points a column is given as it is.

    ``steps`` are finite and may go back; without ``span`` it is the whole range of steps.
    """
    if steps.size == 0:
        return steps, values
    if span is None:
        span = Span(float(steps.min()), float(steps.max()))
    back = np.flatnonzero(steps[1:] < steps[:-1]) + 1
    if not back.size:
        return _ascending(steps, values, columns, span)
    pieces: list[tuple[FloatArray, FloatArray]] = []
    for first, stop in zip([0, *back], [*back, steps.size], strict=True):
        piece = _ascending(steps[first:stop], values[first:stop], columns, span)
        if pieces and piece[0].size:
            pieces.append((piece[0][:1], np.array([np.nan])))
        pieces.append(piece)
    return np.concatenate([piece[0] for piece in pieces]), np.concatenate([piece[1] for piece in pieces])


def _ascending(steps: FloatArray, values: FloatArray, columns: int, span: Span) -> tuple[FloatArray, FloatArray]:
    """The outline of a stretch whose steps do not go back."""
    first, stop = np.searchsorted(steps, span.first), np.searchsorted(steps, span.last, side="right")
    shown = slice(max(int(first) - 1, 0), int(stop) + 1)
    steps, values = steps[shown], values[shown]
    finite = np.isfinite(values)
    if not finite.all():
        values = np.where(finite, values, np.nan)
    if steps.size <= 4 * columns:
        return steps, values
    starts = _group_starts(steps, finite, columns, span)
    kept = _kept(values, finite, starts)
    return steps[kept], values[kept]


def _group_starts(steps: FloatArray, finite: NDArray[np.bool_], columns: int, span: Span) -> Places:
    """Where a new column begins, or a stretch of finite or of other values: places in ``steps``, the first is 0."""
    inner = np.linspace(span.first, span.last, columns + 1)[1:-1]
    begins = np.zeros(steps.size + 1, dtype=bool)
    begins[np.searchsorted(steps, inner)] = True
    begins[0] = begins[np.searchsorted(steps, span.first)] = True
    begins[np.searchsorted(steps, span.last, side="right")] = True
    if not finite.all():
        begins[1:-1] |= finite[1:] != finite[:-1]
    return np.flatnonzero(begins[:-1])


def _kept(values: FloatArray, finite: NDArray[np.bool_], starts: Places) -> Places:
    """The places of the first, smallest, largest and last value of each group; of a gap its first place."""
    stops = np.append(starts[1:], values.size)
    if starts.size * LARGE < values.size:
        return _kept_of_few(values, finite, starts, stops)
    kept = np.zeros(values.size, dtype=bool)
    kept[starts] = True
    kept[stops[finite[starts]] - 1] = True
    for reduce in (np.fmin.reduceat, np.fmax.reduceat):
        extreme = np.repeat(reduce(values, starts), stops - starts)
        places = np.flatnonzero(values == extreme)  # NaN equals nothing: gaps have no extreme
        group = np.searchsorted(starts, places, side="right")
        kept[places[np.flatnonzero(np.diff(group, prepend=0))]] = True
    return np.flatnonzero(kept)


def _kept_of_few(values: FloatArray, finite: NDArray[np.bool_], starts: Places, stops: Places) -> Places:
    """The same of large groups, each searched by itself."""
    kept = [starts, stops[finite[starts]] - 1]
    for start, stop in zip(starts[finite[starts]].tolist(), stops[finite[starts]].tolist(), strict=True):
        group = values[start:stop]
        kept.append(np.array((start + group.argmin(), start + group.argmax())))
    return np.unique(np.concatenate(kept))

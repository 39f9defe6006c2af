"""Outlines of a long series that is drawn many times: where its blocks have their extremes is found once."""

import weakref

import numpy as np
from numpy.typing import NDArray

from analysis.model.series import FloatArray, Span
from analysis.stats.columns import Places, outline

BLOCK = 1024  # samples
REMEMBERED = 8  # answers: a report draws one series at a few widths
LONG = 1 << 17  # samples from which it is worth it


class Outlines:
    """The places of the extremes of each block; ``whole`` tells that steps ascend and that all values are finite.

    The arrays, each of shape (n,), are not kept: they are handed in again with every question, unchanged.
    """

    def __init__(self, steps: FloatArray, values: FloatArray) -> None:
        self._answers: dict[tuple[int, float, float], tuple[FloatArray, FloatArray]] = {}
        self.whole = bool(np.isfinite(values).all() and (steps[1:] >= steps[:-1]).all())
        if self.whole:
            blocks = values[: values.size // BLOCK * BLOCK].reshape(-1, BLOCK)
            begins = np.arange(blocks.shape[0]) * BLOCK
            self._places = begins + blocks.argmin(axis=1), begins + blocks.argmax(axis=1)
            self._extremes = values[self._places[0]], values[self._places[1]]

    def outline(self, steps: FloatArray, values: FloatArray, columns: int, span: Span) -> tuple[FloatArray, FloatArray]:
        """What ``columns.outline`` gives, vertex by vertex; the last answers are remembered."""
        asked = columns, span.first, span.last
        if asked not in self._answers:
            if len(self._answers) >= REMEMBERED:
                self._answers.pop(next(iter(self._answers)), None)
            self._answers[asked] = self._outline(steps, values, columns, span)
        return self._answers[asked]

    def _outline(
        self, steps: FloatArray, values: FloatArray, columns: int, span: Span
    ) -> tuple[FloatArray, FloatArray]:
        if not self.whole:
            return outline(steps, values, columns, span)
        first, stop = np.searchsorted(steps, span.first), np.searchsorted(steps, span.last, side="right")
        begin, end = max(int(first) - 1, 0), min(int(stop) + 1, steps.size)
        if end - begin <= 4 * columns:
            return steps[begin:end], values[begin:end]
        inner = np.linspace(span.first, span.last, columns + 1)[1:-1]
        ends = np.array((begin, first, stop), dtype=np.intp)
        starts: Places = np.unique(np.concatenate((ends, np.searchsorted(steps, inner))))
        starts = starts[(starts >= begin) & (starts < end)]
        stops = np.append(starts[1:], end)
        kept = [starts, stops - 1]
        for start, halt in zip(starts.tolist(), stops.tolist(), strict=True):
            kept.append(np.array([self._extreme(values, start, halt, which) for which in (0, 1)]))
        places = np.unique(np.concatenate(kept))
        return steps[places], values[places]

    def _extreme(self, values: FloatArray, start: int, stop: int, which: int) -> int:
        """The place of the first smallest (``which`` 0) or largest of ``values[start:stop]``."""
        low, high = -(-start // BLOCK), stop // BLOCK
        if low >= high:
            return start + _at(values[start:stop], which)
        found = int(self._places[which][low + _at(self._extremes[which][low:high], which)])
        for begin, end in ((start, low * BLOCK), (high * BLOCK, stop)):
            if begin < end:
                other = begin + _at(values[begin:end], which)
                beats = values[other] < values[found] if which == 0 else values[other] > values[found]
                if beats or (values[other] == values[found] and other < found):
                    found = other
        return found


def _at(values: FloatArray, which: int) -> int:
    return int(values.argmin() if which == 0 else values.argmax())


_Ref = weakref.ref[NDArray[np.float64]]
_known: dict[tuple[int, int], tuple[_Ref, _Ref, Outlines]] = {}


def outlines(steps: FloatArray, values: FloatArray) -> Outlines:
    """The outlines of a series, remembered as long as its arrays live, which must not change."""
    key = id(steps), id(values)
    known = _known.get(key)
    if known is not None and known[0]() is steps and known[1]() is values:
        return known[2]
    made = Outlines(steps, values)
    _known[key] = weakref.ref(steps), weakref.ref(values, lambda _: _known.pop(key, None)), made
    return made


def outlined(steps: FloatArray, values: FloatArray, columns: int, span: Span) -> tuple[FloatArray, FloatArray]:
    """``columns.outline``, without a pass over all samples where the series is long and was drawn before."""
    if not _is_long(values):
        return outline(steps, values, columns, span)
    return outlines(steps, values).outline(steps, values, columns, span)


def finite_inside(steps: FloatArray, values: FloatArray, span: Span) -> int:
    """How many finite samples lie in a span, both ends within."""
    if is_known_whole(steps, values):
        first, stop = np.searchsorted(steps, span.first), np.searchsorted(steps, span.last, side="right")
        return max(int(stop - first), 0)
    return int(np.count_nonzero((steps >= span.first) & (steps <= span.last) & np.isfinite(values)))


def is_known_whole(steps: FloatArray, values: FloatArray) -> bool:
    """Whether a long series is known to ascend and to be finite throughout, without a further look at its samples."""
    return _is_long(values) and outlines(steps, values).whole


def _is_long(values: FloatArray) -> bool:
    return values.size >= LONG and not values.flags.writeable

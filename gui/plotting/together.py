"""The columns of all curves at the same steps, worked out at once: numpy asks for one what it asks for a dozen."""

from collections.abc import Iterable, Sequence

import numpy as np

from analysis.model.series import FloatArray, Span
from analysis.stats.pyramid import Places, Pyramid
from gui.plotting.trace import DENSE, LONG, Columns, Cut, Trace, with_lines

FEW = 8  # samples in the fullest column up to which these are taken one after the other from all columns


def look_together(traces: Iterable[Trace], view: Span, count: int, *, near: bool) -> None:
    """Have curves that share their steps know what is seen of them in ``count`` columns, as each would find alone."""
    groups: dict[int, dict[int, Trace]] = {}
    for trace in traces:
        if not trace.awaited and not trace.knows(view.first, view.last, count, near=near):
            groups.setdefault(id(trace.axis), {})[id(trace)] = trace
    for group in groups.values():
        alike = tuple(group.values())
        cut = alike[0].axis.cut(view.first, view.last, count)
        if len(alike) > 1 and (near or cut.end - cut.first > DENSE * count):
            low, high = _columns(alike, cut, near=near)
            for row, trace in enumerate(alike):
                trace.know(view.first, view.last, count, near=near, columns=Columns(low[row], high[row]))


def _columns(traces: Sequence[Trace], cut: Cut, *, near: bool) -> tuple[FloatArray, FloatArray]:
    """The extremes of all columns, the lines between samples included: (curves, columns) each."""
    axis = traces[0].axis
    if axis.values.size < LONG:
        values = axis.table(tuple(trace.values for trace in traces))
        low, high = _few(values, cut.places) if int(np.diff(cut.places).max()) <= FEW else _many(traces, cut, near=near)
        before, after = values.take(cut.right - 1, axis=1), values.take(cut.right, axis=1)
    else:
        low, high = _many(traces, cut, near=near)
        before, after = (np.stack([t.values[at] for t in traces]) for at in (cut.right - 1, cut.right))
    return with_lines(low, high, before * (1 - cut.share) + after * cut.share)


def _many(traces: Sequence[Trace], cut: Cut, *, near: bool) -> tuple[FloatArray, FloatArray]:
    """Smallest and largest of the samples of each column, from blocks where all have some."""
    pyramids = [trace.pyramid for trace in traces if trace.pyramid is not None]
    if near and len(pyramids) == len(traces):
        return Pyramid.together(pyramids, cut.places)
    found = [trace.samples(cut, near=near) for trace in traces]
    return np.stack([low for low, _ in found]), np.stack([high for _, high in found])


def _few(values: FloatArray, places: Places) -> tuple[FloatArray, FloatArray]:
    """Smallest and largest of the samples of each column, NaN where there are none."""
    starts, counts = places[:-1], np.diff(places)
    lasts = np.clip(places[1:] - 1, 0, values.shape[1] - 1)
    low = values.take(np.minimum(starts, lasts), axis=1)
    low[:, counts == 0] = np.nan
    high = low.copy()
    for by in range(1, int(counts.max())):
        further = values.take(np.minimum(starts + by, lasts), axis=1)
        further[:, counts <= by] = np.nan
        np.fmin(low, further, out=low)
        np.fmax(high, further, out=high)
    return low, high

"""The plain statistics of one metric over a span of steps."""

import math

import numpy as np

from analysis.model.assessment import Summary
from analysis.model.series import FloatArray, Series, Span
from analysis.stats.scaling import near_one


def summarise(series: Series, span: Span | None = None) -> Summary | None:
    """Statistics of the finite values whose step lies in ``span``, of all without one; None without any point.

    First and last are meant in the order of the file; the lowest and the highest value stand with the first step at
    which they occur.
    """
    steps, values = series.steps, series.values
    if span is not None:
        inside = (steps >= span.first) & (steps <= span.last)
        steps, values = steps[inside], values[inside]
    points = values.size
    if not points:
        return None
    finite = np.isfinite(values)
    count = int(np.count_nonzero(finite))
    if count < points:
        steps, values = steps[finite], values[finite]
    return _described(series.name, steps, values, points) if count else _nothing_finite(series.name, points)


def _described(metric: str, steps: FloatArray, values: FloatArray, points: int) -> Summary:
    low, high = int(values.argmin()), int(values.argmax())
    scaled, unit = near_one(values)
    with np.errstate(over="ignore"):
        std = float(scaled.std(ddof=1) * unit) if values.size > 1 else math.nan
        median = float(np.median(values))
        if not math.isfinite(median):  # the sum of the two in the middle overflowed
            median = float(np.median(scaled) * unit)
    return Summary(
        metric=metric,
        points=points,
        nonfinite=points - values.size,
        first_step=float(steps[0]),
        last_step=float(steps[-1]),
        first=float(values[0]),
        last=float(values[-1]),
        mean=float(scaled.mean() * unit),
        std=std,
        low=float(values[low]),
        low_step=float(steps[low]),
        high=float(values[high]),
        high_step=float(steps[high]),
        median=median,
    )


def _nothing_finite(metric: str, points: int) -> Summary:
    nan = math.nan
    return Summary(metric, points, points, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan)

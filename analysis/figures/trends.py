"""Where each metric goes: its samples, the level it settles on, and the robust line through its steady end."""

from dataclasses import dataclass

import numpy as np

from analysis import glossary
from analysis.figures import FigureKind, View
from analysis.layers import Trace, badge, drawn, layers, marks, traces, union
from analysis.model.figure import Curve, Figure, Layer, Level, Panel
from analysis.model.series import FloatArray, Series
from analysis.stats.remembered import once_a_series
from analysis.stats.settling import settled_end
from analysis.stats.trend import robust_trend

LINES = (
    "Straight line: robust trend (Theil-Sen) over the steadiest end of the run; it begins where that begins. "
    "Broken line, of one run alone: the mean there. A learning rate has neither: its course is set."
)
SLACK = 2  # points that a line needs at least


def build(view: View) -> Figure:
    """A panel for each metric of the view, two a row, with the trend of every run."""
    shown = tuple(trace for metric in view.metrics for trace in traces(view.runs, metric))
    panels = tuple(_panel(view, metric) for metric in view.metrics)
    return Figure(
        title="Trends",
        caption=f"{drawn(shown, view.smoothing, panels)} {LINES}",
        panels=panels,
        columns=min(2, max(1, len(panels))),
        span=union(shown),
        axis=shown[0].series.axis if shown else "Step",
    )


def _panel(view: View, metric: str) -> Panel:
    shown = traces(view.runs, metric)
    known = glossary.recognise(metric)
    is_setting = known is not None and known.id == "learning_rate"  # its course is set, it does not settle
    lines = [] if is_setting else [line for trace in shown for line in _trend(trace, alone=len(shown) == 1)]
    return Panel(
        title=glossary.title(metric),
        metric=metric,
        layers=(*marks(view.annotations, metric, view.runs), *layers(shown, view.smoothing), *lines),
        unit=glossary.unit(metric),
        badge=badge(shown, view.smoothing),
    )


def _trend(trace: Trace, *, alone: bool) -> list[Layer]:
    """The line over the settled end; with a single run also its level."""
    found = _end(trace.series)
    if found is None:
        return []
    drawn_line = Curve(found.steps, found.values, trace.colour, f"{trace.owner}, trend")
    return [drawn_line, Level(found.mean)] if alone else [drawn_line]


@dataclass(frozen=True, eq=False)
class _End:
    """The ends of the robust line over the settled end of a series, each of shape (2,), and the mean there."""

    steps: FloatArray
    values: FloatArray
    mean: float


@once_a_series
def _end(series: Series) -> _End | None:
    """None where nothing is known of an end."""
    found = settled_end(series)
    steps, values = series.steps[found.start :], series.values[found.start :]
    if np.count_nonzero(np.isfinite(values)) <= SLACK or found.interval is None:
        return None
    line = robust_trend(steps, values)
    ends = np.array([float(steps.min()), float(steps.max())])
    at = line.level + line.slope * (ends - float(steps[np.isfinite(values)].mean()))
    return _End(ends, at, found.mean)


FIGURE = FigureKind("trends", "Trends", 1, build)

"""Small multiples: one panel a metric, all runs on top of each other."""

from analysis import glossary, wording
from analysis.figures import FigureKind, View
from analysis.layers import badge, drawn, layers, marks, seams, traces, union
from analysis.model.figure import Figure, Panel


def build(view: View) -> Figure:
    """A panel for each metric of the view, two a row, empty where no run has the metric."""
    shown = tuple(trace for metric in view.metrics for trace in traces(view.runs, metric))
    panels = tuple(_panel(view, metric) for metric in view.metrics)
    counts = f"{wording.plural(len(panels), 'metric')}, {wording.plural(len(view.runs), 'run')}."
    return Figure(
        title="The metrics over training",
        caption=f"{counts} {drawn(shown, view.smoothing, panels)}",
        panels=panels,
        columns=min(2, max(1, len(panels))),
        span=union(shown),
        axis=shown[0].series.axis if shown else "Step",
    )


def _panel(view: View, metric: str) -> Panel:
    shown = traces(view.runs, metric)
    return Panel(
        title=glossary.title(metric),
        metric=metric,
        layers=(*marks(view.annotations, metric, view.runs), *seams(shown, view.runs), *layers(shown, view.smoothing)),
        unit=glossary.unit(metric),
        badge=badge(shown, view.smoothing),
    )


FIGURE = FigureKind("overview", "Overview", 1, build)

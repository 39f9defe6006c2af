"""One metric over the whole width, all runs on top of each other."""

from analysis import glossary
from analysis.errors import UnusableRequest
from analysis.figures import FigureKind, View
from analysis.layers import badge, drawn, layers, marks, seams, traces, union
from analysis.model.figure import Figure, Panel


def build(view: View) -> Figure:
    """A single panel of the first metric of the view; UnusableRequest when the view names none."""
    if not view.metrics:
        raise UnusableRequest("No metric was chosen to draw.", "Choose one.")
    metric = view.metrics[0]
    shown = traces(view.runs, metric)
    panel = Panel(
        title=glossary.title(metric),
        metric=metric,
        layers=(*marks(view.annotations, metric, view.runs), *seams(shown, view.runs), *layers(shown, view.smoothing)),
        unit=glossary.unit(metric),
        badge=badge(shown, view.smoothing),
    )
    return Figure(
        title=glossary.title(metric),
        caption=drawn(shown, view.smoothing, (panel,)),
        panels=(panel,),
        columns=1,
        span=union(shown),
        axis=shown[0].series.axis if shown else "Step",
    )


FIGURE = FigureKind("one-metric", "One metric", 1, build)

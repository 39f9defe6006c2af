"""Two runs on top of each other, further runs as grey context: one panel a metric that one of the two has."""

from analysis import glossary, wording
from analysis.errors import UnusableRequest
from analysis.figures import FigureKind, View
from analysis.layers import (
    Trace,
    alone,
    badge,
    context,
    drawn,
    further,
    grey,
    layers,
    marks,
    of_repeats,
    of_role,
    parted,
    seams,
    traces,
    union,
    with_grey,
)
from analysis.model.figure import Figure, Panel


def build(view: View) -> Figure:
    """The first two runs are A and B; UnusableRequest with fewer than two."""
    if len(view.runs) < 2:
        raise UnusableRequest("Two runs are needed to lie on top of each other.", "Choose a second run.")
    panels = tuple(_panel(view, metric) for metric in view.metrics)
    shown = tuple(trace for metric in view.metrics for trace in _pair(view, metric))
    counts = f"A and B on top of each other, {wording.plural(len(view.metrics), 'metric')}."
    return Figure(
        title="A and B, one over the other",
        caption=f"{counts}{grey(further(view.runs, view.repeats))} {drawn(shown, view.smoothing, panels)}",
        panels=panels,
        columns=min(2, max(1, len(panels))),
        span=union(shown),
        axis=shown[0].series.axis if shown else "Step",
    )


def _pair(view: View, metric: str) -> tuple[Trace, ...]:
    """The metric of A and of B, as far as they have it; of repeats their mean."""
    pair = zip("AB", view.runs[:2], strict=True)
    return tuple(trace for role, run in pair for trace in of_role(role, run, view.repeats.get(run.id, ()), metric))


def _panel(view: View, metric: str) -> Panel:
    a, b = view.runs[:2]
    shown = _pair(view, metric)
    missing = "".join(f"; not in {role}" for role, run in (("A", a), ("B", b)) if run.get(metric) is None)
    pair = (("A", a), ("B", b))
    grouped = [said for role, run in pair for said in of_repeats(role, run, view.repeats.get(run.id, ()), metric)]
    return Panel(
        title=glossary.title(metric),
        metric=metric,
        layers=(
            *alone(a.get(metric), b.get(metric)),
            *marks(view.annotations, metric, view.runs[:2]),
            *seams(shown, view.runs[:2]),
            *parted(None if view.comparison is None else view.comparison.get(metric)),
            *context(traces(further(view.runs, view.repeats), metric), view.smoothing),
            *layers(shown, view.smoothing),
        ),
        unit=glossary.unit(metric),
        badge=with_grey(
            f"{'; '.join(grouped) or badge(shown, view.smoothing)}{missing}", further(view.runs, view.repeats)
        ),
    )


FIGURE = FigureKind("overlay", "Overlay", 2, build)

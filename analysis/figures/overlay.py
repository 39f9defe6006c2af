"""Two runs on top of each other, further runs as grey context: one panel a metric that one of the two has."""

from collections.abc import Iterable
from dataclasses import replace

from analysis import glossary, wording
from analysis.errors import UnusableRequest
from analysis.figures import FigureKind, View
from analysis.layers import (
    Trace,
    alone,
    badge,
    drawn,
    layers,
    marks,
    of_repeats,
    of_role,
    parted,
    seams,
    traces,
    union,
)
from analysis.model.figure import CONTEXT, Curve, Figure, Layer, Panel, Weight
from analysis.model.run import Run


def build(view: View) -> Figure:
    """The first two runs are A and B; UnusableRequest with fewer than two."""
    if len(view.runs) < 2:
        raise UnusableRequest("Two runs are needed to lie on top of each other.", "Choose a second run.")
    panels = tuple(_panel(view, metric) for metric in view.metrics)
    shown = tuple(trace for metric in view.metrics for trace in _pair(view, metric))
    counts = f"A and B on top of each other, {wording.plural(len(view.metrics), 'metric')}."
    further = len(_further(view))
    grey = f" Grey: {wording.plural(further, 'further run')}, not compared." if further else ""
    return Figure(
        title="A and B, one over the other",
        caption=f"{counts}{grey} {drawn(shown, view.smoothing, panels)}",
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
            *_context(view, metric),
            *layers(shown, view.smoothing),
        ),
        unit=glossary.unit(metric),
        badge=f"{'; '.join(grouped) or badge(shown, view.smoothing)}{missing}",
    )


def _further(view: View) -> tuple[Run, ...]:
    """The runs that are neither A nor B nor in the mean of one of them."""
    within = {run.id for group in view.repeats.values() if len(group) > 1 for run in group}
    return tuple(run for run in view.runs[2:] if run.id not in within)


def _context(view: View, metric: str) -> Iterable[Layer]:
    """Further runs in grey: their smoothed curves where there are some, else their samples."""
    return (
        replace(layer, colour=CONTEXT, label="", weight=Weight.RAW)
        for layer in layers(traces(_further(view), metric), view.smoothing)
        if isinstance(layer, Curve) and layer.weight is Weight.MAIN
    )


FIGURE = FigureKind("overlay", "Overlay", 2, build)

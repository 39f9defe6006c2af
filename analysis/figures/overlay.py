"""Two runs on top of each other, further runs as grey context: one panel a metric that one of the two has."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from analysis import glossary, wording
from analysis.errors import UnusableRequest
from analysis.figures import FigureKind, View
from analysis.layers import Trace, alone, badge, drawn, layers, marks, parted, seams, traces, union
from analysis.model.figure import CONTEXT, Curve, Figure, Layer, Panel, Weight
from analysis.model.series import Fidelity, FidelityKind, Series
from analysis.stats.together import together


def build(view: View) -> Figure:
    """The first two runs are A and B; UnusableRequest with fewer than two."""
    if len(view.runs) < 2:
        raise UnusableRequest("Two runs are needed to lie on top of each other.", "Choose a second run.")
    panels = tuple(_panel(view, metric) for metric in view.metrics)
    shown = tuple(trace for metric in view.metrics for trace in _pair(view, metric))
    counts = f"A and B on top of each other, {wording.plural(len(view.metrics), 'metric')}."
    further = len(view.runs) - 2
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
    """The metric of A and of B, as far as they have it."""
    found = []
    for role, run in zip("AB", view.runs[:2], strict=True):
        members = [series for one in view.repeats.get(run.id, ()) if (series := one.get(metric)) is not None]
        mean = _mean(members) if len(members) > 1 else None
        for trace in traces((run,), metric):
            if mean is None:
                found.append(replace(trace, label=f"{role}  {trace.label}"))
            else:
                found.append(Trace(mean, run.colour, run.name, f"{role}  mean of {len(members)} repeats"))
    return tuple(found)


def _mean(members: Sequence[Series]) -> Series | None:
    """The mean of repeats at the places that all of them have, the smallest and largest as its band; None without."""
    found = together(*members)
    if not len(found):
        return None
    values = np.vstack(found.values)
    fidelity = Fidelity(FidelityKind.IRREGULAR, len(found), len(found))
    return replace(
        members[0],
        steps=found.steps,
        values=values.mean(axis=0),
        low=values.min(axis=0),
        high=values.max(axis=0),
        fidelity=fidelity,
        along={},
    )


def _panel(view: View, metric: str) -> Panel:
    a, b = view.runs[:2]
    shown = _pair(view, metric)
    missing = "".join(f"; not in {role}" for role, run in (("A", a), ("B", b)) if run.get(metric) is None)
    grouped = [
        f"{role}: mean of {len(group)} repeats, band: smallest to largest"
        for role, run in (("A", a), ("B", b))
        if len(group := [one for one in view.repeats.get(run.id, ()) if one.get(metric) is not None]) > 1
    ]
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


def _context(view: View, metric: str) -> Iterable[Layer]:
    """Further runs in grey: their smoothed curves where there are some, else their samples."""
    return (
        replace(layer, colour=CONTEXT, label="", weight=Weight.RAW)
        for layer in layers(traces(view.runs[2:], metric), view.smoothing)
        if isinstance(layer, Curve) and layer.weight is Weight.MAIN
    )


FIGURE = FigureKind("overlay", "Overlay", 2, build)

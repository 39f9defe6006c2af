"""B − A over the matched steps, one panel for each metric that both runs have."""

import numpy as np

from analysis import glossary, wording
from analysis.errors import UnusableRequest
from analysis.figures import FigureKind, View
from analysis.layers import Trace, drawn, layers, marks, union
from analysis.model.comparison import Pairs
from analysis.model.figure import Figure, Level, Panel
from analysis.model.series import Fidelity, FidelityKind, FloatArray, Series
from analysis.stats.matching import match

DIFFERENCE = f"B {wording.MINUS} A"


def build(view: View) -> Figure:
    """The second run less the first, in the second run's colour; UnusableRequest with fewer than two runs."""
    if len(view.runs) < 2:
        raise UnusableRequest("Two runs are needed for a difference.", "Choose a second run.")
    a, b = view.runs[:2]
    matched: dict[str, Pairs] = {}
    shown: dict[str, Trace] = {}
    for metric in view.metrics:
        of_a, of_b = a.get(metric), b.get(metric)
        if of_a is not None and of_b is not None:
            matched[metric] = match(of_a, of_b)
            shown[metric] = _trace(of_a, of_b, matched[metric], b.colour)
    panels = tuple(_panel(view, trace, matched[metric]) for metric, trace in shown.items())
    return Figure(
        title=f"{DIFFERENCE} over the matched steps",
        caption=f"{_how(matched)} {drawn(shown.values(), view.smoothing, panels)}",
        panels=panels,
        columns=min(2, max(1, len(panels))),
        span=union(shown.values()),
        axis=next((series.axis for metric in shown if (series := a.get(metric)) is not None), "Step"),
    )


def _trace(a: Series, b: Series, pairs: Pairs, colour: int) -> Trace:
    """The differences, and NaN where a value that is not finite stands between them: the line is broken there."""
    with np.errstate(over="ignore"):
        values = pairs.b - pairs.a
    broken = np.union1d(_broken(a, 0.0), _broken(b, pairs.shift)) if pairs.nonfinite else np.empty(0)
    steps = np.concatenate([pairs.steps, np.setdiff1d(broken, pairs.steps)])
    values = np.concatenate([values, np.full(steps.size - values.size, np.nan)])
    order = np.argsort(steps, kind="stable")
    fidelity = Fidelity(FidelityKind.TOO_SHORT, steps.size, steps.size)
    series = Series(a.name, steps[order], values[order], fidelity, axis=a.axis)
    return Trace(series, colour, DIFFERENCE, "")


def _broken(series: Series, shift: float) -> FloatArray:
    """The steps, shifted, at which a value is not finite."""
    return series.steps[~np.isfinite(series.values)] + shift


def _panel(view: View, trace: Trace, pairs: Pairs) -> Panel:
    metric = trace.series.name
    return Panel(
        title=f"{glossary.title(metric)}, {DIFFERENCE}",
        metric=metric,
        layers=(
            *marks(view.annotations, metric, view.runs[:2]),
            Level(0.0),
            *layers((trace,), view.smoothing),
        ),
        unit=glossary.unit(metric),
        badge=wording.matching(pairs),
    )


def _how(matched: dict[str, Pairs]) -> str:
    """How the steps were matched: once for all metrics where it is the same, else as each panel says."""
    ways = {wording.matching(pairs) for pairs in matched.values()}
    if not ways:
        return "No metric is in both runs."
    if len(ways) == 1:
        return f"Steps {ways.pop()} each."
    return "How the steps were matched stands above each panel."


FIGURE = FigureKind("difference", "Difference", 2, build)

"""Figures made by hand for the tests of the plots."""

import numpy as np

from analysis.model.figure import Curve, Figure, Layer, Mark, Panel, Weight
from analysis.model.notice import Severity
from analysis.model.series import FloatArray, Span
from tests.synthetic import METRICS, run_of

POINTS = 1000


def curve(values: FloatArray, steps: FloatArray | None = None, *, colour: int = 0, owner: str = "A") -> Curve:
    at = np.arange(values.size, dtype=float) if steps is None else steps
    return Curve(at, values, colour, owner)


def panel_of(*layers: Layer, metric: str = "m", group: str = "") -> Panel:
    return Panel(metric, metric, layers, badge="complete", group=group)


def figure_of(*panels: Panel, columns: int = 1) -> Figure:
    """The panels over the range of all their curves."""
    curves = [curve for panel in panels for curve in panel.curves if curve.steps.size]
    span = Span(min(c.steps.min() for c in curves), max(c.steps.max() for c in curves)) if curves else None
    return Figure("Overview", "", panels, columns, span)


def two_runs(*, marks: tuple[Mark, ...] = (), shift: float = 0.01, points: int = POINTS) -> Figure:
    """Six metrics of two runs, the second one shifted, raw and smoothed."""
    runs = (run_of("A", points=points), run_of("B", seed=1, points=points, shift=shift))
    panels = []
    for metric in METRICS:
        found = [series for run in runs if (series := run.get(metric)) is not None]
        raw = [Curve(s.steps, s.values, i, "AB"[i], Weight.RAW) for i, s in enumerate(found)]
        main = [Curve(s.steps, s.values.copy(), i, "AB"[i]) for i, s in enumerate(found)]
        panels.append(panel_of(*raw, *main, *marks, metric=metric))
    return figure_of(*panels, columns=2)


def mark(key: str, first: float, last: float, number: int = 1) -> Mark:
    return Mark(key, number, Span(first, last), "norm spike", Severity.WARNING)

"""Two runs in two columns, a row a metric; the two panels of a row share their range of values."""

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
from analysis.model.figure import Figure, Panel, Zone
from analysis.model.run import Run


def build(view: View) -> Figure:
    """Column A of the first run, column B of the second; UnusableRequest with fewer than two runs."""
    if len(view.runs) < 2:
        raise UnusableRequest("Two runs are needed to stand side by side.", "Choose a second run.")
    pair = (("A", view.runs[0]), ("B", view.runs[1]))
    panels = tuple(_panel(view, metric, *role) for metric in view.metrics for role in pair)
    shown = tuple(trace for metric in view.metrics for role in pair for trace in _traces(view, metric, *role))
    counts = f"Left A, right B, {wording.plural(len(view.metrics), 'metric')}; a row shares its range of values."
    return Figure(
        title="A beside B",
        caption=f"{counts}{grey(further(view.runs, view.repeats))} {drawn(shown, view.smoothing, panels)}",
        panels=panels,
        columns=2,
        span=union(shown),
        axis=shown[0].series.axis if shown else "Step",
    )


def _traces(view: View, metric: str, role: str, run: Run) -> tuple[Trace, ...]:
    return of_role(role, run, view.repeats.get(run.id, ()), metric)


def _panel(view: View, metric: str, role: str, run: Run) -> Panel:
    shown = _traces(view, metric, role, run)
    grouped = of_repeats(role, run, view.repeats.get(run.id, ()), metric)
    return Panel(
        title=f"{glossary.title(metric)}, {role}",
        metric=metric,
        layers=(
            *_alone(view, metric, role),
            *marks(view.annotations, metric, (run,)),
            *seams(shown, (run,)),
            *parted(None if view.comparison is None else view.comparison.get(metric)),
            *context(traces(further(view.runs, view.repeats), metric), view.smoothing),
            *layers(shown, view.smoothing),
        ),
        unit=glossary.unit(metric),
        badge=with_grey("; ".join(grouped) or badge(shown, view.smoothing), further(view.runs, view.repeats)),
        group=metric,
    )


def _alone(view: View, metric: str, role: str) -> tuple[Zone, ...]:
    """The ranges of steps in which the other run has no points."""
    a, b = (run.get(metric) for run in view.runs[:2])
    return tuple(zone for zone in alone(a, b) if zone.label.endswith(role)) if a is not None and b is not None else ()


FIGURE = FigureKind("side-by-side", "Side by side", 2, build)

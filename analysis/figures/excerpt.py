"""The crop around one annotation: what the curves did there, before and after."""

from analysis import glossary
from analysis.errors import UnusableRequest
from analysis.figures import FigureKind, View
from analysis.layers import badge, drawn, layers, marks, traces, union
from analysis.model.annotation import Annotation
from analysis.model.figure import Figure, Panel
from analysis.model.run import Run
from analysis.model.series import Span

LEAST_MARGIN = 20.0  # steps before and after a mark
MOST_PANELS = 6
WIDE = 4  # panels above which three stand in a row


def build(view: View) -> Figure:
    """The first annotation of the view, its span widened by its own width on both sides.

    Shows the runs and, of the metrics in its scope, the first six; UnusableRequest when the view has no annotation.
    """
    if not view.annotations:
        raise UnusableRequest("No annotation was chosen to show.", "Choose one.")
    note = view.annotations[0]
    runs = tuple(run for run in view.runs if note.concerns(run=run.id))
    metrics = _metrics(view, note, runs)
    panels = tuple(_panel(view, note, runs, metric) for metric in metrics[:MOST_PANELS])
    shown = tuple(trace for panel in panels for trace in traces(runs, panel.metric))
    left = len(metrics) - len(panels)
    more = f" {left} more metrics in its scope are not shown." if left else ""
    return Figure(
        title=f"E{note.number} {note.label}",
        caption=f"The span of E{note.number}, and as many steps before and after (at least {LEAST_MARGIN:.0f}). "
        f"{drawn(shown, view.smoothing, panels)}{more}",
        panels=panels,
        columns=3 if len(panels) > WIDE else min(2, max(1, len(panels))),
        span=_widened(note.span, union(shown)),
        axis=shown[0].series.axis if shown else "Step",
    )


def _metrics(view: View, note: Annotation, runs: tuple[Run, ...]) -> tuple[str, ...]:
    return tuple(metric for metric in view.metrics if note.concerns(metric=metric) and traces(runs, metric))


def _widened(span: Span, data: Span | None) -> Span:
    """The span with its margins, cut to where there is data; uncut where it lies outside of all data."""
    margin = max(span.width, LEAST_MARGIN)
    first, last = span.first - margin, span.last + margin
    if data is not None and data.overlaps(Span(first, last)):
        first, last = max(first, data.first), min(last, data.last)
    return Span(first, last)


def _panel(view: View, note: Annotation, runs: tuple[Run, ...], metric: str) -> Panel:
    shown = traces(runs, metric)
    return Panel(
        title=glossary.title(metric),
        metric=metric,
        layers=(*marks((note,), metric, runs), *layers(shown, view.smoothing)),
        unit=glossary.unit(metric),
        badge=badge(shown, view.smoothing),
    )


FIGURE = FigureKind("excerpt", "Excerpt", 1, build)

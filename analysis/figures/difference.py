"""B held against A over their pairs, one panel for each metric that both runs have: B − A, B / A, or relative."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from analysis import glossary, wording
from analysis.align import align, laid, proposed
from analysis.errors import UnusableRequest
from analysis.figures import FigureKind, View
from analysis.groups import as_recipe
from analysis.layers import Trace, context, drawn, further, grey, layers, marks, parted, union, with_grey
from analysis.model.alignment import Alignment, Basis
from analysis.model.axis import Form
from analysis.model.comparison import GroupDifference, Matching, MetricDifference, Pairs, Relation
from analysis.model.figure import Band, Figure, Layer, Level, Panel, Zone
from analysis.model.run import Run
from analysis.model.series import Fidelity, FidelityKind, FloatArray, Series, Span

NAMES = {
    Form.LESS: f"B {wording.MINUS} A",
    Form.RATIO: "B / A",
    Form.RELATIVE: f"(B {wording.MINUS} A) / |A|",
}
NOTHING = "No metric that is shown is in both runs: there is no difference to draw."
ALIKE = {Form.LESS: 0.0, Form.RATIO: 1.0, Form.RELATIVE: 0.0}  # where B equals A


def build(view: View) -> Figure:
    """The second run against the first, in the second run's colour; UnusableRequest with fewer than two runs."""
    if len(view.runs) < 2:
        raise UnusableRequest("Two runs are needed for a difference.", "Choose a second run.")
    alignment = view.alignment or proposed(*view.runs[:2])
    view = _of_recipes(replace(view, alignment=alignment), alignment)
    a, b = view.runs[:2]
    matched: dict[str, Pairs] = {}
    shown: dict[str, Trace] = {}
    for metric in view.metrics:
        if a.get(metric) is not None and b.get(metric) is not None:
            matched[metric] = align(a, b, metric, alignment)
            shown[metric] = _trace(view, metric, matched[metric], alignment)
    panels = tuple(_panel(view, trace, matched[metric]) for metric, trace in shown.items())
    said = f"{_how(matched)}{grey(view.runs[2:])}"
    return Figure(
        title=f"{NAMES[view.form]}, pair by pair",
        caption=f"{said} {drawn(shown.values(), view.smoothing, panels)}" if panels else NOTHING,
        panels=panels,
        columns=min(2, max(1, len(panels))),
        span=_span(shown.values(), panels),
        axis=next((pairs.axis for pairs in matched.values()), "Step"),
    )


def _of_recipes(view: View, alignment: Alignment) -> View:
    """The view with the means of the repeats that A and B stand for in their place; by step, and of both only."""
    a, b = view.runs[:2]
    if alignment.by is not Basis.STEP or not (a.id in view.repeats and b.id in view.repeats):
        return replace(view, repeats={})
    pair = (as_recipe(run, view.repeats[run.id]) for run in (a, b))
    return replace(view, runs=(*pair, *further(view.runs, view.repeats)))


def _span(shown: Iterable[Trace], panels: Iterable[Panel]) -> Span | None:
    """The range of the differences and of what only one of the runs covers."""
    spans = [layer.span for panel in panels for layer in panel.layers if isinstance(layer, Zone)]
    known = union(shown)
    spans += [known] if known is not None else []
    return Span(min(s.first for s in spans), max(s.last for s in spans)) if spans else None


def _trace(view: View, metric: str, pairs: Pairs, alignment: Alignment) -> Trace:
    """The differences, and NaN where a value that is not finite stands between them: the line is broken there."""
    a, b = view.runs[:2]
    values, at = _held(pairs, view.form), pairs.steps
    if pairs.nonfinite and pairs.how is not Matching.MEANS:
        broken = np.setdiff1d(_broken(a, b, metric, alignment, pairs), at)
        at = np.concatenate([at, broken])
        values = np.concatenate([values, np.full(broken.size, np.nan)])
        order = np.argsort(at, kind="stable")
        at, values = at[order], values[order]
    fidelity = Fidelity(FidelityKind.TOO_SHORT, at.size, at.size)
    return Trace(Series(metric, at, values, fidelity, axis=pairs.axis), b.colour, NAMES[view.form], "")


def _others(view: View, metric: str) -> Iterator[Trace]:
    """Further runs held against A as B is, but for what B was moved by."""
    a = view.runs[0]
    alignment = replace(view.alignment or Alignment(), offset=0.0)
    for run in view.runs[2:]:
        if a.get(metric) is not None and run.get(metric) is not None:
            pairs = align(a, run, metric, alignment)
            if len(pairs):
                fidelity = Fidelity(FidelityKind.TOO_SHORT, len(pairs), len(pairs))
                series = Series(metric, pairs.steps, _held(pairs, view.form), fidelity, axis=pairs.axis)
                yield Trace(series, run.colour, run.name, "")


def _held(pairs: Pairs, form: Form) -> FloatArray:
    """B held against A pair by pair; NaN where A is 0 and is divided by."""
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        if form is Form.LESS:
            return pairs.b - pairs.a
        nothing = np.where(pairs.a == 0, np.nan, pairs.a)
        return pairs.b / nothing if form is Form.RATIO else (pairs.b - pairs.a) / np.abs(nothing)


def _broken(a: Run, b: Run, metric: str, alignment: Alignment, pairs: Pairs) -> FloatArray:
    """The places at which a value of one of the two is not finite."""
    one, other = laid(a, b, metric, alignment)
    if one is None or other is None:
        return np.empty(0)
    cycle = pairs.shift - alignment.offset  # of the logging, beyond what the alignment moved
    found = [series.steps[~np.isfinite(series.values)] for series in (one, other)]
    return np.union1d(found[0], found[1] + cycle)


def _panel(view: View, trace: Trace, pairs: Pairs) -> Panel:
    metric = trace.series.name
    known = None if view.comparison is None else view.comparison.get(metric)
    alone = (("A", pairs.alone_a), ("B", pairs.alone_b))
    zones = [Zone(span, f"only {role}") for role, spans in alone for span in spans]
    undefined = int(np.count_nonzero(pairs.a == 0)) if view.form is not Form.LESS else 0
    return Panel(
        title=f"{NAMES[view.form]}: {glossary.title(metric)}",
        metric=metric,
        layers=(
            *zones,
            *_stated(view, known, pairs, trace),
            *marks(view.annotations, metric, view.runs[:2]),
            *((Level(ALIKE[view.form], "B = A", left=True),) if len(pairs) else ()),
            *context(_others(view, metric), view.smoothing),
            *layers((trace,), view.smoothing),
        ),
        unit=glossary.unit(metric) if view.form is Form.LESS else "",
        badge=with_grey(f"{_of_means(view)}{wording.matching(pairs)}", view.runs[2:]),
        note=_note(pairs, undefined),
    )


def _note(pairs: Pairs, undefined: int) -> str:
    if not len(pairs):
        return "nothing meets: there is no difference to draw"
    return f"{wording.plural(undefined, 'pair')} with A = 0 not drawn" if undefined else ""


def _of_means(view: View) -> str:
    """That means of repeats are held against each other."""
    if not view.repeats:
        return ""
    a, b = (len(view.repeats[run.id]) for run in view.runs[:2])
    return f"means of {a} repeats (A) and {b} (B), "


def _stated(view: View, known: MetricDifference | None, pairs: Pairs, trace: Trace) -> Iterable[Layer]:
    """The mean difference with its interval as a band, and where the two part; of repeats what their means say."""
    if known is None or not len(pairs):
        return
    said = "mean, 95 % interval" if known.relation is Relation.VARYING else "the same on every pair"
    found: MetricDifference | GroupDifference | None = known
    if view.repeats and view.comparison is not None:
        said = "means of runs, 95 % (Welch)"
        found = next((one for one in view.comparison.repeats if one.metric == known.metric), None)
    if found is not None and found.interval is not None and view.form is Form.LESS:
        ends = np.array([pairs.steps[0], pairs.steps[-1]])
        low, high = np.full(2, found.interval.low), np.full(2, found.interval.high)
        yield Band(ends, low, high, trace.colour, trace.owner)
        yield Level(found.difference, said)
    if not view.repeats:
        yield from parted(known)


def _how(matched: dict[str, Pairs]) -> str:
    """How the steps were matched: once for all metrics where it is the same, else as each panel says."""
    ways = {wording.matching(pairs) for pairs in matched.values()}
    if len(ways) == 1:
        return f"Each: {ways.pop()}."
    return "How points were paired stands above each panel."


FIGURE = FigureKind("difference", "Difference", 2, build)

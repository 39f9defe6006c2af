"""What of the project is looked at, as a value, and that value as it is saved beside the project."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import TypeVar

from analysis.glossary import is_of_machine, ordered
from analysis.model.alignment import Basis
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.axis import Axis, Form
from analysis.model.brush import Brush
from analysis.model.project import Project
from analysis.model.run import RunId
from analysis.model.series import Span
from analysis.model.smoothing import USUAL, Kernel, Smoothing, Unit
from analysis.storage import JsonValue
from analysis.storage.brushes import brush_of, plain_brush
from gui.plotting.tool import Tool

SHOWN_AT_ONCE = 12  # metrics and runs that are shown without being asked for

BY_STEP = Axis()
Read = TypeVar("Read")
HUGE = 1e300  # beyond it no range of values can be spanned
Held = tuple[tuple[str, float, float], ...]  # ranges of values chosen by hand: the plot's key, bottom, top


class Layout(Enum):
    """How the plots are arranged."""

    OVERVIEW = "overview"
    COMPARE = "side-by-side"
    OVERLAY = "overlay"
    DIFFERENCE = "difference"
    DISTRIBUTIONS = "distributions"
    REPORT = "report"


class Below(Enum):
    """What stands below the plots of A against B."""

    NOTHING = "nothing"
    TABLE = "table"
    CONFIG = "config"


OF_TWO = (Layout.COMPARE, Layout.OVERLAY, Layout.DIFFERENCE)  # those that show A against B
# the views that a table stands below: that of the differences would leave the other two no room for their plots
BELOW = {Below.TABLE: (Layout.DIFFERENCE,), Below.CONFIG: OF_TWO}


@dataclass(frozen=True, slots=True)
class Selection:
    """What of the project is looked at. ``zoom`` None is the whole range; ``focus`` is the metric shown alone.

    ``values`` are the ranges of values that a person chose; they are part of the zoom history. ``run`` is the one that
    is chosen in the sidebar. ``scatter`` holds the metrics of the x and the y axis where a person chose them.
    """

    shown: tuple[RunId, ...] = ()
    a: RunId | None = None
    b: RunId | None = None
    metrics: tuple[str, ...] = ()
    layout: Layout = Layout.OVERVIEW
    tool: Tool = Tool.BRUSH
    zoom: Span | None = None
    values: Held = ()
    brush: Brush | None = None
    annotation: AnnotationId | None = None
    candidate: str | None = None  # the key of the chosen one; of annotation, candidate and finding one at most is set
    adjusted: Span | None = None  # the steps to which the chosen candidate was moved, before it is accepted
    finding: str | None = None
    proposals: bool = True  # whether candidates are shown
    asked: bool = False  # whether the kind of model was asked for
    focus: str | None = None
    metric: str | None = None  # the one that was gone to last
    order: tuple[str, ...] = ()  # of the metrics, as a person arranged their plots; others follow as they are known
    strip: str | None = None  # the metric of the strip of the whole training; None that of the first plot
    run: RunId | None = None
    scatter: tuple[str, ...] = ()
    smoothing: Smoothing = USUAL
    quantiles: bool = False  # y without outliers
    log: tuple[str, ...] = ()  # metrics on a logarithmic axis
    reference: float | None = None  # the step against which the read-outs tell deltas
    axis: Axis = BY_STEP
    form: Form = Form.LESS
    below: Below = Below.TABLE
    hidden: tuple[str, ...] = ()  # the authors whose annotations are not shown

    @property
    def stands_below(self) -> Below:
        """The table that stands below the plots in this layout."""
        return self.below if self.layout in BELOW.get(self.below, ()) else Below.NOTHING

    @property
    def figure(self) -> Layout:
        """How the plots are arranged, also while they make room for something else."""
        return Layout.OVERVIEW if self.layout in (Layout.DISTRIBUTIONS, Layout.REPORT) else self.layout

    @property
    def drawn(self) -> tuple[object, ...]:
        """The part that decides which figure is drawn."""
        pair = (self.a, self.b) if self.layout in OF_TWO else None
        what = (self.shown, self.metrics, self.figure, self.focus, pair, self.proposals, self.adjusted)
        return (*what, self.smoothing, self.log, self.quantiles, self.axis, self.form, self.hidden)

    @property
    def mark(self) -> str | None:
        """The key of the chosen mark: an annotation or a candidate."""
        return self.candidate if self.annotation is None else self.annotation

    @property
    def brushed(self) -> Span | None:
        """The span of steps that is brushed, None where the brush is more or nothing."""
        return None if self.brush is None else self.brush.span

    def seen(self, marks: tuple[Annotation, ...]) -> tuple[Annotation, ...]:
        """The annotations of the authors who are shown."""
        return tuple(mark for mark in marks if mark.author not in self.hidden) if self.hidden else marks

    def fitted(self, old: Project, new: Project) -> "Selection":
        """The selection after the project changed: what is gone is let go, what is new is shown."""
        ids = [run.id for run in new.runs]
        shown = [run for run in self.shown if run in ids]
        for run in new.runs:
            if not old.has(run.id) and len(shown) < SHOWN_AT_ONCE:
                shown.append(run.id)
        metrics = [name for name in self.metrics if name in new.metrics]
        known = arranged(new.metrics, self.order)
        for name in known:
            if name not in old.metrics and not is_of_machine(name) and len(metrics) < SHOWN_AT_ONCE:
                metrics.append(name)
        a = self.a if new.has(self.a) else next((run for run in ids if run != self.b), None)
        b = self.b if new.has(self.b) and self.b != a else next((run for run in ids if run != a), None)
        marks = {mark.id for mark in new.annotations}
        return replace(
            self,
            shown=tuple(run for run in ids if run in shown),
            metrics=tuple(name for name in known if name in metrics),
            a=a,
            b=b,
            annotation=self.annotation if self.annotation in marks else None,
            adjusted=None,
            zoom=_within(self.zoom, new.span),
            brush=_still(self.brush, new.span),
            focus=self.focus if self.focus in metrics else None,
            order=tuple(name for name in self.order if name in new.metrics),
            strip=self.strip if self.strip in new.metrics else None,
            metric=self.metric if self.metric in metrics else None,
            run=self.run if new.has(self.run) else None,
            axis=self.axis if self.axis.metric in ("", *new.metrics) else BY_STEP,
            scatter=self.scatter if set(self.scatter) <= set(new.metrics) else (),
        )


def arranged(names: Iterable[str], order: tuple[str, ...]) -> tuple[str, ...]:
    """Metrics in the order in which their plots stand: as a person arranged them, then as they are known."""
    places = {name: place for place, name in enumerate(order)}
    return tuple(sorted(ordered(names), key=lambda name: places.get(name, len(places))))


def plain(selection: Selection) -> dict[str, JsonValue]:
    """A selection as plain values, to be saved beside the project."""
    found: dict[str, JsonValue] = {}
    for entry in fields(selection):
        value = getattr(selection, entry.name)
        if isinstance(value, Span):
            found[entry.name] = [value.first, value.last]
        elif isinstance(value, Brush):
            found[entry.name] = plain_brush(value)
        elif isinstance(value, Enum):
            found[entry.name] = value.value
        elif isinstance(value, Smoothing):
            found[entry.name] = [value.kernel.value, value.window, value.unit.value, value.on]
        elif isinstance(value, Axis):
            found[entry.name] = [value.by.value, value.metric, value.log]
        elif entry.name == "values":
            found[entry.name] = [list(held) for held in selection.values]
        else:
            found[entry.name] = list(value) if isinstance(value, tuple) else value
    return found


def _within(span: Span | None, data: Span | None) -> Span | None:
    """The span while it touches the data."""
    return span if span is not None and data is not None and span.overlaps(data) else None


def _still(brush: Brush | None, data: Span | None) -> Brush | None:
    """The brush while it may touch the data."""
    extent = None if brush is None else brush.extent
    return brush if data is not None and (extent is None or extent.overlaps(data)) else None


def _span(value: object) -> Span | None:
    match value:
        case [int() | float() as first, int() | float() as last]:
            return Span(float(first), float(last))
        case _:
            return None


def _held(value: object) -> Held:
    """The chosen ranges of values that were saved; one that is none is left out."""
    found: list[tuple[str, float, float]] = []
    for entry in value if isinstance(value, list) else ():
        match entry:
            case [str() as key, int() | float() as bottom, int() | float() as top] if -HUGE < bottom < top < HUGE:
                found.append((key, float(bottom), float(top)))
    return tuple(found)


def _smoothing(value: object) -> Smoothing:
    """The smoothing that was saved; the default where it is none."""
    match value:
        case [str() as kernel, int() as window, str() as unit, bool() as on] if 1 < window <= 1_000_000:
            kernels, units = {one.value: one for one in Kernel}, {one.value: one for one in Unit}
            if kernel in kernels and unit in units:
                return Smoothing(kernels[kernel], window, units[unit], on)
    return USUAL


def _axis(value: object) -> Axis:
    """The x axis that was saved; steps where it is none."""
    match value:
        case [str() as by, str() as metric, bool() as log]:
            known = {one.value: one for one in Basis}
            return Axis(known[by], metric, log) if by in known else BY_STEP
    return BY_STEP


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and abs(value) < HUGE else None


def _strings(value: object) -> tuple[str, ...]:
    return tuple(entry for entry in value if isinstance(entry, str)) if isinstance(value, list) else ()


def _sound(read: Callable[[object], Read | None], value: object) -> Read | None:
    """What a function reads of a saved value, None where it is broken."""
    try:
        return read(value)
    except ValueError:
        return None


def selection_of(view: Mapping[str, object]) -> Selection:
    """The selection that was saved; what is broken in it falls back to the default."""

    def text(name: str) -> str | None:
        value = view.get(name)
        return value if isinstance(value, str) else None

    def run(name: str) -> RunId | None:
        value = text(name)
        return None if value is None else RunId(value)

    layouts = {entry.value: entry for entry in Layout}
    seen = Selection(
        shown=tuple(RunId(entry) for entry in _strings(view.get("shown"))),
        a=run("a"),
        b=run("b"),
        metrics=_strings(view.get("metrics")),
        layout=layouts.get(text("layout") or "", Layout.OVERVIEW),
        zoom=_sound(_span, view.get("zoom")),
        values=_held(view.get("values")),
        brush=_sound(brush_of, view.get("brush")),
        annotation=None if (key := text("annotation")) is None else AnnotationId(key),
        proposals=view.get("proposals") is not False,
        asked=view.get("asked") is True,
        focus=text("focus"),
        metric=text("metric"),
        strip=text("strip"),
        run=run("run"),
        scatter=_strings(view.get("scatter")),
        order=_strings(view.get("order")),
    )
    return replace(seen, **_drawn_as(view))  # type: ignore[arg-type]


def _drawn_as(view: Mapping[str, object]) -> dict[str, object]:
    """What of a saved selection says how curves are drawn, and on which axes."""
    return {
        "smoothing": _smoothing(view.get("smoothing")),
        "quantiles": view.get("quantiles") is True,
        "log": _strings(view.get("log")),
        "reference": _number(view.get("reference")),
        "hidden": _strings(view.get("hidden")),
        "axis": _axis(view.get("axis")),
        "below": next((one for one in Below if one.value == view.get("below")), Below.TABLE),
        "form": next((one for one in Form if one.value == view.get("form")), Form.LESS),
    }

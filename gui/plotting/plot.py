"""One panel as it is looked at now: what is seen of its curves, its range of values and what stands at a step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analysis.model.figure import CONTEXT, Band, Curve, Figure, Mark, Panel, Weight
from analysis.model.series import FloatArray, Span
from analysis.stats.ticks import log_ticks, ticks
from gui.plotting.frame import Frame, fitted
from gui.plotting.mark_index import index_of
from gui.plotting.trace import Columns, Look, Trace, share_steps, stretches

TICK_DISTANCE = 44  # pixels between the ticks of the axis of values, about

Known = Mapping[tuple[int, int], tuple[Trace, ...]]


@dataclass(frozen=True, eq=False)
class Seen:
    """A curve with what is seen of each of its stretches."""

    curve: Curve
    looks: tuple[Look, ...]
    slid: float = 0.0  # by which the curve is drawn away from its places


@dataclass(frozen=True, eq=False)
class SeenBand:
    """A band with the lowest and highest of its two lines in each column."""

    band: Band
    columns: tuple[Columns, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands at the cursor: the sample of a run nearest to it, None where none was logged near it."""

    owner: str
    colour: int
    step: float | None
    value: float | None


class Plot:
    """A panel, its curves made ready for drawing, and the frame in which they are seen."""

    def __init__(self, panel: Panel, known: Known) -> None:
        self.panel = panel
        self.frame = Frame(0.0, 1.0, 0.0, 1.0, 1.0, 1.0)
        self.ticks: tuple[tuple[float, str], ...] = ()
        self.seen: tuple[Seen, ...] = ()
        self.bands: tuple[SeenBand, ...] = ()
        self.lines = tuple(layer for layer in panel.layers if not isinstance(layer, Curve | Band | Mark))
        self.marks = index_of(layer for layer in panel.layers if isinstance(layer, Mark))
        self.version = 0  # grows whenever something else is seen
        self._read: tuple[float, tuple[Reading, ...]] | None = None
        self._looked: tuple[object, ...] | None = None
        self._known = dict(known)
        self._traces = tuple((curve, self._made(curve.steps, curve.values)) for curve in panel.curves)
        self._bands = tuple(
            (layer, self._made(layer.steps, layer.low), self._made(layer.steps, layer.high))
            for layer in panel.layers
            if isinstance(layer, Band)
        )
        self._known = {key: self._known[key] for key in self._keys()}

    def _made(self, steps: FloatArray, values: FloatArray) -> tuple[Trace, ...]:
        """The stretches of a curve; those of the same arrays are made once."""
        key = (id(steps), id(values))
        if key not in self._known:
            self._known[key] = stretches(steps, values)
        return self._known[key]

    def _keys(self) -> Iterable[tuple[int, int]]:
        for curve, _ in self._traces:
            yield id(curve.steps), id(curve.values)
        for band, _, _ in self._bands:
            yield from ((id(band.steps), id(band.low)), (id(band.steps), id(band.high)))

    @property
    def known(self) -> Known:
        """The stretches by the identity of their arrays, which the panel keeps alive."""
        return self._known

    @property
    def unprepared(self) -> tuple[Trace, ...]:
        """The long stretches that have no pyramid yet."""
        return tuple(trace for made in self._known.values() for trace in made if trace.unprepared)

    @property
    def awaited(self) -> int:
        """The number of stretches that are drawn later, once they have a pyramid."""
        return sum(trace.awaited for trace in self.traces)

    @property
    def key(self) -> str:
        """What shares a range of values with this plot."""
        log = " log" if self.panel.log else ""  # a range chosen on one scale means nothing on the other
        own = f"plot {self.panel.metric} {self.panel.title}"
        return f"group {self.panel.group}{log}" if self.panel.group else f"{own}{log}"

    @property
    def whole(self) -> bool:
        """Whether all samples stand at whole steps."""
        return all(trace.axis.whole for _, traces in self._traces for trace in traces)

    @property
    def density(self) -> float:
        """The largest number of samples a column that is drawn as extremes; 0 where every sample is drawn."""
        return max((look.density for seen in self.seen for look in seen.looks if look.density > 1), default=0.0)

    def look(self, view: Span, count: int, *, near: bool = False, slid: tuple[int | None, float] = (None, 0.0)) -> None:
        """See the curves between two steps in ``count`` columns of device pixels, ``near`` while they move.

        ``slid`` names a run by its colour that is drawn away from its places, and by how much.
        """
        asked = (view.first, view.last, count, near, slid, self.awaited)
        if self._looked == asked:
            return
        self._looked = asked
        self.version += 1
        self.seen = tuple(
            self._see(curve, traces, view, count, near=near, by=slid[1] if curve.colour == slid[0] else 0.0)
            for curve, traces in self._traces
        )
        self.bands = tuple(
            SeenBand(band, tuple(_between(a, b, view, count, near=near) for a, b in zip(low, high, strict=True)))
            for band, low, high in self._bands
        )

    @property
    def traces(self) -> Iterable[Trace]:
        """The stretches of all its curves and bands."""
        for _, traces in self._traces:
            yield from traces
        for _, low, high in self._bands:
            yield from (*low, *high)

    def _see(self, curve: Curve, traces: tuple[Trace, ...], view: Span, count: int, *, near: bool, by: float) -> Seen:
        first, last = view.first - by, view.last - by
        return Seen(curve, tuple(trace.look(first, last, count, near=near) for trace in traces), by)

    def extremes(self, *, everything: bool) -> tuple[float, float] | None:
        """The lowest and highest value that is seen, or of all; None without a finite one.

        Grey curves have no say where there are others.
        """
        found = self._extremes(everything=everything, grey=False)
        return self._extremes(everything=everything, grey=True) if found is None else found

    def _extremes(self, *, everything: bool, grey: bool) -> tuple[float, float] | None:
        if everything:
            traces = [trace for curve, made in self._traces if grey or curve.colour != CONTEXT for trace in made]
            traces += [trace for _, low, high in self._bands for trace in (*low, *high)]
            pairs = [trace.extremes() for trace in traces]
        else:
            counted = (seen for seen in self.seen if grey or seen.curve.colour != CONTEXT)
            pairs = [(look.low, look.high) for seen in counted for look in seen.looks]
            pairs += [columns.extremes() for band in self.bands for columns in band.columns]
        low = [pair[0] for pair in pairs if pair[0] is not None]
        high = [pair[1] for pair in pairs if pair[1] is not None]
        return (min(low), max(high)) if low and high else None

    def show(self, frame: Frame) -> bool:
        """Take a frame; tells whether it differs from the one before."""
        old, self.frame = self.frame, frame
        values = (frame.bottom, frame.top, frame.height)
        if values != (old.bottom, old.top, old.height) or not self.ticks:
            made = log_ticks if self.panel.log else ticks
            self.ticks = made(frame.bottom, frame.top, max(2, round(frame.height / TICK_DISTANCE)))
        return frame != old

    def readings(self, step: float) -> tuple[Reading, ...]:
        """The sample of each run nearest to a step: the raw one where a smoothed curve lies on top."""
        if self._read is None or self._read[0] != step:
            self._read = (step, self.read_at(step))
        return self._read[1]

    def read_at(self, step: float) -> tuple[Reading, ...]:
        """The same, not kept."""
        chosen: dict[str, tuple[Curve, tuple[Trace, ...]]] = {}
        for curve, traces in self._traces:
            if curve.weight is Weight.FAR or curve.colour == CONTEXT:
                continue
            if curve.owner not in chosen or curve.weight is Weight.RAW:
                chosen[curve.owner] = (curve, traces)
        return tuple(_reading(curve, traces, step) for curve, traces in chosen.values())

    def samples(self, step: float, count: int) -> float | None:
        """The step of the sample that lies ``count`` samples after the one at a step, of the densest curve."""
        traces = [trace for _, made in self._traces for trace in made]
        if not traces:
            return None
        trace = max(traces, key=lambda trace: trace.steps.size)
        return trace.beside(step, count)


def made_ready(figure: Figure, known: Known) -> Known:
    """The stretches of all curves of a figure, taken from those known; a thread may make them before it is shown."""
    ready = {key: made for panel in figure.panels for key, made in Plot(panel, known).known.items()}
    share_steps(trace for made in ready.values() for trace in made)
    return ready


def shared_range(extremes: Iterable[tuple[float, float] | None]) -> tuple[float, float]:
    """The range of values that shows the extremes of all plots of a group."""
    known = [pair for pair in extremes if pair is not None]
    if not known:
        return 0.0, 1.0
    return fitted(min(low for low, _ in known), max(high for _, high in known))


def _between(low: Trace, high: Trace, view: Span, count: int, *, near: bool) -> Columns:
    lower = low.columns(view.first, view.last, count, near=near)
    upper = high.columns(view.first, view.last, count, near=near)
    return Columns(lower.low, upper.high)


def _reading(curve: Curve, traces: tuple[Trace, ...], step: float) -> Reading:
    near = [(trace, place) for trace in traces if (place := trace.place(step)) is not None]
    if not near:
        return Reading(curve.owner, curve.colour, None, None)
    trace, place = min(near, key=lambda pair: abs(pair[0].steps[pair[1]] - step))
    return Reading(curve.owner, curve.colour, float(trace.steps[place]), float(trace.raw[place]))

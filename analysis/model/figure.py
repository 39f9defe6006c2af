"""What is to be drawn, in no toolkit's terms: window, PDF and PNG paint the same figure."""

from dataclasses import dataclass
from enum import Enum

from analysis.model.notice import Severity
from analysis.model.series import FloatArray, Span, frozen_array

NOTHING = frozen_array(())
CONTEXT = -1  # in the place of a colour: a further run, drawn grey behind those that are looked at


class Weight(Enum):
    """How strongly a curve is drawn."""

    RAW = "raw"  # every sample, quiet, where a smoothed curve lies on top
    FAR = "far"  # samples far from the smoothed curve, at full strength and thin
    MAIN = "main"  # full strength


@dataclass(frozen=True, eq=False)
class Curve:
    """A line through points in their order; a NaN breaks it. ``colour`` is a place in the palette of runs.

    ``owner`` names the run for read-outs; ``label`` is written at the end of the line, empty for none.
    """

    steps: FloatArray
    values: FloatArray
    colour: int
    owner: str
    weight: Weight = Weight.MAIN
    label: str = ""


@dataclass(frozen=True, eq=False)
class Band:
    """The area between two lines, e.g. the smallest and largest value of the runs behind an aggregate."""

    steps: FloatArray
    low: FloatArray
    high: FloatArray
    colour: int
    owner: str


@dataclass(frozen=True, slots=True)
class Mark:
    """An annotation over a span of steps: its number, title and label, and its id for whoever wants to edit it.

    One that is ``proposed`` is a candidate of a detector, without a number. ``colour`` is the place of its label's
    colour in ``model.label.COLOURS``; None of a label that is in no set.
    """

    key: str
    number: int
    span: Span
    label: str
    severity: Severity
    proposed: bool = False
    title: str = ""
    colour: int | None = None

    @property
    def sign(self) -> str:
        """What it is called where there is room for its number only."""
        return "?" if self.proposed else f"E{self.number}"

    @property
    def name(self) -> str:
        """What it is called in full."""
        return f"{self.label}?" if self.proposed else f"{self.sign} {self.title or self.label}".rstrip()


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal line at a value, e.g. zero or a threshold; its label stands at the right end, or at the left."""

    value: float
    label: str = ""
    left: bool = False


@dataclass(frozen=True, slots=True)
class SeamLine:
    """A thin vertical line where something begins, as a later file of a run that takes over from an earlier one.

    ``strong`` where two runs part: it lies over the curves, and its label is always there.
    """

    step: float
    label: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """A range of steps behind the curves, with a word at its foot: where only one of two runs has points, say."""

    span: Span
    label: str


Layer = Curve | Band | Mark | Level | SeamLine | Zone


@dataclass(frozen=True, eq=False)
class Panel:
    """One plot: what it shows, and the fidelity badge that says what its points are."""

    title: str
    metric: str
    layers: tuple[Layer, ...]
    unit: str = ""
    badge: str = ""
    group: str = ""  # panels of one non-empty group share their y range
    note: str = ""  # what cannot be seen of it, said on the plot itself
    core: tuple[float, float] | None = None  # the values that an outlier view keeps in sight
    beyond: tuple[FloatArray, FloatArray] = (NOTHING, NOTHING)  # steps and values of the samples outside of it
    log: bool = False  # the values of its layers are exponents of ten

    @property
    def curves(self) -> tuple[Curve, ...]:
        return tuple(layer for layer in self.layers if isinstance(layer, Curve))


@dataclass(frozen=True, eq=False)
class Figure:
    """Panels in rows of ``columns``, all over one range of steps (``span``; None without points)."""

    title: str
    caption: str
    panels: tuple[Panel, ...]
    columns: int
    span: Span | None
    axis: str = "Step"
    log_steps: bool = False  # the places of its layers are exponents of ten


@dataclass(frozen=True, eq=False)
class Bars:
    """Heights over common bins: ``edges`` of shape (k + 1,), ``heights`` of shape (k,)."""

    edges: FloatArray
    heights: FloatArray
    colour: int
    label: str


@dataclass(frozen=True, eq=False)
class HeatMap:
    """Cells of −1 to 1, shape (rows, columns), from the top; ``texts`` stand in them; NaN stays bare."""

    values: FloatArray
    texts: tuple[tuple[str, ...], ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Points:
    """A point for each pair of values: ``x`` and ``y`` of shape (n,)."""

    x: FloatArray
    y: FloatArray
    colour: int
    label: str


@dataclass(frozen=True, eq=False)
class Density:
    """Numbers of pairs in the equal cells of the chart's bounds: shape (rows from the bottom, columns)."""

    counts: FloatArray
    colour: int
    label: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the axes of a chart reach over: finite, ``left < right`` and ``bottom < top``."""

    left: float
    right: float
    bottom: float
    top: float

    def x(self, values: FloatArray) -> FloatArray:
        """Where values lie from left to right, as shares of the width."""
        return (values / 2 - self.left / 2) / (self.right / 2 - self.left / 2)  # halved: a difference may overflow

    def y(self, values: FloatArray) -> FloatArray:
        """Where values lie from bottom to top, as shares of the height."""
        return (values / 2 - self.bottom / 2) / (self.top / 2 - self.bottom / 2)


ChartLayer = Bars | HeatMap | Points | Density


@dataclass(frozen=True, eq=False)
class Chart:
    """A plot whose x axis is not the step; ``note`` says what its numbers are of.

    ``x`` and ``y`` name the metrics whose values the axes count; empty where they count something else. ``bounds`` is
    None where no axes are drawn.
    """

    title: str
    note: str
    layers: tuple[ChartLayer, ...]
    axis: str = ""
    x: str = ""
    y: str = ""
    bounds: Bounds | None = None


@dataclass(frozen=True, eq=False)
class Sheet:
    """Charts in rows of ``columns``, each with axes of its own."""

    title: str
    caption: str
    charts: tuple[Chart, ...]
    columns: int

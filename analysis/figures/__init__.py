"""One file per figure; each declares FIGURE."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from analysis.model.alignment import Alignment
from analysis.model.annotation import Annotation
from analysis.model.axis import Form
from analysis.model.comparison import Comparison
from analysis.model.figure import Figure
from analysis.model.run import Run, RunId
from analysis.model.smoothing import OFF, Smoothing


@dataclass(frozen=True, slots=True)
class View:
    """What a figure is asked to show: runs in drawing order, metrics in panel order, annotations, smoothing.

    Of the first two runs: how B is laid beside A (None as it is proposed), the form of their difference, and what is
    known of them where it has been worked out; ``repeats`` are the runs of the recipe of one of them, itself included.
    """

    runs: tuple[Run, ...]
    metrics: tuple[str, ...]
    annotations: tuple[Annotation, ...] = ()
    smoothing: Smoothing = OFF
    alignment: Alignment | None = None
    form: Form = Form.LESS
    comparison: Comparison | None = None
    repeats: Mapping[RunId, tuple[Run, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FigureKind:
    """A figure: how many runs it needs at least, and how it is made of a view."""

    id: str
    title: str
    needs: int
    build: Callable[[View], Figure]

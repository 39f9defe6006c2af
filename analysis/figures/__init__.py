"""One file per figure; each declares FIGURE."""

from collections.abc import Callable
from dataclasses import dataclass

from analysis.model.annotation import Annotation
from analysis.model.figure import Figure
from analysis.model.run import Run
from analysis.model.smoothing import OFF, Smoothing


@dataclass(frozen=True, slots=True)
class View:
    """What a figure is asked to show: runs in drawing order, metrics in panel order, annotations, smoothing."""

    runs: tuple[Run, ...]
    metrics: tuple[str, ...]
    annotations: tuple[Annotation, ...] = ()
    smoothing: Smoothing = OFF


@dataclass(frozen=True, slots=True)
class FigureKind:
    """A figure: how many runs it needs at least, and how it is made of a view."""

    id: str
    title: str
    needs: int
    build: Callable[[View], Figure]

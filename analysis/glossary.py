"""Known metrics by their logged names: what they are called in print, in which unit, what they mean."""

import math
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache

import analysis.metrics
from analysis.metrics import Metric
from analysis.model.run import Run
from analysis.registry import offered
from analysis.stats.names import words

MACHINE = "system/"  # what loggers put before the metrics of the machine


@cache
def known() -> tuple[Metric, ...]:
    """All known metrics, in the order of their modules."""
    return offered(analysis.metrics, Metric)


@lru_cache(maxsize=4096)
def recognise(name: str) -> Metric | None:
    """The known metric behind a logged name, None for any other."""
    return next((metric for metric in known() if metric.matches(name)), None)


def title(name: str) -> str:
    """What a metric is called in print; one that is not recognised keeps its logged name.

    A logged name that says more or other words than the title stands behind it, so that ``train/loss`` and
    ``val/loss`` stay apart.
    """
    metric = recognise(name)
    if metric is None:
        return name
    return metric.title if words(name) == words(metric.id) else f"{metric.title} ({name})"


def unit(name: str) -> str:
    """The unit of a metric; empty where it has none or is not recognised."""
    metric = recognise(name)
    return "" if metric is None else metric.unit


def ordered(names: Iterable[str]) -> tuple[str, ...]:
    """Names in the order in which they are shown: known metrics by their place, then the others as they come."""

    def place(name: str) -> float:
        metric = recognise(name)
        return math.inf if metric is None else metric.place

    return tuple(sorted(names, key=place))


def is_of_machine(name: str) -> bool:
    """Whether a metric is one of the machine, such as ``system/gpu.0.temp``: there are hundreds, on another clock."""
    return name.startswith(MACHINE)


def without_machine(run: Run) -> Run:
    """The run with its metrics of training alone."""
    kept = tuple(series for series in run.series if not is_of_machine(series.name))
    return run if len(kept) == len(run.series) else replace(run, series=kept)

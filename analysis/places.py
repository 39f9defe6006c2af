"""Where the points of a metric lie when they are placed by something else than their step."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from analysis import glossary
from analysis.model.alignment import Basis
from analysis.model.run import Run
from analysis.model.series import FloatArray, Series
from analysis.stats.together import finite_once

AXES: Mapping[Basis, str] = MappingProxyType(
    {
        Basis.EPOCH: "Epoch",
        Basis.TOKENS: "Tokens seen",
        Basis.SAMPLES: "Samples seen",
        Basis.WALL_TIME: "Wall time",
        Basis.RELATIVE_TIME: "Relative time",
        Basis.PROGRESS: "Progress",
        Basis.LEARNING_RATE: "Learning rate",
    }
)
KNOWN_AS: Mapping[Basis, tuple[str, ...]] = MappingProxyType(  # names of axes and coordinates, in small letters
    {
        Basis.EPOCH: ("epoch", "epochs"),
        Basis.TOKENS: ("tokens seen", "tokens", "num_tokens"),
        Basis.SAMPLES: ("samples seen", "samples"),
        Basis.WALL_TIME: ("wall time", "_timestamp"),
        Basis.RELATIVE_TIME: ("relative time (process)", "relative time (wall)", "time", "t", "_runtime"),
    }
)
METRICS: Mapping[Basis, str] = MappingProxyType(  # the known metric that tells it
    {Basis.EPOCH: "epoch", Basis.TOKENS: "tokens_seen", Basis.SAMPLES: "samples_seen"}
)
STEP = "step"
BATCH_SIZE = "batch_size"  # the hyperparameter that makes samples of steps, wherever it is nested


def placed(run: Run, series: Series, by: Basis) -> Series | None:
    """The series on another axis, its places rising; None where the run does not tell them.

    By step it is the series itself. Otherwise points without a place are left out, and those of one place become one
    with their mean: several steps of one epoch.
    """
    if by is Basis.STEP:
        return series
    at = places(run, series, by)
    if at is None:
        return None
    kept = np.isfinite(at)
    if not kept.any():
        return None
    where, first, counts = np.unique(at[kept], return_index=True, return_counts=True)
    values = series.values[kept]
    if where.size < values.size:
        order = np.argsort(at[kept], kind="stable")
        starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
        with np.errstate(invalid="ignore", over="ignore"):
            means = np.add.reduceat(values[order] / np.repeat(counts, counts), starts)
    else:
        means = values[first]
    return replace(series, steps=where, values=means, low=None, high=None, axis=AXES[by], along={})


def places(run: Run, series: Series, by: Basis) -> FloatArray | None:
    """The place of each point, shape (n,), NaN for one without; None where the run does not tell any."""
    if by is Basis.PROGRESS:
        return _progress(run, series)
    if by is Basis.LEARNING_RATE:
        return _learning_rate(run, series)
    told = _told(series, KNOWN_AS[by])
    if told is None and by in METRICS:
        told = _of_metric(run, series, METRICS[by])
    if told is None and by is Basis.SAMPLES:
        told = _of_batches(run, series)
    if told is None and by is Basis.RELATIVE_TIME:
        told = _since_start(run, series)
    return told


def _told(series: Series, names: tuple[str, ...]) -> FloatArray | None:
    """What the series itself says: its axis, or a further coordinate of its points."""
    if series.axis.casefold() in names:
        return series.steps
    return next((at for name, at in series.along.items() if name.casefold() in names), None)


def _of_metric(run: Run, series: Series, wanted: str) -> FloatArray | None:
    """The value at the same step of the metric that tells it."""
    for other in run.series:
        known = glossary.recognise(other.name)
        if known is not None and known.id == wanted and other.axis == series.axis and other is not series:
            return _at(other, series.steps)
    return None


def _at(series: Series, steps: FloatArray) -> FloatArray:
    """The finite values of a series at the given steps, NaN where it has none."""
    at, values = finite_once(series)
    found = np.full(steps.size, np.nan)
    if at.size:
        place = np.minimum(np.searchsorted(at, steps), at.size - 1)
        there = at[place] == steps
        found[there] = values[place[there]]
    return found


def _of_batches(run: Run, series: Series) -> FloatArray | None:
    """Steps times the batch size, where the configuration holds exactly one."""
    sizes = {value for key, value in run.config.items() if key.rsplit(".", 1)[-1] == BATCH_SIZE}
    if series.axis.casefold() != STEP or len(sizes) != 1:
        return None
    (size,) = sizes
    if isinstance(size, bool) or not isinstance(size, int | float) or not size > 0:
        return None
    return series.steps * float(size)


def _since_start(run: Run, series: Series) -> FloatArray | None:
    """The clock less the first time that the run logged at."""
    at = _told(series, KNOWN_AS[Basis.WALL_TIME])
    if at is None:
        return None
    starts = [
        float(np.nanmin(told))
        for one in run.series
        if (told := _told(one, KNOWN_AS[Basis.WALL_TIME])) is not None and np.isfinite(told).any()
    ]
    return at - min(starts) if starts else None


def _progress(run: Run, series: Series) -> FloatArray | None:
    """The share of the run's range of steps that lies behind each point."""
    spans = [span for one in run.series if one.axis == series.axis and (span := one.span) is not None]
    if not spans:
        return None
    first, last = min(span.first for span in spans), max(span.last for span in spans)
    return (series.steps - first) / (last - first) if last > first else None


def _learning_rate(run: Run, series: Series) -> FloatArray | None:
    """The learning rate at each point, from its peak to its first rise behind it; NaN elsewhere."""
    for other in run.series:
        known = glossary.recognise(other.name)
        if known is not None and known.id == "learning_rate" and other.axis == series.axis and other is not series:
            steps, rates = finite_once(other)
            if not rates.size or rates.min() == rates.max():
                continue
            peak = rates.size - 1 - int(np.argmax(rates[::-1]))
            rises = np.flatnonzero(np.diff(rates[peak:]) > 0)
            end = peak + int(rises[0]) + 1 if rises.size else rates.size
            if rates[peak] <= rates[end - 1]:
                continue
            at = _at(other, series.steps)
            at[(series.steps < steps[peak]) | (series.steps > steps[end - 1])] = np.nan
            return at
    return None

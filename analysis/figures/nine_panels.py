"""The six statistics of a latent beside three that hold them against each other: dimension, offset, extremes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np

from analysis import glossary, wording
from analysis.figures import FigureKind, View
from analysis.layers import Trace, badge, drawn, layers, marks, traces, union
from analysis.model.figure import Figure, Layer, Level, Panel
from analysis.model.run import Run
from analysis.model.series import FloatArray, Series
from analysis.model.smoothing import OFF
from analysis.stats.latent import expected_extreme, gaussian_extremes
from analysis.stats.sampling import fidelity
from analysis.stats.together import Together, together

SIX = ("learning_rate", "latent_mean", "latent_std", "latent_norm", "latent_min", "latent_max")

DERIVED = (
    "Norm² / (std² + mean²) is the number of dimensions where std is pooled over all elements. "
    "Extremes are in standard deviations from the mean."
)
GAUSSIAN = "The lines at {} to both sides are what a Gaussian batch of the size that fits them shows on average."


def build(view: View) -> Figure:
    """Three panels a row: the metrics of the view that are known, then what is computed of them step by step."""
    named = [metric for metric in view.metrics if _kind(metric) in SIX]
    panels = [_panel(view, metric) for metric in named]
    derived = [panel for make in (_dimension, _offset, _extremes) if (panel := make(view)) is not None]
    shown = tuple(trace for metric in named for trace in traces(view.runs, metric))
    far = [layer.value for panel in derived for layer in panel.layers if isinstance(layer, Level) and layer.value > 0]
    notes = " ".join((DERIVED, *(GAUSSIAN.format(wording.number(value, 3)) for value in far))) if derived else ""
    return Figure(
        title="Nine panels: the metrics, and what they say of each other",
        caption=f"{drawn(shown, view.smoothing, panels)} {notes}".strip(),
        panels=(*panels, *derived),
        columns=min(3, max(1, len(panels) + len(derived))),
        span=union(shown),
        axis=shown[0].series.axis if shown else "Step",
    )


def _kind(metric: str) -> str:
    known = glossary.recognise(metric)
    return "" if known is None else known.id


def _panel(view: View, metric: str) -> Panel:
    shown = traces(view.runs, metric)
    return Panel(
        title=glossary.title(metric),
        metric=metric,
        layers=(*marks(view.annotations, metric, view.runs), *layers(shown, view.smoothing)),
        unit=glossary.unit(metric),
        badge=badge(shown, OFF),
    )


def _dimension(view: View) -> Panel | None:
    def ratio(norm: FloatArray, std: FloatArray, mean: FloatArray) -> FloatArray:
        return np.asarray((norm / np.hypot(std, mean)) ** 2)

    shown = _computed(view, ("latent_norm", "latent_std", "latent_mean"), ratio)
    return _derived(view, "latent_norm", "Norm² / (std² + mean²)", shown, ())


def _offset(view: View) -> Panel | None:
    shown = _computed(view, ("latent_mean", "latent_std"), lambda mean, std: np.asarray(np.abs(mean) / std))
    return _derived(view, "latent_mean", "|mean| / std", shown, ())


def _extremes(view: View) -> Panel | None:
    """How far max and min lie from the mean: the upper and the lower tail as two curves a run."""
    ids = ("latent_max", "latent_mean", "latent_std")
    above = _computed(view, ids, lambda high, mean, std: np.asarray((high - mean) / std))
    ids = ("latent_min", "latent_mean", "latent_std")
    below = _computed(view, ids, lambda low, mean, std: np.asarray((low - mean) / std))
    return _derived(view, "latent_max", "Extremes / std", [*above, *below], tuple(_expected(view.runs)))


def _expected(runs: Iterable[Run]) -> Iterator[Level]:
    """The expected extremes of a Gaussian batch as large as the first run's seems to be."""
    for run in runs:
        rows = _rows(run, ("latent_max", "latent_min", "latent_mean", "latent_std"))
        found = None if rows is None else gaussian_extremes(*rows.values)
        if found is not None and np.isfinite(found.elements) and found.elements >= 1:
            far = expected_extreme(found.elements)
            yield Level(far)
            yield Level(-far)
        return


def _rows(run: Run, ids: tuple[str, ...]) -> Together | None:
    """The metrics of these ids at their common steps; None where one is missing or there is no such step."""
    found = [next((one for one in run.series if _kind(one.name) == wanted), None) for wanted in ids]
    series = [one for one in found if one is not None]
    if len(series) < len(ids):
        return None
    rows = together(*series)
    return rows if len(rows) else None


def _computed(view: View, ids: tuple[str, ...], make: Callable[..., FloatArray]) -> list[Trace]:
    shown = []
    for run in view.runs:
        rows = _rows(run, ids)
        if rows is not None:
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                values = make(*rows.values)
            series = Series(ids[0], rows.steps, values, fidelity(rows.steps))
            shown.append(Trace(series, run.colour, run.name, run.name))
    return shown


def _derived(view: View, metric: str, title: str, shown: list[Trace], lines: tuple[Layer, ...]) -> Panel | None:
    if not shown:
        return None
    name = next((name for name in view.metrics if _kind(name) == metric), metric)
    labelled = [replace(trace, label="") for trace in shown]
    return Panel(title, name, (*lines, *layers(labelled, view.smoothing)), badge="computed")


FIGURE = FigureKind("nine-panels", "Nine panels", 1, build)

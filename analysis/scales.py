"""Scales of values: logarithmic, and without outliers; each says what of the data it cannot show."""

from collections.abc import Container
from dataclasses import replace

import numpy as np

from analysis import wording
from analysis.model.figure import Band, Curve, Figure, Layer, Level, Panel, Weight
from analysis.model.series import FloatArray

QUANTILES = (0.01, 0.99)
QUANTILES_TOLD = "y: 1 to 99 % of the samples"


def with_log(figure: Figure, metrics: Container[str]) -> Figure:
    """The figure with the panels of some metrics on a logarithmic axis; itself where there is none."""
    panels = tuple(_logged(panel) if panel.metric in metrics and not panel.log else panel for panel in figure.panels)
    return figure if panels == figure.panels else replace(figure, panels=panels)


def scaled(figure: Figure, log: Container[str], *, quantiles: bool) -> Figure:
    """The figure on the axes that are wanted; itself where they are the usual ones."""
    figure = with_log(figure, log)
    return without_outliers(figure) if quantiles else figure


def without_outliers(figure: Figure) -> Figure:
    """The figure with the values of each panel in sight that lie between two quantiles of all its samples."""
    return replace(figure, panels=tuple(_cored(panel) for panel in figure.panels))


def _cored(panel: Panel) -> Panel:
    curves = _samples(panel)
    steps = np.concatenate([curve.steps for curve in curves]) if curves else np.empty(0)
    values = np.concatenate([curve.values for curve in curves]) if curves else np.empty(0)
    finite = np.isfinite(values)
    if not finite.any():
        return panel
    low, high = (float(value) for value in np.quantile(values[finite], QUANTILES))
    outside = finite & ((values < low) | (values > high))
    badge = " · ".join(filter(None, (panel.badge, QUANTILES_TOLD)))
    return replace(panel, core=(low, high), beyond=(steps[outside], values[outside]), badge=badge)


def _samples(panel: Panel) -> tuple[Curve, ...]:
    """The curve of each run that holds its samples."""
    raw = [curve for curve in panel.curves if curve.weight is Weight.RAW]
    owners = {curve.owner for curve in raw}
    return (*raw, *(c for c in panel.curves if c.weight is Weight.MAIN and c.owner not in owners))


def _logged(panel: Panel) -> Panel:
    layers = tuple(made for layer in panel.layers if (made := _exponents(layer)) is not None)
    below = sum(int(np.count_nonzero(curve.values <= 0)) for curve in _samples(panel))
    told = f"{wording.plural(below, 'value')} at or below 0 not drawn on a log axis" if below else ""
    return replace(
        panel, layers=layers, badge=" · ".join(filter(None, (panel.badge, told or "log axis"))), note=told, log=True
    )


def _exponents(layer: Layer) -> Layer | None:
    match layer:
        case Curve():
            return replace(layer, values=_log(layer.values))
        case Band():
            return replace(layer, low=_log(layer.low), high=_log(layer.high))
        case Level():
            return replace(layer, value=float(np.log10(layer.value))) if layer.value > 0 else None
        case _:
            return layer


def _log(values: FloatArray) -> FloatArray:
    """The exponents of ten; NaN of what is at or below 0, infinite and NaN as they are."""
    exponents = np.full(values.shape, np.nan)
    np.log10(values, out=exponents, where=values > 0)
    return exponents

"""Scales of values: logarithmic, and without outliers; each says what of the data it cannot show."""

from collections.abc import Container
from dataclasses import replace

import numpy as np

from analysis import wording
from analysis.model.figure import Band, Curve, Figure, Layer, Level, Mark, Panel, SeamLine, Weight, Zone
from analysis.model.series import FloatArray, Span

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


def with_log_steps(figure: Figure) -> Figure:
    """The figure over the exponents of its places; each panel says how many samples lie at or below 0 there."""
    if figure.span is None or figure.span.last <= 0:
        return figure
    first = min((_lowest(curve.steps) for panel in figure.panels for curve in panel.curves), default=np.inf)
    if not np.isfinite(first):
        return figure
    span = Span(float(np.log10(first)), float(np.log10(figure.span.last)))
    panels = tuple(_over_exponents(panel, first) for panel in figure.panels)
    return replace(figure, panels=panels, span=span, log_steps=True)


def _lowest(steps: FloatArray) -> float:
    """The smallest place above 0; infinite without one."""
    above = steps[steps > 0]
    return float(above.min()) if above.size else np.inf


def _over_exponents(panel: Panel, first: float) -> Panel:
    layers = tuple(_placed(layer, first) for layer in panel.layers)
    lost = sum(int(np.count_nonzero(curve.steps <= 0)) for curve in _samples(panel))
    told = f"{wording.plural(lost, 'sample')} at or left of 0 not drawn on a log x axis" if lost else ""
    return replace(panel, layers=layers, note=" · ".join(filter(None, (panel.note, told))))


def _placed(layer: Layer, first: float) -> Layer:
    """A layer with the exponents of its places; what reaches to 0 begins at the first place that has one."""

    def at(place: float) -> float:
        return float(np.log10(max(place, first)))

    match layer:
        case Curve():
            kept = layer.steps > 0
            return replace(layer, steps=np.log10(layer.steps[kept]), values=layer.values[kept])
        case Band():
            kept = layer.steps > 0
            return replace(layer, steps=np.log10(layer.steps[kept]), low=layer.low[kept], high=layer.high[kept])
        case Mark() | Zone():
            return replace(layer, span=Span(at(layer.span.first), at(layer.span.last)))
        case SeamLine():
            return replace(layer, step=at(layer.step))
        case _:
            return layer


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

"""A Sheet laid out in a rectangle: a legend and a grid of charts, each with axes of its own."""

from typing import assert_never

import numpy as np

from analysis.model.figure import Bars, Bounds, Chart, Density, HeatMap, Points, Sheet
from analysis.painters.pdf import labels
from analysis.painters.pdf.inks import Anchor, Box, Fill, Ink, Stroke, Text, line, rectangle
from analysis.painters.pdf.panel import BADGE, BADGE_HEIGHT, TICK, TITLE, TITLE_HEIGHT
from analysis.painters.pdf.text import fitted, one_line, width_of
from analysis.painters.pdf.theme import ACCENT, BOLD, GRID, INK, MUTED, RULE, SANS, run_style
from analysis.stats.ticks import ticks

_GAP, _ROW_GAP, _FOOT, _DOT = 20.0, 12.0, 11.0, 1.1
_NEGATIVE = "#B04E00"


def sheet_inks(sheet: Sheet, width: float, height: float) -> tuple[Ink, ...]:
    """Lay a sheet out in ``width`` times ``height`` points."""
    found: dict[str, labels.Name] = {}
    for chart in sheet.charts:
        for layer in chart.layers:
            if not isinstance(layer, HeatMap):
                found.setdefault(layer.label, labels.Name(layer.label, one_line(layer.label), layer.colour))
    listed = tuple(found.values())
    inks: list[Ink] = list(labels.legend_inks(listed, width, height))
    height -= labels.LEGEND_LEADING * len(labels.legend_rows(listed, width)) + (5.0 if listed else 0.0)
    columns = max(min(sheet.columns, len(sheet.charts)), 1)
    rows = -(-len(sheet.charts) // columns)
    cell_width = (width - _GAP * (columns - 1)) / columns
    cell_height = (height - _ROW_GAP * (rows - 1)) / max(rows, 1)
    for place, chart in enumerate(sheet.charts):
        row, column = divmod(place, columns)
        top = height - row * (cell_height + _ROW_GAP)
        inks += _chart(chart, Box(column * (cell_width + _GAP), top - cell_height, cell_width, cell_height))
    return tuple(inks)


def _chart(chart: Chart, cell: Box) -> list[Ink]:
    unit = f" ({chart.axis})" if chart.axis else ""
    title = fitted(one_line(f"{chart.title}{unit}"), BOLD, TITLE, cell.width)
    inks: list[Ink] = [Text(cell.x, cell.top - TITLE, title, BOLD, TITLE, INK)]
    if chart.note:
        note = fitted(one_line(chart.note), SANS, BADGE, cell.width)
        inks.append(Text(cell.x, cell.top - TITLE - BADGE_HEIGHT, note, SANS, BADGE, MUTED))
    head = TITLE_HEIGHT + (BADGE_HEIGHT if chart.note else 0.0)
    plot = Box(cell.x, cell.y + _FOOT, cell.width, cell.height - head - _FOOT)
    area = plot
    if chart.bounds is not None:
        area, axes = _axes(chart.bounds, plot)
        inks += axes
    for layer in chart.layers:
        match layer:
            case HeatMap():
                inks += _heat(layer, plot)
            case Bars():
                inks += _outline(layer, area, chart.bounds)
            case Points():
                inks.append(_points(layer, area, chart.bounds))
            case Density():
                inks += _density(layer, area)
            case _:
                assert_never(layer)
    if not chart.layers:
        x, y = plot.x + plot.width / 2, plot.y + plot.height / 2
        inks.append(Text(x, y, "no finite value", SANS, TICK, MUTED, Anchor.MIDDLE))
    return inks


def _axes(bounds: Bounds, plot: Box) -> tuple[Box, list[Ink]]:
    """The area within the axes, and grid lines and numbers."""
    scale = ticks(bounds.bottom, bounds.top, 3)
    left = max((width_of(text, SANS, TICK) for _, text in scale), default=0.0) + 5
    area = Box(plot.x + left, plot.y, plot.width - left, plot.height)
    inks: list[Ink] = [Stroke(line(area.x, area.y, area.right, area.y), RULE, 0.5)]
    for value, text in scale:
        y = area.y + area.height * float(bounds.y(np.array(value)))
        inks.append(Stroke(line(area.x, y, area.right, y), GRID if value else RULE, 0.5))
        inks.append(Text(area.x - 5, y - 0.35 * TICK, text, SANS, TICK, MUTED, Anchor.END))
    end = plot.x - 4.0
    for value, text in ticks(bounds.left, bounds.right, max(2, int(area.width / 52))):
        half = width_of(text, SANS, TICK) / 2
        at = min(area.x + area.width * float(bounds.x(np.array(value))), plot.right - half)
        if at - half > end + 4:
            inks.append(Text(at, area.y - 2 - TICK, text, SANS, TICK, MUTED, Anchor.MIDDLE))
            end = at + half
    return area, inks


def _points(layer: Points, area: Box, bounds: Bounds | None) -> Ink:
    """A small square for each point, in one path."""
    assert bounds is not None
    x, y = area.x + area.width * bounds.x(layer.x), area.y + area.height * bounds.y(layer.y)
    half = _DOT / 2
    squares = (f"{a - half:.2f} {b - half:.2f} {_DOT} {_DOT} re" for a, b in zip(x.tolist(), y.tolist(), strict=True))
    return Fill(" ".join(squares), run_style(layer.colour).line, 0.6)


def _density(layer: Density, area: Box) -> list[Ink]:
    """A box for each cell with pairs; its strength grows with the logarithm of their number."""
    rows, columns = layer.counts.shape
    wide, tall = area.width / columns, area.height / rows
    strength = np.log1p(layer.counts) / np.log1p(layer.counts.max())
    return [
        Fill(
            rectangle(Box(area.x + column * wide, area.y + row * tall, wide, tall)),
            run_style(layer.colour).line,
            0.1 + 0.9 * float(strength[row, column]),
        )
        for row, column in zip(*(places.tolist() for places in np.nonzero(layer.counts)), strict=True)
    ]


def _outline(layer: Bars, area: Box, bounds: Bounds | None) -> list[Ink]:
    """The bars as one area with its upper edge drawn."""
    assert bounds is not None
    style = run_style(layer.colour)
    edges = (area.x + area.width * bounds.x(layer.edges)).tolist()
    heights = (area.y + area.height * bounds.y(layer.heights)).tolist()
    points = [(edges[0], area.y)]
    for place, y in enumerate(heights):
        points += [(edges[place], y), (edges[place + 1], y)]
    points.append((edges[-1], area.y))
    path = " ".join(f"{x:.2f} {y:.2f} {'l' if place else 'm'}" for place, (x, y) in enumerate(points))
    return [Fill(f"{path} h", style.line, 0.16), Stroke(path, style.line, 0.9, style.dash)]


def _heat(layer: HeatMap, plot: Box) -> list[Ink]:
    """Cells below the diagonal, names of the rows on the left and of the columns below."""
    count = max(len(layer.rows), 1)
    left = min(max((width_of(one_line(name), SANS, TICK) for name in layer.rows), default=0.0) + 5, 0.34 * plot.width)
    wide, tall = (plot.width - left) / count, plot.height / count
    inks: list[Ink] = []
    for row, name in enumerate(layer.rows):
        y = plot.y + plot.height - (row + 1) * tall
        text = fitted(one_line(name), SANS, TICK, left - 5)
        inks.append(Text(plot.x + left - 5, y + tall / 2 - 0.35 * TICK, text, SANS, TICK, MUTED, Anchor.END))
        for column in range(len(layer.columns)):
            x, value = plot.x + left + column * wide, float(layer.values[row, column])
            cell = Box(x + 0.5, y + 0.5, wide - 1, tall - 1)
            if not np.isnan(value):
                inks.append(Fill(rectangle(cell), ACCENT if value > 0 else _NEGATIVE, 0.55 * abs(value)))
            if said := layer.texts[row][column]:
                size = min(TICK, wide / 4.2)
                inks.append(Text(x + wide / 2, y + tall / 2 - 0.35 * size, said, SANS, size, INK, Anchor.MIDDLE))
    for column, name in enumerate(layer.columns):
        text = fitted(one_line(name), SANS, BADGE - 1, wide - 2)
        x = plot.x + left + (column + 0.5) * wide
        inks.append(Text(x, plot.y - TICK - 1, text, SANS, BADGE - 1, MUTED, Anchor.MIDDLE))
    return inks

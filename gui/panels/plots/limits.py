"""Limits typed for a plot, and what they make of the zoom."""

from functools import partial

from PySide6.QtWidgets import QWidget

from analysis.model.series import Span
from gui.dialogs.limits import Limits, show_limits, typed_steps, typed_values
from gui.panels.plots.places import Places
from gui.plotting.cell import Cell
from gui.plotting.linked import PlotGrid


def ask_limits(parent: QWidget, grid: PlotGrid, metric: str, places: Places) -> None:
    """Ask for the limits of the plot of a metric, or of the first where that is out of sight."""
    cell = grid.cell_of(metric) or grid.cell_of("")
    if cell is None:
        return
    frame, log = cell.plot.frame, cell.plot.panel.log
    values = (frame.bottom, frame.top)
    shown = (10.0 ** values[0], 10.0 ** values[1]) if log else values
    seen = places.told(grid.range)
    now = Limits((seen.first, seen.last), shown, log)
    show_limits(parent, cell.plot.panel.title, now, partial(_take, grid, places, cell, now))


def _take(grid: PlotGrid, places: Places, cell: Cell, before: Limits, wanted: Limits) -> None:
    """Show what was typed. Ends that are open or were left as they stood stay fitted."""
    kept = Span(*before.steps)  # type: ignore[arg-type] # both ends were filled in
    typed = typed_steps(before, wanted, places.told(grid.whole), kept)
    held = {key: (bottom, top) for key, bottom, top in grid.held}
    frame = cell.plot.frame
    values = typed_values(before, wanted, (frame.bottom, frame.top), held.pop(cell.plot.key, None))
    if values is not None:
        held[cell.plot.key] = values
    places.zoom(typed, same=typed == kept, values=tuple((key, *held[key]) for key in sorted(held)))

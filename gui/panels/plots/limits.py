"""Limits typed for a plot, and what they make of the zoom."""

from functools import partial

from PySide6.QtWidgets import QWidget

from gui.dialogs.limits import Limits, show_limits, typed_steps, typed_values
from gui.plotting.cell import Cell
from gui.plotting.linked import PlotGrid
from gui.session import Session


def ask_limits(parent: QWidget, session: Session, grid: PlotGrid, metric: str) -> None:
    """Ask for the limits of the plot of a metric, or of the first where that is out of sight."""
    cell = grid.cell_of(metric) or grid.cell_of("")
    if cell is None:
        return
    frame, log = cell.plot.frame, cell.plot.panel.log
    values = (frame.bottom, frame.top)
    shown = (10.0 ** values[0], 10.0 ** values[1]) if log else values
    now = Limits((grid.range.first, grid.range.last), shown, log)
    show_limits(parent, cell.plot.panel.title, now, partial(_take, session, grid, cell, now))


def _take(session: Session, grid: PlotGrid, cell: Cell, before: Limits, wanted: Limits) -> None:
    """Show what was typed. Ends that are open or were left as they stood stay fitted."""
    zoom = typed_steps(before, wanted, grid.whole, session.selection.zoom)
    held = {key: (bottom, top) for key, bottom, top in grid.held}
    frame = cell.plot.frame
    values = typed_values(before, wanted, (frame.bottom, frame.top), held.pop(cell.plot.key, None))
    if values is not None:
        held[cell.plot.key] = values
    session.select(zoom=zoom, values=tuple((key, *held[key]) for key in sorted(held)))

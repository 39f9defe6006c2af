"""All plots of a figure in rows and columns: where they stand, which are in sight, and the ranges they share."""

import math
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QRegion
from PySide6.QtWidgets import QGraphicsScene

from analysis.model.figure import Figure, Panel
from analysis.model.series import Span
from gui.plotting.between import WIDTH, Said, Texts, paint_between
from gui.plotting.canvas import Canvas
from gui.plotting.cell import Cell
from gui.plotting.curve_item import Pictures
from gui.plotting.labels import (
    STEPS_HEIGHT,
    TITLE_HEIGHT,
    paint_axis_name,
    paint_steps,
    step_ticks,
    values_width,
)
from gui.plotting.plot import Known, Plot, shared_range
from gui.plotting.shown import Shown
from gui.plotting.surface import Surface, rects
from gui.plotting.together import look_together

LEAST_ROW = 150.0  # height of a row, its title included, below which rows scroll
LEFT, RIGHT, TOP = 12.0, 20.0, 4.0
COLUMN_GAP, ROW_GAP = 20.0, 8.0
AXIS_STEP = 4.0  # pixels in which the width of the axes grows and shrinks

NO_PANEL = Panel(title="", metric="", layers=())
NO_FIGURE = Figure(title="", caption="", panels=(), columns=1, span=None)


class Board:
    """The plots of one figure. Cells are made when they come into sight and kept for the next figure.

    No item is ever taken out of the scene: PySide keeps the address of one that is, and stumbles over it when a new
    item comes to lie there.
    """

    def __init__(self, scene: QGraphicsScene, shown: Shown, surface: Surface) -> None:
        self._scene = scene
        self._shown = shown
        self._surface = surface
        self._pictures = Pictures()
        self.figure = NO_FIGURE
        self._ready: Known = {}
        self.cells: dict[int, Cell] = {}
        self._spare: list[Cell] = []
        self.in_sight: tuple[Cell, ...] = ()
        self.held: dict[str, tuple[float, float]] = {}  # ranges of values that a person chose
        self.fit_seen = True
        self._size = (1.0, 1.0, 1.0)
        self._axis_width = 0.0
        self._step_axes: list[Canvas] = []
        self._step_ticks: tuple[tuple[float, str], ...] = ()
        self.between: Texts | None = None  # what stands between the plots of a row; None where nothing has room
        self.heading = ""  # over it
        self._columns_between: list[Canvas] = []

    @property
    def columns(self) -> int:
        return max(1, min(self.figure.columns, len(self.figure.panels)))

    @property
    def rows(self) -> int:
        return math.ceil(len(self.figure.panels) / self.columns)

    @property
    def least_height(self) -> float:
        """The height below which rows would become too small to read."""
        return TOP + self.rows * LEAST_ROW + STEPS_HEIGHT

    @property
    def whole(self) -> bool:
        """Whether all steps in sight are whole numbers."""
        return all(cell.plot.whole for cell in self.in_sight)

    @property
    def awaited(self) -> int:
        """The number of curves in sight that are drawn later, once they are prepared."""
        return sum(cell.plot.awaited for cell in self.in_sight)

    def set_figure(self, figure: Figure, ready: Known | None = None) -> None:
        """Show another figure; curves of the same arrays are kept ready, and new ones may come ready."""
        known = {**self.known, **(ready or {})}
        self._ready = ready or {}
        self.figure = figure
        self._shown.axis, self._shown.log_steps = figure.axis, figure.log_steps
        for place in [place for place in self.cells if place >= len(figure.panels)]:
            spare = self.cells.pop(place)
            spare.take(Plot(NO_PANEL, {}))
            self._spare.append(spare)
        for place, cell in self.cells.items():
            if cell.plot.panel is not figure.panels[place]:
                cell.take(Plot(figure.panels[place], known))
        self.place_cells()

    @property
    def known(self) -> Known:
        """The stretches that are ready, by the identity of arrays that the figure keeps alive."""
        return {**self._ready, **{key: made for cell in self.cells.values() for key, made in cell.plot.known.items()}}

    def resize(self, width: float, height: float, ratio: float) -> None:
        """Fill an area of the scene."""
        if (width, height, ratio) != self._size:
            self._size = (width, height, ratio)
            self.place_cells()

    def place_cells(self) -> None:
        self._surface.touch(QRectF(0, 0, *self._size[:2]))
        for place, cell in self.cells.items():
            self._place(place, cell)
        self._place_between()

    def _place(self, place: int, cell: Cell) -> None:
        cell.place(self.rect(place), self._axis_of(place % self.columns), self._size[2])

    def _axis_of(self, column: int) -> float:
        """The room for values beside a column: with something between the plots, a row has one axis of values."""
        return 0.0 if column and self.between is not None else self._axis_width

    def _place_between(self) -> None:
        """Put a column between the plots of each row that says what the difference is."""
        rows = self.rows if self.between is not None and self.columns > 1 else 0
        while len(self._columns_between) < rows:
            self._columns_between.append(Canvas(partial(self._paint_between, len(self._columns_between))))
        for row, canvas in enumerate(self._columns_between):
            canvas.visible = row < rows
            if canvas.visible:
                left = self.rect(row * self.columns)
                canvas.rect = QRectF(left.right(), left.top(), WIDTH, left.height())
                self._surface.touch(canvas.rect)

    def _paint_between(self, row: int, painter: QPainter) -> None:
        place = row * self.columns
        if self.between is not None and place < len(self.figure.panels):
            said = self.between.get(self.figure.panels[place].metric, Said(""))
            rect = QRectF(0, 0, WIDTH, self.rect(place).height())
            paint_between(painter, said, self.heading, rect, self._shown.theme)

    def set_between(self, texts: Texts | None, heading: str = "") -> None:
        """Say something between the plots of each row, by metric; None gives the room back."""
        fits = (texts is None) == (self.between is None)
        self.between, self.heading = texts, heading
        if fits:
            for canvas in self._columns_between:
                self._surface.touch(canvas.rect)
        else:
            self.place_cells()

    def rect(self, place: int) -> QRectF:
        """The rectangle of a plot, on whole device pixels."""
        width, height, ratio = self._size
        row, column = divmod(place, self.columns)
        apart = COLUMN_GAP + self._axis_width if self.between is None else WIDTH
        block = (width - LEFT - RIGHT - self._axis_width - (self.columns - 1) * apart) / self.columns
        line = (max(height, self.least_height) - TOP - STEPS_HEIGHT) / max(self.rows, 1)
        left = LEFT + self._axis_width + column * (block + apart)
        top = TOP + row * line + TITLE_HEIGHT
        inner = max(math.floor(block * ratio), 8) / ratio
        high = max(math.floor((line - TITLE_HEIGHT - ROW_GAP) * ratio), 8) / ratio
        return QRectF(round(left * ratio) / ratio, round(top * ratio) / ratio, inner, high)

    def refresh(self, view: Span, port: QRectF, *, shrink: bool) -> None:
        """Bring the plots in the part ``port`` of the scene up to date; ``shrink`` lets the axes become narrower."""
        places = [
            p for p in range(len(self.figure.panels)) if self.rect(p).adjusted(0, -TITLE_HEIGHT, 0, 0).intersects(port)
        ]
        self.in_sight = tuple(self._cell(place) for place in places)
        self._show_ranges(view, near=not shrink)
        needed = math.ceil(values_width(cell.plot for cell in self.in_sight) / AXIS_STEP) * AXIS_STEP
        if needed > self._axis_width or (shrink and needed < self._axis_width):
            self._axis_width = needed
            self.place_cells()
            self._show_ranges(view, near=not shrink)
        if self.in_sight:
            self._pictures.show([cell.plot for cell in self.in_sight])
        self._place_steps(port)

    def _cell(self, place: int) -> Cell:
        if place not in self.cells:
            plot = Plot(self.figure.panels[place], self._ready)
            if self._spare:
                cell = self._spare.pop()
                cell.take(plot)
            else:
                cell = Cell(self._scene, plot, self._shown, self._pictures, self._surface)
            self.cells[place] = cell
            self._place(place, cell)
        return self.cells[place]

    def _show_ranges(self, view: Span, *, near: bool) -> None:
        """Give all plots in sight the range of steps, and those of one group one range of values."""
        groups: dict[str, list[Cell]] = {}
        if self.in_sight:
            columns = self.in_sight[0].plot.frame.columns
            look_together((t for cell in self.in_sight for t in cell.plot.traces), view, columns, near=near)
        for cell in self.in_sight:
            groups.setdefault(cell.plot.key, []).append(cell)
        for key, cells in groups.items():
            for cell in cells:
                cell.plot.look(
                    view, cell.plot.frame.columns, near=near, slid=(self._shown.movable, self._shown.sliding)
                )
            values = self.held.get(key) or self._fit(cells)
            for cell in cells:
                cell.show_range(view, values, near=near)

    def _fit(self, cells: Iterable[Cell]) -> tuple[float, float]:
        cells = tuple(cells)
        cores = [cell.plot.panel.core for cell in cells]
        if any(core is not None for core in cores):
            return shared_range(cores)
        return shared_range([cell.plot.extremes(everything=not self.fit_seen) for cell in cells])

    def _place_steps(self, port: QRectF) -> None:
        """Put an axis of steps below the last plot of each column, or at the lower edge of what is in sight."""
        while len(self._step_axes) < self.columns:
            self._step_axes.append(Canvas(self._paint_steps))
        count = len(self.figure.panels)
        if self.in_sight:
            self._step_ticks = step_ticks(self.in_sight[0].plot.frame, self._shown, whole=self.whole)
        for column, axis in enumerate(self._step_axes):
            axis.visible = column < min(self.columns, count)
            if axis.visible:
                last = self.rect(column + (count - 1 - column) // self.columns * self.columns)
                top = min(last.bottom(), port.bottom() - STEPS_HEIGHT)
                left = last.left() - self._axis_width
                axis.rect = QRectF(left, top, last.width() + self._axis_width + RIGHT, STEPS_HEIGHT)
                self._surface.touch_over(axis.rect)

    def paint_below(self, painter: QPainter, region: QRegion) -> None:
        """Paint all that lies below the cursor in a region of the view."""
        ground = QRegion(region)
        for cell in self.in_sight:
            if QRectF(own := cell.rect.toRect()) == cell.rect:
                ground -= own  # it has a ground of its own
        colour = QColor(self._shown.theme.window)
        for rect in rects(ground):
            painter.fillRect(rect, colour)
        for cell in self.in_sight:
            cell.paint_below(painter, region)
        for canvas in self._columns_between:
            canvas.paint(painter, region)

    def paint_over(self, painter: QPainter, region: QRegion) -> None:
        """Paint the cursor and what else lies over all."""
        for cell in self.in_sight:
            cell.paint_over(painter, region)
        for axis in self._step_axes:
            axis.paint(painter, region)

    def _paint_steps(self, painter: QPainter) -> None:
        if not self.in_sight:
            return
        frame = self.in_sight[0].plot.frame
        ground = QRectF(0, 0, self._axis_width + frame.width + RIGHT, STEPS_HEIGHT)
        painter.fillRect(ground, QColor(self._shown.theme.window))
        painter.translate(self._axis_width, 0)
        paint_axis_name(painter, self.figure.axis, frame, self._shown, self._step_ticks)
        paint_steps(painter, frame, self._shown, self._step_ticks)

    def at(self, point: QPointF) -> tuple[Cell, str] | None:
        """The cell at a point of the scene, and whether its "plot", "values", "title" or "steps" lie there."""
        for axis in self._step_axes:
            if axis.visible and axis.rect.contains(point):
                return next(((cell, "steps") for cell in self.in_sight if _above(cell, point)), None)
        for cell in self.in_sight:
            for part, rect in (("plot", cell.rect), ("values", cell.values_rect), ("title", cell.title_rect)):
                if rect.contains(point):
                    return cell, part
        return None

    def group(self, cell: Cell) -> tuple[Cell, ...]:
        """The cells in sight that share their range of values with one."""
        return tuple(other for other in self.in_sight if other.plot.key == cell.plot.key)

    def beside(self, step: float, count: int) -> float | None:
        """The step ``count`` samples after the one nearest to a step, of the densest curve in sight."""
        found = [cell.plot.samples(step, count) for cell in self.in_sight]
        return min((s for s in found if s is not None), key=lambda s: abs(s - step), default=None)


def _above(cell: Cell, point: QPointF) -> bool:
    return cell.rect.left() <= point.x() <= cell.rect.right()

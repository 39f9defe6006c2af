"""One plot of a grid: its place in the scene, the items in it, and how they are brought up to date."""

from collections.abc import Iterable
from dataclasses import replace

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsScene

from analysis.model.series import Span
from gui.plotting.annotation_item import paint_tags
from gui.plotting.backdrop import paint_backdrop
from gui.plotting.beyond import paint_hidden
from gui.plotting.canvas import Canvas
from gui.plotting.cursor_item import paint_cursor, touched
from gui.plotting.curve_item import CurvesItem, Pictures
from gui.plotting.frame import Frame
from gui.plotting.labels import TITLE_HEIGHT, paint_title, paint_values
from gui.plotting.plot import Plot
from gui.plotting.shown import Shown, font
from gui.theme import TEXT_PX

APART = 5.0  # pixels
EDGE = 3.0  # pixels around a step that its line may take
OVERHANG = 8.0  # pixels by which the text of the outermost values may stand out of the plot


class Cell:
    """The items of one plot. pyqtgraph's ViewBox holds the range and clips; its own mouse handling is off.

    The items are painted in pixels: whole-pixel lines stay crisp, and no transformation stands between a sample and
    the column that shows it.
    """

    def __init__(self, scene: QGraphicsScene, plot: Plot, shown: Shown, pictures: Pictures) -> None:
        self.plot = plot
        self._shown = shown
        self.box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self.box.disableAutoRange()
        scene.addItem(self.box)
        self._back = Canvas(lambda p: paint_backdrop(p, self.plot, shown), self.box, -10)
        self._curves = CurvesItem(self.box, shown, pictures)
        self._front = Canvas(self._paint_front, self.box, 20)
        self._cursor = Canvas(lambda p: paint_cursor(p, self.plot, shown), self.box, 10)
        self._title = Canvas(lambda p: paint_title(p, self.plot, shown))
        self._values = Canvas(self._paint_values)
        for item in (self._title, self._values):
            scene.addItem(item)
        self.rect = QRectF()
        self.rubber: QRectF | None = None  # a rectangle that is being drawn, in pixels of the plot
        self._axis_width = 0.0
        self._under_cursor: tuple[QRectF, ...] = ()
        self._boxed: Frame | None = None  # what pyqtgraph's box shows

    @property
    def title_rect(self) -> QRectF:
        return QRectF(self.rect.left(), self.rect.top() - TITLE_HEIGHT, self.rect.width(), TITLE_HEIGHT)

    @property
    def values_rect(self) -> QRectF:
        return QRectF(self.rect.left() - self._axis_width, self.rect.top(), self._axis_width, self.rect.height())

    def place(self, rect: QRectF, axis_width: float, ratio: float) -> None:
        """Put the plot into a rectangle of the scene, its title above and its values at the left of it."""
        self.rect, self._axis_width = rect, axis_width
        self.box.setGeometry(rect)
        for item in (self._back, self._front, self._cursor):
            item.place(0, 0, rect.width(), rect.height())
        title, values = self.title_rect, self.values_rect
        # the items do not touch each other: what changes in one must not have its neighbour painted again
        self._title.place(title.left(), title.top(), title.width(), title.height() - APART)
        self._values.place(
            values.left(), values.top() - OVERHANG, max(values.width() - APART, 0.0), values.height() + 2 * OVERHANG
        )
        self.plot.show(replace(self.plot.frame, width=rect.width(), height=rect.height(), ratio=ratio))
        self._curves.show_plot(self.plot)

    def take(self, plot: Plot) -> None:
        """Show another panel in the same place."""
        plot.show(self.plot.frame)
        self.plot = plot
        self.update()

    def show_range(self, steps: Span, values: tuple[float, float], *, near: bool) -> None:
        """Show a range of steps and values; pyqtgraph's box follows once they no longer move."""
        bottom, top = values
        frame = replace(self.plot.frame, left=steps.first, right=steps.last, bottom=bottom, top=top)
        self.plot.show(frame)
        if not near and frame != self._boxed:
            self._boxed = frame
            self.box.setRange(xRange=(steps.first, steps.last), yRange=(bottom, top), padding=0)
        self._update((self._back, self._front, self._cursor, self._values))

    def update(self) -> None:
        """Have everything painted again; the picture of the curves only if it has changed."""
        self._update((self._back, self._front, self._cursor, self._title, self._values))

    def _update(self, items: Iterable[Canvas]) -> None:
        self._curves.show_plot(self.plot)
        self._under_cursor = touched(self.plot, self._shown)
        for item in items:
            item.update()

    def update_between(self, spans: Iterable[Span]) -> None:
        """Have what lies behind the curves painted again over some steps."""
        for span in spans:
            left, right = self.plot.frame.x(span.first) - EDGE, self.plot.frame.x(span.last) + EDGE
            self._back.update(QRectF(left, 0, right - left, self.rect.height()))

    def update_regions(self) -> None:
        """Have brush, marks and tags painted again."""
        self._back.update()
        self._front.update()

    def update_cursor(self) -> None:
        """Have the cursor painted again, where it was and where it is."""
        fresh = touched(self.plot, self._shown)
        for rect in (*self._under_cursor, *fresh):
            self._cursor.update(rect)
        self._under_cursor = fresh
        self._title.update()

    def set_visible(self, *, visible: bool) -> None:
        for item in (self.box, self._title, self._values):
            item.setVisible(visible)

    def inside(self, at: QPointF) -> QPointF:
        """A point of the scene in pixels of the plot."""
        return at - self.rect.topLeft()

    def _paint_values(self, painter: QPainter) -> None:
        if not self._axis_width:
            return  # the values of the row stand elsewhere
        painter.translate(0, OVERHANG)
        paint_values(painter, self.plot, self._shown, self._axis_width)

    def _paint_front(self, painter: QPainter) -> None:
        if self.plot.marks:
            paint_tags(painter, self.plot, self._shown)
        if self.plot.panel.core is not None or self.plot.panel.note:
            paint_hidden(painter, self.plot, self._shown)
        shown = self._shown
        if shown.hint:
            _paint_hint(painter, shown, self.plot.frame.width)
        if shown.target is not None and shown.target == self.plot.panel.metric:
            painter.setPen(QPen(QColor(shown.theme.accent), 3))
            painter.drawRect(QRectF(0, 0, self.plot.frame.width, self.plot.frame.height).adjusted(1.5, 1.5, -1.5, -1.5))
        if self.rubber is not None:
            painter.setPen(QPen(QColor(self._shown.theme.accent), 1))
            painter.drawRect(self.rubber)


def _paint_hint(painter: QPainter, shown: Shown, width: float) -> None:
    """What a gesture is about to do, at the top in the middle."""
    painter.setFont(font(TEXT_PX))
    wide = painter.fontMetrics().horizontalAdvance(shown.hint) + 16
    rect = QRectF(0.5 * (width - wide), 6, wide, 22)
    painter.fillRect(rect, QColor(shown.theme.accent))
    painter.setPen(QColor(shown.theme.on_accent))
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), shown.hint)

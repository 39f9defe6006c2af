"""One plot of a grid: its place in the view, the parts of it, and how they are brought up to date."""

from collections.abc import Iterable
from dataclasses import replace

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRegion
from PySide6.QtWidgets import QGraphicsScene

from analysis.model.series import Span
from gui.plotting.annotation_item import paint_tags
from gui.plotting.backdrop import paint_backdrop, paint_level_words
from gui.plotting.beyond import paint_hidden
from gui.plotting.canvas import Canvas
from gui.plotting.cursor_item import paint_cursor, touched
from gui.plotting.curve_item import Pictures
from gui.plotting.frame import Frame
from gui.plotting.labels import TITLE_HEIGHT, paint_title, paint_values
from gui.plotting.parting_item import paint_partings
from gui.plotting.plot import Plot
from gui.plotting.shown import Shown, font
from gui.plotting.surface import Surface
from gui.theme import TEXT_PX

APART = 5.0  # pixels
EDGE = 3.0  # pixels around a step that its line may take
OVERHANG = 8.0  # pixels by which the text of the outermost values may stand out of the plot


class Cell:
    """The parts of one plot. pyqtgraph's ViewBox holds its range; what is seen is painted straight into the view.

    Everything is painted in pixels: whole-pixel lines stay crisp, and no transformation stands between a sample and
    the column that shows it.
    """

    def __init__(self, scene: QGraphicsScene, plot: Plot, shown: Shown, pictures: Pictures, surface: Surface) -> None:
        self.plot = plot
        self._shown = shown
        self._pictures = pictures
        self._surface = surface
        self.box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self.box.disableAutoRange()
        scene.addItem(self.box)
        self.rect = QRectF()
        self.rubber: QRectF | None = None  # a rectangle that is being drawn, in pixels of the plot
        self._body = Canvas(self._paint_body)
        self._values = Canvas(self._paint_values)
        self._cursor = Canvas(self._paint_cursor)
        self._title = Canvas(lambda painter: paint_title(painter, self.plot, shown))
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
        """Put the plot into a rectangle of the view, its title above and its values at the left of it."""
        self.rect, self._axis_width = rect, axis_width
        self.box.setGeometry(rect)
        self._body.rect = self._cursor.rect = rect
        # the parts do not touch each other: what changes in one must not have its neighbour painted again
        self._title.rect = self.title_rect.adjusted(0, 0, 0, -APART)
        self._values.rect = self.values_rect.adjusted(0, -OVERHANG, -APART, OVERHANG)
        self._values.visible = axis_width > 0  # else the values of the row stand elsewhere
        self.plot.show(replace(self.plot.frame, width=rect.width(), height=rect.height(), ratio=ratio))

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
        self._update()
        if self._shown.cursor is not None:
            self._surface.touch_over(self._title.rect)

    def update(self) -> None:
        """Have everything painted again; the picture of the curves only if it has changed."""
        self._update()
        self._surface.touch_over(self._title.rect)

    def _update(self) -> None:
        self._under_cursor = touched(self.plot, self._shown)
        self._surface.touch(self.rect)
        self._surface.touch(self._values.rect)

    def update_between(self, spans: Iterable[Span]) -> None:
        """Have what lies behind the curves painted again over some steps."""
        for span in spans:
            left, right = self.plot.frame.x(span.first) - EDGE, self.plot.frame.x(span.last) + EDGE
            part = QRectF(self.rect.left() + left, self.rect.top(), right - left, self.rect.height())
            self._surface.touch(part & self.rect)

    def update_regions(self) -> None:
        """Have brush, marks and tags painted again."""
        self._surface.touch(self.rect)

    def update_cursor(self) -> None:
        """Have the cursor painted again, where it was and where it is."""
        fresh = touched(self.plot, self._shown)
        for rect in (*self._under_cursor, *fresh):
            self._surface.touch_over(rect.translated(self.rect.topLeft()) & self.rect)
        self._under_cursor = fresh
        self._surface.touch_over(self._title.rect)

    def inside(self, at: QPointF) -> QPointF:
        """A point of the view in pixels of the plot."""
        return at - self.rect.topLeft()

    def paint_below(self, painter: QPainter, region: QRegion) -> None:
        """Paint what lies below the cursor."""
        self._body.paint(painter, region)
        self._values.paint(painter, region)

    def paint_over(self, painter: QPainter, region: QRegion) -> None:
        """Paint the cursor, and the title with what is read there."""
        if self._shown.cursor is not None:
            self._cursor.paint(painter, region)
        self._title.paint(painter, region)

    def _paint_body(self, painter: QPainter) -> None:
        self._clip(painter)
        paint_backdrop(painter, self.plot, self._shown)
        self._pictures.draw(painter, self.plot, self._shown)
        self._paint_front(painter)

    def _paint_cursor(self, painter: QPainter) -> None:
        self._clip(painter)
        paint_cursor(painter, self.plot, self._shown)

    def _clip(self, painter: QPainter) -> None:
        painter.setClipRect(QRectF(0, 0, self.rect.width(), self.rect.height()), Qt.ClipOperation.IntersectClip)

    def _paint_values(self, painter: QPainter) -> None:
        painter.translate(0, OVERHANG)
        paint_values(painter, self.plot, self._shown, self._axis_width)

    def _paint_front(self, painter: QPainter) -> None:
        if self.plot.marks.marks:
            paint_tags(painter, self.plot, self._shown)
        paint_level_words(painter, self.plot, self._shown)
        paint_partings(painter, self.plot, self._shown)
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

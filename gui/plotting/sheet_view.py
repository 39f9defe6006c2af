"""A Sheet in pixels: charts with axes of their own, in which boxes of values can be dragged."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from analysis.model.brush import Within
from analysis.model.figure import Bars, Bounds, Chart, Density, HeatMap, Points, Sheet
from analysis.stats.ticks import ticks
from gui import theme as looks
from gui.plotting.shown import font

SIDE, GAP, TITLE, NOTE, FOOT, LEGEND = 16.0, 24.0, 20.0, 18.0, 24.0, 22.0
BARS, CLOUD, ROW = 132.0, 264.0, 26.0  # heights of a histogram, of a scatter and of a row of a matrix
NAMES = 0.34  # share of a matrix that the names of its rows may take
TICK_ROOM, DOT, CLICK = 64, 3.0, 3.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chart lies: all of it, and the area within its axes."""

    chart: Chart
    cell: QRectF
    area: QRectF


class SheetView(QWidget):
    """Paints a sheet at the width it is given.

    ``box_drawn(conditions, keys)`` carries the values within a box that was dragged in a chart whose axes count values
    of metrics, and the modifier keys that were held.
    """

    box_drawn = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = looks.LIGHT
        self._sheet = Sheet("", "", (), 1)
        self._drag: tuple[Place, QPointF, QPointF] | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: looks.Theme) -> None:
        self._theme = theme
        self.update()

    @property
    def sheet(self) -> Sheet:
        return self._sheet

    def set_sheet(self, sheet: Sheet) -> None:
        self._sheet, self._drag = sheet, None
        self.setAccessibleName(sheet.title)
        notes = [f"{chart.title}: {chart.note}" for chart in sheet.charts if chart.note]
        self.setAccessibleDescription(". ".join([sheet.caption, *notes]))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        rows = -(-len(self._sheet.charts) // self._sheet.columns)
        return QSize(480, round(LEGEND * bool(self._legend()) + rows * self._cell_height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    def places(self) -> tuple[Place, ...]:
        """Where the charts lie now; areas of one sheet begin at the same distance from their left edge."""
        columns = self._sheet.columns
        width = (self.width() - 2 * SIDE - GAP * (columns - 1)) / columns
        left, height = self._axis_width(), self._cell_height()
        found = []
        for place, chart in enumerate(self._sheet.charts):
            row, column = divmod(place, columns)
            top = LEGEND * bool(self._legend()) + row * height
            cell = QRectF(SIDE + column * (width + GAP), top, width, height)
            head = TITLE + (NOTE if chart.note else 0.0)
            shift = 0.0 if chart.bounds is None else left
            found.append(Place(chart, cell, cell.adjusted(shift, head + 4, 0, -FOOT)))
        return tuple(found)

    def _legend(self) -> dict[str, int]:
        layers = [layer for chart in self._sheet.charts for layer in chart.layers]
        return {layer.label: layer.colour for layer in layers if not isinstance(layer, HeatMap)}

    def _cell_height(self) -> float:
        head = TITLE + NOTE + 4 + FOOT
        heights = [BARS]
        for layer in (layer for chart in self._sheet.charts for layer in chart.layers):
            if isinstance(layer, HeatMap):
                heights.append(ROW * max(len(layer.rows), 4))
            elif not isinstance(layer, Bars):
                heights.append(CLOUD)
        return head + max(heights)

    def _axis_width(self) -> float:
        metrics = QFontMetricsF(font(looks.PLOT_FONT_PX - 1))
        bounds = [chart.bounds for chart in self._sheet.charts if chart.bounds is not None]
        return max((metrics.horizontalAdvance(text) for one in bounds for _, text in _up(one)), default=0.0) + 8

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(self._theme.plot))
            self._paint_legend(painter)
            for place in self.places():
                self._paint_head(painter, place)
                self._paint_chart(painter, place)
            if (box := self._box()) is not None:
                painter.setPen(QPen(QColor(self._theme.accent), 1))
                ground = QColor(self._theme.accent)
                ground.setAlphaF(0.18)
                painter.setBrush(ground)
                painter.drawRect(box)

    def _paint_legend(self, painter: QPainter) -> None:
        painter.setFont(font(looks.PLOT_FONT_PX))
        metrics, x = QFontMetricsF(painter.font()), SIDE
        for name, place in self._legend().items():
            painter.fillRect(QRectF(x, 8, 10, 10), QColor(looks.run_colour(self._theme, place)))
            text = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, 0.45 * self.width())
            _write(painter, QPointF(x + 16, 17), text, self._theme.text)
            x += 16 + metrics.horizontalAdvance(text) + 20

    def _paint_head(self, painter: QPainter, place: Place) -> None:
        chart, cell = place.chart, place.cell
        bold = QFont(font(looks.PLOT_FONT_PX))
        bold.setWeight(QFont.Weight.DemiBold)
        unit = f" ({chart.axis})" if chart.axis else ""
        lines = (
            (f"{chart.title}{unit}", bold, self._theme.text, 14.0),
            (chart.note, font(looks.PLOT_FONT_PX - 1), self._theme.muted, TITLE + 12.0),
        )
        for text, style, ink, down in lines:
            painter.setFont(style)
            shown = QFontMetricsF(style).elidedText(text, Qt.TextElideMode.ElideRight, cell.width())
            _write(painter, cell.topLeft() + QPointF(0, down), shown, ink)

    def _paint_chart(self, painter: QPainter, place: Place) -> None:
        chart, area, bounds = place.chart, place.area, place.chart.bounds
        painter.setFont(font(looks.PLOT_FONT_PX - 1))
        if not chart.layers:
            _centred(painter, area.center(), "no finite value", self._theme.muted)
        if bounds is not None:
            self._paint_axes(painter, bounds, area)
        for layer in chart.layers:
            match layer:
                case HeatMap():
                    self._paint_heat(painter, layer, area)
                case Bars():
                    self._paint_bars(painter, layer, area, bounds)
                case Points():
                    self._paint_points(painter, layer, area, bounds)
                case Density():
                    painter.drawImage(area, _image(layer, self._theme))
                case _:
                    assert_never(layer)

    def _paint_axes(self, painter: QPainter, bounds: Bounds, area: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        for value, text in _up(bounds):
            y = round(area.bottom() - area.height() * float(bounds.y(np.array(value))))
            painter.fillRect(QRectF(area.left(), y, area.width(), 1), QColor(self._theme.grid))
            at = QPointF(area.left() - 6 - metrics.horizontalAdvance(text), y + 0.5 * metrics.capHeight())
            _write(painter, at, text, self._theme.muted)
        painter.fillRect(QRectF(area.left(), round(area.bottom()), area.width(), 1), QColor(self._theme.axis))
        end = area.left() - 30
        for value, text in ticks(bounds.left, bounds.right, max(2, int(area.width() / TICK_ROOM))):
            half = metrics.horizontalAdvance(text) / 2
            x = area.left() + area.width() * float(bounds.x(np.array(value)))
            at_x = min(x, area.right() - half)
            if at_x - half > end + 6:
                painter.fillRect(QRectF(round(x), round(area.bottom()), 1, 4), QColor(self._theme.axis))
                _write(painter, QPointF(at_x - half, area.bottom() + 16), text, self._theme.muted)
                end = at_x + half

    def _paint_bars(self, painter: QPainter, layer: Bars, area: QRectF, bounds: Bounds | None) -> None:
        assert bounds is not None
        edges = area.left() + area.width() * bounds.x(layer.edges)
        heights = area.bottom() - area.height() * bounds.y(layer.heights)
        path = QPainterPath(QPointF(edges[0], area.bottom()))
        for place, y in enumerate(heights.tolist()):
            path.lineTo(edges[place], y)
            path.lineTo(edges[place + 1], y)
        path.lineTo(edges[-1], area.bottom())
        line = QColor(looks.run_colour(self._theme, layer.colour))
        ground = QColor(line)
        ground.setAlphaF(0.18)
        painter.fillPath(path, ground)
        pen = QPen(line, 1.2)
        if dash := looks.dash(layer.colour):
            pen.setDashPattern(list(dash))
        painter.strokePath(path, pen)

    def _paint_points(self, painter: QPainter, layer: Points, area: QRectF, bounds: Bounds | None) -> None:
        assert bounds is not None
        x = area.left() + area.width() * bounds.x(layer.x)
        y = area.bottom() - area.height() * bounds.y(layer.y)
        colour = QColor(looks.run_colour(self._theme, layer.colour))
        colour.setAlphaF(0.6)
        painter.setPen(QPen(colour, DOT))
        painter.drawPoints(QPolygonF([QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)]))

    def _paint_heat(self, painter: QPainter, layer: HeatMap, area: QRectF) -> None:
        """Cells below the diagonal, names of the rows on the left and of the columns below."""
        metrics = QFontMetricsF(painter.font())
        widest = max((metrics.horizontalAdvance(name) for name in layer.rows), default=0.0) + 8
        left = min(widest, NAMES * area.width())
        wide, tall = (area.width() - left) / max(len(layer.columns), 1), ROW
        for row, column, rect in _cells(layer, area.topLeft() + QPointF(left, 0), wide, tall):
            value, text = float(layer.values[row, column]), layer.texts[row][column]
            if not np.isnan(value):
                ink = self._theme.accent if value > 0 else self._theme.warning
                painter.fillRect(rect, QColor(looks.mixed(ink, self._theme.plot, 0.55 * abs(value))))
            if text:
                _centred(painter, rect.center(), text, self._theme.text)
        for row, name in enumerate(layer.rows):
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, left - 8)
            y = area.top() + (row + 0.5) * tall + 0.5 * metrics.capHeight()
            _write(painter, QPointF(area.left(), y), shown, self._theme.muted)
        for column, name in enumerate(layer.columns):
            at = QPointF(area.left() + left + (column + 0.5) * wide, area.top() + len(layer.rows) * tall + 9)
            _centred(painter, at, name, self._theme.muted)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._boxable(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self._drag = (place, event.position(), event.position())
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            known = self._boxable(event.position()) is not None
            self.setCursor(Qt.CursorShape.CrossCursor if known else Qt.CursorShape.ArrowCursor)
        else:
            self._drag = (*self._drag[:2], event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._drag = (*self._drag[:2], event.position())
        place, box = self._drag[0], self._box()
        self._drag = None
        self.update()
        if box is not None:
            self.box_drawn.emit(_conditions(place, box), event.modifiers())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._drag is not None:
            self._drag = None
            self.update()
        else:
            super().keyPressEvent(event)

    def _boxable(self, at: QPointF) -> Place | None:
        """The chart under a point in which a box means values."""
        charts = (place for place in self.places() if place.chart.x and place.chart.bounds is not None)
        return next((place for place in charts if place.area.contains(at)), None)

    def _box(self) -> QRectF | None:
        """The box that is being dragged, within the area; as high as it where y counts no values."""
        if self._drag is None:
            return None
        place, start, end = self._drag
        box = QRectF(start, end).normalized()
        if not place.chart.y:
            box.setTop(place.area.top())
            box.setBottom(place.area.bottom())
        if box.width() <= CLICK or box.height() <= CLICK:
            return None
        return box & place.area


def _up(bounds: Bounds) -> tuple[tuple[float, str], ...]:
    return ticks(bounds.bottom, bounds.top, 4)


def _conditions(place: Place, box: QRectF) -> tuple[Within, ...]:
    """The values within a box; an end at the edge of the area is that of the data."""
    chart, area, bounds = place.chart, place.area, place.chart.bounds
    assert bounds is not None
    across = ((box.left() - area.left()) / area.width(), (box.right() - area.left()) / area.width())
    found = [Within(chart.x, *(_value(bounds.left, bounds.right, share) for share in across))]
    if chart.y:
        up = ((area.bottom() - box.bottom()) / area.height(), (area.bottom() - box.top()) / area.height())
        found.append(Within(chart.y, *(_value(bounds.bottom, bounds.top, share) for share in up)))
    return tuple(found)


def _value(low: float, high: float, share: float) -> float:
    return low * (1 - share) + high * share


def _cells(layer: HeatMap, at: QPointF, wide: float, tall: float) -> Iterator[tuple[int, int, QRectF]]:
    for row in range(len(layer.rows)):
        for column in range(len(layer.columns)):
            yield row, column, QRectF(at.x() + column * wide + 0.5, at.y() + row * tall + 0.5, wide - 1, tall - 1)


def _image(layer: Density, theme: looks.Theme) -> QImage:
    """A pixel a cell, from the ground to the colour of the run with the logarithm of the number of pairs."""
    ground, ink = (np.array(QColor(name).getRgb()[:3]) for name in (theme.plot, looks.run_colour(theme, layer.colour)))  # type: ignore[index]
    strength = np.log1p(layer.counts) / np.log1p(layer.counts.max())
    share = np.where(layer.counts > 0, 0.1 + 0.9 * strength, 0.0)[::-1, :, None]
    pixels = np.ascontiguousarray(ground + share * (ink - ground), dtype=np.uint8)
    rows, columns = layer.counts.shape
    return QImage(pixels.tobytes(), columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()


def _write(painter: QPainter, at: QPointF, text: str, ink: str) -> None:
    painter.setPen(QColor(ink))
    painter.drawText(at, text)


def _centred(painter: QPainter, at: QPointF, text: str, ink: str) -> None:
    metrics = QFontMetricsF(painter.font())
    half = QPointF(0.5 * metrics.horizontalAdvance(text), -0.5 * metrics.capHeight())
    _write(painter, at - half, text, ink)

"""Plots as they are seen, to be kept: the figure, the ranges, and a picture of any sharpness."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QRegion

from analysis.model.figure import Figure
from analysis.model.series import Span
from gui import theme as looks
from gui.plotting.plot import Plot
from gui.plotting.shown import font
from gui.plotting.view import PlotView
from gui.theme import Theme

LEGEND, LEFT, SAMPLE, LONGEST = 24.0, 16.0, 26.0, 300.0


@dataclass(frozen=True, eq=False)
class Still:
    """A figure, the range of steps that is seen of it, ranges of values by the plot's key, and a size in pixels.

    ``view`` is a hidden one that paints all pictures: scenes that come and go are not safe (decision 4).
    """

    figure: Figure
    range: Span
    held: tuple[tuple[str, float, float], ...]
    theme: Theme
    width: int
    height: int
    view: PlotView

    @property
    def values(self) -> dict[str, tuple[float, float]]:
        """The chosen ranges of values by metric."""
        keys = {Plot(panel, {}).key: panel.metric for panel in self.figure.panels}
        return {keys[key]: (bottom, top) for key, bottom, top in self.held if key in keys}

    def image(self, ratio: float) -> QImage:
        """The picture, ``ratio`` device pixels a pixel."""
        stage = self.view.stage
        stage.shown.theme = self.theme
        stage.set_figure(self.figure)
        stage.set_range(self.range, self.held)
        whole = QRectF(0, 0, self.width, self.height - LEGEND)
        stage.board.resize(whole.width(), whole.height(), ratio)
        stage.port = whole
        stage.refresh()
        image = QImage(round(self.width * ratio), round(self.height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor(self.theme.window))
        with QPainter(image) as painter:
            self._paint_legend(painter)
            painter.translate(0, LEGEND)
            region = QRegion(whole.toAlignedRect())
            stage.board.paint_below(painter, region)
            stage.board.paint_over(painter, region)
        return image

    def _paint_legend(self, painter: QPainter) -> None:
        """The names of the runs with a piece of their lines: a picture has no sidebar."""
        painter.setFont(font(looks.PLOT_FONT_PX))
        metrics = QFontMetricsF(painter.font())
        names = {curve.owner: curve.colour for panel in self.figure.panels for curve in panel.curves}
        x = LEFT
        for owner, colour in names.items():
            text = metrics.elidedText(owner, Qt.TextElideMode.ElideMiddle, LONGEST)
            if x + SAMPLE + metrics.horizontalAdvance(text) > self.width:
                break
            painter.fillRect(QRectF(x, LEGEND - 9, SAMPLE - 6, 2), QColor(looks.run_colour(self.theme, colour)))
            painter.setPen(QColor(self.theme.text))
            painter.drawText(QPointF(x + SAMPLE, LEGEND - 4), text)
            x += SAMPLE + metrics.horizontalAdvance(text) + 20

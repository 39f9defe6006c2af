"""What a grid of plots shows and tells, for the tests to look at."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from analysis.model.series import Span
from gui.plotting.curve_item import Pictures
from gui.plotting.linked import PlotGrid
from gui.plotting.plot import Plot
from gui.plotting.shown import Shown


def picture(plot: Plot, front: int | None = None) -> QImage:
    """The curves of a plot on a transparent ground, in device pixels."""
    frame, pictures = plot.frame, Pictures()
    image = QImage(frame.columns, frame.rows, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(frame.ratio)
    image.fill(Qt.GlobalColor.transparent)
    pictures.show([plot])
    with QPainter(image) as painter:
        pictures.draw(painter, plot, Shown(front=front))
    return image


def ranges(grid: PlotGrid) -> list[tuple[float, float, float, float]]:
    """What each plot in sight shows at rest: left, right, bottom, top, as pyqtgraph's boxes hold it too."""
    grid.view.stage.settle()
    grid.view.stage.refresh()
    shown = []
    for cell in grid.view.stage.board.in_sight:
        frame = cell.plot.frame
        (left, right), (bottom, top) = cell.box.viewRange()
        assert (left, right, bottom, top) == (frame.left, frame.right, frame.bottom, frame.top)
        shown.append((frame.left, frame.right, frame.bottom, frame.top))
    return shown


def near(span: object, first: float, last: float, within: float = 3) -> bool:
    """Whether a span lies where it should, give or take some steps."""
    assert isinstance(span, Span)
    return abs(span.first - first) <= within and abs(span.last - last) <= within


def heard(signal: object) -> list[tuple[object, ...]]:
    """A list that grows with each emission."""
    told: list[tuple[object, ...]] = []
    signal.connect(lambda *values: told.append(values))  # type: ignore[attr-defined]
    return told

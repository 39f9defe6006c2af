"""The distributions in the real window: what they show over the brush, and boxes that become the brush."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from analysis.model.brush import Brush
from analysis.model.figure import Bars, HeatMap, Points
from analysis.model.series import Span
from gui.main_window import MainWindow
from gui.panels.distributions import DistributionsPanel
from gui.plotting.sheet_view import SheetView
from gui.selection import Layout
from tests.gui.test_journeys import SAMPLES, drop

NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def panel(window: MainWindow, qtbot: QtBot) -> DistributionsPanel:
    """The distributions of the sample project, asked for by their key."""
    drop(window, SAMPLES)
    found = window.panels["distributions"]
    assert isinstance(found, DistributionsPanel)
    with qtbot.waitSignal(found.drawn, timeout=10_000):
        QTest.keyClick(window.plots.grid.view, Qt.Key.Key_H)
    return found


def drag(view: SheetView, start: QPointF, end: QPointF, keys: Qt.KeyboardModifier = PLAIN) -> None:
    steps = (
        (QEvent.Type.MouseButtonPress, start, LEFT, LEFT),
        (QEvent.Type.MouseMove, (start + end) / 2, NONE, LEFT),
        (QEvent.Type.MouseButtonRelease, end, LEFT, NONE),
    )
    for kind, at, button, held in steps:
        QApplication.sendEvent(view, QMouseEvent(kind, at, view.mapToGlobal(at), button, held, keys))


def test_the_key_shows_the_distributions_in_place_of_the_plots_and_back(
    window: MainWindow, panel: DistributionsPanel
) -> None:
    assert window.session.selection.layout is Layout.DISTRIBUTIONS
    assert panel.isVisible()
    assert not window.plots.isVisible()
    histograms, scatter, of_a, of_b = (view.sheet for view in panel.views)
    metrics = window.session.selection.metrics
    assert len(histograms.charts) == len(metrics)
    assert all("A n " in chart.note and "B n " in chart.note and "bin" in chart.note for chart in histograms.charts)
    assert all("matched on the same steps" in chart.note for chart in scatter.charts)
    for sheet in (of_a, of_b):
        assert [type(chart.layers[0]) for chart in sheet.charts] == [HeatMap, HeatMap]
        assert "n " in sheet.caption
    window.act("view.overview")
    assert not panel.isVisible()
    assert window.plots.isVisible()


def test_they_follow_the_brush(window: MainWindow, panel: DistributionsPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.drawn, timeout=10_000):
        window.session.select(brush=Span(100, 199))
    histograms, scatter, of_a, _ = (view.sheet for view in panel.views)
    run = window.session.project.run(window.session.selection.a or window.session.project.runs[0].id)
    series = run.get(window.session.selection.metrics[0])
    assert series is not None
    inside = np.isfinite(series.within(Span(100, 199)).values).sum()
    assert f"A n {inside}" in histograms.charts[0].note
    assert all("steps 100 to 199" in sheet.caption for sheet in (histograms, scatter, of_a))


def test_a_box_in_a_histogram_lights_the_steps_of_its_values(
    window: MainWindow, panel: DistributionsPanel, qtbot: QtBot
) -> None:
    view = panel.views[0]
    place = view.places()[0]
    bounds = place.chart.bounds
    assert bounds is not None
    middle = place.area.center()
    with qtbot.waitSignal(panel.drawn, timeout=10_000):
        drag(view, middle, QPointF(place.area.right() + 30, middle.y() + 2))
    brush = window.session.selection.brush
    assert brush is not None
    (condition,) = brush.parts[0].within
    assert condition.metric == place.chart.x
    assert condition.low == pytest.approx((bounds.left + bounds.right) / 2)
    assert condition.high == bounds.right
    assert brush.parts[0].span is None
    assert window.plots.grid.view.stage.shown.lit
    first = panel.views[0].sheet.charts[0].layers[0]
    assert isinstance(first, Bars)
    assert first.edges[0] >= condition.low


def test_a_box_in_the_scatter_holds_both_metrics_and_keys_add_or_take_away(
    window: MainWindow, panel: DistributionsPanel, qtbot: QtBot
) -> None:
    view = panel.views[1]
    place = view.places()[0]
    corner, middle = place.area.topLeft() + QPointF(2, 2), place.area.center()
    with qtbot.waitSignal(panel.drawn, timeout=10_000):
        drag(view, corner, middle, Qt.KeyboardModifier.AltModifier)
    brush = window.session.selection.brush
    assert brush is not None
    assert not brush.parts
    assert [one.metric for one in brush.excluded[0].within] == [place.chart.x, place.chart.y]
    window.session.select(brush=Brush.of(Span(0, 50)))
    with qtbot.waitSignal(panel.drawn, timeout=10_000):
        drag(
            view, view.places()[0].area.center(), view.places()[0].area.topRight(), Qt.KeyboardModifier.ControlModifier
        )
    brush = window.session.selection.brush
    assert brush is not None
    assert len(brush.parts) == 2


def test_a_click_changes_nothing(window: MainWindow, panel: DistributionsPanel) -> None:
    view = panel.views[0]
    at = view.places()[0].area.center()
    drag(view, at, at + QPointF(1, 1))
    assert window.session.selection.brush is None


def test_the_axes_of_the_scatter_are_chosen_and_kept(
    window: MainWindow, panel: DistributionsPanel, qtbot: QtBot
) -> None:
    metric = window.session.selection.metrics[3]
    with qtbot.waitSignal(panel.drawn, timeout=10_000):
        panel.y_picker.setCurrentIndex(panel.y_picker.findData(metric))
        panel.y_picker.activated.emit(panel.y_picker.currentIndex())
    chart = panel.views[1].sheet.charts[0]
    assert chart.y == metric
    assert isinstance(chart.layers[0], Points)
    assert window.session.view()["scatter"] == [chart.x, metric]


@pytest.mark.parametrize("look", ["light", "dark"])
def test_they_are_painted_in_both_themes(window: MainWindow, panel: DistributionsPanel, look: str) -> None:
    window.act(f"view.theme_{look}")
    for view in panel.views:
        image = view.grab().toImage()
        seen = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
        assert len(seen) > 5

"""The grid of plots as figures, themes and sizes change: alignment, ranges that stay, odd data, many plots, leaks."""

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from analysis.model.series import Span
from gui.plotting.linked import PlotGrid
from gui.plotting.plot import made_ready
from gui.plotting.trace import LONG
from gui.theme import DARK, LIGHT
from tests.gui.plotting.figures import curve, figure_of, mark, panel_of, two_runs
from tests.gui.plotting.hand import MIDDLE, Hand
from tests.gui.plotting.seen import heard, near, ranges

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_the_axes_do_not_become_narrower_under_a_moving_hand(grid: PlotGrid, hand: Hand) -> None:
    values = np.where(np.arange(1000) < 500, 0.0001, 5.0) * np.linspace(1, 2, 1000)
    grid.set_figure(figure_of(panel_of(curve(values))))
    grid.set_range(Span(100, 300))
    wide = hand.cell().values_rect.width()
    start = hand.at(200)
    hand.press(start, MIDDLE)
    for shift in range(0, 2100, 100):
        hand.move(start - QPointF(shift, 0))
        assert hand.cell().values_rect.width() >= wide
    hand.release(start - QPointF(2000, 0), MIDDLE)
    assert hand.cell().values_rect.width() < wide


def test_all_axes_of_values_are_equally_wide_and_plots_of_a_column_aligned(grid: PlotGrid) -> None:
    for span in (None, Span(500, 501), Span(100, 900)):
        grid.set_range(span)
        grid.view.stage.refresh()
        cells = grid.view.stage.board.in_sight
        assert len({cell.values_rect.width() for cell in cells}) == 1
        assert len({cell.rect.size().toTuple() for cell in cells}) == 1
        assert {cell.rect.left() for cell in cells[::2]} != {cell.rect.left() for cell in cells[1::2]}
        for column in (cells[::2], cells[1::2]):
            assert len({cell.rect.left() for cell in column}) == 1


def test_theme_and_figure_leave_the_view_where_it_is(grid: PlotGrid, hand: Hand) -> None:
    grid.set_range(Span(200, 400))
    hand.wheel(hand.at(300), 1, CONTROL)
    before = ranges(grid)
    grid.set_theme(DARK)
    assert ranges(grid) == before
    grid.set_figure(two_runs(marks=(mark("a", 300, 310),)))
    assert ranges(grid) == before
    figure = two_runs()
    grid.set_figure(replace(figure, panels=figure.panels[:3]))
    assert ranges(grid) == before[:3]
    grid.set_theme(LIGHT)
    grid.set_figure(figure)
    assert ranges(grid) == before


def test_a_range_may_be_set_before_the_figure_is_there(grid: PlotGrid) -> None:
    grid.set_figure(figure_of())
    grid.set_range(Span(200, 400))
    grid.set_figure(two_runs())
    assert grid.range == Span(200, 400)
    grid.set_figure(figure_of(panel_of(curve(np.arange(50.0)))))
    assert near(grid.range, -0.02 * 49, 1.02 * 49, 1e-6), "nothing of the old range would be seen"


def test_curves_of_the_same_arrays_are_not_made_ready_again(grid: PlotGrid) -> None:
    first = two_runs()
    grid.set_figure(first)
    known = dict(grid.view.stage.board.cells[0].plot.known)
    grid.set_figure(replace(first, panels=tuple(replace(panel, badge="other") for panel in first.panels)))
    again = grid.view.stage.board.cells[0].plot.known
    assert all(again[key][0] is made[0] for key, made in known.items())


def test_values_of_a_group_share_one_range(grid: PlotGrid) -> None:
    low, high = curve(np.linspace(0, 1, 50)), curve(np.linspace(10, 20, 50))
    grid.set_figure(figure_of(panel_of(low, group="g"), panel_of(high, group="g"), panel_of(low), columns=2))
    rows = ranges(grid)
    assert rows[0] == rows[1]
    assert rows[0][2] < 0
    assert rows[0][3] > 20
    assert rows[2][3] < 2


def test_values_fit_all_data_on_request(grid: PlotGrid) -> None:
    values = np.zeros(100)
    values[90] = 7.0
    grid.set_figure(figure_of(panel_of(curve(values))))
    grid.set_range(Span(10, 20))
    assert ranges(grid)[0][3] <= 1
    grid.set_y_fit(seen=False)
    assert ranges(grid)[0][3] > 7


@pytest.mark.parametrize(
    "values", [[], [3.0], [2.0, 2.0, 2.0], [np.nan, np.nan], [np.inf, 1.0, -np.inf], [1e300, -1e300], [1e-310, 0.0]]
)
def test_odd_series_are_shown_in_a_finite_range(grid: PlotGrid, values: list[float]) -> None:
    grid.set_figure(figure_of(panel_of(curve(np.array(values, dtype=float)))))
    grid.set_cursor(0.0)
    grid.grab()
    (row,) = ranges(grid)
    assert np.all(np.isfinite(row))
    assert row[0] < row[1]
    assert row[2] < row[3]


def test_a_figure_without_panels_is_empty(grid: PlotGrid, hand: Hand) -> None:
    grid.set_figure(figure_of())
    grid.grab()
    assert grid.view.stage.board.in_sight == ()
    hand.move(QPointF(100, 100))
    grid.zoom_by(0.5)
    grid.move_cursor(1)
    assert grid.cursor_step is None


def test_plots_that_are_not_needed_wait_and_hold_no_data(grid: PlotGrid) -> None:
    items = len(grid.view.scene().items())
    cells = list(grid.view.stage.board.cells.values())
    for _ in range(3):
        grid.set_figure(figure_of())
        assert {cell.plot.panel.layers for cell in cells} == {()}
        gc.collect()
        grid.set_figure(two_runs())
        grid.grab()
    assert len(grid.view.scene().items()) == items
    assert set(grid.view.stage.board.cells.values()) == set(cells)


def test_many_plots_scroll_and_are_made_when_they_come_into_sight(grid: PlotGrid, hand: Hand) -> None:
    panels = tuple(panel_of(curve(np.arange(9.0) + n), metric=f"m{n}") for n in range(150))
    grid.set_figure(figure_of(*panels, columns=2))
    QApplication.processEvents()
    grid.view.stage.refresh()
    assert 6 <= len(grid.view.stage.board.cells) <= 12
    assert grid.view.height() >= 75 * 150
    grid.reveal("m149")
    QApplication.processEvents()
    grid.view.stage.refresh()
    assert "m149" in {cell.plot.panel.metric for cell in grid.view.stage.board.in_sight}
    assert len(grid.view.stage.board.cells) <= 24
    hand.wheel(grid.view.stage.board.in_sight[0].rect.center(), 1)
    assert grid.range.width < 9


def test_what_is_drawn_is_told(grid: PlotGrid) -> None:
    told = heard(grid.drawn_changed)
    assert grid.drawn_text().startswith("drawn: min and max of ")
    grid.set_range(Span(100, 150))
    grid.view.stage.refresh()
    assert told == [("drawn: every sample",)]


def test_a_curve_that_waits_for_its_pyramid_is_told_and_drawn_once_it_has_it(grid: PlotGrid) -> None:
    spiked = np.zeros(LONG)
    spiked[777] = 1000.0
    figure = figure_of(panel_of(curve(np.linspace(0, 1, LONG)), curve(spiked, colour=1)))
    ready = made_ready(figure, {})
    drawn, awaited = (one for made in ready.values() for one in made)
    drawn.prepare()
    awaited.waits = True
    grid.set_figure(figure, ready)
    assert grid.drawn_text().endswith("; 1 curve not yet, being prepared")
    assert ranges(grid)[0][3] < 2
    awaited.prepare()
    grid.draw_prepared()
    assert "not yet" not in grid.drawn_text()
    assert ranges(grid)[0][3] > 1000


def test_a_reader_of_screens_is_told_what_is_shown(grid: PlotGrid) -> None:
    assert grid.view.accessibleName() == "Overview"
    assert grid.view.accessibleDescription() == "6 plots, 2 runs, steps 0 to 999"


def test_nothing_outlives_a_closed_grid(qtbot: QtBot) -> None:
    grid = PlotGrid()
    grid.set_figure(two_runs())
    grid.show()
    grid.grab()
    watched: list[object] = [grid, grid.view, grid.view.stage.board.cells[0], *grid.findChildren(QTimer)]
    assert len(watched) > 3
    references = [weakref.ref(thing) for thing in watched]
    watched.clear()
    grid.close()
    grid.deleteLater()
    del grid
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert [reference() for reference in references if reference() is not None] == []

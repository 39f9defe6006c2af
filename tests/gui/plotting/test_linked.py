"""The grid of plots under a real mouse: zoom, pan, brush, annotations, cursor, and what must not move."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from analysis.model.series import Span
from gui.plotting import curve_item
from gui.plotting.linked import PlotGrid
from gui.plotting.tool import Tool
from tests.gui.plotting.figures import curve, figure_of, mark, panel_of, two_runs
from tests.gui.plotting.hand import MIDDLE, RIGHT, Hand
from tests.gui.plotting.seen import heard, near, ranges

WHOLE = Span(-0.02 * 999, 1.02 * 999)
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_the_whole_range_has_a_margin_and_values_fit_what_is_seen(grid: PlotGrid) -> None:
    assert grid.range == WHOLE
    for place, (left, right, bottom, top) in enumerate(ranges(grid)):
        assert (left, right) == (WHOLE.first, WHOLE.last)
        curves = grid.view.stage.board.figure.panels[place].curves
        low, high = min(c.values.min() for c in curves), max(c.values.max() for c in curves)
        assert (bottom, top) == pytest.approx((low - 0.06 * (high - low), high + 0.06 * (high - low)))


def test_a_horizontal_drag_with_the_zoom_tool_zooms_the_steps_of_all_plots(grid: PlotGrid, hand: Hand) -> None:
    grid.set_tool(Tool.ZOOM)
    live, settled = heard(grid.range_changed), heard(grid.range_settled)
    hand.drag(hand.at(200, 0.5), hand.at(400, 0.52))
    assert grid.range.first == pytest.approx(200, abs=4)
    assert grid.range.last == pytest.approx(400, abs=4)
    assert {row[:2] for row in ranges(grid)} == {(grid.range.first, grid.range.last)}
    assert settled == [(grid.range,)]
    assert live[-1] == (grid.range,)


def test_a_rectangle_zooms_the_values_of_its_own_plot_only(grid: PlotGrid, hand: Hand) -> None:
    grid.set_tool(Tool.ZOOM)
    frame = hand.cell(3).plot.frame
    hand.drag(hand.at(200, 0.25, 3), hand.at(400, 0.75, 3))
    after = ranges(grid)
    assert after[3][2:] == pytest.approx((frame.value(0.75 * frame.height), frame.value(0.25 * frame.height)), rel=0.02)
    seen = [c.values[205:395] for c in grid.view.stage.board.figure.panels[2].curves]
    assert after[2][2] < min(v.min() for v in seen)
    hand.double_click(hand.cell(3).values_rect.center())
    assert ranges(grid)[3][2:] != after[3][2:]
    assert ranges(grid)[3][:2] == after[3][:2]


def test_a_click_with_the_zoom_tool_does_nothing(grid: PlotGrid, hand: Hand) -> None:
    grid.set_tool(Tool.ZOOM)
    before, settled = ranges(grid), heard(grid.range_settled)
    hand.click(hand.at(500))
    assert (ranges(grid), settled) == (before, [])


def test_the_wheel_zooms_at_the_pointer_and_settles_once(grid: PlotGrid, hand: Hand, qtbot: QtBot) -> None:
    settled = heard(grid.range_settled)
    at = hand.at(300)
    under = hand.cell().plot.frame.step(hand.cell().inside(at).x())
    with qtbot.waitSignal(grid.range_settled, timeout=2000):
        for _ in range(3):
            hand.wheel(at, 1)
        assert settled == []
    assert len(settled) == 1
    assert grid.range.width == pytest.approx(WHOLE.width * 0.8**3)
    assert hand.cell().plot.frame.step(hand.cell().inside(at).x()) == pytest.approx(under)


def test_zooming_ends_at_sane_ranges(grid: PlotGrid, hand: Hand) -> None:
    for _ in range(60):
        hand.wheel(hand.at(500), -4)
    assert grid.range.width <= 3.01 * WHOLE.width
    grid.show_whole()
    for _ in range(300):
        grid.zoom_by(0.5)
    assert 0 < grid.range.width < 1
    assert np.all(np.isfinite(ranges(grid)))


def test_control_and_the_wheel_zoom_values_only(grid: PlotGrid, hand: Hand) -> None:
    before = ranges(grid)
    hand.wheel(hand.at(500), 1, CONTROL)
    after = ranges(grid)
    assert after[0][:2] == before[0][:2]
    assert after[0][3] - after[0][2] == pytest.approx(0.8 * (before[0][3] - before[0][2]))
    assert after[1:] == before[1:]


def test_shift_and_the_wheel_and_the_middle_button_pan(grid: PlotGrid, hand: Hand) -> None:
    hand.wheel(hand.at(500), -1, SHIFT)
    assert grid.range.first == pytest.approx(WHOLE.first + 0.1 * WHOLE.width)
    assert grid.range.width == pytest.approx(WHOLE.width)
    grid.show_whole()
    settled = heard(grid.range_settled)
    hand.drag(hand.at(500), hand.at(400), MIDDLE)
    assert grid.range.first == pytest.approx(WHOLE.first + 100, abs=4)
    assert len(settled) == 1


def test_a_double_click_on_an_empty_plot_shows_the_whole_range_and_keeps_the_brush(grid: PlotGrid, hand: Hand) -> None:
    grid.set_range(Span(200, 400))
    grid.set_brush(Span(250, 260))
    settled = heard(grid.range_settled)
    hand.double_click(hand.at(350))
    assert grid.range == WHOLE
    assert settled == [(None,)]
    assert grid.view.stage.shown.brush == Span(250, 260)


def test_back_and_forward_buttons_are_told(grid: PlotGrid, hand: Hand) -> None:
    back, forward = heard(grid.back_requested), heard(grid.forward_requested)
    hand.click(hand.at(500), Qt.MouseButton.BackButton)
    hand.click(hand.at(500), Qt.MouseButton.ForwardButton)
    assert (len(back), len(forward)) == (1, 1)


def test_a_right_click_asks_for_a_menu(grid: PlotGrid, hand: Hand) -> None:
    asked = heard(grid.menu_requested)
    hand.click(hand.at(500, place=2), RIGHT)
    (_, metric, step) = asked[0]
    assert (metric, step) == ("latent/std", pytest.approx(500, abs=3))


def test_a_brush_is_drawn_changed_moved_and_cleared(grid: PlotGrid, hand: Hand) -> None:
    settled = heard(grid.brush_settled)
    hand.drag(hand.at(300), hand.at(600))
    brush = grid.view.stage.shown.brush
    assert brush is not None
    assert settled == [(brush,)]
    assert near(brush, 300, 600, 2)
    assert brush.first == round(brush.first)
    hand.drag(hand.at(brush.last, place=3), hand.at(700, place=3))
    assert near(settled[-1][0], brush.first, 700, 2)
    hand.drag(hand.at(500), hand.at(550))
    moved = grid.view.stage.shown.brush
    assert moved is not None
    assert near(moved, 350, 750, 5)
    hand.click(hand.at(100))
    assert settled[-1] == (None,)
    assert grid.view.stage.shown.brush is None


def test_moves_of_the_brush_are_told_once_a_turn_of_the_event_loop(grid: PlotGrid, hand: Hand) -> None:
    moved = heard(grid.brush_moved)
    hand.press(hand.at(300))
    for step in range(310, 410, 10):
        hand.move(hand.at(step))
    assert moved == []
    QApplication.processEvents()
    assert len(moved) == 1
    hand.move(hand.at(500))
    hand.release(hand.at(500))
    assert moved[-1] == (grid.view.stage.shown.brush,)


def test_escape_gives_a_drag_up(grid: PlotGrid, hand: Hand) -> None:
    grid.set_brush(Span(10, 20))
    hand.press(hand.at(300))
    hand.move(hand.at(600))
    grid.view.cancel()
    hand.release(hand.at(600))
    assert grid.view.stage.shown.brush == Span(10, 20)


def test_steps_between_whole_ones_are_kept_where_the_data_has_them(grid: PlotGrid, hand: Hand) -> None:
    grid.set_figure(figure_of(panel_of(curve(np.arange(11.0), np.arange(11.0) / 10))))
    hand.drag(hand.at(0.25), hand.at(0.55))
    brush = grid.view.stage.shown.brush
    assert brush is not None
    assert near(brush, 0.25, 0.55, 0.01)


def test_an_annotation_is_drawn_for_all_metrics_or_with_shift_for_one(grid: PlotGrid, hand: Hand) -> None:
    grid.set_tool(Tool.ANNOTATE)
    drawn = heard(grid.annotation_drawn)
    hand.drag(hand.at(300), hand.at(350))
    hand.drag(hand.at(300, place=1), hand.at(350, place=1), keys=SHIFT)
    hand.click(hand.at(420))
    spans = [values[0] for values in drawn]
    assert [values[1] for values in drawn] == ["", "latent/mean", ""]
    assert near(spans[0], 300, 350, 2)
    assert near(spans[2], 420, 420, 2)
    assert isinstance(spans[2], Span)
    assert spans[2].width == 0
    assert grid.view.stage.shown.draft is None


def test_a_mark_is_clicked_opened_resized_and_moved(grid: PlotGrid, hand: Hand) -> None:
    grid.set_figure(two_runs(marks=(mark("a", 300, 400), mark("b", 310, 320, 2))))
    clicked, opened, changed = heard(grid.mark_clicked), heard(grid.mark_activated), heard(grid.mark_changed)
    hand.click(hand.at(400, 0.9))
    assert clicked == [("a",)]
    hand.drag(hand.at(400, 0.9), hand.at(500, 0.9))
    assert changed == [], "only the selected mark can be dragged"
    assert near(grid.view.stage.shown.brush, 400, 500)
    grid.set_selected_mark("a")
    hand.press(hand.at(400, 0.9))
    hand.move(hand.at(500, 0.9))
    assert grid.view.stage.shown.moved["a"].last == pytest.approx(500, abs=3)
    hand.release(hand.at(500, 0.9))
    assert changed[0][0] == "a"
    assert near(changed[0][1], 300, 500)
    assert grid.view.stage.shown.moved == {}
    tag = hand.cell().rect.topLeft() + QPointF(hand.cell().plot.frame.x(300) + 8, 8)
    hand.drag(tag, tag + hand.at(400) - hand.at(300))
    assert near(changed[1][1], 400, 500)
    hand.double_click(tag)
    assert opened == [("a",)]


def test_tags_that_would_overlap_stand_in_lanes(grid: PlotGrid) -> None:
    from gui.plotting.annotation_item import tags

    grid.set_figure(two_runs(marks=tuple(mark(str(n), 300 + n, 400, n) for n in range(4))))
    grid.view.stage.refresh()
    placed = tags(grid.view.stage.board.cells[0].plot, grid.view.stage.shown)
    assert [tag.text for tag in placed] == [f"E{n} norm spike" for n in range(4)]
    assert not any(a.rect.intersects(b.rect) for a in placed for b in placed if a is not b)


def test_hovering_reads_the_samples_of_every_plot(grid: PlotGrid, hand: Hand) -> None:
    moved = heard(grid.cursor_moved)
    hand.move(hand.at(500))
    step = grid.cursor_step
    assert step == round(step or 0) == pytest.approx(500, abs=2)
    assert moved == [(step,)]
    for panel in grid.view.stage.board.figure.panels:
        read = grid.readings(panel.metric)
        assert [(one.owner, one.step) for one in read] == [("A", step), ("B", step)]
        assert [one.value for one in read] == [c.values[int(step or 0)] for c in panel.curves[:2]]
    QApplication.sendEvent(grid.view, QEvent(QEvent.Type.Leave))
    assert grid.cursor_step is None


def test_the_cursor_moves_by_samples_and_the_range_follows(grid: PlotGrid) -> None:
    grid.set_cursor(500.0)
    grid.move_cursor(3)
    assert grid.cursor_step == 503
    grid.set_range(Span(400, 510))
    grid.move_cursor(10)
    assert grid.cursor_step == 513
    assert grid.range.first < 513 < grid.range.last


def test_cursor_brush_and_marks_move_without_drawing_a_curve_again(
    grid: PlotGrid, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid.set_figure(two_runs(marks=(mark("a", 700, 800),)))
    grid.grab()
    pictures = []
    monkeypatch.setattr(curve_item.Pictures, "_paint", lambda *_, **__: pictures.append(1))
    hand.move(hand.at(500))
    hand.drag(hand.at(300), hand.at(400))
    grid.set_selected_mark("a")
    hand.drag(hand.at(800, 0.9), hand.at(850, 0.9))
    grid.grab()
    assert pictures == []

"""The grammar of mouse and keys, a row at a time, with real events in the real window."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from analysis import wording
from analysis.model.figure import Weight
from analysis.model.series import Span
from analysis.model.smoothing import Kernel, Smoothing
from gui.dialogs.smoothing import SmoothingPopover
from gui.main_window import MainWindow
from gui.menus import ACTIONS
from gui.plotting import beyond, readout
from gui.plotting.tool import Tool
from gui.widgets.command_palette import CommandPalette
from tests.gui.plotting.hand import MIDDLE, Hand
from tests.gui.plotting.seen import near, ranges
from tests.gui.test_journeys import SAMPLES, drop

ALT, SHIFT, CONTROL = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
BACK = Qt.MouseButton.BackButton


@pytest.fixture
def opened(window: MainWindow) -> MainWindow:
    """The window with the sample project, its plots up to date."""
    drop(window, SAMPLES)
    window.plots.grid.drawn_text()
    window.plots.grid.view.setFocus()
    return window


@pytest.fixture
def hand(opened: MainWindow) -> Hand:
    return Hand(opened.plots.grid)


def press(window: MainWindow, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.plots.grid.view, key, keys)


def middle(window: MainWindow) -> float:
    seen = window.plots.grid.range
    return 0.5 * (seen.first + seen.last)


@pytest.mark.parametrize("key", [Qt.Key.Key_W, Qt.Key.Key_Plus])
def test_keys_zoom_in_and_backspace_takes_a_step_back(opened: MainWindow, key: Qt.Key) -> None:
    whole = opened.plots.grid.range
    press(opened, key)
    near_view = opened.plots.grid.range
    assert near_view.width == pytest.approx(0.6 * whole.width)
    press(opened, Qt.Key.Key_Backspace)
    assert opened.plots.grid.range == whole
    press(opened, Qt.Key.Key_Backspace, SHIFT)
    assert opened.plots.grid.range == near_view


def test_a_drag_with_the_zoom_tool_and_the_back_button_of_the_mouse(opened: MainWindow, hand: Hand) -> None:
    press(opened, Qt.Key.Key_Z)
    whole = opened.plots.grid.range
    quarter = whole.first + 0.25 * whole.width
    hand.drag(hand.at(quarter, 0.5), hand.at(middle(opened), 0.51))
    assert near(opened.plots.grid.range, quarter, 0.5 * (whole.first + whole.last), 0.02 * whole.width)
    hand.click(hand.at(middle(opened)), BACK)
    assert opened.plots.grid.range == whole


def test_a_rectangle_that_zooms_values_alone_is_a_step_back_too(opened: MainWindow, hand: Hand) -> None:
    press(opened, Qt.Key.Key_Z)
    before = ranges(opened.plots.grid)
    at = hand.at(middle(opened), 0.3)
    hand.drag(at, at + QPointF(2, 60))
    zoomed = ranges(opened.plots.grid)
    assert zoomed[0][:2] == before[0][:2]
    assert zoomed[0][3] - zoomed[0][2] < 0.8 * (before[0][3] - before[0][2])
    press(opened, Qt.Key.Key_Backspace)
    assert ranges(opened.plots.grid) == before
    press(opened, Qt.Key.Key_Backspace, SHIFT)
    assert ranges(opened.plots.grid) == zoomed


def test_back_restores_steps_and_values_of_one_rectangle_together(opened: MainWindow, hand: Hand) -> None:
    press(opened, Qt.Key.Key_Z)
    before = ranges(opened.plots.grid)
    start = hand.at(middle(opened), 0.2)
    hand.drag(start, start + QPointF(90, 80))
    zoomed = ranges(opened.plots.grid)
    assert zoomed[0] != before[0]
    hand.click(start, BACK)
    assert ranges(opened.plots.grid) == before


def test_the_wheel_zooms_at_the_cursor_and_shift_pans(opened: MainWindow, hand: Hand, qtbot: QtBot) -> None:
    whole = opened.plots.grid.range
    with qtbot.waitSignal(opened.session.selection_changed, timeout=3000):
        hand.wheel(hand.at(middle(opened)), 1)
    assert opened.session.selection.zoom == opened.plots.grid.range
    assert opened.plots.grid.range.width == pytest.approx(0.8 * whole.width)
    first = opened.plots.grid.range.first
    with qtbot.waitSignal(opened.session.selection_changed, timeout=3000):
        hand.wheel(hand.at(middle(opened)), -1, SHIFT)
    assert opened.plots.grid.range.first > first


def test_a_middle_drag_and_a_drag_on_the_axis_pan(opened: MainWindow, hand: Hand) -> None:
    press(opened, Qt.Key.Key_W)
    before = opened.plots.grid.range
    start = hand.at(middle(opened))
    hand.drag(start, start - QPointF(50, 0), MIDDLE)
    moved = opened.plots.grid.range
    assert moved.width == pytest.approx(before.width)
    assert moved.first > before.first
    below = QPointF(start.x(), hand.cell(4).rect.bottom() + 8)
    hand.drag(below, below + QPointF(50, 0))
    assert opened.plots.grid.range.first == pytest.approx(before.first)


@pytest.mark.parametrize(
    ("key", "later"),
    [(Qt.Key.Key_A, False), (Qt.Key.Key_D, True), (Qt.Key.Key_Left, False), (Qt.Key.Key_Right, True)],
)
def test_keys_pan(opened: MainWindow, key: Qt.Key, later: bool) -> None:
    press(opened, Qt.Key.Key_W)
    before = opened.plots.grid.range
    press(opened, key)
    after = opened.plots.grid.range
    assert after.width == pytest.approx(before.width)
    assert (after.first > before.first) is later


@pytest.mark.parametrize("key", [Qt.Key.Key_Home, Qt.Key.Key_0, None])
def test_the_whole_range_by_keys_and_by_a_double_click(opened: MainWindow, hand: Hand, key: Qt.Key | None) -> None:
    before = ranges(opened.plots.grid)
    press(opened, Qt.Key.Key_W)
    cell = hand.cell(0)
    hand.drag(cell.values_rect.center(), cell.values_rect.center() + QPointF(0, 40))
    assert ranges(opened.plots.grid)[0][2:] != before[0][2:]
    if key is None:
        hand.double_click(hand.at(middle(opened), 0.9))
    else:
        press(opened, key)
    assert ranges(opened.plots.grid) == before


@pytest.mark.parametrize("by_key", [True, False])
def test_values_are_fitted_by_y_and_by_a_double_click_on_their_axis(
    opened: MainWindow, hand: Hand, *, by_key: bool
) -> None:
    before = ranges(opened.plots.grid)
    cell = hand.cell(1)
    hand.drag(cell.values_rect.center(), cell.values_rect.center() + QPointF(0, 40))
    moved = ranges(opened.plots.grid)
    assert moved[1][2:] != before[1][2:]
    if by_key:
        press(opened, Qt.Key.Key_Y)
    else:
        hand.double_click(cell.values_rect.center())
    assert ranges(opened.plots.grid) == before
    press(opened, Qt.Key.Key_Backspace)
    assert ranges(opened.plots.grid) == moved


def test_brackets_set_the_edges_of_the_brush_and_f_focuses_on_it(opened: MainWindow, hand: Hand) -> None:
    press(opened, Qt.Key.Key_B)
    at = middle(opened)
    hand.drag(hand.at(at - 400), hand.at(at + 400))
    hand.move(hand.at(at - 200))
    press(opened, Qt.Key.Key_BracketLeft)
    hand.move(hand.at(at + 200))
    press(opened, Qt.Key.Key_BracketRight)
    brushed = opened.session.selection.brush
    brush = None if brushed is None else brushed.span
    assert near(brush, at - 200, at + 200, 8)
    assert brush is not None
    press(opened, Qt.Key.Key_F)
    seen = opened.plots.grid.range
    assert seen.first < brush.first < brush.last < seen.last < brush.last + 2 * brush.width


def test_a_brush_is_annotated_by_n_labelled_by_a_digit_and_undone(opened: MainWindow) -> None:
    opened.session.select(brush=Span(10, 20))
    press(opened, Qt.Key.Key_N)
    press(opened, Qt.Key.Key_2)
    (mark,) = opened.session.project.annotations
    assert mark.label
    press(opened, Qt.Key.Key_Z, CONTROL)
    press(opened, Qt.Key.Key_Z, CONTROL)
    assert opened.session.project.annotations == ()
    press(opened, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert len(opened.session.project.annotations) == 1


def test_dot_and_comma_walk_the_annotations(opened: MainWindow) -> None:
    for start in (10, 50):
        opened.session.annotate(Span(start, start + 5))
    first, second = (mark.id for mark in opened.session.project.annotations)
    press(opened, Qt.Key.Key_Comma)
    assert opened.session.selection.annotation == first
    press(opened, Qt.Key.Key_Period)
    assert opened.session.selection.annotation == second


def test_the_cursor_goes_a_sample_or_ten(opened: MainWindow, hand: Hand) -> None:
    hand.move(hand.at(middle(opened)))
    start = opened.plots.cursor_step
    assert start is not None
    press(opened, Qt.Key.Key_Right, ALT)
    one = opened.plots.cursor_step
    assert one is not None
    assert one > start
    press(opened, Qt.Key.Key_Right, ALT | SHIFT)
    eleven = opened.plots.cursor_step
    assert eleven is not None
    assert eleven - one == pytest.approx(10 * (one - start))
    press(opened, Qt.Key.Key_Left, ALT | SHIFT)
    press(opened, Qt.Key.Key_Left, ALT)
    assert opened.plots.cursor_step == start


def test_x_swaps_the_runs(opened: MainWindow) -> None:
    a, b = opened.session.selection.a, opened.session.selection.b
    press(opened, Qt.Key.Key_X)
    assert (opened.session.selection.a, opened.session.selection.b) == (b, a)


def test_theme_smoothing_and_metrics_never_move_the_view(opened: MainWindow, hand: Hand) -> None:
    press(opened, Qt.Key.Key_Z)
    start = hand.at(middle(opened), 0.2)
    hand.drag(start, start + QPointF(90, 80))
    before = ranges(opened.plots.grid)
    opened.act("view.theme_dark")
    opened.act("view.smooth")
    assert ranges(opened.plots.grid) == before
    metrics = opened.session.selection.metrics
    opened.session.select(metrics=metrics[:3])
    assert ranges(opened.plots.grid) == before[:3]
    opened.session.select(metrics=metrics)
    assert ranges(opened.plots.grid) == before


def test_the_tools_have_their_keys(opened: MainWindow) -> None:
    for key, tool in ((Qt.Key.Key_Z, Tool.ZOOM), (Qt.Key.Key_M, Tool.ANNOTATE), (Qt.Key.Key_B, Tool.BRUSH)):
        press(opened, key)
        assert opened.plots.grid.view.tool is tool


def strip_drag(window: MainWindow, start: QPointF, end: QPointF) -> None:
    """A drag on the strip below the plots."""
    strip = window.plots.strip
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=start.toPoint())
    QTest.mouseMove(strip, ((start + end) / 2).toPoint())
    QTest.mouseMove(strip, end.toPoint())
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=end.toPoint())


def test_the_window_of_the_overview_is_drawn_moved_resized_and_let_go(opened: MainWindow) -> None:
    strip = opened.plots.strip
    height = strip.strip_rect.center().y()
    strip_drag(opened, QPointF(strip.x(500), height), QPointF(strip.x(1500), height))
    assert near(opened.session.selection.zoom, 500, 1500, 10)
    assert opened.plots.grid.range == opened.session.selection.zoom
    strip_drag(opened, QPointF(strip.x(1000), height), QPointF(strip.x(1200), height))
    assert near(opened.session.selection.zoom, 700, 1700, 15)
    strip_drag(opened, QPointF(strip.window_rect.right(), height), QPointF(strip.x(2000), height))
    assert near(opened.session.selection.zoom, 700, 2000, 20)
    press(opened, Qt.Key.Key_Backspace)
    assert near(opened.session.selection.zoom, 700, 1700, 15)
    QTest.mouseDClick(strip, Qt.MouseButton.LeftButton, pos=QPointF(strip.x(1000), height).toPoint())
    assert opened.session.selection.zoom is None


def test_notes_that_meet_stack_and_are_chosen_and_focused_in_their_lane(opened: MainWindow) -> None:
    opened.session.select(proposals=False)
    for first, last in ((100, 900), (500, 1200), (2000, 2400)):
        opened.session.annotate(Span(first, last))
    strip = opened.plots.strip
    notes = strip.notes()
    assert [note.row for note in notes] == [0, 1, 0]
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=notes[1].rect.center().toPoint())
    assert opened.session.selection.annotation == notes[1].mark.key
    QTest.mouseDClick(strip, Qt.MouseButton.LeftButton, pos=notes[2].rect.center().toPoint())
    seen = opened.plots.grid.range
    assert seen.first < 2000
    assert 2400 < seen.last < 2900
    assert "steps 2,000 to 2,400" in strip.tip_at(notes[2].rect.center())


def test_phases_say_their_numbers_and_their_rule(opened: MainWindow) -> None:
    strip = opened.plots.strip
    tip = strip.tip_at(QPointF(strip.x(1000), strip.phases_rect.center().y()))
    assert "slope" in tip
    assert "BIC" in tip


def test_a_drag_with_control_adds_steps_to_the_brush_and_one_with_alt_leaves_some_out(
    opened: MainWindow, hand: Hand
) -> None:
    press(opened, Qt.Key.Key_B)
    at = middle(opened)
    hand.drag(hand.at(at - 600), hand.at(at - 200))
    hand.drag(hand.at(at + 200), hand.at(at + 600), keys=CONTROL)
    hand.drag(hand.at(at - 500), hand.at(at - 400), keys=Qt.KeyboardModifier.AltModifier)
    brush = opened.session.selection.brush
    assert brush is not None
    assert [len(brush.parts), len(brush.excluded)] == [2, 1]
    assert brush.span is None
    assert near(brush.parts[1].span, at + 200, at + 600, 8)
    assert near(brush.excluded[0].span, at - 500, at - 400, 8)
    assert len(opened.plots.grid.view.stage.shown.lit) == 3
    press(opened, Qt.Key.Key_Escape)
    assert opened.session.selection.brush is None
    assert not opened.plots.grid.view.stage.shown.lit


def test_smoothing_is_chosen_seen_at_once_named_in_the_badge_and_kept_with_the_project(opened: MainWindow) -> None:
    opened.act("view.smoothing")
    (popover,) = opened.findChildren(SmoothingPopover)
    before = ranges(opened.plots.grid)
    popover.kernel.setCurrentIndex(2)
    popover.window_box.setValue(101)
    panel = opened.plots.grid.view.stage.board.figure.panels[1]
    assert panel.badge.endswith("line: EMA of 101")
    assert {curve.weight for curve in panel.curves} >= {Weight.RAW, Weight.MAIN}
    assert ranges(opened.plots.grid) == before
    popover.on.setChecked(False)
    assert "line:" not in opened.plots.grid.view.stage.board.figure.panels[1].badge
    popover.on.setChecked(True)
    popover.close()
    kept = opened.session.view()
    opened.session.load(opened.session.project, path=None, view=kept)
    assert opened.session.selection.smoothing == Smoothing(Kernel.EXPONENTIAL, 101)


def test_deltas_are_read_against_the_reference_point_until_r_or_escape(opened: MainWindow, hand: Hand) -> None:
    hand.move(hand.at(1000))
    start = opened.plots.cursor_step
    press(opened, Qt.Key.Key_R)
    assert opened.session.selection.reference == start
    hand.move(hand.at(2000))
    step = opened.plots.cursor_step
    assert step is not None
    assert start is not None
    cell = hand.cell(1)
    words = readout.line(cell.plot, opened.plots.grid.view.stage.shown)
    assert words[0].text == f"{wording.step(step)} ({readout.steps_since(step, start)})"
    now, then = cell.plot.read_at(step)[0].value, cell.plot.read_at(start)[0].value
    assert now is not None
    assert then is not None
    assert words[1].text == f"{wording.number(now)} ({wording.signed(now - then)})"
    press(opened, Qt.Key.Key_R)
    assert opened.session.selection.reference is None
    press(opened, Qt.Key.Key_R)
    press(opened, Qt.Key.Key_Escape)
    assert opened.plots.grid.view.stage.shown.reference is None


def test_every_action_is_a_command_and_runs_from_the_palette(opened: MainWindow) -> None:
    press(opened, Qt.Key.Key_K, CONTROL)
    (palette,) = opened.findChildren(CommandPalette)
    assert palette.list.topLevelItemCount() == len(ACTIONS)
    QTest.keyClicks(palette.field, "zoom in")
    whole = opened.plots.grid.range
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert opened.plots.grid.range.width == pytest.approx(0.6 * whole.width)


def test_the_outlier_view_says_and_marks_what_it_hides(opened: MainWindow, hand: Hand) -> None:
    metric = opened.session.selection.metrics[1]
    press(opened, Qt.Key.Key_Q)
    cell = hand.cell(1)
    assert cell.plot.panel.metric == metric
    found = [series.values for run in opened.session.shown if (series := run.get(metric)) is not None]
    values = np.concatenate(found)
    low, high = np.quantile(values, (0.01, 0.99))
    frame = cell.plot.frame
    assert frame.bottom < low < high < frame.top
    above, _, sentence = beyond.hidden(cell.plot)
    number = np.count_nonzero(values > frame.top)
    assert number
    assert above
    assert sentence.startswith(f"{wording.plural(int(number), 'value')} above {wording.number(frame.top, 3)}")
    assert "1 to 99 %" in cell.plot.panel.badge
    press(opened, Qt.Key.Key_Q)
    assert beyond.hidden(hand.cell(1).plot) == ((), (), "")

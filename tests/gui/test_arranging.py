"""Plots arranged by hand: dragged by their titles, one alone, the strip's metric; and B slid along the steps."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QMenu

from analysis.model.axis import Axis
from gui.main_window import MainWindow
from gui.plotting.tool import Tool
from tests.gui.plotting.hand import Hand
from tests.gui.test_comparing import strip
from tests.gui.test_grammar import CONTROL, hand, middle, opened, press

__all__ = ["hand", "opened"]


def metrics(window: MainWindow) -> list[str]:
    return [panel.metric for panel in window.plots.grid.view.stage.board.figure.panels]


def target(window: MainWindow) -> str | None:
    return window.plots.grid.view.stage.shown.target


def test_a_title_is_dragged_onto_another_plot_and_the_order_is_kept(opened: MainWindow, hand: Hand) -> None:
    before = metrics(opened)
    start, onto = hand.cell(0).title_rect.center(), hand.cell(3).rect.center()
    hand.press(start)
    hand.move(start + (onto - start) / 2)
    hand.move(onto)
    assert target(opened) == before[3]
    hand.release(onto)
    assert metrics(opened) == [*before[1:4], before[0], *before[4:]]
    assert target(opened) is None
    opened.session.annotate(opened.plots.grid.whole)
    assert metrics(opened) == [*before[1:4], before[0], *before[4:]]
    opened.session.load(opened.session.project, path=None, view=opened.session.view())
    assert metrics(opened) == [*before[1:4], before[0], *before[4:]]


def test_enter_shows_the_plot_under_the_pointer_alone_and_escape_brings_all_back(
    opened: MainWindow, hand: Hand
) -> None:
    all_of_them = metrics(opened)
    hand.drag(hand.at(500), hand.at(900))
    hand.click(hand.cell(2).title_rect.center())
    assert opened.session.selection.metric == all_of_them[2]
    opened.session.select(candidate=None)
    press(opened, Qt.Key.Key_Return)
    assert len(metrics(opened)) == 1
    press(opened, Qt.Key.Key_Escape)
    assert metrics(opened) == all_of_them
    assert opened.session.selection.brush is not None
    hand.double_click(hand.cell(4).title_rect.center())
    assert metrics(opened) == [all_of_them[4]]
    hand.double_click(hand.cell(0).title_rect.center())
    assert metrics(opened) == all_of_them


def test_the_strip_shows_the_metric_that_is_chosen_in_its_menu(opened: MainWindow) -> None:
    below = opened.plots.strip
    below.menu_requested.emit(below.mapToGlobal(below.rect().center()))
    (menu,) = (one for one in below.findChildren(QMenu) if one.isVisible())
    (entry,) = (one for one in menu.actions() if one.text() == "Latent norm")
    entry.trigger()
    menu.close()
    assert opened.session.selection.strip in opened.session.project.metrics
    assert "Latent norm" in below.accessibleDescription()


def test_b_is_slid_along_the_steps_seen_while_it_moves_and_undone(opened: MainWindow, hand: Hand) -> None:
    press(opened, Qt.Key.Key_O)
    press(opened, Qt.Key.Key_E)
    assert opened.plots.grid.view.tool is Tool.MOVE
    start = hand.at(middle(opened))
    by = 200 / opened.plots.grid.range.width * hand.cell(0).rect.width()
    hand.press(start)
    hand.move(start + QPointF(by, 0))
    stage = opened.plots.grid.view.stage
    slid = stage.shown.sliding
    assert slid == pytest.approx(200, abs=10)
    assert slid == round(slid)
    stage.refresh()
    seen = {one.curve.colour: one.slid for one in stage.board.cells[1].plot.seen}
    assert sorted(seen.values()) == [0.0, slid]
    hand.release(start + QPointF(by, 0))
    assert opened.session.alignment.offset == slid
    assert strip(opened).offset.text() == f"{slid:.0f}"
    press(opened, Qt.Key.Key_Z, CONTROL)
    assert opened.session.alignment.offset == 0
    hand.press(start)
    hand.move(start + QPointF(by, 0))
    press(opened, Qt.Key.Key_Escape)
    hand.release(start + QPointF(by, 0))
    assert (opened.session.alignment.offset, stage.shown.sliding) == (0, 0)


def test_x_is_logarithmic_or_a_metric_and_the_brush_follows(opened: MainWindow, hand: Hand) -> None:
    opened.session.select(brush=opened.plots.grid.whole)
    hand.drag(hand.at(300), hand.at(600))
    brushed = opened.session.selection.brushed
    assert brushed is not None
    opened.act("axes.log")
    figure, shown = opened.plots.grid.view.stage.board.figure, opened.plots.grid.view.stage.shown
    assert figure.log_steps
    assert figure.panels[0].note.startswith("2 samples at or left of 0")
    assert shown.brush is not None
    assert 10**shown.brush.last == pytest.approx(brushed.last)
    assert opened.plots.cursor_step is None or opened.plots.cursor_step == round(opened.plots.cursor_step)
    opened.act("axes.log")
    rate = opened.session.selection.metrics[0]
    opened.session.select(axis=Axis(metric=rate))
    figure = opened.plots.grid.view.stage.board.figure
    assert figure.axis == "Learning rate"
    hand.drag(hand.at(2e-4), hand.at(4e-4))
    brush = opened.session.selection.brush
    assert brush is not None
    (within,) = brush.parts[0].within
    assert within.metric == rate
    assert within.low == pytest.approx(2e-4, rel=0.1)
    opened.session.select(axis=Axis())
    assert opened.plots.grid.view.stage.shown.lit


def test_what_an_axis_cannot_draw_is_said(opened: MainWindow) -> None:
    opened.act("axes.tokens")
    panels = opened.plots.grid.view.stage.board.figure.panels
    assert {(panel.note, panel.badge) for panel in panels} == {("not drawn: no tokens seen in these files", "")}
    opened.act("axes.step")
    assert not any(panel.note for panel in opened.plots.grid.view.stage.board.figure.panels)

"""The views of A against B: a key each, and what must not move between them, with real events in the real window."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from analysis.model.figure import CONTEXT, Zone
from analysis.model.run import RunId
from analysis.model.series import Span
from gui.main_window import MainWindow
from gui.plotting.between import WIDTH
from gui.selection import Layout
from tests.gui.plotting.hand import Hand
from tests.gui.test_grammar import hand, middle, opened, press
from tests.synthetic import run_of

__all__ = ["hand", "opened"]
KEYS = {
    Qt.Key.Key_C: Layout.COMPARE,
    Qt.Key.Key_O: Layout.OVERLAY,
    Qt.Key.Key_G: Layout.DIFFERENCE,
    Qt.Key.Key_V: Layout.OVERVIEW,
}


def titles(window: MainWindow) -> list[str]:
    return [panel.title for panel in window.plots.grid.view.stage.board.figure.panels]


def test_each_view_has_a_key_and_neither_view_nor_brush_moves(opened: MainWindow, hand: Hand) -> None:
    press(opened, Qt.Key.Key_W)
    at = middle(opened)
    hand.drag(hand.at(at - 300), hand.at(at + 300))
    zoom, brush = opened.plots.grid.range, opened.session.selection.brush
    seen = {}
    for key, layout in KEYS.items():
        press(opened, key)
        assert opened.session.selection.layout is layout
        assert opened.made[f"view.{layout.name.lower()}"].isChecked()
        assert (opened.plots.grid.range, opened.session.selection.brush) == (zoom, brush)
        assert opened.plots.grid.view.stage.shown.brush == opened.session.selection.brushed
        seen[layout] = titles(opened)
    assert seen[Layout.COMPARE][:2] == ["Learning rate, A", "Learning rate, B"]
    assert seen[Layout.DIFFERENCE][1] == "B − A: Latent mean"
    assert len(seen[Layout.OVERLAY]) == len(seen[Layout.OVERVIEW]) == 6


def test_x_swaps_what_stands_left_and_right_and_the_sign_of_the_difference(opened: MainWindow) -> None:
    press(opened, Qt.Key.Key_G)
    before = opened.plots.grid.view.stage.board.figure.panels[1].curves[0].values
    zoom = opened.plots.grid.range
    press(opened, Qt.Key.Key_X)
    after = opened.plots.grid.view.stage.board.figure.panels[1].curves[0].values
    np.testing.assert_array_equal(after, -before)
    assert opened.plots.grid.range == zoom


def test_a_slim_column_says_b_less_a_of_the_brushed_steps(opened: MainWindow, hand: Hand, qtbot: QtBot) -> None:
    press(opened, Qt.Key.Key_C)
    board, metric = opened.plots.grid.view.stage.board, opened.session.selection.metrics[1]
    qtbot.waitUntil(lambda: board.between is not None and metric in board.between)
    assert board.between is not None
    left, right = board.rect(0), board.rect(1)
    assert right.left() - left.right() == pytest.approx(WIDTH, abs=1)
    assert left.width() == right.width()
    whole = board.between[metric].value
    hand.drag(hand.at(300), hand.at(900))
    assert all(said.waiting for said in board.between.values())
    qtbot.waitUntil(lambda: not any(said.waiting for said in (board.between or {}).values()))
    assert board.between[metric].value == "0"
    assert whole.startswith("−0.008")
    brush = opened.session.selection.brushed
    assert brush is not None
    assert f"mean of {brush.width + 1:.0f} pairs:" in board.between[metric].lines


def test_a_third_run_is_grey_context_and_what_only_one_run_reaches_is_shaded(opened: MainWindow) -> None:
    session = opened.session
    a, b = session.compared or pytest.fail("two runs")
    short = replace(b, series=tuple(one.within(Span(0, 2000)) for one in b.series))
    third = replace(run_of("third"), id=RunId("third"), series=tuple(one for one in a.series))
    session.change("Shorten B", session.project.with_run(short).with_runs((third,)))
    press(opened, Qt.Key.Key_O)
    panel = opened.plots.grid.view.stage.board.figure.panels[1]
    assert [layer for layer in panel.layers if isinstance(layer, Zone)] == [Zone(Span(2000, 2899), "only A")]
    assert {curve.owner for curve in panel.curves if curve.colour == CONTEXT} == {third.name}
    assert {reading.owner for reading in opened.plots.grid.view.stage.board.cells[1].plot.readings(500)} == {
        a.name,
        b.name,
    }
    press(opened, Qt.Key.Key_C)
    left, right = opened.plots.grid.view.stage.board.figure.panels[2:4]
    assert any(isinstance(layer, Zone) for layer in left.layers)
    assert not any(isinstance(layer, Zone) for layer in right.layers)


def test_the_run_that_is_chosen_in_the_sidebar_lies_on_top(opened: MainWindow) -> None:
    press(opened, Qt.Key.Key_O)
    a, b = opened.session.compared or pytest.fail("two runs")
    for run in (a, b):
        opened.session.select(run=run.id)
        assert opened.plots.grid.view.stage.shown.front == run.colour
    opened.session.select(run=None)
    assert opened.plots.grid.view.stage.shown.front is None

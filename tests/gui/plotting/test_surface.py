"""What is painted in parts is what painting everything anew gives, whatever happened before."""

import pytest
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtWidgets import QApplication

from analysis.model.series import Span
from gui import theme
from gui.plotting.between import Said
from gui.plotting.cell import Cell
from gui.plotting.linked import PlotGrid
from tests.gui.plotting.figures import mark, two_runs
from tests.gui.plotting.hand import MIDDLE, Hand


def shown(grid: PlotGrid) -> QImage:
    """The picture after the waiting events, which paint what has changed only."""
    QApplication.processEvents()
    return grid.grab().toImage()


def anew(grid: PlotGrid) -> QImage:
    """The picture with everything painted again."""
    stage = grid.view.stage
    stage.surface.touch(stage.port)
    return grid.grab().toImage()


def test_parts_that_change_are_painted_and_nothing_else_is_wrong(grid: PlotGrid, hand: Hand) -> None:
    marks = tuple(mark(str(n), 9.0 * n, 9.0 * n + 4, n) for n in range(110))
    steps = (
        lambda: grid.set_cursor(300.0),
        lambda: grid.set_brush(Span(200.0, 400.0)),
        lambda: grid.set_cursor(420.0),
        lambda: grid.set_brush(Span(250.0, 390.0)),
        lambda: grid.set_brush(None),
        lambda: grid.set_figure(two_runs(marks=marks[:5])),
        lambda: grid.set_selected_mark("3"),
        lambda: grid.set_brush(Span(100.0, 900.0)),
        lambda: grid.set_figure(two_runs(marks=marks)),
        lambda: grid.set_lit((Span(10.0, 30.0), Span(500.0, 600.0))),
        lambda: hand.drag(hand.at(500), hand.at(420), MIDDLE),
        lambda: grid.set_reference(444.0),
        lambda: grid.set_theme(theme.DARK),
        lambda: grid.set_between({"loss": Said("+1")}, "B - A"),
        lambda: grid.set_between(None),
        lambda: grid.set_cursor(None),
        grid.show_whole,
        lambda: grid.set_front(1),
        lambda: hand.wheel(hand.at(300), 2),
        grid.view.stage.settle,
    )
    for place, step in enumerate(steps):
        step()
        assert shown(grid) == anew(grid), place


def test_a_cursor_paints_nothing_that_lies_below_it(grid: PlotGrid, monkeypatch: pytest.MonkeyPatch) -> None:
    grid.set_cursor(300.0)
    shown(grid)
    painted: list[Cell] = []
    draw = Cell.paint_below

    def counted(cell: Cell, painter: QPainter, region: QRegion) -> None:
        painted.append(cell)
        draw(cell, painter, region)

    monkeypatch.setattr(Cell, "paint_below", counted)
    grid.set_cursor(350.0)
    QApplication.processEvents()
    assert painted == []
    grid.set_brush(Span(300.0, 310.0))
    QApplication.processEvents()
    assert set(painted) == set(grid.view.stage.board.in_sight)

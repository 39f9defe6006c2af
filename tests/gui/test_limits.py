"""Limits typed by hand, and values on a logarithmic axis."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from analysis.model.figure import Curve, Figure, Level, Panel, Weight
from analysis.model.series import Span
from analysis.scales import with_log
from analysis.stats.ticks import log_ticks
from gui.dialogs.limits import LimitsPopover, read_limit
from gui.main_window import MainWindow
from tests.gui.plotting.seen import ranges
from tests.gui.test_journeys import SAMPLES, drop


@pytest.fixture
def opened(window: MainWindow) -> MainWindow:
    drop(window, SAMPLES)
    window.plots.grid.drawn_text()
    return window


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e-3", 1e-3), ("1,000", 1000.0), ("-1,234.5", -1234.5), (" 7 ", 7.0), ("inf", None), ("", None), ("−2", -2.0)],
)
def test_numbers_are_read_as_people_write_them(text: str, value: float | None) -> None:
    assert read_limit(text) == value


@pytest.mark.parametrize("text", ["0,5", "abc", "nan", "1,00", "1e999"])
def test_what_is_no_number_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=text.split(",", maxsplit=1)[0]):
        read_limit(text)


def _popover(window: MainWindow) -> LimitsPopover:
    window.act("view.limits")
    return window.plots.findChildren(LimitsPopover)[-1]


def test_typed_limits_are_shown_and_are_a_step_of_the_history(opened: MainWindow) -> None:
    before = ranges(opened.plots.grid)
    popover = _popover(opened)
    for field, text in zip(popover.fields, ("1,000", "2e3", "0", "1"), strict=True):
        field.setText(text)
    QTest.keyClick(popover.fields[0], Qt.Key.Key_Return)
    assert ranges(opened.plots.grid)[0] == (1000, 2000, 0, 1)
    opened.session.back()
    assert ranges(opened.plots.grid) == before


def test_an_error_is_said_beside_the_fields_and_nothing_moves(opened: MainWindow) -> None:
    before = ranges(opened.plots.grid)
    popover = _popover(opened)
    popover.fields[0].setText("0,5")
    popover.take()
    assert "comma" in popover.error.text()
    popover.fields[0].setText("50")
    popover.fields[1].setText("40")
    popover.take()
    assert "below" in popover.error.text()
    assert ranges(opened.plots.grid) == before
    popover.close()


def test_an_open_end_is_fitted(opened: MainWindow) -> None:
    whole = opened.plots.grid.range
    popover = _popover(opened)
    popover.fields[0].setText("500")
    popover.fields[1].setText("inf")
    popover.take()
    assert opened.plots.grid.range.first == 500
    assert opened.plots.grid.range.last == pytest.approx(whole.last)


def test_a_log_axis_is_remembered_reads_values_and_says_what_it_cannot_draw(opened: MainWindow) -> None:
    metrics = opened.session.selection.metrics
    opened.session.select(log=metrics[:2])
    first, second = opened.plots.grid.view.stage.board.figure.panels[:2]
    assert first.log
    assert "log axis" in first.badge
    found = [series for run in opened.session.shown if (series := run.get(metrics[1])) is not None]
    below = sum(int(np.count_nonzero(series.values <= 0)) for series in found)
    assert below
    assert f"{below:,} values at or below 0 not drawn" in second.note
    assert second.note in second.badge
    opened.session.load(opened.session.project, path=None, view=opened.session.view())
    assert opened.session.selection.log == metrics[:2]
    opened.act("view.log")
    assert set(opened.session.selection.log) == set(metrics)
    opened.act("view.log")
    assert opened.session.selection.log == ()


def test_exponents_are_drawn_and_levels_below_zero_are_not() -> None:
    values = np.array([1.0, 0.0, -5.0, 100.0, np.nan, np.inf])
    panel = Panel("x", "x", (Curve(np.arange(6.0), values, 0, "a"), Level(0.0), Level(10.0)), badge="complete")
    figure = with_log(Figure("", "", (panel,), 1, Span(0, 5)), ("x",))
    (curve,) = figure.panels[0].curves
    np.testing.assert_array_equal(curve.values, [0.0, np.nan, np.nan, 2.0, np.nan, np.inf])
    assert [layer.value for layer in figure.panels[0].layers if isinstance(layer, Level)] == [1.0]
    assert figure.panels[0].badge == "complete · 2 values at or below 0 not drawn on a log axis"
    assert curve.weight is Weight.MAIN
    assert with_log(figure, ("y",)) is figure


@pytest.mark.parametrize("low", [-7.3, -0.2, 2.0])
@pytest.mark.parametrize("width", [0.01, 0.5, 1.5, 4.0, 30.0])
def test_ticks_of_a_log_axis_are_few_inside_and_ascending(low: float, width: float) -> None:
    found = [place for place, _ in log_ticks(low, low + width, 5)]
    assert 1 <= len(found) <= 12
    assert found == sorted(found)
    assert all(low - 1e-9 <= place <= low + width + 1e-9 for place in found)
    assert len({text for _, text in log_ticks(low, low + width, 5)}) == len(found)

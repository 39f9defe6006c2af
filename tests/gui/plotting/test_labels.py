"""Texts around a plot: steps that find room, read-outs that fit or move into a box."""

from itertools import pairwise

import numpy as np
import pytest

from analysis.model.series import Span
from gui.plotting import readout
from gui.plotting.frame import Frame, clamped, fitted, whole_view
from gui.plotting.labels import step_ticks
from gui.plotting.plot import Plot
from gui.plotting.shown import Shown
from tests.gui.plotting.figures import curve, panel_of

pytestmark = pytest.mark.usefixtures("qapp")


def frame(left: float, right: float, width: float = 400.0) -> Frame:
    return Frame(left, right, 0.0, 1.0, width, 100.0)


def test_steps_are_whole_where_the_data_is() -> None:
    assert [text for _, text in step_ticks(frame(3.2, 5.9), Shown(), whole=True)] == ["4", "5"]
    assert "3.5" in [text for _, text in step_ticks(frame(3.2, 5.9), Shown(), whole=False)]


@pytest.mark.parametrize("right", [10.0, 2_899.0, 1e6, 3e9])
@pytest.mark.parametrize("width", [120.0, 400.0, 1500.0])
def test_steps_find_room_beside_each_other(right: float, width: float) -> None:
    texts = step_ticks(frame(-0.02 * right, 1.02 * right, width), Shown(), whole=True)
    places = [frame(-0.02 * right, 1.02 * right, width).x(step) for step, _ in texts]
    longest = max(len(text) for _, text in texts)
    assert all(b - a > 6 * longest for a, b in pairwise(places))


def plot_of(*curves: object, width: float = 400.0) -> Plot:
    plot = Plot(panel_of(*curves), {})  # type: ignore[arg-type]
    plot.show(frame(0, 10, width))
    return plot


def texts(plot: Plot, cursor: float) -> list[str]:
    return [word.text for word in readout.line(plot, Shown(cursor=cursor))]


def test_a_read_out_names_the_step_of_its_samples() -> None:
    even = curve(np.arange(6.0), np.arange(0.0, 12.0, 2.0))
    every = curve(np.arange(11.0) * 10, colour=1, owner="B")
    assert texts(plot_of(even), 4.6) == ["4", "2.000"]
    assert texts(plot_of(even, every), 5.0) == ["5", "2.000 at 4", "50.00"]


def test_a_read_out_says_nan_and_shows_a_dash_where_nothing_was_logged() -> None:
    broken = curve(np.array([1.0, np.nan, 3.0]))
    short = curve(np.array([1.0, 2.0]), colour=1, owner="B")
    assert texts(plot_of(broken, short), 1.0) == ["1", "NaN", "2.000"]
    assert texts(plot_of(broken, short), 2.0) == ["2", "3.000", "–"]


def test_a_read_out_that_does_not_fit_moves_into_a_box_away_from_the_cursor() -> None:
    many = [curve(np.arange(11.0) + n, colour=n, owner=f"run {n}") for n in range(9)]
    plot = plot_of(*many)
    left, right = (readout.box(plot, Shown(cursor=step)) for step in (1.0, 9.0))
    assert left is not None
    assert right is not None
    assert left.left() > 200 > right.right()
    assert readout.box(plot_of(many[0]), Shown(cursor=1.0)) is None


def test_ranges_are_never_empty_and_never_far_away() -> None:
    whole = whole_view(Span(0, 1000))
    assert clamped(3.0, 3.0, whole).width > 0
    assert clamped(-1e9, 1e9, whole).width <= 3 * whole.width
    assert clamped(5e6, 6e6, whole).overlaps(whole)
    assert whole_view(Span(7, 7)) == Span(6.5, 7.5)
    assert whole_view(None) == Span(0, 1)
    for low, high in ((0.0, 0.0), (5.0, 5.0), (-3.0, -3.0), (1e-310, 2e-310), (1.0, 1.0 + 1e-15)):
        bottom, top = fitted(low, high)
        assert bottom < low <= high < top

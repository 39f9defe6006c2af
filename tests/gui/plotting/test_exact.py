"""What is painted of a long curve has, in each column of pixels, the lowest and highest value of the data."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from analysis.model.figure import Curve, Panel, Weight
from analysis.model.series import FloatArray, Span
from gui.plotting.frame import Frame
from gui.plotting.plot import Plot
from gui.plotting.trace import LONG
from tests.gui.plotting.seen import picture

COLUMNS, ROWS = 300, 200
TICKS = 8  # rows at the bottom edge that marks of gaps may take
WIDTH = 2.0


def broken(kind: str, seed: int, points: int) -> FloatArray:
    """A walk or noise with gaps, single spikes beside NaN, and one at the last sample."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=points) if kind == "noise" else np.cumsum(rng.normal(size=points))
    reach = 2 * float(np.abs(values).max())
    for place in rng.integers(0, points - 4000, 4):
        values[place : place + int(rng.integers(1, 4000))] = np.nan
    beside = rng.integers(1, points - 1, 12)
    values[beside], values[beside - 1] = np.nan, rng.choice([-reach, reach], 12)
    values[-1] = reach
    return values


def wanted(steps: FloatArray, values: FloatArray, view: Span, reach: float) -> tuple[FloatArray, FloatArray]:
    """The extremes of each column by looking at its samples, ``reach`` columns added at both sides, and its line."""
    edges = np.linspace(view.first, view.last, COLUMNS + 1)
    wide = reach * (edges[1] - edges[0])
    line = np.full(edges.size, np.nan)
    for place, edge in enumerate(edges):  # seen from the left, between two samples a step apart
        right = int(np.ceil(edge))
        if 0 < right < steps.size:
            line[place] = values[right - 1] * (right - edge) + values[right] * (1 - right + edge)
    low, high = np.full(COLUMNS, np.nan), np.full(COLUMNS, np.nan)
    for column in range(COLUMNS):
        last = column == COLUMNS - 1
        first, stop = np.searchsorted(steps, (edges[column] - wide, edges[column + 1] + wide))
        stop = np.searchsorted(steps, edges[-1] + wide, "right") if last else stop
        inside = np.concatenate((values[first:stop], line[column : column + 2]))
        low[column], high[column] = np.fmin.reduce(inside), np.fmax.reduce(inside)
    return low, high


def painted(plot: Plot) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]:
    """The upper and the lower edge of what is painted in each column, and whether something is."""
    image = picture(plot)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(ROWS, COLUMNS, 4)
    ink: NDArray[np.bool_] = pixels[: ROWS - TICKS, :, 3] > 0
    some = np.asarray(ink.any(axis=0))
    return ink.argmax(axis=0), ink.shape[0] - ink[::-1].argmax(axis=0), some


def plot_of(values: FloatArray, view: Span, *, near: bool, prepared: bool) -> tuple[Plot, FloatArray]:
    steps = np.arange(values.size, dtype=float)
    plot = Plot(Panel("", "", (Curve(steps, values, 0, "a", Weight.MAIN, "a"),)), {})
    if prepared:
        for trace in plot.unprepared:
            trace.prepare()
    reach = 1.2 * float(np.nanmax(np.abs(values)))
    plot.show(replace(Frame(0, 1, 0, 1, COLUMNS, ROWS), left=view.first, right=view.last, bottom=-reach, top=reach))
    plot.look(view, COLUMNS, near=near)
    return plot, steps


def rows(plot: Plot, values: FloatArray) -> FloatArray:
    return (plot.frame.top - values) * ROWS / (plot.frame.top - plot.frame.bottom)


@settings(max_examples=40)
@given(
    kind=st.sampled_from(("noise", "walk")),
    seed=st.integers(0, 1000),
    points=st.integers(LONG, 2 * LONG),
    middle=st.floats(0, 1),
    share=st.floats(0.02, 1.2),
    near=st.booleans(),
    prepared=st.booleans(),
)
@pytest.mark.usefixtures("qapp")
def test_columns_hold_the_extremes(
    *, kind: str, seed: int, points: int, middle: float, share: float, near: bool, prepared: bool
) -> None:
    values = broken(kind, seed, points)
    left = middle * points - 0.5 * share * points
    view = Span(left, left + share * points)
    plot, steps = plot_of(values, view, near=near, prepared=prepared)
    top, bottom, some = painted(plot)
    reach = 0.2 if near and prepared else 0.0
    for low, high, outer in (
        (*wanted(steps, values, view, reach), True),
        (*wanted(steps, values, view, -reach), False),
    ):
        known = ~np.isnan(low) & some
        if not reach:
            assert (some == ~np.isnan(low)).all()  # gaps stay gaps
        over = top[known] - (rows(plot, high[known]) - WIDTH / 2)
        under = (rows(plot, low[known]) + WIDTH / 2) - bottom[known]
        if outer:
            assert over.min(initial=0) >= -1.01
            assert under.min(initial=0) >= -1.01
        if not outer:
            assert over.max(initial=0) <= 1.01
            assert under.max(initial=0) <= 1.01


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("near", [False, True])
@pytest.mark.parametrize("place", [-1, 123_457])
def test_a_single_spike_beside_nan_is_seen(place: int, near: bool) -> None:
    values = np.random.default_rng(1).normal(size=200_000)
    values[place], values[place - 1] = 50.0, np.nan
    view = Span(-100.0, 200_100.0)
    plot, steps = plot_of(values, view, near=near, prepared=True)
    top, _, some = painted(plot)
    column = int((steps[place] - view.first) / view.width * COLUMNS)
    highest = min(top[c] for c in range(column - 1, min(column + 2, COLUMNS)) if some[c])
    assert highest == pytest.approx(float(rows(plot, np.array([50.0]))[0]) - WIDTH / 2, abs=1.01)

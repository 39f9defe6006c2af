"""The pyramid of a series answers what looking at all its values would."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.series import FloatArray
from analysis.stats.pyramid import SNAP, Pyramid, stretches


def broken_walk(seed: int, points: int) -> FloatArray:
    """A random walk with gaps, spikes beside them and at the last sample."""
    rng = np.random.default_rng(seed)
    values = np.cumsum(rng.normal(size=points))
    for place in rng.integers(0, points, 6):
        values[place : place + int(rng.integers(1, 2000))] = np.nan
    holes = rng.integers(1, points, 20)
    values[holes], values[holes - 1] = np.nan, 1e4 * rng.normal(size=20)
    values[-1] = 5e4
    return values


@given(st.integers(0, 10_000), st.integers(2, 60_000), st.integers(1, 300), st.data())
def test_any_stretches_have_their_own_extremes(seed: int, points: int, columns: int, data: st.DataObject) -> None:
    values = broken_walk(seed, points)
    first = data.draw(st.integers(0, points - 1))
    last = data.draw(st.integers(first, points))
    if data.draw(st.booleans()):
        places = np.linspace(first, last, columns + 1).astype(np.intp)
    else:
        places = np.sort(np.random.default_rng(seed).integers(first, last + 1, columns + 1))
    got, wanted = Pyramid(values).extremes(places), stretches(values, places)
    assert np.array_equal(got[0], wanted[0], equal_nan=True)
    assert np.array_equal(got[1], wanted[1], equal_nan=True)


@given(st.integers(0, 10_000), st.integers(20_000, 60_000), st.integers(5, 150))
def test_snapped_columns_lose_nothing_and_reach_a_sixteenth_over(seed: int, points: int, columns: int) -> None:
    values = broken_walk(seed, points)
    places = np.linspace(seed % 997, points, columns + 1).astype(np.intp)
    low, high = Pyramid(values).extremes(places, near=True)
    # the two outermost edges may take in the rest of their block
    reach = int(np.ceil((places[-1] - places[0]) / columns / SNAP))
    for column in range(columns):
        wide = values[max(places[column] - reach, 0) : places[column + 1] + reach]
        narrow = values[places[column] + reach : max(places[column + 1] - reach, places[column] + reach)]
        if not np.isnan(low[column]):
            assert np.nanmin(wide) <= low[column] <= high[column] <= np.nanmax(wide)
        if (~np.isnan(narrow)).any():
            assert low[column] <= np.nanmin(narrow)
            assert high[column] >= np.nanmax(narrow)
    assert np.nanmax(high) >= np.nanmax(values[places[0] :]) == 5e4


@pytest.mark.parametrize("points", [1, 15, 16, 17, 70_001, 1_000_000])
def test_memory_is_a_quarter_of_the_series_at_most(points: int) -> None:
    values = np.arange(points, dtype=float)
    made = Pyramid(values)
    assert made.whole() == (0.0, points - 1.0)
    assert made.nbytes <= max(values.nbytes / 4, 64)
    assert made.extremes(np.array([0, points]))[1] == [points - 1.0]


def test_nothing_but_gaps_has_no_extremes() -> None:
    low, high = Pyramid(np.full(5000, np.nan)).extremes(np.array([0, 2500, 5000]))
    assert np.isnan(low).all()
    assert np.isnan(high).all()


def test_snapped_ends_stay_in_their_own_columns_where_empty_ones_are_around() -> None:
    values = np.zeros(50_001)
    values[0], values[-1] = -9.0, 9.0  # the last block holds one sample
    places = np.concatenate((np.zeros(3), np.linspace(0, values.size, 101), np.full(3, values.size))).astype(np.intp)
    low, high = Pyramid(values).extremes(places, near=True)
    assert np.flatnonzero(low == -9.0).tolist() == [3]
    assert np.flatnonzero(high == 9.0).tolist() == [102]
    assert np.isnan(low[[0, 1, 2, 103, 104, 105]]).all()

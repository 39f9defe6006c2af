"""Means over common cells: straight lines keep their values, points are neither lost nor counted twice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.cells import common_cells


@pytest.mark.parametrize("stride", [2, 3, 10, 50])
def test_a_straight_line_has_no_difference_between_intervals(stride: int) -> None:
    fine, coarse = np.arange(1001.0), np.arange(0.0, 1001.0, stride)
    found = common_cells(fine, 3 * fine - 7, coarse, 3 * coarse - 7)
    assert found is not None
    np.testing.assert_allclose(found.a, found.b, rtol=1e-12, atol=1e-9)
    if stride >= 3:
        np.testing.assert_array_equal(found.middle, coarse)
        np.testing.assert_array_equal(found.b, 3 * coarse - 7)


def test_the_mean_takes_noise_away() -> None:
    rng = np.random.default_rng(1)
    fine, coarse = np.arange(10_000.0), np.arange(0.0, 10_000.0, 100)
    found = common_cells(fine, rng.normal(size=fine.size), coarse, np.zeros(coarse.size))
    assert found is not None
    assert found.a[1:-1].std() == pytest.approx(0.1, rel=0.3)


def test_a_value_that_is_not_finite_breaks_its_cell_alone() -> None:
    fine, coarse = np.arange(101.0), np.arange(0.0, 101.0, 10)
    values = np.ones(101)
    values[33] = np.nan
    found = common_cells(fine, values, coarse, np.ones(11))
    assert found is not None
    assert (found.middle.size, found.broken) == (10, 1)
    assert 30 not in found.middle


def test_ranges_that_do_not_overlap_have_no_cells() -> None:
    assert common_cells(np.arange(5.0), np.ones(5), np.arange(10.0, 15.0), np.ones(5)) is None
    assert common_cells(np.arange(5.0), np.ones(5), np.empty(0), np.empty(0)) is None


places = st.lists(st.integers(0, 400), min_size=2, max_size=60, unique=True).map(
    lambda found: np.array(sorted(found), float)
)


@given(places, places)
def test_cells_lie_where_both_have_points(one: np.ndarray, other: np.ndarray) -> None:
    found = common_cells(one, one * 2.0, other, other * 2.0)
    if found is None:
        return
    low, high = max(one[0], other[0]), min(one[-1], other[-1])
    assert (found.left >= low).all()
    assert (found.right <= high).all()
    assert (found.left <= found.middle).all()
    assert (np.diff(found.middle) > 0).all()
    assert (found.left[1:] >= found.right[:-1] - 1e-9).all(), "no point lies within two cells"
    for means in (found.a, found.b):
        assert ((means >= 2 * found.left - 1e-9) & (means <= 2 * found.right + 1e-9)).all()

"""Quantiles equal numpy's."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.quantile import median, quantile


@given(st.lists(st.floats(-1e100, 1e100), min_size=1, max_size=12), st.floats(0, 1))
def test_it_is_that_of_numpy(values: list[float], share: float) -> None:
    found = np.array(values)
    assert quantile(found, share) == pytest.approx(float(np.quantile(found, share)), rel=1e-12)
    assert median(found) == pytest.approx(float(np.median(found)), rel=1e-12)


def test_nothing_has_none_and_nan_hides_it() -> None:
    assert math.isnan(median(np.array([])))
    assert math.isnan(median(np.array([1.0, math.nan, 2.0])))
    assert median(np.array([1.0, math.inf, math.inf])) == math.inf

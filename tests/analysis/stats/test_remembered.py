"""What is computed from a series is computed once and forgotten with it."""

import gc
import weakref

import numpy as np

from analysis.model.series import Series
from analysis.stats.remembered import once_a_series
from tests.synthetic import series_of


def test_an_answer_is_computed_once_and_goes_with_its_series() -> None:
    asked = []

    @once_a_series
    def last(series: Series) -> float | None:
        asked.append(series.name)
        return float(series.values[-1]) if len(series) else None

    one, other, none = (
        series_of("one", np.array([1.0, 2.0])),
        series_of("other", np.array([3.0])),
        series_of("none", np.array([])),
    )
    assert [last(found) for found in (one, other, none) * 2] == [2.0, 3.0, None] * 2
    assert asked == ["one", "other", "none"]
    gone = weakref.ref(one)
    del one
    gc.collect()
    assert gone() is None

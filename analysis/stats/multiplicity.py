"""What several tests at once do to their p: adjusted values."""

from collections.abc import Sequence

import numpy as np

from analysis.model.series import FloatArray


def holm(p: Sequence[float]) -> FloatArray:
    """Adjusted p, shape (n,): at most a level of wrong claims among all tests with that probability (Holm 1979)."""
    values = np.asarray(p, dtype=float)
    order = np.argsort(values, kind="stable")
    raised = np.maximum.accumulate(values[order] * (values.size - np.arange(values.size)))
    return _put_back(np.minimum(raised, 1.0), order)


def benjamini_hochberg(p: Sequence[float]) -> FloatArray:
    """Adjusted p, shape (n,): the expected share of wrong ones among the claims (Benjamini & Hochberg 1995)."""
    values = np.asarray(p, dtype=float)
    order = np.argsort(values, kind="stable")
    scaled = values[order] * values.size / np.arange(1, values.size + 1)
    return _put_back(np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0), order)


def _put_back(values: FloatArray, order: "np.ndarray[tuple[int], np.dtype[np.intp]]") -> FloatArray:
    found = np.empty_like(values)
    found[order] = values
    return found

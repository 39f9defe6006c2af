"""The error of a mean agrees with theory where theory knows the answer."""

import math

import numpy as np
import pytest

from analysis.stats.effective import batch_error, burg_error, mean_error


def test_independent_values_count_in_full() -> None:
    values = np.random.default_rng(0).normal(size=5000)
    centred = values - values.mean()
    assert burg_error(centred).half_width == pytest.approx(1.96 * values.std() / math.sqrt(5000), rel=0.05)
    assert burg_error(centred).effective > 4500


def test_an_autoregression_counts_as_many_as_its_dependence_leaves() -> None:
    rng, rho, points = np.random.default_rng(1), 0.9, 20_000
    values = np.empty(points)
    values[0] = 0.0
    for i, noise in enumerate(rng.normal(size=points - 1), start=1):
        values[i] = rho * values[i - 1] + noise
    expected = points * (1 - rho) / (1 + rho)
    assert burg_error(values - values.mean()).effective == pytest.approx(expected, rel=0.15)


def test_batches_use_every_value() -> None:
    values = np.zeros(29)
    values[-1] = 1.0  # would be lost if batches of two left the rest out
    assert batch_error(values - values.mean()).half_width > 0


def test_ten_batches_leave_nine_degrees_of_freedom() -> None:
    means = np.arange(10.0) - 4.5
    expected = 2.262157 * means.std(ddof=1) / math.sqrt(10)  # Student's t, 9 degrees of freedom, .975
    assert batch_error(np.repeat(means, 7)).half_width == pytest.approx(expected, rel=1e-6)


def test_the_wider_one_is_taken() -> None:
    rng = np.random.default_rng(2)
    drift = np.repeat(rng.normal(size=20), 100) + 3 * rng.normal(size=2000)
    centred = drift - drift.mean()
    widest = max(burg_error(centred).half_width, batch_error(centred).half_width)
    assert mean_error(drift).half_width == pytest.approx(widest)


def test_equal_values_have_no_error() -> None:
    assert mean_error(np.full(30, 0.1)).half_width == pytest.approx(0, abs=1e-15)
    assert mean_error(np.zeros(30)).half_width == 0

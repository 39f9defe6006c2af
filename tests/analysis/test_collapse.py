"""Where a latent std collapses, and what is none."""

import numpy as np

from analysis.asking import collapse_of
from analysis.model.series import Fidelity, FidelityKind, FloatArray, Series


def std(values: FloatArray) -> Series:
    steps = np.arange(values.size, dtype=float)
    return Series("latent_std", steps, values, Fidelity(FidelityKind.COMPLETE, values.size, values.size))


def test_a_collapse_reaches_to_the_end() -> None:
    found = collapse_of(std(np.where(np.arange(400) < 200, 1.0, 0.001)))
    assert found is not None
    assert 150 < found.first < 210
    assert found.last == 399


def test_what_becomes_negative_is_no_spread_that_collapses() -> None:
    walk = np.cumsum(np.random.default_rng(3).normal(size=5_000)) - 10
    assert collapse_of(std(walk)) is None
    assert collapse_of(std(np.linspace(-1, -100, 500))) is None

"""Clean series for tests: noise of several kinds, and a level that falls and settles."""

import numpy as np

from analysis.model.series import FloatArray


def noise(points: int, seed: int) -> FloatArray:
    """Independent standard normal values."""
    return np.random.default_rng(seed).normal(size=points)


def autoregression(points: int, rho: float, seed: int) -> FloatArray:
    """A stationary AR(1) of variance 1."""
    shocks = noise(points, seed) * np.sqrt(1 - rho * rho)
    values = np.empty(points)
    values[0] = shocks[0] / np.sqrt(1 - rho * rho)
    for place in range(1, points):
        values[place] = rho * values[place - 1] + shocks[place]
    return values


def decay(points: int, spread: float, seed: int) -> FloatArray:
    """A fall from 5 to 2 within a twentieth of the series, with noise."""
    return 2 + 3 * np.exp(-np.arange(points) / (points / 20)) + spread * noise(points, seed)

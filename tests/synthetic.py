"""Runs made for tests, with known contents."""

import numpy as np

from analysis.model.run import Run, RunId
from analysis.model.series import Fidelity, FidelityKind, FloatArray, Series

METRICS = ("learning_rate", "latent/mean", "latent/std", "latent/norm", "latent/min", "latent/max")


def series_of(name: str, values: FloatArray, steps: FloatArray | None = None) -> Series:
    """A complete series of the values, on steps 0, 1, 2, ... when none are given."""
    at = np.arange(values.size, dtype=float) if steps is None else steps
    return Series(name, at, values, Fidelity(FidelityKind.COMPLETE, values.size, values.size, 1.0))


def run_of(name: str, *, seed: int = 0, points: int = 300, shift: float = 0.0) -> Run:
    """A run of the six metrics: a falling learning rate, and latent statistics that settle, plus ``shift``."""
    rng = np.random.default_rng(seed)
    steps = np.arange(points, dtype=float)
    fall = np.exp(-steps / (points / 5))
    columns = {
        "learning_rate": 5e-4 * (1 + np.cos(np.pi * steps / points)),
        "latent/mean": rng.normal(0, 3e-4, points) + shift,
        "latent/std": 0.025 + 0.012 * fall + rng.normal(0, 2e-4, points) + shift,
        "latent/norm": 0.81 + 0.4 * fall + rng.normal(0, 6e-3, points) + shift,
        "latent/min": -0.12 - 0.03 * fall + rng.normal(0, 3e-3, points) + shift,
        "latent/max": 0.12 + 0.03 * fall + rng.normal(0, 3e-3, points) + shift,
    }
    return Run(RunId(f"id-{name}"), name, tuple(series_of(key, values, steps) for key, values in columns.items()))

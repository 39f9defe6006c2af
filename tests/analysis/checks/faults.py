"""Runs with one known fault each, and runs without any."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.signal import lfilter
from scipy.special import ndtri

from analysis.model.finding import Verdict
from analysis.model.run import Run, RunId
from analysis.model.series import FloatArray, Series
from analysis.stats.sampling import fidelity
from tests.synthetic import series_of

MEAN, STD = "latent/mean", "latent/std"
DIMENSIONS = 1024
KINDS = ("batches of 16", "batches of 32", "batches of 64", "dependent noise", "drifting", "heavy tails")


def clean(seed: int, points: int = 1000, kind: str = "batches of 32") -> Run:
    """A run of Gaussian batches of latents whose std settles early, under a cosine schedule."""
    rng = np.random.default_rng(seed)
    steps = np.arange(points, dtype=float)
    rows = {"batches of 16": 16, "batches of 64": 64}.get(kind, 32)
    elements = rows * DIMENSIONS
    std = 0.025 * (1 + 0.4 * np.exp(-steps / 15)) * (1 + rng.normal(0, 1 / np.sqrt(2 * elements), points))
    if kind == "dependent noise":
        std *= 1 + lfilter([1.0], [1.0, -0.8], rng.normal(0, 0.003, points))
    if kind == "drifting":
        std *= 1 - 0.2 * steps / points
    if kind == "heavy tails":
        std *= 1 + 0.002 * rng.standard_t(5, points)
    mean = rng.normal(0, 0.025 / np.sqrt(elements), points)
    far = [ndtri(rng.uniform(size=points) ** (1 / elements)) for _ in range(2)]
    columns = {
        "learning_rate": 5e-4 * (1 + np.cos(np.pi * steps / points)),
        MEAN: mean,
        STD: std,
        "latent/norm": np.sqrt(DIMENSIONS * (std**2 + mean**2)),
        "latent/min": mean - std * far[0],
        "latent/max": mean + std * far[1],
    }
    return Run(RunId(f"id-{seed}"), f"clean {seed}", tuple(series_of(key, values) for key, values in columns.items()))


def changed(run: Run, metric: str, change: Callable[[FloatArray], FloatArray]) -> Run:
    """The run with the values of one metric changed; ``change`` gets a copy of them."""
    return remade(run, metric, lambda series: (series.steps, change(series.values.copy())))


def remade(run: Run, metric: str, make: Callable[[Series], tuple[FloatArray, FloatArray]]) -> Run:
    """The run with steps and values of one metric replaced."""

    def one(series: Series) -> Series:
        if series.name != metric:
            return series
        steps, values = make(series)
        return Series(series.name, steps, values, fidelity(steps))

    return replace(run, series=tuple(one(series) for series in run.series))


def _nan_at(place: int) -> Callable[[FloatArray], FloatArray]:
    def change(values: FloatArray) -> FloatArray:
        values[place] = np.nan
        return values

    return change


def _nan_from(place: int) -> Callable[[FloatArray], FloatArray]:
    def change(values: FloatArray) -> FloatArray:
        values[place:] = np.inf
        return values

    return change


def _restarted(series: Series) -> tuple[FloatArray, FloatArray]:
    """From step 600 back to step 400, and on to the end."""
    steps = np.concatenate((series.steps[:600], series.steps[400:]))
    return steps, np.concatenate((series.values[:600], series.values[400:]))


def _repeated(series: Series) -> tuple[FloatArray, FloatArray]:
    return np.repeat(series.steps, 2), np.repeat(series.values, 2)


def _sampled(series: Series) -> tuple[FloatArray, FloatArray]:
    places = np.sort(np.random.default_rng(0).choice(len(series), 500, replace=False))
    return series.steps[places], series.values[places]


def _gap(series: Series) -> tuple[FloatArray, FloatArray]:
    return np.delete(series.steps, slice(300, 340)), np.delete(series.values, slice(300, 340))


def everywhere(run: Run, make: Callable[[Series], tuple[FloatArray, FloatArray]]) -> Run:
    """The run with steps and values of every metric replaced."""
    for metric in run.metrics:
        run = remade(run, metric, make)
    return run


LATENTS = ("latent/mean", "latent/std", "latent/norm", "latent/min", "latent/max")


def _scaled(run: Run, factors: FloatArray) -> Run:
    """The run with all latent statistics times factors, as a latent of another scale gives them."""
    for metric in LATENTS:
        run = changed(run, metric, lambda values: values * factors)
    return run


def _moved(run: Run, by: float) -> Run:
    """The run with all latent values moved: mean, extremes and norm follow."""
    for metric in (MEAN, "latent/min", "latent/max"):
        run = changed(run, metric, lambda values: values + by)
    std, mean = (one.values for metric in (STD, MEAN) if (one := run.get(metric)) is not None)
    return changed(run, "latent/norm", lambda _: np.sqrt(DIMENSIONS * (std**2 + mean**2)))


def _collapsed(run: Run) -> Run:
    return _scaled(run, np.exp(-np.maximum(np.arange(1000.0) - 700, 0) / 30).clip(1e-3))


def _noisy(run: Run) -> Run:
    return _scaled(run, np.exp(np.random.default_rng(5).normal(0, 0.15, 1000)))


@dataclass(frozen=True)
class Fault:
    """A fault, the metric that has it, the one check that is to find it, and its verdict and words."""

    name: str
    metric: str
    check: str
    verdict: Verdict
    says: str
    make: Callable[[Run], Run]


FAULTS = (
    Fault(
        "one NaN", STD, "integrity", Verdict.ATTENTION, "1 value is not finite, the first at step 123",
        lambda run: changed(run, STD, _nan_at(123)),
    ),
    Fault(
        "infinite to the end", MEAN, "integrity", Verdict.CONCERN, "not finite from step 800 to the end (200 values)",
        lambda run: changed(run, MEAN, _nan_from(800)),
    ),
    Fault(
        "restart", STD, "integrity", Verdict.ATTENTION, "steps go back 1 time, first from 599 to 400",
        lambda run: remade(run, STD, _restarted),
    ),
    Fault(
        "every step twice", MEAN, "integrity", Verdict.ATTENTION, "1,000 points at a step that occurs more than once",
        lambda run: remade(run, MEAN, _repeated),
    ),
    Fault(
        "sampled", "latent/norm", "integrity", Verdict.ATTENTION, "steps sampled; what happened between the points",
        lambda run: remade(run, "latent/norm", _sampled),
    ),
    Fault(
        "gap", "latent/max", "integrity", Verdict.ATTENTION, "40 steps missing, the longest stretch steps 300 to 339",
        lambda run: remade(run, "latent/max", _gap),
    ),
    Fault(
        "offset of a fifth", MEAN, "centring", Verdict.ATTENTION, "The pooled mean is 20.0",
        lambda run: _moved(run, 0.005),
    ),
    Fault(
        "offset of four fifths", MEAN, "centring", Verdict.CONCERN, "The pooled mean is 79.9",
        lambda run: _moved(run, -0.02),
    ),
    Fault(
        "spread down to a thousandth", STD, "retained_spread", Verdict.CONCERN, "of its level at steps 20 to 39",
        lambda run: remade(run, STD, lambda s: (s.steps, s.values * np.where(s.steps < 970, 1, 1e-3))),
    ),
    Fault(
        "spread down to a twentieth", STD, "retained_spread", Verdict.ATTENTION, "of its level at steps 20 to 39",
        lambda run: remade(run, STD, lambda s: (s.steps, s.values * np.where(s.steps < 970, 1, 0.1))),
    ),
    Fault(
        "duplicated resume of all metrics", STD, "integrity", Verdict.ATTENTION, "steps go back 1 time",
        lambda run: everywhere(run, _restarted),
    ),
    Fault(
        "missing stretch of all metrics", STD, "integrity", Verdict.ATTENTION, "40 steps missing",
        lambda run: everywhere(run, _gap),
    ),
    Fault(
        "jump of the norm", "latent/norm", "anomalies", Verdict.ATTENTION, "Level shift at step",
        lambda run: remade(run, "latent/norm", lambda s: (s.steps, s.values * np.where(s.steps < 600, 1, 1.02))),
    ),
    Fault(
        "spike of the std", STD, "anomalies", Verdict.ATTENTION, "Spike at step 700",
        lambda run: remade(run, STD, lambda s: (s.steps, s.values * np.where(s.steps == 700, 1.5, 1))),
    ),
    Fault(
        "norm of another scale", "latent/norm", "consistency", Verdict.ATTENTION, "no usual dimension",
        lambda run: remade(run, "latent/norm", lambda s: (s.steps, 1.1 * s.values)),
    ),
    Fault(
        "collapse of the latents", STD, "retained_spread", Verdict.CONCERN, "of its level at steps 20 to 39",
        _collapsed,
    ),
    Fault(
        "rate raised by hand", "learning_rate", "schedule", Verdict.ATTENTION, "No family of schedules explains",
        lambda run: remade(run, "learning_rate", lambda s: (s.steps, s.values * np.where(s.steps < 500, 1, 1.7))),
    ),
    Fault(
        "broken off", "learning_rate", "completion", Verdict.ATTENTION, "The log covers 60",
        lambda run: remade(run, "learning_rate", lambda s: (s.steps[:600], s.values[:600])),
    ),
    Fault(
        "one tail", "latent/max", "symmetry", Verdict.ATTENTION, "the interval excludes 0",
        lambda run: remade(run, "latent/max", lambda s: (s.steps, 1.35 * s.values)),
    ),
    Fault(
        "pinned maximum", "latent/max", "tails", Verdict.CONCERN, "saturated",
        lambda run: changed(run, "latent/max", lambda values: np.minimum(values, 0.1035)),
    ),
    Fault(
        "noise of the settled norm and std", STD, "noise", Verdict.ATTENTION, "The scatter is",
        _noisy,
    ),
)  # fmt: skip

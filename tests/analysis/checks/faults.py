"""Runs with one known fault each, and runs without any."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from analysis.model.finding import Verdict
from analysis.model.run import Run
from analysis.model.series import FloatArray, Series
from analysis.stats.sampling import fidelity
from tests.synthetic import run_of

MEAN, STD = "latent/mean", "latent/std"


def clean(seed: int, points: int = 1000) -> Run:
    return run_of(f"clean {seed}", seed=seed, points=points)


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
        "one NaN", STD, "integrity", Verdict.CONCERN, "1 value is not finite, the first at step 123",
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
        "gap", "latent/max", "integrity", Verdict.ATTENTION, "960 points at uneven steps over steps 0 to 999",
        lambda run: remade(run, "latent/max", _gap),
    ),
    Fault(
        "offset of a fifth", MEAN, "centring", Verdict.ATTENTION, "The pooled mean is 18.7",
        lambda run: changed(run, MEAN, lambda values: values + 0.005),
    ),
    Fault(
        "offset of four fifths", MEAN, "centring", Verdict.CONCERN, "The pooled mean is 76.5",
        lambda run: changed(run, MEAN, lambda values: values - 0.02),
    ),
    Fault(
        "spread down to a thousandth", STD, "retained_spread", Verdict.CONCERN, "of its level at steps 20 to 39",
        lambda run: remade(run, STD, lambda s: (s.steps, s.values * np.where(s.steps < 970, 1, 1e-3))),
    ),
    Fault(
        "spread down to a twentieth", STD, "retained_spread", Verdict.ATTENTION, "of its level at steps 20 to 39",
        lambda run: remade(run, STD, lambda s: (s.steps, s.values * np.where(s.steps < 970, 1, 0.1))),
    ),
)  # fmt: skip

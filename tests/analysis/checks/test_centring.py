"""The mean is held against the spread of the same steps and of the same latent."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.asking import Context
from analysis.checks.centring import CHECK
from analysis.model.finding import Verdict
from analysis.model.run import Run, RunId
from tests.synthetic import run_of, series_of


def run_with(**series: object) -> Run:
    return Run(
        RunId("r"), "r", tuple(series_of(name, np.asarray(values, dtype=float)) for name, values in series.items())
    )


@pytest.mark.parametrize(
    ("ratio", "verdict"),
    [
        (0.0, Verdict.NO_CONCERN),
        (0.10, Verdict.NO_CONCERN),
        (0.11, Verdict.ATTENTION),
        (0.30, Verdict.ATTENTION),
        (0.31, Verdict.CONCERN),
    ],
)
@pytest.mark.parametrize("sign", [-1, 1])
def test_the_bounds(ratio: float, verdict: Verdict, sign: int) -> None:
    (finding,) = CHECK.run(run_with(latent_mean=np.full(50, sign * ratio), latent_std=np.ones(50)), Context())
    assert finding.verdict is verdict
    assert finding.evidence[0].value == pytest.approx(ratio)


def test_each_latent_has_its_own_spread() -> None:
    run = run_with(z_mean=np.full(50, 0.2), z_std=np.ones(50), latent_mean=np.zeros(50), latent_std=np.ones(50))
    found = {finding.metric: finding.verdict for finding in CHECK.run(run, Context())}
    assert found == {"z_mean": Verdict.ATTENTION, "latent_mean": Verdict.NO_CONCERN}


def test_without_both_metrics_there_is_nothing_to_ask() -> None:
    assert CHECK.run(run_with(latent_mean=np.zeros(50)), Context()) == ()
    assert CHECK.run(run_with(latent_mean=np.zeros(50), z_std=np.ones(50)), Context()) == ()


def test_few_common_steps_are_not_rated() -> None:
    (few,) = CHECK.run(run_with(latent_mean=np.zeros(19), latent_std=np.ones(19)), Context())
    assert few.verdict is Verdict.NOT_ENOUGH
    run = run_of("oak")
    mean = run.series[1]
    apart = replace(run, series=(replace(mean, steps=mean.steps * 1.37 + 0.11), *run.series[2:]))
    (none,) = CHECK.run(apart, Context())
    assert (none.verdict, none.evidence[0].value) == (Verdict.NOT_ENOUGH, 0)


def test_steps_without_spread_are_left_out_and_said_to_be() -> None:
    std = np.ones(50)
    std[:5] = 0
    (finding,) = CHECK.run(run_with(latent_mean=np.full(50, 0.01), latent_std=std), Context())
    assert finding.verdict is Verdict.NO_CONCERN
    assert "5 steps without any spread left out." in finding.sentence
    (flat,) = CHECK.run(run_with(latent_mean=np.full(50, 0.01), latent_std=np.zeros(50)), Context())
    assert flat.verdict is Verdict.NOT_ENOUGH


def test_metrics_of_one_logging_cycle_are_paired_and_that_is_said() -> None:
    run = run_with(latent_mean=np.full(50, 0.01), latent_std=np.ones(50))
    mean, std = run.series
    steps = np.arange(0.0, 700.0, 14.0)
    apart = replace(
        run,
        series=(
            replace(mean, steps=np.asarray(steps + 2, np.float64)),
            replace(std, steps=np.asarray(steps + 1, np.float64)),
        ),
    )
    (finding,) = CHECK.run(apart, Context())
    assert finding.verdict is Verdict.NO_CONCERN
    assert "latent_mean (A) and latent_std (B): 50 pairs, B shifted by +1 steps." in finding.sentence

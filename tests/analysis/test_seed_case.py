"""Six charts of a run as the window gets them, and the figures that a careful reader takes from them."""

import json
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.signal import lfilter
from scipy.special import ndtri

from analysis.assess import assess
from analysis.cli import main
from analysis.model.run import Run, RunId
from analysis.record import assessment_record
from tests.conftest import ROOT
from tests.synthetic import series_of

POINTS, ROWS, DIMENSIONS = 2900, 32, 1024
Record = dict[str, Any]


@cache
def record(kind: str) -> Record:
    """A: the std falls within the first steps, and scatters by 1.2 %. C: it falls through the run, in pure batches."""
    rng = np.random.default_rng(3)
    steps = np.arange(POINTS, dtype=float)
    elements = ROWS * DIMENSIONS
    fall = np.exp(-steps / (1.2 if kind == "A" else POINTS / 6))
    std = 0.02544 * (1 + 0.462 * fall) * (1 + rng.normal(0, 1 / np.sqrt(2 * elements), POINTS))
    if kind == "A":
        std *= 1 + lfilter([1.0], [1.0, -0.5], rng.normal(0, 0.009, POINTS))
    mean = rng.normal(0, 0.02544 / np.sqrt(elements), POINTS)
    far = [ndtri(rng.uniform(size=POINTS) ** (1 / elements)) for _ in range(2)]
    update = 29 * (steps // 29)
    columns = {
        "learning_rate": 1e-6 + 0.5 * (1e-3 - 1e-6) * (1 + np.cos(np.pi * update / POINTS)),
        "latent_mean": mean,
        "latent_std": std,
        "latent_norm": np.sqrt(DIMENSIONS * (std**2 + mean**2)),
        "latent_min": mean - std * far[0],
        "latent_max": mean + std * far[1],
    }
    run = Run(RunId(kind), kind, tuple(series_of(name, values) for name, values in columns.items()))
    return json.loads(json.dumps(assessment_record(run, assess(run)), allow_nan=False))  # type: ignore[no-any-return]


def of(found: Record, number: str, metric: str | None = None) -> Record:
    return next(
        finding
        for finding in found["findings"]
        if finding["number"] == number and (metric is None or finding["metric"] == metric)
    )


def number(finding: Record, name: str) -> float:
    return float(next(item["value"] for item in finding["evidence"] if item["name"] == name))


@pytest.mark.parametrize("kind", "AC")
def test_the_schedule(kind: str) -> None:
    found = record(kind)
    (schedule,) = found["schedules"]
    assert (schedule["family"], schedule["steps_per_update"]) == ("cosine", 29)
    assert schedule["parameters"]["T_max"] == pytest.approx(2900, abs=1)
    assert schedule["parameters"]["eta_min"] == pytest.approx(1e-6, rel=0.01)
    assert schedule["error"] < 1e-4
    assert "99.875" in of(found, "R2")["sentence"]
    assert "ended at 1.25×10⁻⁶, above its floor of 1.00×10⁻⁶" in of(found, "R3")["sentence"]


def test_a_fall_within_the_first_steps_is_told_as_that() -> None:
    norm = of(record("A"), "R8", "latent_norm")
    assert number(norm, "change from the first point to the last") == pytest.approx(-0.31, abs=0.03)
    assert abs(number(norm, "change from the median of the first 2 % to that of the last")) < 0.02
    assert number(norm, "step at which half of the change from the first point to the end was over") <= 2
    assert number(norm, "settled from step") <= 100
    noise = of(record("A"), "R9", "latent_norm")
    assert noise["value"] == pytest.approx(0.0107, rel=0.15)


def test_a_decline_through_the_run_is_told_as_that() -> None:
    norm = of(record("C"), "R8", "latent_norm")
    assert number(norm, "change from the median of the first 2 % to that of the last") == pytest.approx(-0.30, abs=0.03)
    assert number(norm, "settled from step") > 1500
    assert number(of(record("C"), "R9", "latent_norm"), "coefficient of variation of all points") > 0.08
    pairs = [finding["sentence"] for finding in record("C")["findings"] if finding["number"] == "R13"]
    assert any("latent_std" in text and "learning_rate" in text and "share a trend only" in text for text in pairs)


@pytest.mark.parametrize("kind", "AC")
def test_what_the_latents_tell(kind: str) -> None:
    found = record(kind)
    assert number(of(found, "R4"), "dimension") == 1024
    assert any("are one quantity told twice" in one["sentence"] for one in found["findings"])
    mean = of(found, "R5")
    assert number(mean, "99th percentile of |mean| / std") < 0.024
    assert number(mean, "mean, lower end of its interval") < 0 < number(mean, "mean, upper end of its interval")
    symmetry = of(found, "R11")["interval"]
    assert symmetry["low"] < 0 < symmetry["high"]
    assert 30 <= number(of(found, "R12"), "rows of such a batch") <= 36


@pytest.mark.corpus
@pytest.mark.parametrize("kind", "ABC")
def test_the_charts_themselves(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ROOT.parent / "shared" / "bench" / "seed_case" / f"run_{kind}"
    assert folder.is_dir(), f"no charts at {folder}"
    assert main(["assess", str(folder), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["runs"]
    norm, noise = of(found, "R8", "latent_norm"), of(found, "R9", "latent_norm")
    expected = {"A": (-0.3072, 0.0, 0.0117), "B": (-0.3072, 2007, 0.0976), "C": (-0.3054, 1940, 0.0977)}[kind]
    assert number(norm, "change from the first point to the last") == pytest.approx(expected[0], abs=1e-4)
    assert number(norm, "settled from step") == expected[1]
    assert number(noise, "coefficient of variation of all points") == pytest.approx(expected[2], abs=1e-4)
    assert number(of(found, "R4"), "dimension") == 1024
    assert 30 <= number(of(found, "R12"), "rows of such a batch") <= 36

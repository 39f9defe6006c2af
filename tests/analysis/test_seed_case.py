"""Six charts of a run as the window gets them, and the figures that a careful reader takes from them."""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.signal import lfilter
from scipy.special import ndtri

from analysis.asking import Context
from analysis.assess import assess, checks
from analysis.cli import main
from analysis.model.run import Run, RunId
from analysis.model.series import FloatArray, Series
from analysis.progress import silent
from analysis.read import read
from analysis.record import assessment_record
from tests.analysis.checks.faults import changed, everywhere
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


SEED = ROOT.parent / "shared" / "bench" / "seed_case"
# 7(e) of the table: first to last and CV of the norm, and where the steadiest end begins, for each run
TABLE = {
    "A": (-0.3072, -0.3167, 0.0117, 0),
    "B": (-0.3072, -0.3167, 0.0976, 2007),
    "C": (-0.3054, -0.3054, 0.0977, 1940),
}
CHANGE = "change from the first point to the last"
WINDOWS = "change from the median of the first 2 % to that of the last"


@cache
def charts(kind: str) -> Record:
    """What the command says of the charts of a run."""
    folder = SEED / f"run_{kind}"
    if not folder.is_dir():
        pytest.fail(f"no charts at {folder}")
    out = io.StringIO()
    with redirect_stdout(out):
        assert main(["assess", str(folder), "--json"]) == 0
    (found,) = json.loads(out.getvalue())["runs"]
    return found  # type: ignore[no-any-return]


@pytest.mark.corpus
@pytest.mark.parametrize("kind", "ABC")
class TestTheChartsThemselves:
    def test_the_schedule(self, kind: str) -> None:
        (schedule,) = charts(kind)["schedules"]
        assert schedule["family"] == "cosine"
        assert schedule["steps_per_update"] == (1 if kind == "B" else 29)
        assert schedule["parameters"]["T_max"] == pytest.approx(2900, abs=1)
        assert schedule["parameters"]["eta_min"] == pytest.approx(1e-6, rel=0.01)
        assert schedule["error"] < 1e-4
        fall, floor = of(charts(kind), "R2")["sentence"], of(charts(kind), "R3")["sentence"]
        assert f"−99.{'900' if kind == 'B' else '875'}" in fall
        if kind != "B":
            assert "ended at 1.25×10⁻⁶, above its floor" in floor

    def test_how_norm_and_std_changed(self, kind: str) -> None:
        norm, std = (of(charts(kind), "R8", f"latent_{name}") for name in ("norm", "std"))
        of_norm, of_std, variation, start = TABLE[kind]
        assert number(norm, CHANGE) == pytest.approx(of_norm, abs=5e-5)
        assert number(std, CHANGE) == pytest.approx(of_std, abs=5e-5)
        assert number(norm, WINDOWS) == pytest.approx(0.003 if kind == "A" else -0.29, abs=0.005)
        assert number(norm, "settled from step") == start
        assert f"Steady from step {start:,}" in norm["sentence"]
        assert norm["verdict"] == "no concern found"
        noise = of(charts(kind), "R9", "latent_norm")
        assert number(noise, "coefficient of variation of all points") == pytest.approx(variation, abs=5e-5)
        if kind == "A":
            assert "half of the change was over by step 2" in norm["sentence"]
        else:
            assert "1.17" not in json.dumps(charts(kind)["findings"], ensure_ascii=False)

    def test_the_level_of_the_norm(self, kind: str) -> None:
        (norm,) = (one for one in charts(kind)["summaries"] if one["metric"] == "latent_norm")
        assert norm["mean"] == pytest.approx(0.8140 if kind == "A" else 0.873, abs=5e-4 if kind == "A" else 5e-3)

    def test_the_mean(self, kind: str) -> None:
        mean = of(charts(kind), "R5")
        assert number(mean, "99th percentile of |mean| / std") <= 0.024
        assert number(mean, "mean, lower end of its interval") < 0 < number(mean, "mean, upper end of its interval")
        if kind != "C":
            assert number(mean, "largest |mean|") == pytest.approx(7e-4, rel=0.1)

    def test_dimension_symmetry_and_rows(self, kind: str) -> None:
        assert number(of(charts(kind), "R4"), "dimension") == 1024
        symmetry = of(charts(kind), "R11")
        assert symmetry["interval"]["low"] < 0 < symmetry["interval"]["high"]
        assert 30 <= number(of(charts(kind), "R12"), "rows of such a batch") <= 36
        if kind == "A":
            assert number(symmetry, "S") == pytest.approx(0.0006, abs=5e-5)
            assert "± 0.0019" in symmetry["sentence"]

    def test_the_shared_trend_of_rate_and_std(self, kind: str) -> None:
        told = [one["sentence"] for one in charts(kind)["findings"] if one["number"] == "R13"]
        assert any("latent_norm and latent_std are one quantity told twice" in text for text in told)
        shared = [text for text in told if "latent_std and learning_rate share a trend only" in text]
        assert len(shared) == (0 if kind == "A" else 1)
        assert all("correlation raw 0.78" in text for text in shared)

    def test_what_must_not_be_said(self, kind: str) -> None:
        found = {key: value for key, value in charts(kind).items() if key != "run"}  # the name is the user's own
        text = json.dumps(found, ensure_ascii=False).replace(charts(kind)["run"], "").casefold()
        for word in ("perfect", "optimal", "ideal", "production", "gaussian prior", "caption", "forecast"):
            assert word not in text


LATENTS = tuple(f"latent_{name}" for name in ("mean", "std", "norm", "min", "max"))


def _from(place: int, factor: float) -> Callable[[FloatArray], FloatArray]:
    return lambda values: np.where(np.arange(values.size) < place, values, factor * values)


def _hole(series: Series) -> tuple[FloatArray, FloatArray]:
    return np.delete(series.steps, slice(1000, 1100)), np.delete(series.values, slice(1000, 1100))


def _twice(series: Series) -> tuple[FloatArray, FloatArray]:
    first, again = slice(0, 1600), slice(1400, None)
    return tuple(np.concatenate((one[first], one[again])) for one in (series.steps, series.values))  # type: ignore[return-value]


def _collapsed(run: Run) -> Run:
    fading = np.exp(-np.maximum(np.arange(2900.0) - 2000, 0) / 60).clip(1e-3)
    for metric in LATENTS:
        run = changed(run, metric, lambda values: values * fading)
    return run


def _nan(values: FloatArray) -> FloatArray:
    return np.where(np.arange(values.size) == 1234, np.nan, values)


PLANTED: dict[str, tuple[Callable[[Run], Run], set[str]]] = {
    "nothing": (lambda run: run, set()),
    "NaN": (lambda run: changed(run, "latent_std", _nan), {"integrity"}),
    "jump of the std": (lambda run: changed(run, "latent_std", _from(1500, 1.1)), {"anomalies"}),
    "jump of the norm": (lambda run: changed(run, "latent_norm", _from(1500, 1.3)), {"anomalies"}),
    "collapse": (_collapsed, {"retained_spread"}),
    "wrong norm": (lambda run: changed(run, "latent_norm", lambda values: 1.1 * values), {"consistency"}),
    "missing stretch": (lambda run: everywhere(run, _hole), {"integrity"}),
    "duplicated resume": (lambda run: everywhere(run, _twice), {"integrity"}),
}


@pytest.mark.corpus
@pytest.mark.parametrize("defect", PLANTED)
@pytest.mark.parametrize("kind", "ABC")
def test_a_planted_defect_is_caught_by_its_check_and_by_no_other(kind: str, defect: str) -> None:
    (run,) = read(sorted((SEED / f"run_{kind}").glob("*.csv")), silent()).runs
    plant, expected = PLANTED[defect]
    context = Context()
    found = {one.check for check in checks() for one in check.run(plant(run), context) if one.verdict.open}
    assert found == expected

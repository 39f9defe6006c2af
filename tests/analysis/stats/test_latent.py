"""Batches of known size give back their dimensions and rows; symmetric ones are called symmetric."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.model.series import FloatArray
from analysis.stats.latent import (
    elements_reaching,
    expected_extreme,
    gaussian_extremes,
    latent_dimension,
    noise_of_mean,
    noise_of_std,
    share_of_commonest,
    symmetry_index,
)

ROWS = 16


def logged(dimension: int, *, steps: int = 300, spread: float = 0.0, seed: int = 0) -> dict[str, FloatArray]:
    """What a run logs of Gaussian batches: mean norm of the rows, pooled std and mean, extremes."""
    rng = np.random.default_rng(seed)
    rows = {name: np.empty(steps) for name in ("norm", "std", "mean", "high", "low")}
    for step in range(steps):
        scale = np.exp(spread * rng.normal(size=(ROWS, 1)))
        batch = 0.03 * scale * rng.normal(size=(ROWS, dimension)) + 0.001
        rows["norm"][step] = np.linalg.norm(batch, axis=1).mean()
        rows["std"][step], rows["mean"][step] = batch.std(), batch.mean()
        rows["high"][step], rows["low"][step] = batch.max(), batch.min()
    return rows


@pytest.mark.parametrize("dimension", [2, 10, 64, 128, 300, 384, 768, 1024])
def test_the_dimension_is_found(dimension: int) -> None:
    log = logged(dimension)
    found = latent_dimension(log["norm"], log["std"], log["mean"])
    assert found is not None
    assert found.nearest == dimension
    assert found.ratio.value == pytest.approx(dimension - 0.5, abs=0.4)
    assert found.ratio.interval is not None
    assert found.ratio.interval[0] <= found.ratio.value <= found.ratio.interval[1]


def test_norms_that_vary_lower_the_ratio_and_the_dimension_is_still_found() -> None:
    log = logged(256, spread=0.1)
    found = latent_dimension(log["norm"], log["std"], log["mean"])
    assert found is not None
    assert found.ratio.value < 255
    assert found.nearest == 256


def test_a_norm_that_is_no_norm_of_these_has_no_usual_size() -> None:
    log = logged(64)
    found = latent_dimension(np.sqrt(1090 / 64) * log["norm"], log["std"], log["mean"])
    assert found is not None
    assert found.nearest is None


def test_no_dimension_without_a_spread() -> None:
    nothing = np.zeros(30)
    assert latent_dimension(nothing, nothing, nothing) is None
    assert gaussian_extremes(nothing, nothing, nothing, nothing) is None
    assert symmetry_index(nothing, nothing, nothing) is None


def test_rows_per_batch_follow_from_the_extremes() -> None:
    log = logged(256)
    found = gaussian_extremes(log["high"], log["low"], log["mean"], log["std"])
    assert found is not None
    assert found.interval is not None
    assert found.rows(256) == pytest.approx(ROWS, rel=0.2)
    assert found.interval[0] <= ROWS * 256 <= found.interval[1]


def test_symmetric_batches_are_symmetric_about_as_often_as_the_interval_says() -> None:
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(100):
        tails = 4 + 0.25 * rng.gumbel(size=(2, 400))
        found = symmetry_index(tails[0], -tails[1], np.zeros(400))
        assert found is not None
        assert found.interval is not None
        assert found.deviation == pytest.approx(0.05, abs=0.02)
        held += found.interval[0] <= 0 <= found.interval[1]
    assert held >= 90


def test_a_longer_upper_tail_shows() -> None:
    tails = 4 + 0.25 * np.random.default_rng(2).gumbel(size=(2, 2900))
    found = symmetry_index(1.05 * tails[0], -tails[1], np.zeros(2900))
    assert found is not None
    assert found.interval is not None
    assert found.value == pytest.approx(0.024, abs=0.005)
    assert found.interval[0] > 0


@pytest.mark.parametrize(
    ("elements", "expected"), [(1, 0.0), (2, 1 / math.sqrt(math.pi)), (5, 1.162964), (10, 1.538753)]
)
def test_the_expected_extreme_of_few_values(elements: float, expected: float) -> None:
    assert expected_extreme(elements) == pytest.approx(expected, abs=1e-5)


def test_the_expected_extreme_of_a_batch_agrees_with_a_simulation() -> None:
    rng = np.random.default_rng(3)
    seen = np.mean([rng.normal(size=16_384).max() for _ in range(400)])
    assert expected_extreme(16_384) == pytest.approx(seen, abs=0.04)
    with pytest.raises(ValueError, match="no largest"):
        expected_extreme(0)


def test_the_median_extreme_is_inverted() -> None:
    largest = np.random.default_rng(4).normal(size=(4000, 100)).max(axis=1)
    assert elements_reaching(float(np.median(largest))) == pytest.approx(100, rel=0.1)
    assert elements_reaching(0.0) == pytest.approx(1)
    assert math.isinf(elements_reaching(40.0))


def test_noise_floors() -> None:
    assert noise_of_std(32 * 1024) == pytest.approx(0.0039, abs=1e-4)
    assert noise_of_mean(0.0254, 32 * 1024) == pytest.approx(1.4e-4, rel=0.01)


def test_the_share_of_the_commonest_value() -> None:
    assert share_of_commonest(np.array([1.0, 1.0, 0.5, np.nan])) == pytest.approx(2 / 3)
    assert math.isnan(share_of_commonest(np.array([np.nan])))


def test_shapes_must_agree() -> None:
    with pytest.raises(ValueError, match="belong together"):
        symmetry_index(np.ones(3), np.ones(4), np.ones(3))


@given(st.integers(-40, 40))
@settings(max_examples=15, deadline=None)
def test_the_unit_does_not_matter(exponent: int) -> None:
    log = logged(64, steps=40)
    scaled = {name: row * 2.0**exponent for name, row in log.items()}
    one, other = (latent_dimension(rows["norm"], rows["std"], rows["mean"]) for rows in (log, scaled))
    assert one is not None
    assert other is not None
    assert other.ratio.value == pytest.approx(one.ratio.value)


@given(
    arrays(float, st.tuples(st.just(4), st.integers(0, 40)), elements=st.floats(allow_nan=True, allow_infinity=True))
)
@settings(max_examples=60, deadline=None)
def test_nothing_makes_them_raise(rows: FloatArray) -> None:
    latent_dimension(rows[0], rows[1], rows[2])
    symmetry_index(rows[0], rows[1], rows[2])
    gaussian_extremes(rows[0], rows[1], rows[2], rows[3])

"""Statistics of stretches: those of the structures are those of numpy and of exact sums, on any data."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.series import Fidelity, FidelityKind, FloatArray, Series
from analysis.stats.counts import CHUNK, counts
from analysis.stats.digest import DIRECT, FEW, SHARES, SHORT, Described, digest, effective_number, quantiles
from analysis.stats.moments import BLOCK, GROUP


def series(values: FloatArray, steps: FloatArray | None = None) -> Series:
    at = np.arange(values.size, dtype=float) if steps is None else steps
    return Series("m", at, values, Fidelity(FidelityKind.IRREGULAR, values.size, values.size))


def data(seed: int, points: int, *, offset: float, broken: float, walk: bool) -> Series:
    """Noise or a walk on an offset, uneven steps, some values not finite."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=points)
    values = offset + (values.cumsum() if walk else values)
    for odd in (math.nan, math.inf, -math.inf):
        values[rng.random(points) < broken / 3] = odd
    return series(values, np.cumsum(rng.integers(1, 5, points)).astype(float))


def check_exact(found: Described, steps: FloatArray, values: FloatArray) -> None:
    """Against math.fsum and numpy on the stretch itself."""
    finite = np.isfinite(values)
    x, y = steps[finite], values[finite]
    assert (found.count, found.nonfinite) == (y.size, values.size - y.size)
    if not y.size:
        assert math.isnan(found.mean)
        return
    mean = math.fsum(y) / y.size
    scale = float(np.abs(y).max())
    assert found.mean == pytest.approx(mean, abs=1e-14 * scale)
    assert (found.low, found.high) == (y.min(), y.max())
    assert (found.low_step, found.high_step) == (x[y.argmin()], x[y.argmax()])
    if y.size > 1:
        squares = math.fsum((y - mean) ** 2)
        assert found.std == pytest.approx(math.sqrt(squares / (y.size - 1)), rel=1e-9, abs=1e-13 * scale)
        dx = x - math.fsum(x) / x.size
        slope = math.fsum(dx * (y - mean)) / math.fsum(dx * dx)
        assert found.slope == pytest.approx(slope, rel=1e-7, abs=1e-12 * scale / float(np.ptp(x)))


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 999),
    points=st.sampled_from((1, 2, BLOCK, 5 * BLOCK + 3, 2 * GROUP * BLOCK + 77)),
    offset=st.sampled_from((0.0, 1e3, -1e9)),
    broken=st.sampled_from((0.0, 0.01, 1.0)),
    walk=st.booleans(),
    ends=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_moments_of_any_stretch_are_those_of_exact_sums(
    *, seed: int, points: int, offset: float, broken: float, walk: bool, ends: tuple[float, float]
) -> None:
    one = data(seed, points, offset=offset, broken=broken, walk=walk)
    kept = digest(one)
    start, stop = sorted(int(share * points) for share in ends)
    check_exact(kept.near(((start, stop),)), one.steps[start:stop], one.values[start:stop])


def test_several_stretches_are_described_together() -> None:
    one = data(1, 60_000, offset=5.0, broken=0.01, walk=True)
    ranges = ((10, 3_000), (20_000, 20_001), (30_000, 55_000))
    taken = np.concatenate([np.arange(*each) for each in ranges])
    for found in (digest(one).near(ranges), digest(one).exact(ranges)):
        check_exact(found, one.steps[taken], one.values[taken])


def test_a_quiet_stretch_far_from_zero_keeps_its_deviation() -> None:
    rng = np.random.default_rng(3)
    values = 1e6 + np.concatenate([1e5 * rng.normal(size=100_000), 1e-3 * rng.normal(size=100_000)])
    found = digest(series(values)).near(((120_000, 180_000),))
    assert found.std == pytest.approx(values[120_000:180_000].std(ddof=1), rel=1e-6)


@pytest.mark.parametrize("scale", [1e300, 1e-300])
def test_values_whose_squares_cannot_be_held(scale: float) -> None:
    values = np.random.default_rng(4).normal(size=5_000) * scale
    found = digest(series(values)).near(((100, 4_900),))
    assert found.std / scale == pytest.approx((values[100:4_900] / scale).std(ddof=1), rel=1e-9)
    assert found.mean / scale == pytest.approx((values[100:4_900] / scale).mean(), rel=1e-9)


def test_steps_out_of_order_are_ordered_first() -> None:
    steps = np.array([5.0, 1.0, 3.0])
    kept = digest(series(np.array([50.0, 10.0, 30.0]), steps))
    found = kept.near((kept.range(1, 3),))
    assert (found.count, found.high, found.high_step) == (2, 30.0, 3.0)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=50))
def test_quantiles_are_those_of_numpy(values: list[float]) -> None:
    array = np.array(values)
    assert quantiles(array) == pytest.approx(np.quantile(array, SHARES), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("walk", [False, True])
def test_near_quantiles_are_near_and_said_to_be_so(*, walk: bool) -> None:
    one = data(5, 400_000, offset=2.0, broken=0.02, walk=walk)
    values = np.array(one.values)
    values[70_000] = 1e12  # an outlier does not coarsen the others
    kept = digest(series(values))
    near, exact = kept.near(((50_000, 380_000),)), kept.exact(((50_000, 380_000),))
    assert near.approximate
    assert not exact.approximate
    spread = exact.quantiles[-1] - exact.quantiles[0]
    assert near.quantiles == pytest.approx(exact.quantiles, abs=0.01 * spread)
    assert exact.quantiles == pytest.approx(
        np.quantile(values[50_000:380_000][np.isfinite(values[50_000:380_000])], SHARES)
    )


def test_near_quantiles_of_few_levels_are_levels() -> None:
    values = np.random.default_rng(6).choice([1.0, 2.0, 4.0], size=200_000, p=[0.6, 0.3, 0.1])
    kept = counts(values)
    assert kept is not None
    assert kept.level
    assert kept.quantiles(((CHUNK // 2, 10 * CHUNK),), SHARES).tolist() == [1.0, 1.0, 1.0, 2.0, 4.0]


def test_short_stretches_are_exact_at_once_and_quantiles_of_longer_ones() -> None:
    long = digest(data(7, 100_000, offset=0.0, broken=0.0, walk=False))
    assert long.near(((500, 500 + SHORT),)) == long.exact(((500, 500 + SHORT),))
    assert long.near(((500, 501 + SHORT),)).approximate
    stretch = ((500, 500 + DIRECT),)
    assert long.near(stretch).quantiles == long.exact(stretch).quantiles
    short = digest(data(7, FEW - 1, offset=0.0, broken=0.0, walk=False))
    assert short.near(((0, FEW - 1),)).quantiles == short.exact(((0, FEW - 1),)).quantiles


def test_the_effective_number_falls_with_dependence_also_of_long_series() -> None:
    noise = np.random.default_rng(8).normal(size=300_000)
    assert effective_number(noise) > 100_000
    smooth = np.convolve(noise, np.ones(100) / 10, mode="valid")
    assert 1_000 < effective_number(smooth) < 8_000
    near = digest(series(smooth)).near(((0, smooth.size),))
    assert 500 < near.effective < 12_000
    assert math.isnan(effective_number(noise[:9]))


def test_nothing_finite_and_nothing_at_all() -> None:
    kept = digest(series(np.full(50_000, math.nan)))
    assert kept.near(((0, 50_000),)).nonfinite == 50_000
    assert kept.exact(()).count == 0

"""Fidelity says what the distances of the steps allow to say, and no more."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.series import FidelityKind, FloatArray
from analysis.stats.sampling import fidelity


def steps(*values: float) -> FloatArray:
    return np.array(values, dtype=float)


def thinned(points: int, of: int) -> FloatArray:
    """That many points of steps 0 to ``of`` − 1, first and last among them."""
    return np.unique(np.round(np.linspace(0, of - 1, points)))


@pytest.mark.parametrize(
    ("given_steps", "kind", "spanned"),
    [
        (steps(), FidelityKind.TOO_SHORT, 0),
        (steps(4), FidelityKind.TOO_SHORT, 1),
        (steps(4, 5), FidelityKind.TOO_SHORT, 2),
        (steps(0, 1, 2, 3), FidelityKind.COMPLETE, 4),
        (steps(17, 18, 19), FidelityKind.COMPLETE, 3),
        (steps(0, 340, 680), FidelityKind.STRIDED, 681),
        (steps(0, 10, 20, 30, 33), FidelityKind.STRIDED, 34),
        (steps(0, 10, 13), FidelityKind.IRREGULAR, 14),
        (steps(0, 10, 20, 30, 50), FidelityKind.IRREGULAR, 51),
        (steps(0, 1, 2, 4), FidelityKind.IRREGULAR, 5),
        (steps(0.1, 0.2, 0.3, 0.4), FidelityKind.STRIDED, 0),
        (steps(50.5, 150.5, 250.5), FidelityKind.STRIDED, 200),
        (steps(0, 1, 1, 2), FidelityKind.IRREGULAR, 3),
        (steps(0, 1, 2, 0, 1, 2), FidelityKind.IRREGULAR, 3),
        (steps(-1.7e308, 1.7e308, 1.75e308), FidelityKind.IRREGULAR, None),
        (thinned(500, 549), FidelityKind.SAMPLED, 549),
        (thinned(10_000, 188_973), FidelityKind.SAMPLED, 188_973),
        (thinned(501, 549), FidelityKind.IRREGULAR, 549),
        (np.arange(500) * 4096.0, FidelityKind.STRIDED, 499 * 4096 + 1),
        (thinned(500, 549) + 0.5, FidelityKind.IRREGULAR, 548),
    ],
)
def test_kind(given_steps: FloatArray, kind: FidelityKind, spanned: int | None) -> None:
    found = fidelity(given_steps)
    assert (found.kind, found.points) == (kind, given_steps.size)
    assert spanned is None or found.spanned == spanned


def test_stride_is_the_median_distance() -> None:
    assert fidelity(steps(0, 10, 20, 30, 33)).stride == 10
    assert fidelity(steps(5)).stride is None


def test_points_even_along_another_coordinate_were_not_thinned() -> None:
    uneven = thinned(500, 4_588)
    assert fidelity(uneven).kind is FidelityKind.SAMPLED
    assert fidelity(uneven, along=[uneven * 1.5]).kind is FidelityKind.SAMPLED
    assert fidelity(uneven, along=[np.full(500, math.nan)]).kind is FidelityKind.SAMPLED
    assert fidelity(uneven, along=[np.arange(500.0) * 4096]).kind is FidelityKind.IRREGULAR


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=30))
def test_any_finite_steps_have_an_answer(values: list[float]) -> None:
    found = fidelity(np.array(values, dtype=float))
    assert found.points == len(values)
    assert found.spanned >= 0
    assert found.stride is None or math.isfinite(found.stride)


@given(st.integers(0, 10**6), st.integers(2, 5000), st.integers(3, 200))
def test_one_distance_is_a_logging_interval(first: int, stride: int, points: int) -> None:
    found = fidelity(first + stride * np.arange(float(points)))
    assert (found.kind, found.stride) == (FidelityKind.STRIDED, stride)
    assert found.spanned == (points - 1) * stride + 1

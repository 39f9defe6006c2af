"""Outlines of long series: the vertices of the plain way, from the extremes of blocks that are found once."""

import gc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.series import Span
from analysis.stats import outlines as module
from analysis.stats.columns import outline
from analysis.stats.outlines import Outlines, finite_inside, outlined, outlines


@settings(deadline=None, max_examples=60)
@given(
    size=st.integers(2, 9_000),
    seed=st.integers(0, 99),
    columns=st.integers(1, 40),
    ends=st.tuples(st.floats(-0.2, 1.2), st.floats(-0.2, 1.2)),
    kind=st.sampled_from(["noise", "stairs", "flat", "gaps", "back"]),
)
def test_the_vertices_are_those_of_the_plain_way(
    size: int, seed: int, columns: int, ends: tuple[float, float], kind: str
) -> None:
    source = np.random.default_rng(seed)
    steps = np.cumsum(source.integers(0, 3, size)).astype(float)
    values = source.normal(size=size)
    if kind in ("stairs", "flat"):
        values = np.round(values * (kind == "stairs"))
    if kind == "gaps":
        values[source.integers(0, size, 3)] = np.nan
    if kind == "back":
        steps[size // 2 :] -= steps[size // 2]
    low, high = sorted(ends)
    span = Span(float(steps.max()) * low, float(steps.max()) * high)
    plain, other = outline(steps, values, columns, span), Outlines(steps, values).outline(steps, values, columns, span)
    np.testing.assert_array_equal(plain[0], other[0])
    np.testing.assert_array_equal(plain[1], other[1])


def test_a_long_series_is_searched_once_and_forgotten_with_its_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONG", 1_000)
    steps, values = np.arange(5_000.0), np.random.default_rng(0).normal(size=5_000)
    values.flags.writeable = False
    known = outlines(steps, values)
    span = Span(100.0, 4_000.0)
    assert outlined(steps, values, 7, span)[0].size <= 4 * 9
    assert finite_inside(steps, values, span) == 3_901
    assert outlines(steps, values) is known
    before = len(module._known)
    del values
    gc.collect()
    assert len(module._known) == before - 1

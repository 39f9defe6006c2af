"""Ticks are round, lie within the axis, and their labels are the numbers they stand beside."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.stats.ticks import ticks

SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def number_of(label: str) -> float:
    mantissa, _, power = label.replace("−", "-").replace(",", "").partition("×10")
    return float(f"{mantissa}e{power.translate(SUPER) or 0}")


@pytest.mark.parametrize(
    ("low", "high", "about", "labels"),
    [
        (0, 2900, 6, ["0", "500", "1,000", "1,500", "2,000", "2,500"]),
        (-0.0021, 0.0024, 3, ["−0.002", "0", "0.002"]),
        (0.1, 0.3, 2, ["0.1", "0.2", "0.3"]),
        (0, 1e-6, 3, ["0", "0.5×10⁻⁶", "1.0×10⁻⁶"]),
        (0, 3e6, 3, ["0", "1×10⁶", "2×10⁶", "3×10⁶"]),
        (1.00000001, 1.00000003, 2, ["1.00000001", "1.00000002", "1.00000003"]),
    ],
)
def test_labels(low: float, high: float, about: int, labels: list[str]) -> None:
    assert [label for _, label in ticks(low, high, about)] == labels


def test_one_value_has_one_tick() -> None:
    assert ticks(0.25, 0.25) == ((0.25, "0.2500"),)


@pytest.mark.parametrize(("low", "high"), [(math.nan, 1), (0, math.inf), (2, 1)])
def test_no_axis_no_ticks(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="an axis cannot reach"):
        ticks(low, high)


finite = st.floats(allow_nan=False, allow_infinity=False)


@given(one=finite, other=finite, about=st.integers(2, 12))
def test_ticks_lie_within_and_labels_are_true(one: float, other: float, about: int) -> None:
    low, high = min(one, other), max(one, other)
    assume(low < high and high / about - low / about > 0)
    found = ticks(low, high, about)
    values = [value for value, _ in found]
    assert all(low <= value <= high for value in values)
    assert values == sorted(set(values)), "ascending, none twice"
    assert len({label for _, label in found}) == len(found), "no two read alike"
    assert len(values) <= 1.6 * about + 1
    for value, label in found:
        assert math.isclose(number_of(label), value, rel_tol=1e-9, abs_tol=0.0)

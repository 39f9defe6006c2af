"""A number reads the same wherever it is printed."""

import math

import pytest

from analysis import wording
from analysis.model.series import Fidelity, FidelityKind, Span


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.81401, "0.8140"),
        (-0.0007, "−0.0007000"),
        (1e-6, "1.000×10⁻⁶"),
        (2900, "2,900"),
        (12345.6, "12,346"),
        (1.6e10, "1.600×10¹⁰"),
        (99999.9, "100,000"),
        (9.99996, "10.00"),
        (math.nan, "NaN"),
        (-math.inf, "−∞"),
    ],
)
def test_number(value: float, text: str) -> None:
    assert wording.number(value) == text


def test_differences_carry_their_sign() -> None:
    assert wording.signed(0.5) == "+0.5000"
    assert wording.signed(-0.5) == "−0.5000"
    assert wording.signed(0.0) == "0"


def test_steps() -> None:
    assert wording.steps(Span(1210, 1300)) == "steps 1,210 to 1,300"
    assert wording.steps(Span(7, 7)) == "step 7"
    assert wording.step(134.5) == "134.5"
    assert wording.step(-3) == "−3"


def test_fidelity_says_what_is_missing() -> None:
    sampled = Fidelity(FidelityKind.SAMPLED, 10_000, 21_826, 2.0)
    assert wording.fidelity(sampled) == "10,000 of 21,826 steps sampled"
    assert wording.fidelity(Fidelity(FidelityKind.STRIDED, 10, 131, 14.0)) == "every 14 steps"
    assert wording.fidelity(Fidelity(FidelityKind.STRIDED, 10, 1, 2.5e-4)) == "every 0.0002500 steps"

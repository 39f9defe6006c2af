"""Several series on common steps: where they were logged on other cycles, by which constant they were moved."""

import numpy as np

from analysis.model.series import Series
from analysis.stats.sampling import fidelity
from analysis.stats.together import how_paired, together


def test_how_metrics_were_paired_is_told() -> None:
    assert how_paired([0.0, 0.0]) == "at the steps that both metrics have"
    assert how_paired([]) == "at the steps that both metrics have"
    assert how_paired([-1.0, -1.0]) == "paired by logging cycle, the second metric shifted by −1 steps"
    assert how_paired([1.0, 0.0, -2.0]) == (
        "paired by logging cycle, the second metric shifted by −2 to +1 steps in 2 of 3 pairs, "
        "else at the steps that both have"
    )


def test_the_shift_onto_another_logging_cycle_is_kept() -> None:
    steps = np.arange(1.0, 1401, 14)
    other = Series("b", steps + 2, np.sin(steps), fidelity(steps))
    found = together(Series("a", steps, np.cos(steps), fidelity(steps)), other)
    assert (len(found), found.shifts) == (100, (-2.0,))
    assert found.where(found.steps > 500).shifts == (-2.0,)

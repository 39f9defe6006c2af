"""What the export holds is told in numbers."""

import numpy as np

from analysis.asking import Context
from analysis.checks.integrity import CHECK
from analysis.model.finding import Verdict
from analysis.model.run import Run, RunId
from analysis.model.series import Series
from analysis.stats.sampling import fidelity


def run_of_one(values: object, steps: object, **more: object) -> Run:
    at = np.asarray(steps, dtype=float)
    return Run(RunId("r"), "r", (Series("m", at, np.asarray(values, dtype=float), fidelity(at), **more),))  # type: ignore[arg-type]


def test_a_complete_series() -> None:
    (finding,) = CHECK.run(run_of_one(np.ones(2900), np.arange(2900)), Context())
    assert (finding.verdict, finding.sentence) == (Verdict.NO_CONCERN, "2,900 points, complete, all finite.")


def test_a_logging_interval_is_no_fault() -> None:
    (finding,) = CHECK.run(run_of_one(np.ones(50), np.arange(0, 700, 14)), Context())
    assert (finding.verdict, finding.sentence) == (Verdict.NO_CONCERN, "50 points, every 14 steps, all finite.")


def test_a_restart_that_left_no_step_out_is_not_called_thinned() -> None:
    (finding,) = CHECK.run(run_of_one(np.ones(150), [*range(100), *range(50, 100)]), Context())
    assert finding.sentence == (
        "150 points, complete, all finite; 50 points at a step that occurs more than once; "
        "steps go back 1 time, first from 99 to 50: a restart, or several runs in one file."
    )


def test_hardly_any_points_are_not_judged_unless_they_are_not_finite() -> None:
    assert CHECK.run(run_of_one([1, 2], [0, 1]), Context())[0].verdict is Verdict.NOT_ENOUGH
    assert CHECK.run(run_of_one([1, np.nan], [0, 1]), Context())[0].verdict is Verdict.CONCERN  # to the end
    (empty,) = CHECK.run(run_of_one([], []), Context())
    assert (empty.verdict, empty.sentence, empty.span) == (Verdict.NOT_ENOUGH, "No points.", None)


def test_nothing_but_nan() -> None:
    (finding,) = CHECK.run(run_of_one([np.nan] * 5, range(5)), Context())
    assert finding.sentence == "5 points, complete; not finite from step 0 to the end (5 values)."


def test_an_aggregate_may_hide_what_happened_in_one_run() -> None:
    ones = np.ones(5)
    (finding,) = CHECK.run(run_of_one(ones, range(5), low=ones, high=ones), Context())
    assert "stand for several runs" in finding.limits

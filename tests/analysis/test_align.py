"""What two runs can be placed by, what is proposed and why, and that every point is paired or left over."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.align import align, aligned, laid, offers, proposed
from analysis.compare import compare
from analysis.model.alignment import Alignment, Basis, Means, Terms
from analysis.model.comparison import Comparability, Matching
from analysis.model.run import Run, RunId
from analysis.model.series import FloatArray, Series
from tests.synthetic import run_of, series_of


def run_with(name: str, *series: Series, **settings: float) -> Run:
    return Run(RunId(name), name, series, config=settings)


def logged(stride: int, seed: int, points: int = 3000, clock: FloatArray | None = None) -> Series:
    steps = np.arange(0.0, points, stride)
    values = 5 * np.exp(-steps / 800) + np.random.default_rng(seed).normal(0, 0.1, steps.size)
    return replace(series_of("loss", values, steps), along={} if clock is None else {"Wall Time": clock})


def possible(a: Run, b: Run) -> set[Basis]:
    return {offer.alignment.by for offer in offers(a, b) if offer.possible and not offer.alignment.after}


def test_by_step_is_proposed_where_steps_meet() -> None:
    a, b = run_of("oak"), run_of("fog", seed=2)
    assert proposed(a, b) == Alignment()
    assert possible(a, b) == {Basis.STEP, Basis.PROGRESS, Basis.LEARNING_RATE}
    by_epoch = next(offer for offer in offers(a, b) if offer.alignment.by is Basis.EPOCH)
    assert by_epoch.reason == "Neither run tells its epochs."
    assert sum(offer.proposed for offer in offers(a, b)) == 1


def test_runs_that_count_other_things_are_placed_by_what_both_tell() -> None:
    steps = np.arange(0.0, 1000.0)
    a = run_with("a", replace(series_of("loss", steps), along={"epoch": np.floor(steps / 100)}))
    b = run_with("b", replace(series_of("loss", np.arange(10.0)), axis="Epoch"))
    assert proposed(a, b).by is Basis.EPOCH
    pairs = align(a, b, "loss", proposed(a, b))
    assert (len(pairs), pairs.axis) == (10, "Epoch")
    np.testing.assert_allclose(pairs.a, np.arange(10) * 100 + 49.5)
    assert compare(a, b).comparability is Comparability.WITH_RESERVATIONS


def test_samples_follow_from_one_batch_size() -> None:
    a, b = run_with("a", logged(1, 1), batch_size=32), run_with("b", logged(1, 2), batch_size=64)
    pairs = align(a, b, "loss", Alignment(Basis.SAMPLES))
    assert pairs.axis == "Samples seen"
    assert pairs.alone_b
    assert not pairs.alone_a
    assert Basis.SAMPLES not in possible(a, run_with("b", logged(1, 2)))


def test_time_since_the_start_follows_from_the_clock() -> None:
    clock = 1.7e9 + np.arange(3000.0)
    a = run_with("a", logged(1, 1, clock=clock))
    b = run_with("b", logged(1, 2, clock=clock + 86_400))
    assert Basis.WALL_TIME not in possible(a, b)
    pairs = align(a, b, "loss", Alignment(Basis.RELATIVE_TIME))
    assert len(pairs) == 3000
    assert pairs.steps[0] == 0


def test_the_same_learning_rate_is_met_from_the_peak_on() -> None:
    a, b = run_of("oak", points=300), run_of("fog", points=600)
    pairs = align(a, b, "latent/std", Alignment(Basis.LEARNING_RATE))
    assert pairs.how is Matching.MEANS
    assert len(pairs) == 150
    assert (np.diff(pairs.steps) > 0).all()
    assert pairs.axis == "Learning rate"


def test_other_intervals_are_compared_by_means_and_never_interpolated() -> None:
    a, b = run_with("a", logged(1, 1)), run_with("b", logged(10, 2))
    pairs = align(a, b, "loss", Alignment())
    of_b = b.series[0]
    assert pairs.how is Matching.MEANS
    np.testing.assert_array_equal(pairs.steps, of_b.steps)
    np.testing.assert_allclose(pairs.b, of_b.values, rtol=1e-12)
    assert abs((pairs.b - pairs.a).mean()) < 0.03
    assert align(a, b, "loss", Alignment(means=Means.NEVER)).how is Matching.SAME_STEPS


def test_runs_that_move_together_are_paired_at_the_very_steps() -> None:
    a = run_with("a", logged(1, 1))
    series = a.series[0]
    b = run_with("b", replace(series_of("loss", series.values[::10] + 0.01, series.steps[::10])))
    pairs = align(a, b, "loss", Alignment())
    assert pairs.how is Matching.SAME_STEPS
    assert np.ptp(pairs.b - pairs.a) < 1e-12


@pytest.mark.parametrize("stride", [1, 7, 10])
def test_every_point_is_paired_or_left_over(stride: int) -> None:
    a, b = run_with("a", logged(1, 1)), run_with("b", logged(stride, 2, 2000))
    pairs = align(a, b, "loss", Alignment(offset=500.0))
    assert [(span.first, span.last) for span in pairs.alone_a] == [(0, 500), (500 + b.series[0].steps[-1], 2999)]
    assert pairs.alone_b == ()
    assert pairs.shift == 500
    assert pairs.unmatched_a >= 1000
    whole = compare(a, b, terms=Terms(Alignment(offset=500.0)))
    assert "B was moved by +500.0 by hand." in whole.reservations
    assert "500" in whole.aligned


def test_continued_after_a_nothing_is_paired() -> None:
    a, b = run_with("a", logged(1, 1)), run_with("b", logged(1, 2))
    after = Alignment(after=True)
    one, other = laid(a, b, "loss", after)
    assert one is not None
    assert other is not None
    assert other.steps[0] == one.steps[-1] + 1
    pairs = align(a, b, "loss", after)
    assert (len(pairs), pairs.unmatched_a, pairs.unmatched_b) == (0, 3000, 3000)
    found = compare(a, b, terms=Terms(after))
    assert found.comparability is Comparability.NOT_COMPARABLE
    assert found.aligned == aligned(after, [pairs]) == "B continues behind the end of A: nothing is paired."


def test_a_span_changes_neither_how_nor_the_values() -> None:
    from analysis.model.series import Span

    a, b = run_with("a", logged(1, 1)), run_with("b", logged(10, 2))
    whole, part = align(a, b, "loss", Alignment()), align(a, b, "loss", Alignment(), Span(1000, 1500))
    inside = (whole.steps >= 1000) & (whole.steps <= 1500)
    assert part.how is whole.how
    np.testing.assert_array_equal(part.a, whole.a[inside])

"""A comparison says first whether it may be made, then no more than the numbers carry."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.compare import CAVEAT, compare, compare_metric
from analysis.errors import Cancelled
from analysis.model.comparison import Comparability, Matching
from analysis.model.run import Run, RunId
from analysis.model.series import Fidelity, FidelityKind, FloatArray, Series, Span
from analysis.progress import Progress, silent
from analysis.read import read
from tests.synthetic import run_of, series_of


def run_with(name: str, *series: Series) -> Run:
    return Run(RunId(name), name, series)


def noise(seed: int, points: int = 1500, mean: float = 0.0) -> FloatArray:
    return np.random.default_rng(seed).normal(mean, 1.0, points)


def pair(a: FloatArray, b: FloatArray, metric: str = "loss") -> tuple[Run, Run]:
    return run_with("a", series_of(metric, a)), run_with("b", series_of(metric, b))


def sentence(a: FloatArray, b: FloatArray, metric: str = "loss") -> str:
    return compare(*pair(a, b, metric)).differences[0].sentence


# ------------------------------------------------------------------------------------------------ what is said


def test_identical_runs_hold_the_same_numbers() -> None:
    run = run_of("oak", seed=1)
    found = compare(run, replace(run, id=RunId("other"), name="other"))
    assert found.comparability is Comparability.COMPARABLE
    assert found.reservations == ()
    assert [entry.difference for entry in found.differences] == [0.0] * 6
    assert found.differences[1].sentence == "A and B hold the same numbers on all 300 matched steps."
    assert found.differences[0].sentence == "A and B have the same learning rate on all 300 matched steps."


def test_a_constant_is_named_with_an_interval_of_no_width() -> None:
    (entry,) = compare(*pair(noise(1), noise(1) - 0.25)).differences
    assert entry.sentence == "B is lower by 0.2500 on all 1,500 matched steps, the same on each."
    assert entry.interval is not None
    assert (entry.interval.low, entry.interval.high) == (entry.difference, entry.difference)
    assert entry.difference == pytest.approx(-0.25)


def test_a_difference_beyond_the_noise() -> None:
    (entry,) = compare(*pair(noise(1), noise(2, mean=0.5))).differences
    assert entry.sentence.startswith("B is higher by 0.")
    assert "on average over 1,500 matched steps (95\u202f% interval +0." in entry.sentence
    assert entry.sentence.endswith("this differs beyond the noise within these runs.")
    assert entry.interval is not None
    assert entry.interval.contains(entry.difference)
    assert 0 < entry.effective <= 1500


def test_no_difference_is_bounded_not_denied() -> None:
    (entry,) = compare(*pair(noise(1), noise(2))).differences
    assert entry.interval is not None
    assert entry.interval.contains(0)
    assert entry.sentence.startswith("B − A is ")
    assert "on average over 1,500 matched steps (95 % interval " in entry.sentence.replace("\u202f", " ")
    assert "does not differ beyond the noise within these runs, and a mean difference of up to 0." in entry.sentence


@pytest.mark.parametrize(("points", "warned"), [(999, True), (1000, False)])
@pytest.mark.parametrize("mean", [0.0, 3.0])
def test_short_runs_cannot_rule_out_slow_drift(points: int, warned: bool, mean: float) -> None:
    said = sentence(noise(1, points), noise(2, points, mean))
    assert ("too short to rule out slow drift" in said) is warned


def test_below_twenty_pairs_only_the_mean_is_stated() -> None:
    (entry,) = compare(*pair(noise(1, 19), noise(2, 19))).differences
    assert entry.interval is None
    assert entry.sentence.startswith("B − A is ")
    assert "fewer than 20 pairs carry no interval" in entry.sentence


def test_runs_that_part_say_where() -> None:
    a, b = noise(1), noise(1)
    b[700:] += noise(2, 800)
    assert sentence(a, b).startswith("A and B are identical up to step 699; they part at step 700.")
    assert "identical" not in sentence(noise(1), noise(2))


def test_runs_are_not_called_identical_up_to_a_step_where_points_had_no_partner() -> None:
    a, b = noise(1), noise(1)
    b[700:] += noise(2, 800)
    fewer = series_of("loss", np.delete(b, 300), np.delete(np.arange(1500.0), 300))
    (entry,) = compare(run_with("a", series_of("loss", a)), run_with("b", fewer)).differences
    assert entry.pairs.unmatched_a == 1
    assert "identical" not in entry.sentence


def test_runs_whose_next_points_have_no_partner_part_at_an_unknown_step() -> None:
    a, b = noise(1, 60), noise(1, 60)
    b[30:] += 1
    steps_a, steps_b = np.arange(60.0), np.arange(60.0)
    steps_a[30:35] += 0.25
    (entry,) = compare(
        run_with("a", series_of("loss", a, steps_a)), run_with("b", series_of("loss", b, steps_b))
    ).differences
    assert len(entry.pairs) == 55
    assert "identical" not in entry.sentence


def test_values_that_are_not_finite_are_said_to_be_left_out() -> None:
    a = noise(1)
    a[[3, 8]] = np.nan, np.inf
    found = compare(*pair(a, noise(1)))
    assert found.differences[0].sentence == (
        "A and B hold the same numbers on all 1,498 matched steps. "
        "Left out: 2 matched steps with a value that is not finite."
    )
    assert found.reservations == ("loss: 2 matched steps with a value that is not finite left out.",)
    assert "Nothing is compared: 5 matched steps" in sentence(np.full(5, np.nan), noise(1, 5))


def test_a_learning_rate_is_a_setting_and_gets_no_interval() -> None:
    steps = np.arange(1000.0)
    a = 5e-4 * (1 + np.cos(np.pi * steps / 1000))
    b = a.copy()
    b[600:] = 1e-4
    found = compare(*pair(a, b, "train/lr"))
    assert found.differences[0].interval is None
    assert re.search(r"differ on \d+ of 1,000 matched steps, most at step", found.differences[0].sentence)
    assert found.comparability is Comparability.WITH_RESERVATIONS
    assert "the schedules differ on" in found.reservations[0]


def test_the_caveat_is_always_there_and_no_recipe_is_called_better() -> None:
    found = compare(run_of("oak", seed=1, points=1200), run_of("fog", seed=2, points=1200, shift=5.0))
    assert (
        found.caveat
        == CAVEAT
        == ("Seed-to-seed variation is unknown: one run against one run cannot show that either recipe is better.")
    )
    assert not any(entry.supports_better_recipe for entry in found.differences)
    assert all(CAVEAT in entry.limits for entry in found.differences[1:])


# ------------------------------------------------------------------------------------------------ whether it may be


def test_other_ranges_are_a_reservation_shared_by_all_metrics() -> None:
    found = compare(run_of("oak", points=300), run_of("fog", points=200))
    assert found.comparability is Comparability.WITH_RESERVATIONS
    assert found.reservations[0] == (
        "All 6 metrics: A covers steps 0 to 299, B covers steps 0 to 199; only what both cover is compared."
    )
    assert all(len(entry.pairs) == 200 and entry.pairs.unmatched_a == 100 for entry in found.differences)


def test_no_common_steps() -> None:
    a = series_of("loss", noise(1, 50))
    b = series_of("loss", noise(2, 50), np.arange(500.0, 550.0))
    found = compare(run_with("a", a), run_with("b", b))
    assert found.comparability is Comparability.NOT_COMPARABLE
    assert found.reservations[0] == "A and B share 1 metric, but no finite values of theirs meet at any step."
    assert found.differences[0].pairs.how is Matching.NONE
    assert np.isnan(found.differences[0].difference)
    assert found.differences[0].sentence == "Nothing is compared: A and B have no step in common."


def test_no_common_metric() -> None:
    found = compare(run_with("a", series_of("x", noise(1))), run_with("b", series_of("y", noise(1))))
    assert found.comparability is Comparability.NOT_COMPARABLE
    assert found.reservations == ("A and B have no metric in common.", "Only A has x.", "Only B has y.")
    assert (found.only_a, found.only_b, found.differences) == (("x",), ("y",), ())


def test_metrics_of_one_side_are_a_reservation() -> None:
    a = run_of("oak")
    found = compare(a, replace(a, id=RunId("b"), series=a.series[:1]))
    assert found.comparability is Comparability.WITH_RESERVATIONS
    assert found.reservations == ("Only A has latent/mean, latent/std, latent/norm and 2 more.",)


def test_other_axes_cannot_be_matched() -> None:
    a = series_of("loss", noise(1))
    found = compare(run_with("a", a), run_with("b", replace(a, axis="epoch")))
    assert found.comparability is Comparability.NOT_COMPARABLE
    assert "loss: A counts Step, B counts epoch, so their steps cannot be matched." in found.reservations
    assert found.differences[0].sentence == "Nothing is compared: A counts Step, B counts epoch."


def test_other_intervals_are_a_reservation() -> None:
    a = series_of("loss", noise(1, 101))
    steps = np.arange(0.0, 101.0, 10.0)
    b = Series("loss", steps, noise(2, 11), Fidelity(FidelityKind.STRIDED, 11, 101, 10.0))
    found = compare(run_with("a", a), run_with("b", b))
    assert found.reservations == (
        "loss: the logging intervals differ (A: complete; B: every 10 steps).",
        "loss: means over 11 cells about 10 wide are paired, not single points.",
    )


def test_thinned_exports_are_a_reservation() -> None:
    a = replace(series_of("loss", noise(1)), fidelity=Fidelity(FidelityKind.SAMPLED, 1500, 90_000, 60.0))
    found = compare(run_with("a", a), run_with("b", a))
    assert "what happened between the points is not in the files" in found.reservations[0]
    assert "1,500 of 90,000 steps sampled" in found.reservations[0]


def test_an_aggregate_against_a_single_run_is_a_reservation() -> None:
    a = series_of("loss", noise(1))
    b = replace(a, low=a.values - 1, high=a.values + 1)
    found = compare(run_with("a", a), run_with("b", b))
    assert found.reservations == ("loss: B is an aggregate of several runs or buckets, the other is not.",)
    both = compare(run_with("a", b), run_with("b", b))
    assert both.reservations == ("loss: both are aggregates of several runs or buckets, not single runs.",)


def test_a_shift_is_a_reservation() -> None:
    a = series_of("loss", noise(1, 100), np.arange(0.0, 1400.0, 14.0))
    found = compare(run_with("a", a), run_with("b", replace(a, steps=a.steps - 1)))
    assert "loss: the steps of B are shifted by +1 to meet those of A." in found.reservations


def test_few_meeting_steps_are_a_reservation() -> None:
    rng = np.random.default_rng(0)
    a, b = (series_of("loss", noise(i), np.sort(rng.choice(30_000, 1500, replace=False)).astype(float)) for i in (1, 2))
    found = compare(run_with("a", a), run_with("b", b))
    assert any(re.search(r"means over \d+ cells about \d+ wide are paired", reason) for reason in found.reservations)


def test_an_empty_series_is_no_reason_to_fail() -> None:
    found = compare(*pair(noise(1), np.empty(0)))
    assert found.comparability is Comparability.NOT_COMPARABLE
    assert "loss: 1,500 points in A, 0 points in B." in found.reservations


# ------------------------------------------------------------------------------------------------ how it is asked


def test_a_span_uses_its_pairs_only() -> None:
    a, b = noise(1), noise(1)
    b[1000:] += 2
    one, other = pair(a, b)
    early = compare_metric(one, other, "loss", Span(0, 999))
    late = compare_metric(one, other, "loss", Span(1000, 1499))
    assert early.sentence == "A and B hold the same numbers on all 1,000 matched steps."
    assert late.difference == pytest.approx(2)
    assert (len(late.pairs), late.span) == (500, Span(1000, 1499))
    none = compare_metric(one, other, "loss", Span(5000, 6000))
    assert none.sentence == "Nothing is compared: A and B have no step in common in steps 5,000 to 6,000."


def test_without_a_span_it_is_what_the_comparison_says() -> None:
    one, other = pair(noise(1), noise(2))
    whole, listed = compare_metric(one, other, "loss"), compare(one, other).get("loss")
    assert listed is not None
    assert (whole.sentence, whole.interval) == (listed.sentence, listed.interval)


def test_progress_and_cancel() -> None:
    seen: list[tuple[int, int]] = []
    compare(run_of("a"), run_of("b"), Progress(lambda done, total, _: seen.append((done, total))))
    assert (seen[0], seen[-1]) == ((0, 6), (6, 6))
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        compare(run_of("a"), run_of("b"), progress)


@pytest.mark.corpus
def test_real_runs_of_one_logging_cycle(corpus: Path) -> None:
    """Six real runs whose points seldom fall on one step: compared where they do, and said so."""
    folder = corpus / "wandb_chart" / "Gagiwoo__rl_drone_object_search" / "make_graph"
    runs = read(tuple(sorted(folder.glob("*.csv"))), silent()).runs
    assert len(runs) == 6
    found = compare(runs[0], runs[1])
    assert found.comparability is Comparability.WITH_RESERVATIONS
    for entry in found.differences:
        assert entry.pairs.how is Matching.MEANS
        assert len(entry.pairs) > 1000
        assert entry.effective < len(entry.pairs)
    assert any("means over" in reason and "no constant shift" in reason for reason in found.reservations)


@pytest.mark.corpus
def test_real_metrics_of_other_logging_cycles_are_paired_point_by_point(corpus: Path) -> None:
    """A real run against itself on the cycle of another metric: a constant shift brings all of its points together."""
    folder = corpus / "wandb_chart" / "Gagiwoo__rl_drone_object_search" / "make_graph"
    first = read(tuple(sorted(folder.glob("*.csv"))), silent()).runs[0]
    one, other = first.series[:2]
    a, b = run_with("a", replace(one, name="m")), run_with("b", replace(other, name="m"))
    found = compare(a, b)
    (entry,) = found.differences
    assert (entry.pairs.how, len(entry.pairs), abs(entry.pairs.shift)) == (Matching.SHIFTED, 5697, 1)
    assert "5,697 pairs" in found.aligned


def test_an_interval_beyond_all_differences_is_none() -> None:
    """B lies below A on every step; that the two drift apart slowly must not read as "no difference"."""
    steps = np.arange(201.0)
    walk = np.cumsum(np.random.default_rng(0).normal(size=201))
    fall = -1.5 - 3.5 * (walk - walk.min()) / np.ptp(walk)
    a, b = run_with("a", series_of("js", np.zeros(201), steps)), run_with("b", series_of("js", fall, steps))
    entry = compare_metric(a, b, "js")
    assert entry.interval is None
    assert "above A on 0 steps and below on 201" in entry.sentence
    assert "an interval would say nothing" in entry.sentence

"""What is said of a difference beyond its mean, of several at once, and of repeats."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.compare import compare, compare_runs
from analysis.differences import REPEATS, VERDICT, head, rows
from analysis.groups import KNOWN, band, compare_groups
from analysis.model.alignment import Alignment, Basis, Repeats, Terms
from analysis.model.comparison import Comparability, Comparison, Kind, MetricDifference, Onset
from analysis.model.project import Project
from analysis.model.run import ConfigValue, Run, RunId
from analysis.model.series import FloatArray
from tests.synthetic import run_of, series_of

POINTS = 2000


def noise(seed: int, mean: float = 0.0) -> FloatArray:
    return np.random.default_rng(seed).normal(mean, 1.0, POINTS)


def run(name: str, config: dict[str, ConfigValue] | None = None, **metrics: FloatArray) -> Run:
    series = tuple(series_of(metric, values) for metric, values in metrics.items())
    return Run(RunId(name), name, series, config=config or {})


def entry(found: Comparison, metric: str) -> MetricDifference:
    one = found.get(metric)
    assert one is not None
    return one


def test_runs_that_part_are_a_value_of_the_comparison() -> None:
    a, b = noise(1), noise(1)
    b[700:] += 1
    found = compare(run("a", loss=a, other=noise(3)), run("b", loss=b, other=noise(4)))
    assert found.parting is not None
    assert (found.parting.metric, found.parting.onset, found.parting.step) == ("loss", Onset.EXACT, 700)
    assert found.parting.higher
    assert entry(found, "other").parting is None


def test_a_lasting_difference_has_an_interval_that_holds_it() -> None:
    b = noise(2)
    b[1200:] -= 2
    parting = compare(run("a", loss=noise(1)), run("b", loss=b)).parting
    assert parting is not None
    assert parting.onset is Onset.LASTING
    assert parting.interval.first <= 1200 <= parting.interval.last
    assert not parting.higher
    assert "from there to the end B lies below A" in parting.sentence


def test_the_same_runs_and_runs_a_constant_apart_do_not_part() -> None:
    a = run("a", loss=noise(1))
    assert compare(a, run("b", loss=noise(1))).parting is None
    assert compare(a, run("b", loss=noise(1) + 2)).parting is None


def test_equivalence_is_judged_by_the_margin_that_was_set() -> None:
    a, b = run("a", loss=noise(1, 50)), run("b", loss=noise(2, 50))
    usual = entry(compare(a, b), "loss").equivalence
    assert usual is not None
    assert (usual.by_hand, usual.equivalent) == (False, True)
    assert usual.margin == pytest.approx(0.5, rel=0.01)
    narrow = entry(compare(a, b, terms=Terms(margins={"loss": 1e-6})), "loss").equivalence
    assert narrow is not None
    assert (narrow.by_hand, narrow.equivalent) == (True, False)
    assert narrow.interval is not None
    assert narrow.interval.level == 0.9


def test_a_level_is_timed_in_both_runs() -> None:
    steps = np.arange(float(POINTS))
    fast, slow = 5 * np.exp(-steps / 200) + noise(1) * 0.05, 5 * np.exp(-steps / 400) + noise(2) * 0.05
    found = entry(compare(run("a", loss=fast), run("b", loss=slow), terms=Terms(levels={"loss": 1.0})), "loss").reaching
    assert found is not None
    assert found.falling
    assert found.a.step == pytest.approx(200 * np.log(5), abs=25)
    assert found.b.step == pytest.approx(400 * np.log(5), abs=40)
    never = compare(run("a", loss=fast), run("b", loss=slow), terms=Terms(levels={"loss": -9.0}))
    reached = entry(never, "loss").reaching
    assert reached is not None
    assert reached.a.step is None
    assert "never by A, never by B" in reached.sentence


def test_areas_and_effects_follow_from_the_mean() -> None:
    found = entry(compare(run("a", loss=noise(1, 3)), run("b", loss=noise(2, 4))), "loss")
    assert found.area is not None
    assert found.area.difference == pytest.approx(found.difference * (POINTS - 1), rel=0.01)
    assert found.area.interval is not None
    assert found.area.interval.contains(found.area.difference)
    assert found.effect == pytest.approx(1, abs=0.1)
    assert found.relative == pytest.approx(1 / 3, abs=0.05)


def test_spikes_are_counted_as_rates() -> None:
    b = noise(2)
    b[[200, 500, 800, 1100, 1400, 1700]] += 40
    found = entry(compare(run("a", loss=noise(1)), run("b", loss=b)), "loss").spikes
    assert found is not None
    assert found.b.events >= 5
    assert found.a.events < found.b.events
    assert found.b.interval.low < found.b.per_thousand < found.b.interval.high


def test_few_differences_are_adjusted_by_holm_and_many_by_their_share() -> None:
    few = compare(run("a", x=noise(1), y=noise(2)), run("b", x=noise(3, 1), y=noise(4)))
    adjusted = [one.adjusted for one in few.differences]
    assert [one and (one.method, one.tests) for one in adjusted] == [("Holm", 2), ("Holm", 2)]
    assert few.multiplicity.startswith("2 differences judged at once; after Holm's adjustment 1 of them lies")
    names = [f"m{place}" for place in range(12)]
    many = compare(
        run("a", None, **{name: noise(place) for place, name in enumerate(names)}),
        run("b", None, **{name: noise(place + 100) for place, name in enumerate(names)}),
    )
    assert "Benjamini-Hochberg" in many.multiplicity


def test_what_tells_the_same_counts_once() -> None:
    a, b = noise(1, 9), noise(2, 9)
    found = compare(run("a", norm=a, std=a / 32, free=noise(3)), run("b", norm=b, std=b / 32, free=noise(4)))
    assert found.identities == (("norm", "std"),)
    assert entry(found, "std").repeats == "norm"
    assert found.multiplicity.startswith("2 differences")


def test_hyperparameters_are_told_apart_by_kind() -> None:
    one: dict[str, ConfigValue] = {"lr": 0.1, "opt.name": "adam", "n": 1, "same": True, "dims": "[1, 2]", "gone": None}
    other: dict[str, ConfigValue] = {"lr": 0.2, "opt.name": "adam", "n": "1", "same": True, "dims": "[1, 3]"}
    found = compare(run("a", one, loss=noise(1)), run("b", other, loss=noise(1)))
    kinds = {one.key: (one.kind_a, one.kind_b) for one in found.settings if one.differs}
    assert kinds == {
        "lr": (Kind.NUMBER, Kind.NUMBER),
        "n": (Kind.NUMBER, Kind.TEXT),
        "dims": (Kind.LIST, Kind.LIST),
        "gone": (Kind.NONE, Kind.MISSING),
    }
    assert found.reservations[-1] == (
        "4 of 6 hyperparameters differ: lr (A 0.1, B 0.2), n (A 1, B “1”), dims (A [1, 2], B [1, 3]), "
        "gone (A none, B not there); no difference can be put down to one of them."
    )


def test_an_override_is_recorded_and_gives_means_without_an_interval() -> None:
    a, b = series_of("loss", noise(1)), series_of("loss", noise(2, 5), np.arange(5000.0, 5000.0 + POINTS))
    one, other = Run(RunId("a"), "a", (a,)), Run(RunId("b"), "b", (b,))
    refused = compare(one, other)
    assert refused.comparability is Comparability.NOT_COMPARABLE
    assert np.isnan(refused.differences[0].difference)
    found = compare(one, other, terms=Terms(override="I want to see"))
    assert (found.comparability, found.override) == (Comparability.NOT_COMPARABLE, "I want to see")
    assert found.differences[0].difference == pytest.approx(5, abs=0.2)
    assert found.differences[0].interval is None
    assert "Not paired" in found.differences[0].sentence


# ------------------------------------------------------------------------------------------------ repeats


def repeats(name: str, mean: float, seeds: range) -> tuple[Run, ...]:
    level = np.random.default_rng(seeds.start).normal(mean, 0.1, len(seeds))
    return tuple(run(f"{name}{seed}", loss=noise(seed, level[place])) for place, seed in enumerate(seeds))


def test_three_repeats_a_side_are_tested_on_the_means_of_runs() -> None:
    (far,) = compare_groups(repeats("a", 0, range(3)), repeats("b", 5, range(10, 13)))
    assert far.supports_better_recipe
    assert far.p is not None
    assert far.p < 0.01
    assert far.g is not None
    assert far.g > 0
    (alike,) = compare_groups(repeats("a", 0, range(3)), repeats("b", 0, range(10, 13)))
    assert not alike.supports_better_recipe
    (two,) = compare_groups(repeats("a", 0, range(2)), repeats("b", 5, range(10, 12)))
    assert (two.p, two.supports_better_recipe) == (None, False)


def test_repeats_of_the_project_tell_the_noise_of_seeds() -> None:
    one, other = repeats("a", 0, range(3)), repeats("b", 0, range(10, 13))
    groups = (Repeats("one", tuple(run.id for run in one)), Repeats("other", tuple(run.id for run in other)))
    project = Project((*one, *other), repeats=groups)
    found = compare_runs(project, one[0].id, other[0].id)
    assert "From seed to seed the mean moves by 0." in found.differences[0].sentence
    assert "2√2 times that" in found.differences[0].sentence
    assert len(found.repeats) == 1
    assert found.caveat == KNOWN
    assert KNOWN in found.differences[0].limits
    assert head(found)[-1] == REPEATS
    (row,) = rows(found)
    assert len(row.cells) == len(row.keys) == len(head(found))
    assert row.cells[VERDICT].endswith("seed noise")
    assert found.repeats[0].sentence in row.sentence
    assert not any(entry.supports_better_recipe for entry in found.differences)


def test_the_band_of_repeats_holds_each_of_them() -> None:
    group = repeats("a", 0, range(4))
    found = band(group, "loss")
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    for one in group:
        assert (one.series[0].values >= found.low).all()
        assert (one.series[0].values <= found.high).all()
    assert band(group[:1], "loss") is None


def test_terms_belong_to_a_pair_whichever_is_a() -> None:
    project = Project((run_of("oak"), run_of("fog"), run_of("elm")))
    a, b, c = (one.id for one in project.runs)
    terms = Terms(Alignment(Basis.STEP, 5.0), margins={"loss": 0.5})
    kept = project.with_terms(a, b, terms)
    assert kept.terms(a, b) == terms
    assert kept.terms(b, a) == replace(terms, alignment=Alignment(Basis.STEP, -5.0))
    assert kept.terms(a, c) == Terms()
    assert kept.with_terms(b, a, Terms()).pairs == ()
    assert kept.without_run(b).pairs == ()

"""Every kind of event is found where it was planted, clean series stay within the stated rate, nothing raises."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.model.series import FloatArray
from analysis.stats.anomalies import Event, Kind, detect, score
from analysis.stats.anomalies.tail import field_threshold, own_threshold
from tests.analysis.stats.signals import autoregression, decay, noise

STATED, STATED_FOR_T3 = 0.2, 1.0  # false alarms a series, as the docstring of detect says
POINTS = 2000


def planted(kind: Kind, seed: int) -> tuple[FloatArray, int, int]:
    """A noisy level with one event, and its first and last place."""
    rng = np.random.default_rng(seed)
    values = 3 + noise(POINTS, seed)
    at = int(rng.integers(700, 1300))
    after = np.arange(POINTS - at)
    if kind is Kind.NON_FINITE:
        values[at : at + 3] = (math.nan, math.inf, -math.inf)
        return values, at, at + 2
    if kind is Kind.STUCK:
        values[at : at + 25] = values[at]
        return values, at, at + 24
    if kind is Kind.SPIKE:
        values[at] += 12
    elif kind is Kind.DIP:
        values[at] -= 12
    elif kind is Kind.BURST:
        values[at : at + 6] += 7
        return values, at, at + 5
    elif kind is Kind.LEVEL_SHIFT:
        values[at:] -= 5
    elif kind is Kind.VARIANCE_CHANGE:
        values[at:] = 3 + 3 * (values[at:] - 3)
    elif kind is Kind.DRIFT:
        values[at:] += 12 * after / after.size
        return values, at, POINTS - 1
    else:
        at = POINTS - 120
        values[at:] += 40 * (np.arange(120) / 120) ** 2
        return values, at, POINTS - 1
    return values, at, at


SLACK = {Kind.LEVEL_SHIFT: 3, Kind.VARIANCE_CHANGE: 25, Kind.DRIFT: 170, Kind.DIVERGENCE: 60}


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("seed", range(6))
def test_a_planted_event_is_found_as_what_it_is_where_it_is(kind: Kind, seed: int) -> None:
    values, first, last = planted(kind, seed)
    found = [event for event in detect(values) if event.kind is kind]
    assert len(found) == 1, detect(values)
    slack = SLACK.get(kind, 0)
    assert abs(found[0].first - first) <= slack
    assert abs(found[0].last - last) <= slack


@pytest.mark.parametrize("kind", list(Kind))
def test_a_planted_event_is_all_that_is_found(kind: Kind) -> None:
    assert [event.kind for event in detect(planted(kind, 0)[0])] == [kind]


@pytest.mark.parametrize("kind", list(Kind))
def test_an_event_states_the_threshold_that_it_broke(kind: Kind) -> None:
    for event in detect(planted(kind, 1)[0]):
        assert event.score >= 1
        assert event.rule
        assert event.unit
        if kind is not Kind.VARIANCE_CHANGE:
            assert abs(event.value) >= event.threshold


def test_more_noise_and_less_noise_are_told_apart() -> None:
    values = noise(1600, 3)
    values[800:] /= 4
    (less,) = detect(values)
    (more,) = detect(values[::-1])
    assert less.kind is more.kind is Kind.VARIANCE_CHANGE
    assert less.value < less.threshold < 1 < more.threshold < more.value


def test_a_spike_that_recovers_slowly_is_one_burst() -> None:
    values = decay(1500, 0.05, seed=4)
    values[900:] += 1.0 * np.exp(-np.arange(600) / 25)
    (event,) = detect(values)
    assert event.kind is Kind.BURST
    assert abs(event.first - 900) <= 3
    assert 930 <= event.last <= 1000


def test_a_divergence_into_nan_is_both() -> None:
    values = 2 + 0.1 * noise(1000, 5)
    values[940:985] += np.linspace(0, 3, 45)
    values[985:] = math.nan
    kinds = {event.kind: event for event in detect(values)}
    assert set(kinds) == {Kind.NON_FINITE, Kind.DIVERGENCE}
    assert kinds[Kind.DIVERGENCE].last == 984
    assert (kinds[Kind.NON_FINITE].first, kinds[Kind.NON_FINITE].last) == (985, 999)


def test_a_fall_that_levels_off_is_no_divergence() -> None:
    values = np.concatenate((np.linspace(10, 1, 900), np.ones(100))) + 0.01 * noise(1000, 6)
    assert not [event for event in detect(values) if event.kind is Kind.DIVERGENCE]


def test_values_that_repeat_by_nature_are_not_stuck() -> None:
    coarse = np.round(noise(3000, 7))
    schedule: FloatArray = np.power(0.1, np.arange(3000) // 1000)
    assert not [event for values in (coarse, schedule) for event in detect(values) if event.kind is Kind.STUCK]


CLEAN: dict[str, Callable[[int, int], FloatArray]] = {
    "white": noise,
    "autoregression 0.5": lambda n, seed: autoregression(n, 0.5, seed),
    "autoregression 0.9": lambda n, seed: autoregression(n, 0.9, seed),
    "skewed": lambda n, seed: np.random.default_rng(seed).exponential(size=n),
    "rising": lambda n, seed: 0.02 * np.arange(n) + noise(n, seed),
    "falling": lambda n, seed: decay(n, 0.05, seed),
    "falling far": lambda n, seed: (1 + 20 * np.exp(-np.arange(n) / (n / 8))) * np.exp(0.05 * noise(n, seed)),
    "smooth": lambda n, seed: decay(n, 0.0, seed) + 0.1 * np.cos(np.arange(n) * 3 / n),
    "heavy tails": lambda n, seed: np.random.default_rng(seed).standard_t(3, size=n),
}


@pytest.mark.parametrize("name", CLEAN)
def test_clean_series_raise_no_more_alarms_than_stated(name: str) -> None:
    lengths = [(150, 400, 1000, 2000)[seed % 4] for seed in range(200)]
    alarms = [event for seed, n in enumerate(lengths) for event in detect(CLEAN[name](n, seed))]
    assert len(alarms) / 200 <= (STATED_FOR_T3 if name == "heavy tails" else STATED), alarms


@pytest.mark.parametrize("period", [0.5, 3.0])
def test_a_learning_rate_schedule_raises_no_alarm(period: float) -> None:
    steps = np.arange(2000) / 2000
    cosine = np.where(steps < 0.05, steps / 0.05, 0.5 + 0.5 * np.cos(np.pi * period * steps))
    assert detect(1e-3 * cosine) == ()


@pytest.mark.parametrize(
    "values",
    [np.zeros(0), np.zeros(1), np.array([1.0, 2.0]), np.full(500, 0.3), np.arange(500.0), np.zeros(500)],
    ids=["empty", "one", "two", "constant", "line", "zeros"],
)
def test_nothing_is_found_where_nothing_happens(values: FloatArray) -> None:
    assert detect(values) == ()
    assert score(values).shape == values.shape


def test_a_series_of_nan_is_one_event() -> None:
    (event,) = detect(np.full(300, math.nan))
    assert event == Event(0, 299, Kind.NON_FINITE, math.inf, 300.0, 0.0, "values", event.rule)
    assert (score(np.full(300, math.nan)) == 1).all()


def test_only_one_axis_is_taken() -> None:
    with pytest.raises(ValueError, match="shape"):
        detect(np.zeros((2, 2)))
    with pytest.raises(ValueError, match="shape"):
        score(np.zeros((2, 2)))


garbage = arrays(
    np.float64,
    st.integers(0, 400),
    elements=st.one_of(st.floats(), st.sampled_from([0.0, 1.0, 1.5, 1e308, -1e308, 5e-324, math.nan])),
)


@given(garbage)
@settings(max_examples=60, deadline=None)
def test_garbage_gives_events_in_order_and_finite_scores(values: FloatArray) -> None:
    events = detect(values)
    assert [event.first for event in events] == sorted(event.first for event in events)
    assert all(0 <= event.first <= event.last < values.size for event in events)
    ranks = score(values)
    assert ((ranks >= 0) & (ranks <= 1)).all()


@given(arrays(np.float64, 30, elements=st.floats()), st.integers(1, 12), st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_garbage_within_noise_raises_nothing(rubbish: FloatArray, apart: int, seed: int) -> None:
    values = noise(450, seed)
    values[20 : 20 + 30 * apart : apart] = rubbish
    assert len(detect(values)) >= (not np.isfinite(rubbish).all())
    assert score(values).max() <= 1


def marks(values: FloatArray) -> list[tuple[int, int, Kind]]:
    return [(event.first, event.last, event.kind) for event in detect(values)]


@given(st.sampled_from(list(Kind)), st.integers(0, 5), st.integers(-30, 30))
@settings(max_examples=25, deadline=None)
def test_the_unit_does_not_matter(kind: Kind, seed: int, power: int) -> None:
    values = planted(kind, seed)[0]
    assert marks(values * 2.0**power) == marks(values)


@given(st.sampled_from([Kind.SPIKE, Kind.DIP, Kind.BURST, Kind.LEVEL_SHIFT, Kind.DRIFT]), st.integers(0, 5))
@settings(max_examples=20, deadline=None)
def test_where_zero_lies_does_not_matter_to_noise_around_it(kind: Kind, seed: int) -> None:
    values = planted(kind, seed)[0] - 3
    assert marks(values + 2.0**10) == marks(values)


def test_a_score_ranks_a_planted_spike_first_and_knows_no_future() -> None:
    values = noise(1000, 8)
    values[600] += 15
    ranks = score(values)
    assert int(np.argmax(ranks)) == 600
    onsets = np.where(ranks >= 0.5, ranks, 0)
    shorter = score(values[:700])
    np.testing.assert_array_equal(np.where(shorter >= 0.5, shorter, 0), onsets[:700])


def test_an_onset_counts_once() -> None:
    values = noise(1500, 9)
    values[900:960] += 9
    ranks = score(values)
    assert ranks[900:904].max() >= 0.5
    assert np.count_nonzero(ranks[900:1000] >= 0.5) <= 6
    assert ranks[900:960].mean() > 1.5 * ranks[200:800].mean()


def test_a_long_series_is_judged_in_full() -> None:
    values = np.cumsum(noise(200_000, 10))
    values[100_000] += 1000
    assert Kind.SPIKE in {event.kind for event in detect(values)}
    assert score(values).shape == values.shape


def test_the_tail_of_normal_values_is_extended_as_theory_has_it() -> None:
    sizes = np.abs(np.random.default_rng(11).normal(size=20_000))
    assert own_threshold(sizes, alarms=0.05, lowest=1.0) == pytest.approx(4.9, abs=0.5)  # 0.05 in 20,000


def test_the_threshold_of_a_moving_statistic_is_the_one_that_simulations_reach() -> None:
    window, points = 20, 1000
    limit = field_threshold(points, roughness=1 / window, alarms=0.2)
    rng = np.random.default_rng(12)
    kernel = np.full(window, window**-0.5)
    highest = [np.abs(np.convolve(rng.normal(size=points + window - 1), kernel, "valid")).max() for _ in range(600)]
    assert np.mean(np.array(highest) > limit) == pytest.approx(0.18, abs=0.07)  # 1 - exp(-0.2)

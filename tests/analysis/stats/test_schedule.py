"""Schedules made by the formulas of their schedulers are named, with their parameters; what is none stays unknown."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.model.series import FloatArray
from analysis.stats.schedule import Confidence, Family, Schedule, identify

PEAK = 3.7e-4
N = 1200
ticks = np.arange(N, dtype=float)


def cosine(steps: FloatArray, duration: float, floor: float = 0.0) -> FloatArray:
    return floor + (PEAK - floor) * 0.5 * (1 + np.cos(np.pi * np.minimum(steps / duration, 1)))


def with_warmup(fall: Callable[[FloatArray], FloatArray], length: int, share: float = 0.01) -> FloatArray:
    """A linear rise from a share of the peak to the peak at step ``length``, then the fall."""
    rise = PEAK * (share + (1 - share) * ticks / length)
    return np.where(ticks < length, rise, fall(ticks - length))


def rounded(values: FloatArray, digits: int) -> FloatArray:
    return np.array([float(f"{value:.{digits - 1}e}") for value in values])


def triangle(steps: FloatArray, up: float, down: float) -> FloatArray:
    place = steps % (up + down)
    return np.where(place < up, place / up, 1 - (place - up) / down)


FALLS: dict[Family, Callable[[FloatArray], FloatArray]] = {
    Family.LINEAR: lambda t: PEAK * (1 - 0.9 * t / N),
    Family.COSINE: lambda t: cosine(t, N, 1e-6),
    Family.EXPONENTIAL: lambda t: PEAK * 0.996 ** np.maximum(t, 0),
    Family.POLYNOMIAL: lambda t: PEAK * (1 - np.maximum(t, 0) / (N + 1)) ** 1.7,
    Family.INVERSE_SQRT: lambda t: PEAK / np.sqrt(1 + np.maximum(t, 0) / 40),
    Family.STEP: lambda t: PEAK * 0.3 ** (t // 250),
    Family.MULTISTEP: lambda t: PEAK * 0.1 ** ((t >= 500).astype(int) + (t >= 640)),
    Family.CONSTANT: lambda t: np.full(t.size, PEAK),
}


@pytest.mark.parametrize("family", FALLS)
def test_every_plain_family_is_named(family: Family) -> None:
    schedule = identify(ticks, FALLS[family](ticks))
    assert schedule.family is family
    assert schedule.warmup is None
    assert schedule.error < 1e-6


@pytest.mark.parametrize("family", FALLS)
def test_a_linear_warm_up_is_told_from_the_fall(family: Family) -> None:
    schedule = identify(ticks, with_warmup(FALLS[family], 90))
    assert schedule.family is family
    assert schedule.warmup is not None
    assert (schedule.warmup.steps, schedule.warmup.shape) == (90, "linear")
    assert schedule.warmup.start == pytest.approx(0.01 * PEAK)


@pytest.mark.parametrize("digits", [3, 4, 5])
@pytest.mark.parametrize("family", FALLS)
def test_rounded_logs_are_named_too(family: Family, digits: int) -> None:
    assert identify(ticks, rounded(with_warmup(FALLS[family], 90), digits)).family is family


@pytest.mark.parametrize("stride", [7, 13])
@pytest.mark.parametrize("family", FALLS)
def test_sparse_logs_are_named_too(family: Family, stride: int) -> None:
    values = with_warmup(FALLS[family], 90)
    assert identify(ticks[::stride], values[::stride]).family is family


@pytest.mark.parametrize(
    "family", [f for f in FALLS if f not in {Family.CONSTANT, Family.STEP, Family.MULTISTEP}], ids=str
)
def test_a_log_that_ends_at_40_percent_is_named_too(family: Family) -> None:
    end = int(0.4 * N)
    assert identify(ticks[:end], FALLS[family](ticks)[:end]).family is family


def test_cosine_parameters() -> None:
    schedule = identify(ticks[:700], FALLS[Family.COSINE](ticks)[:700])
    assert schedule.parameters["T_max"] == pytest.approx(N, rel=1e-5)
    assert schedule.parameters["eta_min"] == pytest.approx(1e-6, rel=1e-2)
    assert schedule.parameters["eta_max"] == pytest.approx(PEAK, rel=1e-6)
    assert schedule.parameters["visible"] == pytest.approx(699 / N, rel=1e-4)
    assert schedule.confidence is Confidence.HIGH
    assert schedule.runner_up is not None
    assert schedule.runner_up_error > 0.01
    assert Schedule.unit("T_max") == "steps"


def test_every_parameter_has_a_unit() -> None:
    for fall in FALLS.values():
        for name in identify(ticks, fall(ticks)).parameters:
            assert isinstance(Schedule.unit(name), str)


@pytest.mark.parametrize(
    ("family", "name", "expected"),
    [
        (Family.EXPONENTIAL, "gamma", 0.996),
        (Family.POLYNOMIAL, "power", 1.7),
        (Family.POLYNOMIAL, "total_steps", N + 1),
        (Family.INVERSE_SQRT, "timescale", 40),
        (Family.LINEAR, "slope", -0.9 * PEAK / N),
        (Family.STEP, "gamma", 0.3),
        (Family.STEP, "step_size", 250),
        (Family.MULTISTEP, "gamma", 0.1),
        (Family.CONSTANT, "value", PEAK),
    ],
)
def test_parameters_of_the_plain_families(family: Family, name: str, expected: float) -> None:
    assert identify(ticks, FALLS[family](ticks)).parameters[name] == pytest.approx(expected, rel=1e-6)


def test_milestones_are_the_steps_of_the_drops() -> None:
    assert identify(ticks, FALLS[Family.MULTISTEP](ticks)).milestones == (500, 640)
    assert identify(ticks, FALLS[Family.STEP](ticks)).milestones == (250, 500, 750, 1000)


def test_one_drop_is_ambiguous_and_says_so() -> None:
    early = identify(ticks, np.where(ticks < 650, PEAK, 0.1 * PEAK))
    late = identify(ticks, np.where(ticks < 1100, PEAK, 0.1 * PEAK))
    assert (early.family, early.alternatives) == (Family.STEP, (Family.MULTISTEP,))
    assert (late.family, late.alternatives) == (Family.MULTISTEP, (Family.STEP,))
    assert early.confidence is late.confidence is Confidence.MEDIUM
    assert "one drop" in early.reason


def test_two_drops_between_two_points_keep_the_factor() -> None:
    values = PEAK * 0.2 ** ((ticks >= 400).astype(int) + (ticks >= 420) + (ticks >= 700))
    schedule = identify(ticks[::50], values[::50])
    assert schedule.family is Family.MULTISTEP
    assert schedule.parameters["gamma"] == pytest.approx(0.2)


def test_the_per_epoch_cosine_of_the_seed_case() -> None:
    """100 epochs of 29 steps down to 1e-6, one update an epoch: the last value is above the floor."""
    epoch = np.arange(2900) // 29
    values = 1e-6 + (1e-3 - 1e-6) * 0.5 * (1 + np.cos(np.pi * epoch / 100))
    schedule = identify(np.arange(2900.0), values)
    assert schedule.family is Family.COSINE
    assert schedule.parameters["T_max"] == pytest.approx(2900, abs=1)
    assert schedule.parameters["eta_min"] == pytest.approx(1e-6, rel=0.01)
    assert schedule.steps_per_update == 29
    assert schedule.error < 1e-4
    assert schedule.runner_up is Family.LINEAR
    assert schedule.runner_up_error == pytest.approx(0.11, abs=0.02)
    assert values[-1] / values[0] - 1 == pytest.approx(-0.99875, abs=1e-5)


@pytest.mark.parametrize(("period", "stride"), [(48, 5), (48, 50), (31, 29), (7, 8), (90, 11), (354, 5)])
def test_stairs_are_found_in_sparse_logs(period: int, stride: int) -> None:
    steps = np.arange(0, 90 * period, stride, dtype=float)
    values = cosine(np.floor(steps / period), 90, 1e-6)
    schedule = identify(steps, values)
    assert schedule.family is Family.COSINE
    assert schedule.steps_per_update == period
    assert schedule.parameters["T_max"] == pytest.approx(90 * period, rel=1e-3)


def test_stairs_after_a_warm_up_with_every_step() -> None:
    values = with_warmup(lambda t: cosine(np.floor(t / 20) * 20, 1100), 100)
    schedule = identify(ticks, values)
    assert (schedule.family, schedule.steps_per_update) == (Family.COSINE, 20)
    assert schedule.warmup is not None


@pytest.mark.parametrize(("factor", "first"), [(1, 240), (2, 170)])
@pytest.mark.parametrize("stride", [1, 9])
def test_warm_restarts(factor: int, first: int, stride: int) -> None:
    values, at, length = np.empty(N), 0, first
    while at < N:
        end = min(at + length, N)
        values[at:end] = cosine(np.arange(end - at, dtype=float), length, 1e-5)
        at, length = at + length, length * factor
    schedule = identify(ticks[::stride], values[::stride])
    assert schedule.family is Family.COSINE_RESTARTS
    assert schedule.parameters["T_0"] == pytest.approx(first, rel=1e-3)
    assert schedule.parameters["T_mult"] == factor
    assert schedule.parameters["eta_min"] == pytest.approx(1e-5, rel=1e-2)


@pytest.mark.parametrize(("mode", "fading"), [("triangular", 1.0), ("exp_range", 0.999)])
@pytest.mark.parametrize(("up", "down"), [(110, 110), (60, 150)])
def test_cyclic(mode: str, fading: float, up: int, down: int) -> None:
    values = 1e-5 + PEAK * triangle(ticks, up, down) * fading**ticks
    schedule = identify(ticks, values)
    assert (schedule.family, schedule.shape, schedule.warmup) == (Family.CYCLIC, mode, None)
    assert schedule.parameters["step_size_up"] == pytest.approx(up, rel=1e-3)
    assert schedule.parameters["eta_min"] == pytest.approx(1e-5, rel=1e-3)


def test_cyclic_with_halved_height() -> None:
    values = 1e-5 + PEAK * triangle(ticks, 110, 110) * 0.5 ** (ticks // 220)
    assert identify(ticks, values).shape == "triangular2"


@pytest.mark.parametrize(
    ("shape", "cooldown"),
    [
        ("linear", lambda u: 1 - u),
        ("cosine", lambda u: 0.5 * (1 + np.cos(np.pi * u))),
        ("1-sqrt", lambda u: 1 - np.sqrt(u)),
        ("exponential", lambda u: 0.1 + 0.9 * 0.01**u),
    ],
)
@pytest.mark.parametrize("stride", [1, 11])
def test_warm_up_stay_and_cooldown(shape: str, cooldown: Callable[[FloatArray], FloatArray], stride: int) -> None:
    values = with_warmup(lambda t: PEAK * cooldown(np.clip((t - 700) / 409, 0, 1)), 90)
    schedule = identify(ticks[::stride], values[::stride])
    assert (schedule.family, schedule.shape) == (Family.WSD, shape)
    assert schedule.parameters["decay_start"] == pytest.approx(790, abs=stride)
    assert schedule.parameters["eta_max"] == pytest.approx(PEAK)


def annealed(first: float, last: float, share: FloatArray) -> FloatArray:
    return last + (first - last) * 0.5 * (1 + np.cos(np.pi * share))


def test_onecycle_with_cosine_anneal() -> None:
    up, down = 359.0, 840.0
    values = np.where(
        ticks < up, annealed(PEAK / 25, PEAK, ticks / up), annealed(PEAK, PEAK / 25e4, (ticks - up) / down)
    )
    schedule = identify(ticks, values)
    assert (schedule.family, schedule.shape) == (Family.ONECYCLE, "cosine")
    assert schedule.parameters["pct_start"] == pytest.approx(0.3, abs=0.002)
    assert schedule.parameters["total_steps"] == pytest.approx(1199, rel=1e-3)


def test_onecycle_in_three_phases() -> None:
    up = 300.0
    low = PEAK / 25
    mirrored = np.where(ticks < up, annealed(low, PEAK, ticks / up), annealed(PEAK, low, (ticks - up) / up))
    values = np.where(
        ticks < 2 * up, mirrored, annealed(low, low / 1e4, np.clip((ticks - 2 * up) / (N - 2 * up), 0, 1))
    )
    schedule = identify(ticks, values)
    assert (schedule.family, schedule.shape) == (Family.ONECYCLE, "cosine, three phases")
    assert schedule.error < 0.01


def test_onecycle_with_linear_anneal_is_known_by_its_first_value() -> None:
    fall = lambda t: PEAK * (1 - t / 1110)  # noqa: E731
    assert identify(ticks, with_warmup(fall, 90, share=0.04)).family is Family.ONECYCLE
    assert identify(ticks, with_warmup(fall, 90, share=0.1)).family is Family.LINEAR


def test_a_floor_at_the_end_does_not_hide_the_decay() -> None:
    schedule = identify(ticks, cosine(ticks, 800, 2e-5))
    assert schedule.family is Family.COSINE
    assert schedule.parameters["T_max"] == pytest.approx(800, rel=1e-3)


@pytest.mark.parametrize(("stride", "end", "floor"), [(35, 1251, 0.1), (38, 3055, 0.0), (7, 581, 0.3)])
def test_a_line_that_ends_between_two_points_is_a_line(stride: int, end: int, floor: float) -> None:
    """The last point before the floor is off the line; a power of 1.01 would explain it, and nobody set one."""
    steps = np.arange(0.0, end * 1.1, stride)
    fit = identify(steps, 0.01 * np.maximum(1 - (1 - floor) * steps / end, floor))
    assert fit.family is Family.LINEAR
    assert fit.parameters["eta_min"] == pytest.approx(0.01 * floor)
    assert fit.parameters["slope"] == pytest.approx(-0.01 * (1 - floor) / end)


def test_a_cosine_beyond_its_end_is_no_restart() -> None:
    schedule = identify(ticks, 1e-5 + PEAK * (1 + np.cos(np.pi * ticks / 900)))
    assert schedule.family is Family.COSINE
    assert schedule.parameters["T_max"] == pytest.approx(900, rel=1e-4)
    assert "rises again" in schedule.reason


def test_a_resume_with_another_rate_is_unknown() -> None:
    values = np.where(ticks < 500, FALLS[Family.LINEAR](ticks), 0.9 * PEAK - PEAK * (ticks - 500) ** 2 / 2e6)
    schedule = identify(ticks, values)
    assert schedule.family is Family.UNKNOWN
    assert "rises after its peak" in schedule.reason


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("points", [8, 60, 900])
def test_noise_is_unknown(points: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for values in (
        rng.random(points),
        np.exp(3 * rng.normal(size=points)),
        1 + np.abs(rng.normal(size=points).cumsum()),
    ):
        schedule = identify(np.arange(float(points)), values)
        assert schedule.family is Family.UNKNOWN
        assert schedule.confidence is Confidence.LOW


def test_a_sigmoid_is_no_schedule_that_is_known() -> None:
    assert identify(ticks, 1 / (1 + np.exp(12 * (ticks / N - 0.5)))).family is Family.UNKNOWN


@pytest.mark.parametrize(
    "values",
    [[], [1e-3], [1e-3, math.nan, math.inf, 9e-4], [1e-3, 9e-4, 8e-4, 7e-4, -1e-4], [1e200, 1.0, 2.0, 0.5, 0.2]],
)
def test_too_little_or_impossible_is_unknown_with_a_reason(values: list[float]) -> None:
    schedule = identify(np.arange(float(len(values))), np.array(values))
    assert schedule.family is Family.UNKNOWN
    assert schedule.reason


def test_order_repeats_and_gaps_do_not_matter() -> None:
    values = FALLS[Family.COSINE](ticks)
    steps, rates = np.concatenate([ticks, ticks[:50]]), np.concatenate([np.where(ticks < 50, 7.0, values), values[:50]])
    rates[700:720] = np.nan
    schedule = identify(steps, rates)
    assert schedule.family is Family.COSINE
    assert schedule.parameters["T_max"] == pytest.approx(N, rel=1e-5)


def test_zero_throughout_is_constant() -> None:
    schedule = identify(ticks, np.zeros(N))
    assert (schedule.family, schedule.parameters["value"]) == (Family.CONSTANT, 0)


@pytest.mark.parametrize("family", FALLS)
@given(exponent=st.integers(-20, 20), shift=st.integers(-5000, 5000))
@settings(max_examples=8, deadline=None)
def test_the_unit_of_the_values_and_the_first_step_do_not_matter(family: Family, exponent: int, shift: int) -> None:
    values = FALLS[family](ticks)
    plain, moved = identify(ticks, values), identify(ticks + shift, values * 2.0**exponent)
    assert moved.family is family
    for name, value in plain.parameters.items():
        factor = 2.0**exponent if "learning rate" in Schedule.unit(name) else 1.0
        assert moved.parameters[name] == pytest.approx(value * factor, rel=1e-3, abs=1e-9 * factor)


@given(
    arrays(float, st.integers(0, 60), elements=st.floats(allow_nan=True, allow_infinity=True, width=64)),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=60, deadline=None)
def test_nothing_makes_it_raise(values: FloatArray, seed: int) -> None:
    steps = np.random.default_rng(seed).integers(0, 80, values.size).astype(float)
    schedule = identify(steps, values)
    assert schedule.family in Family
    assert schedule.reason or schedule.confidence is Confidence.HIGH


@given(arrays(float, st.integers(5, 40), elements=st.sampled_from([0.0, 1e-4, 2e-4, 5e-4, 1e-3, 1e-3 / 3])))
@settings(max_examples=60, deadline=None)
def test_no_arrangement_of_levels_makes_it_raise(values: FloatArray) -> None:
    assert identify(np.arange(float(values.size)), values).family in Family


def test_values_near_the_smallest_numbers_do_not_raise() -> None:
    values = np.array([1.0, 1.7e-295, *[7.8e-269] * 5])
    assert identify(np.array([5.0, 40, 60, 65, 70, 74, 76]), values).family in tuple(Family)

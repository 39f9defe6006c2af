"""Points gathered one by one: own steps for each metric, shared where equal, order kept."""

import numpy as np

from analysis.model.series import FidelityKind
from analysis.stats.point_log import PointLog
from analysis.stats.run_names import run_id, told_apart


def test_metrics_keep_their_own_steps_and_share_equal_ones() -> None:
    log = PointLog("epoch", along=("Wall Time",))
    for step in (3.0, 1.0):
        log.add("a", step, -step, step + 10)
        log.add("b", step, step, None if step == 1 else 0.0)
    log.add("c", 5, 6, 7)
    a, b, c = log.series()
    assert (a.steps.tolist(), a.values.tolist(), a.axis, len(log)) == ([3, 1], [-3, -1], "epoch", 5)
    assert {name: array.tolist() for name, array in a.along.items()} == {"Wall Time": [13, 11]}
    assert dict(b.along) == {}
    assert a.steps is b.steps
    assert c.steps.tolist() == [5]


def test_parts_follow_one_another() -> None:
    log, later = PointLog(), PointLog()
    log.add("a", 0, 1)
    later.add("a", 0, 2)
    later.add("b", 4, 3)
    log.extend(later)
    assert [(one.name, one.steps.tolist(), one.values.tolist()) for one in log.series()] == [
        ("a", [0, 0], [1, 2]),
        ("b", [4], [3]),
    ]
    assert log.series(origin=4)[1].steps.tolist() == [0]


def test_returns_are_told_with_the_first() -> None:
    log = PointLog()
    for step in (0, 1, 1, 2):
        log.add("a", step, 0)
    assert log.returns() == ""
    for step in (1, 2, 0):
        log.add("a", step, 0)
    tail = "the points stay in the order in which they were logged."
    assert log.returns() == f"Steps go back in “a”: 2 times, first from 2 to 1; {tail}"
    log.add("b", 1, 0)
    log.add("b", 0, 0)
    assert log.returns() == f"Steps go back in 2 metrics, as in “a”: 2 times, first from 2 to 1; {tail}"


def test_nobody_thinned_a_log() -> None:
    log = PointLog()
    for place in range(1000):
        log.add("a", place + place // 7, 0)
    assert log.series()[0].fidelity.kind is FidelityKind.IRREGULAR


def test_values_are_read_only_doubles() -> None:
    log = PointLog()
    log.add("a", 0, 1)
    (series,) = log.series()
    assert series.values.dtype == np.float64
    assert not series.values.flags.writeable


def test_runs_of_one_name_are_told_apart() -> None:
    assert told_apart({1: ("a", "x"), 2: ("b", "y")}) == {1: "a", 2: "b"}
    assert told_apart({1: ("a", "x"), 2: ("a", "y")}) == {1: "a (x)", 2: "a (y)"}
    assert told_apart({1: ("a", "x"), 2: ("a", "x"), 3: ("a (x)", "z")}) == {1: "a (x)", 2: "a (x) (2)", 3: "a (x) (3)"}


def test_ids_follow_from_names() -> None:
    assert run_id("ü") == "607474ca475a"
    assert len(run_id("\udcff")) == 12

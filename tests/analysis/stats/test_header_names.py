"""Headings are split where all of them together say, and triples are triples only with their base."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.header_names import Kind, Split, Triple, kind_of, split_headings, triples


def split(*headings: str) -> list[tuple[str, str]]:
    found = split_headings(headings)
    return [(found[name].run, found[name].metric) for name in headings]


def test_one_separator_leaves_no_choice() -> None:
    heading = "17/04/2025_22:06:37_elie - val-core/acc@32"
    assert split_headings([heading]) == {heading: Split("17/04/2025_22:06:37_elie", "val-core/acc@32")}


def test_headings_without_run_or_metric_are_left_out() -> None:
    assert split_headings(["loss", " - loss", "run - ", "", "a-b"]) == {}


@pytest.mark.parametrize(
    "pairs",
    [
        pytest.param([("a - b", "loss"), ("a - c", "loss"), ("a - b", "acc"), ("a - c", "acc")], id="in the runs"),
        pytest.param([("r1", "val - loss"), ("r2", "val - loss"), ("r1", "acc"), ("r2", "acc")], id="in a metric"),
        pytest.param([("A", "x - loss"), ("B", "x - loss"), ("A", "loss"), ("B", "loss")], id="in one of two metrics"),
        pytest.param([("A", "l"), ("A", "m"), ("B", "l"), ("B", "m"), ("A - x", "l"), ("A - x", "m")], id="in one run"),
        pytest.param([("r1", "_step"), ("r1", "val - loss")], id="told by _step"),
        pytest.param([("r1 - val", "_step"), ("r1 - val", "loss")], id="told by _step of the longer run"),
    ],
)
def test_the_other_headings_tell_where(pairs: list[tuple[str, str]]) -> None:
    headings = [f"{run} - {metric}" for run, metric in pairs]
    assert split(*headings) == pairs
    assert all(one.told for one in split_headings(headings).values())


def test_the_last_separator_where_nothing_tells() -> None:
    found = split_headings(["r1 - val - loss", "r2 - val - loss"])
    assert found["r1 - val - loss"] == Split("r1 - val", "loss", ways=2, told=False)
    assert found["r2 - val - loss"] == Split("r2 - val", "loss", ways=2, told=False)


def test_separators_may_overlap() -> None:
    assert split("a - - b") == [("a -", "b")]


@given(st.lists(st.text(st.sampled_from("ab -_"), max_size=12), max_size=12))
def test_nothing_is_lost_in_a_split(headings: list[str]) -> None:
    for heading, found in split_headings(headings).items():
        assert f"{found.run} - {found.metric}" == heading
        assert found.run
        assert found.metric


def test_many_separators_take_no_time() -> None:
    heading = " - ".join(["x"] * 20_000)
    assert split_headings([heading])[heading].metric == "x"


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["a", "a__MIN", "a__MAX", "b"], [Triple(0, 1, 2), Triple(3)]),
        (["a__MAX", "a__MIN", "a"], [Triple(2, 1, 0)]),
        (["a", "a__MAX", "b"], [Triple(0, None, 1), Triple(2)]),
        (["a__MIN", "b"], [Triple(0), Triple(1)]),
        (["a__MIN", "a__MIN__MIN", "a__MIN__MAX"], [Triple(0, 1, 2)]),
        (["a", "a__MIN", "a__MAX", "a__MIN", "a__MIN__MIN", "a__MIN__MAX"], [Triple(0, 1, 2), Triple(3, 4, 5)]),
        (["a", "a__MIN", "a__MAX", "a", "a__MIN", "a__MAX"], [Triple(0, 1, 2), Triple(3, 4, 5)]),
    ],
)
def test_triples(headings: list[str], expected: list[Triple]) -> None:
    assert list(triples(headings)) == expected


@given(st.lists(st.sampled_from(["a", "a__MIN", "a__MAX", "a__MIN__MIN", "b", "b__MAX"]), max_size=10))
def test_every_column_is_in_one_triple(headings: list[str]) -> None:
    places = [at for one in triples(headings) for at in (one.base, one.low, one.high) if at is not None]
    assert sorted(places) == list(range(len(headings)))


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        (["Step", "r - loss"], Kind.CHART),
        (["omega", "r - _step", "r - js"], Kind.CHART),
        (["_step", "r - loss"], Kind.CHART),
        (["", "Step", "r - loss"], Kind.CHART),
        (["Step", "8-dim", "16-dim"], Kind.NAMELESS),
        (["train/global_step", "baseline"], Kind.NAMELESS),
        (["Step", "lr=1e-3", "lr=1e-4"], Kind.NAMELESS),
        (["epoch", "loss", "val_loss"], Kind.OTHER),
        (["Wall time", "Step", "Value"], Kind.OTHER),
        (["a", "b"], Kind.OTHER),
        (["Step"], Kind.OTHER),
        (["Name", "State", "Notes", "User", "lr - schedule"], Kind.RUNS),
        (["Name", "model", "dataset"], Kind.RUNS),
        (["", "_step", "_runtime", "train/loss"], Kind.HISTORY),
        (["lr", "_timestamp", "val/loss", "_step"], Kind.HISTORY),
    ],
)
def test_kind(headings: list[str], kind: Kind) -> None:
    assert kind_of(headings) is kind

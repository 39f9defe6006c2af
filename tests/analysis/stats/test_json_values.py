"""Logged JSON: names of what is nested, what is a number, and configurations."""

import math

import pytest

from analysis.stats.json_values import LONGEST_NAME, leaves, number, parsed, settings


def test_leaves_have_dotted_names_in_their_order() -> None:
    value = parsed('{"b": {"x": 1, "a": [2]}, "a": NaN, "e": {}, "m": {"_type": "image", "size": 1}}')
    names = [name for name, _ in leaves("", value)]
    assert names == ["b.x", "b.a", "a", "e", "m"]
    assert list(leaves("loss", 3)) == [("loss", 3)]


def test_names_do_not_grow_without_bound() -> None:
    value: object = 1
    for _ in range(900):
        value = {"n" * 50: value}
    assert max(len(name) for name, _ in leaves("", value)) < LONGEST_NAME + 60


@pytest.mark.parametrize(
    ("value", "expected"), [(1, 1.0), (-2.5, -2.5), ("Infinity", math.inf), ("-Infinity", -math.inf)]
)
def test_numbers(value: object, expected: float) -> None:
    assert number(value) == expected


@pytest.mark.parametrize("value", [True, None, "1", "nan", [1], {}, 10**400])
def test_no_numbers(value: object) -> None:
    assert number(value) is None


def test_nan_as_a_word_and_bare() -> None:
    for value in ("NaN", parsed("NaN")):
        found = number(value)
        assert found is not None
        assert math.isnan(found)


def test_too_deep_is_no_value() -> None:
    with pytest.raises(ValueError, match="deep"):
        parsed("[" * 100_000)


def test_settings() -> None:
    found = settings({"a": {"b": 1, "c": [1, {"d": "ü"}]}, "n": None, "t": True, "e": {}})
    assert found == {"a.b": 1, "a.c": '[1, {"d": "ü"}]', "n": None, "t": True, "e": "{}"}

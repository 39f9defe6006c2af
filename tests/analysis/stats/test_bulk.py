"""Many rows at once: the same numbers as cell by cell, bit for bit, and no band is taken for its value unseen."""

from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats import delimited
from analysis.stats.bulk import numbers
from analysis.stats.delimited import Table, parse

NUMBERS = st.floats(allow_nan=False, allow_infinity=False).map(repr) | st.integers(-(10**6), 10**6).map(str)
CELLS = st.one_of(
    NUMBERS, NUMBERS, NUMBERS, st.sampled_from(["", "NaN", "Infinity", "text", "1e-320", " 1", "1_0", "é"])
)


@st.composite
def exports(draw: st.DrawFn) -> bytes:
    """A chart of one run in which most bands repeat the value, and some do not."""
    rows = (
        ["Step", "a - m", "a - m__MIN", "a - m__MAX"],
        *(_row(draw, place) for place in range(draw(st.integers(1, 30)))),
    )
    quote = draw(st.sampled_from(['"', '"', '"', ""]))
    end = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    text = end.join(",".join(f"{quote}{cell}{quote}" for cell in row) for row in rows)
    return (text + draw(st.sampled_from(["", end]))).encode()


def _row(draw: st.DrawFn, place: int) -> list[str]:
    value = draw(CELLS)
    low, high = draw(st.sampled_from([(value, value)] * 8 + [(value, "1"), ("1", value), ("", value)]))
    return [str(7 * place), value, low, high][: draw(st.sampled_from([4] * 12 + [3]))]


def table(data: bytes, *, bulk: bool) -> Table:
    with patch.object(delimited, "CHUNK", 200), patch.object(delimited, "PIECE", 90):
        return parse(data, file="x.csv", advance=lambda _: None, bulk=bulk)


@given(exports())
def test_the_same_as_cell_by_cell(data: bytes) -> None:
    fast, slow = table(data, bulk=True), table(data, bulk=False)
    assert fast.names == slow.names
    assert fast.flaws == slow.flaws
    assert fast.lines.tolist() == slow.lines.tolist()
    for one, other in zip((*fast.values, *fast.present), (*slow.values, *slow.present), strict=True):
        assert one.tobytes() == other.tobytes()


def test_a_repeated_band_is_one_array() -> None:
    found = numbers(b'"1","2.5","2.5","2.5"\n"10","-3","-3","-3"\n', ",", 4)
    assert found is not None
    assert found[1] is found[2] is found[3]
    assert found[0][0].tolist() == [1, 10]
    assert found[1][0].tolist() == [2.5, -3]


def test_a_band_that_differs_in_one_row_is_kept() -> None:
    rows = b"".join(b'"%d","2.5","2.5","2.5"\n' % step for step in range(99)) + b'"99","2.5","2.5","2.6"\n'
    found = numbers(rows, ",", 4)
    assert found is not None
    assert np.flatnonzero(found[1][0] != found[3][0]).tolist() == [99]


def test_quotes_and_commas_within_a_repetition_are_not_taken_for_it() -> None:
    assert numbers(b'"1","2","3","2","3","2","3"\n', ",", 4) is None
    assert numbers(b'"1","2"2","2"2","2"2"\n', ",", 4) is None
    assert numbers(b'"1","2","2","2","2"\n', ",", 4) is None

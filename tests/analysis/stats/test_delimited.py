"""Every cell becomes the number that stands there, or a flaw with its line; both parsers answer alike."""

import math
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import UnreadableInput
from analysis.stats import delimited
from analysis.stats.delimited import Table, parse
from analysis.stats.table_notices import notices


def table(text: str | bytes, *, bulk: bool = False) -> Table:
    data = text if isinstance(text, bytes) else text.encode()
    return parse(data, file="f.csv", advance=lambda _: None, bulk=bulk)


def cells(found: Table) -> list[list[float | None]]:
    """The columns, None for a blank cell."""
    return [
        [float(value) if there else None for value, there in zip(values, present, strict=True)]
        for values, present in zip(found.values, found.present, strict=True)
    ]


@pytest.mark.parametrize(
    "text",
    [
        '"a","b"\n"1","2.5"\n"3",""',
        "a,b\n1,2.5\n3,\n",
        "a;b\n1;2.5\n3;\n",
        "a\tb\n1\t2.5\n3\t\n",
        "a,b\r\n1,2.5\r\n3,\r\n",
        "a,b\r1,2.5\r3,\r",
        "\ufeffa,b\n1,2.5\n3,\n",
        "\n\na,b\n\n1,2.5\n\n3,\n\n",
        'a,b\n" 1 ", 2.5\n3, \n',
        'a;b\n"1";"2,5"\n3;\n',
    ],
)
def test_dialects(text: str) -> None:
    for bulk in (False, True):
        found = table(text, bulk=bulk)
        assert found.names == ("a", "b")
        assert cells(found) == [[1.0, 3.0], [2.5, None]]


def test_names_keep_every_character() -> None:
    name = 'a "b"\n, ü; <b>x</b>\t \u2028 z '
    found = table(f'x,"{name.replace(chr(34), chr(34) * 2)}"\n1,2\n')
    assert found.names == ("x", name)
    assert found.lines.tolist() == [3]


@pytest.mark.parametrize("word", ["NaN", "nan", "-nan", "Infinity", "-Infinity", "inf", "-inf", "+INF"])
def test_what_a_run_produced_is_a_value(word: str) -> None:
    found = table(f'a,b\n"1","{word}"\n2,\n')
    assert found.present[1].tolist() == [True, False]
    assert np.array_equal(found.values[1], [float(word), math.nan], equal_nan=True)
    assert notices(found, key=0) == []


def test_words_for_nothing_are_counted() -> None:
    found = table("a,b\n1,null\n2,None\n3,N/A\n4,5\n")
    assert cells(found)[1] == [None, None, None, 5.0]
    assert [(one.line, one.text) for one in notices(found, key=0)] == [
        (2, "Read as not logged: 3 cells with null, None or N/A.")
    ]


@pytest.mark.parametrize("text", ["abc", "1_000", "0x10", "1.2.3", "--1", "١", "1e", "12:30:01", "<b>", "1,5"])
def test_other_text_is_left_out_and_told(text: str) -> None:
    found = table(f'a,b,c\n1,2,3\n2,"{text}",4\n')
    assert cells(found) == [[1.0, 2.0], [2.0, None], [3.0, 4.0]]
    (one,) = notices(found, key=0)
    assert one.line == 3
    assert one.text == f"Left out: 1 cell without a number in 1 column, the first “{text}” of “b”."


def test_short_and_overlong_rows() -> None:
    found = table("a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12,\n")
    assert cells(found) == [[1, 4, 6, 10], [2, 5, 7, 11], [3, None, 8, 12]]
    assert [(one.line, one.text) for one in notices(found, key=0)] == [
        (3, "Read as not logged: missing cells in 1 row, the first with 2 of 3."),
        (4, "Left out: cells beyond the heading in 1 row, the first with 4 instead of 3."),
    ]


@pytest.mark.parametrize("end", ['"3","0.', '"3","0.5', '"3"', '"3","0.\n', "3,"])
def test_a_last_row_that_breaks_off_is_left_out(end: str) -> None:
    found = table(f'a,b,c\n"1","2","4"\n{end}')
    assert cells(found) == [[1.0], [2.0], [4.0]]
    assert [(one.line, "breaks off" in one.text) for one in notices(found, key=0)] == [(3, True)]


@pytest.mark.parametrize(
    ("end", "text"),
    [
        ('3,"x\ny', "the last row, which breaks off after 2 lines."),
        ('3,"4\n5,6\n7,8\n', "the last row, which breaks off after 3 lines."),
    ],
)
def test_a_row_of_several_lines_that_breaks_off_says_how_many(end: str, text: str) -> None:
    found = table(f"a,b\n1,2\n{end}")
    assert cells(found) == [[1.0], [2.0]]
    (one,) = notices(found, key=0)
    assert one.line == 3
    assert text in one.text


@pytest.mark.parametrize("end", ['3,"x\ny"', '3,"x\ny"\n', '3,"x\n\n"', '3,4"\n5,6', '3,4"\n5,6"\n7,8\n'])
def test_quotes_alone_do_not_cut(end: str) -> None:
    found = table(f"a,b\n1,2\n{end}")
    assert not found.flaws.cut.count
    assert found.values[0].tolist() == [1.0, 3.0, 5.0, 7.0][: found.values[0].size]
    assert found.values[0].size == 1 + end.count(",")


def test_a_missing_last_line_end_is_no_flaw() -> None:
    assert notices(table("a,b\n1,2\n3,4"), key=0) == []
    assert cells(table("a,b\n1,2\n3,4")) == [[1, 3], [2, 4]]


def test_heading_alone() -> None:
    assert cells(table("a,b\n")) == [[], []]
    assert cells(table('"a","b"')) == [[], []]


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"", None, "empty"),
        (b" \n\n", None, "empty"),
        (b"\xef\xbb\xbf", None, "empty"),
        ("a,b\n1,2\n".encode("utf-16"), 1, "UTF-8"),
        ("a,\xfc\n1,2\n".encode("latin-1"), 1, "UTF-8"),
        (b'a,"b\n1,2\n', 2, "CSV"),
        (b'a,b\n1,2\n3,"4"5\n6,7\n', 3, "CSV"),
        (b"a," + b"x" * 200_000 + b"\n1,2\n", 1, "CSV"),
    ],
)
def test_what_cannot_be_read_says_where(data: bytes, line: int | None, reason: str) -> None:
    for bulk in (False, True):
        with pytest.raises(UnreadableInput) as caught:
            table(data, bulk=bulk)
        assert (caught.value.file, caught.value.line) == ("f.csv", line)
        assert reason in caught.value.reason


def same(one: Table, other: Table) -> bool:
    return (
        one.names == other.names
        and one.lines.tolist() == other.lines.tolist()
        and one.flaws == other.flaws
        and all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one.values, other.values, strict=True))
        and all(np.array_equal(a, b) for a, b in zip(one.present, other.present, strict=True))
    )


def answer(data: bytes, *, bulk: bool) -> Table | str:
    try:
        return table(data, bulk=bulk)
    except UnreadableInput as error:
        return str(error)


def alike(data: bytes) -> None:
    slow, fast = answer(data, bulk=False), answer(data, bulk=True)
    if isinstance(slow, str) or isinstance(fast, str):
        assert slow == fast
    else:
        assert same(slow, fast)


CELLS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.sampled_from(
        ["", '""', '"1"', "nan", '"NaN"', "-inf", "null", "x", '"1"2', '"', "1\r2", "1e400", "1e-400", ".5"]
    ),
    st.text(st.sampled_from("0123456789.eE+-"), max_size=25),
    st.text(st.sampled_from('01",\n\r .'), max_size=4),
)


@settings(deadline=None)  # the first example imports pandas
@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=8), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_both_parsers_answer_alike(rows: list[list[str]], end: str, last: bool) -> None:
    body = end.join(",".join(row) for row in rows)
    alike(f"a,b,c{end}{body}{end if last else ''}".encode())


@settings(deadline=None)
@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=50))
def test_both_parsers_are_exact_to_the_bit(patterns: list[int]) -> None:
    values = [struct.unpack("d", struct.pack("Q", pattern))[0] for pattern in patterns]
    data = ("x,y\n" + "\n".join(f'"1","{value!r}"' for value in values)).encode()
    alike(data)
    assert np.array_equal(table(data).values[1], values, equal_nan=True)


def test_chunks_join_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f'"{row}","{row / 7}","{"" if row % 3 else row}"' for row in range(400)]
    rows[100] = '"100","NaN","inf"'
    rows[200] = '"200","a\nb","2"'
    rows[300:400] = [f'"{row}","a\n\n\nb","2"' for row in range(100)]
    data = ('x,"y\nz",w\n' + "\n".join(rows)).encode()
    whole = table(data)
    monkeypatch.setattr(delimited, "CHUNK", 300)
    monkeypatch.setattr(delimited, "PIECE", 30)
    done: list[int] = []
    parts = parse(data, file="f.csv", advance=done.append, bulk=True)
    assert same(whole, parts)
    assert len(done) > 20
    assert done == sorted(done)
    assert done[-1] == len(data)
    assert whole.lines.tolist()[199:202] == [202, 204, 205]


@pytest.mark.parametrize(
    "rows", ["1,2,3\n4,5\n6,7,8", "1,2,3\n4,-,5\n", "1,2\n3,4,5\n", "1,2,3,\n4,5,6,\n", "1,2,3\r4,5\n6\n", "\n1,2,3\n"]
)
def test_both_parsers_take_the_same_rows(rows: str) -> None:
    alike(f"a,b,c\n{rows}".encode())


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_table_or_a_reason(data: bytes) -> None:
    alike(data)


def test_decimal_commas_only_where_no_point_stands() -> None:
    assert [one.text for one in notices(table("a;b\n1;2,5\n"), key=0)] == [
        "Commas within numbers were read as decimal points."
    ]
    assert cells(table("a;b\n1;2,5\n2;3.5\n")) == [[1, 2], [None, 3.5]]

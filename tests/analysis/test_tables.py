"""Tables as people paste them: nothing breaks out of its cell, numbers read back, no spreadsheet computes a name."""

import csv
import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.compare import compare
from analysis.differences import HEAD, rows, verdict
from analysis.model.comparison import Relation
from analysis.model.run import Run, RunId
from analysis.tables import Table, as_csv, as_latex, as_markdown, as_tsv
from tests.synthetic import run_of, series_of

TEXT = st.text(max_size=12)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=4))
def test_every_format_keeps_rows_and_cells(pairs: list[tuple[str, str]]) -> None:
    table = Table(("Name", "Value"), tuple(pairs))
    read = list(csv.reader(io.StringIO(as_csv(table), newline="")))
    assert [len(row) for row in read] == [2] * (len(pairs) + 1)
    assert all(not row[0].lstrip().startswith(("=", "+", "-", "@")) for row in read)
    lines = as_markdown(table).splitlines()
    assert len(lines) == len(pairs) + 2
    assert all(line.replace("\\|", "").count("|") == 3 for line in lines)
    assert as_latex(table).count(r" \\") >= len(pairs) + 1


def test_what_a_page_would_read_is_printed_as_it_is() -> None:
    table = Table(("Metric", "A"), (("<img src=x onerror=alert(1)> *loss* [a](b)", "≈ 5\N{NARROW NO-BREAK SPACE}%"),))
    line = as_markdown(table).splitlines()[2]
    assert r"\<img src=x onerror=alert(1)\> \*loss\* \[a\](b)" in line
    assert r"$<$img" in as_latex(table)
    assert r"$\approx$ 5 \%" in as_latex(table)
    assert as_tsv(Table(("a\tb", "c"), ((" d", "e"),))) == "a b\tc\nd\te\n"


def test_numbers_of_csv_read_back() -> None:
    table = Table(("Metric", "A", "B"), (("loss", "−0.0083", "+1,210"),))
    assert as_csv(table).splitlines()[1] == "loss,-0.0083,1210"


def test_rows_say_what_the_pairs_say_and_sort_by_numbers() -> None:
    a, b = run_of("a", points=1500), run_of("b", seed=1, points=1500, shift=0.5)
    found = rows(compare(a, b))
    assert found[0].metric == "learning_rate"
    assert all(len(row.cells) == len(row.keys) == len(HEAD) for row in found)
    std = next(row for row in found if row.metric == "latent/std")
    assert std.cells[3].startswith("+0.5")
    assert std.cells[7] == "1,500"
    alike = compare(a, a)
    assert {one.relation for one in alike.differences} <= {Relation.IDENTICAL, Relation.NO_PAIRS}
    assert all(verdict(one) for one in alike.differences)


def test_without_an_interval_a_row_tells_the_side_or_since_when() -> None:
    walk = np.cumsum(np.random.default_rng(0).normal(size=201))
    above = 1.5 + 3.5 * (walk - walk.min()) / np.ptp(walk)
    a = Run(RunId("a"), "a", (series_of("js", np.zeros(201)),))
    later = np.where(np.arange(201) < 100, 0.0, above)
    said = [
        rows(compare(a, Run(RunId("b"), "b", (series_of("js", values),))))[0].cells[6]
        for values in (above, -above, later)
    ]
    assert said == [
        "↑ higher on every pair, no interval",
        "↓ lower on every pair, no interval",
        "≠ apart from 100 on, no interval",
    ]

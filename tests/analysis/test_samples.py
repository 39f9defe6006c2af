"""Samples as CSV read back as they are, and no spreadsheet computes a name."""

import csv
import io
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.run import Run, RunId
from analysis.model.series import Span
from analysis.samples import count, samples
from tests.synthetic import series_of


def _rows(run: Run, span: Span | None = None) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(samples((run,), run.metrics, span)), newline="")))


@given(st.lists(st.floats(), max_size=20))
def test_numbers_read_back_as_they_are(values: list[float]) -> None:
    run = Run(RunId("a"), "oak", (series_of("x", np.array(values, dtype=float)),))
    found = np.array([float(row["value"]) for row in _rows(run)])
    np.testing.assert_array_equal(found, values)
    assert count((run,), ("x",), None) == len(values)


def test_names_are_cells_not_formulas() -> None:
    for name in ("=1+1", "+x", "-x", "@x", "\t=1", ' "q", ü', "a\nb"):
        run = Run(RunId("a"), name, (series_of("x", np.zeros(1)),))
        (row,) = _rows(run)
        assert row["run"].removeprefix("'") == name
        assert row["run"].lstrip()[0] not in "=+-@"


def test_a_band_has_its_ends_and_a_range_its_samples() -> None:
    values = np.arange(10.0)
    series = replace(series_of("x", values), low=values - 0.5, high=values + 0.5)
    rows = _rows(Run(RunId("a"), "a", (series,)), Span(2, 4))
    assert [(row["step"], row["low"], row["high"]) for row in rows] == [
        ("2", "1.5", "2.5"),
        ("3", "2.5", "3.5"),
        ("4", "3.5", "4.5"),
    ]

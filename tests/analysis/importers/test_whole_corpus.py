"""Every real file is read or refused with a reason that names the file; a table tells how many of each kind."""

import csv
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import UnreadableInput
from analysis.progress import silent
from analysis.read import read

pytestmark = pytest.mark.corpus


def outcome(path: Path) -> tuple[str, UnreadableInput | None]:
    """What becomes of a file alone, and why it is refused if it is."""
    try:
        reading = read([path], silent())
    except UnreadableInput as error:
        return "refused", error
    assert reading.runs or reading.attached
    return ("read" if reading.runs else "attached"), None


def test_every_file_is_read_or_refused_with_a_reason(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted(corpus.rglob("*")):
        if not path.is_file() or path.name == "INDEX.md":
            continue
        kind = path.relative_to(corpus).parts[0]
        what, error = outcome(path)
        outcomes[kind][what] += 1
        if error is not None:
            assert error.file == str(path), error
            assert error.line is not None, error
            assert error.reason.strip()
            assert error.advice.strip()
            reasons[kind][error.reason[:70]] += 1
    table = [f"{'kind':24}{'files':>6}{'read':>6}{'table':>6}{'refused':>8}  why"]
    for kind, counts in sorted(outcomes.items()):
        why = "; ".join(f"{times} × {reason}" for reason, times in reasons[kind].most_common(2))
        row = f"{kind:24}{counts.total():6}{counts['read']:6}{counts['attached']:6}{counts['refused']:8}"
        table.append(f"{row}  {why}")
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(table) + "\n")
    assert sum(counts.total() for counts in outcomes.values()) > 500


def test_values_of_charts_are_those_that_another_reader_finds(corpus: Path) -> None:
    compared = 0
    for path in sorted((corpus / "wandb_chart").rglob("*.csv")):
        try:
            runs = read([path], silent()).runs
        except UnreadableInput:
            continue
        with path.open(newline="", encoding="utf-8") as file:
            head, *rows = list(csv.reader(file))
        cells: dict[str, list[float]] = defaultdict(list)
        for row in rows:
            for name, cell in zip(head, row, strict=False):
                if cell.strip():
                    cells[name].append(float(cell))
        for run in runs:
            for series in run.series:
                mine = cells.get(f"{run.name} - {series.name}")
                if mine is not None:
                    assert np.array_equal(series.values, np.array(mine), equal_nan=True), (path, run.name, series.name)
                    compared += len(series)
    assert compared > 100_000

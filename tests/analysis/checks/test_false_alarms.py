"""Losses of real runs in which nothing odd was noted raise no more events than the source of the thresholds states."""

from pathlib import Path

import pytest

from analysis.asking import metric_of
from analysis.progress import silent
from analysis.read import read
from analysis.stats.anomalies import detect
from analysis.stats.together import once

RATE = 0.82  # events in 1,000 points
KINDS = ("keras_other/", "lightning/", "ultralytics/")
PLAIN = ("", "CRLF", "no final newline", "CRLF; no final newline", "no step column")  # what the index notes of a file
LONGEST = 400_000  # bytes


def plain_files(corpus: Path) -> list[Path]:
    """The files of which the index notes nothing about their values."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (corpus / "INDEX.md").read_text(encoding="utf-8").splitlines()
    ]
    return [
        corpus / row[0]
        for row in rows
        if len(row) > 5 and row[0].startswith(KINDS) and "_other_versions" not in row[0] and row[5] in PLAIN
    ]


@pytest.mark.corpus
def test_losses_of_real_runs(corpus: Path) -> None:
    events, points = 0, 0
    for path in plain_files(corpus):
        if path.stat().st_size > LONGEST:
            continue
        for run in read([path], silent()).runs[:3]:
            for series in run.series:
                if "loss" in metric_of(series) and len(series) >= 50:
                    events += len(detect(once(series)[1]))
                    points += len(series)
    assert points > 10_000
    assert 1000 * events / points <= RATE

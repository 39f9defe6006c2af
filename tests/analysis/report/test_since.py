"""What changed since the last report, and a last report that is none."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.errors import UnusableRequest
from analysis.model.report import Table, plain
from analysis.report.build import build_report
from analysis.report.since import changes, last_of, read_last
from analysis.report.values import record
from tests.analysis.report.projects import DATE, report_of, two_runs


def test_a_report_of_the_same_has_not_changed() -> None:
    last = last_of(json.loads(json.dumps(record(report_of(two_runs(points=60))))))
    report = build_report(two_runs(points=60), date=DATE, last=last)
    (section,) = (one for one in report.sections if one.id == "since")
    assert not any(isinstance(block, Table) for block in section.blocks)


def test_what_is_new_gone_or_different_is_told() -> None:
    before = two_runs(points=60)
    last = last_of(json.loads(json.dumps(record(report_of(before)))))
    marks = (replace(before.annotations[0], note="Now explained."), *before.annotations[2:])
    now = replace(before, annotations=marks, thresholds={"centring.concern": 0.9})
    report = build_report(now, date=DATE, last=last)
    (section,) = (one for one in report.sections if one.id == "since")
    cells = [
        [plain(cell) for cell in row] for block in section.blocks if isinstance(block, Table) for row in block.rows
    ]
    assert any(row[0] == "E1" and "Now explained." in row[2] for row in cells)
    assert any(row[0] == "E4" and row[2] == "gone" for row in cells)
    assert any(row[0] == "centring.concern" and row[2] == "0.9" for row in cells)


def test_nothing_is_taken_for_a_change_twice() -> None:
    last = last_of(json.loads(json.dumps(record(report_of(two_runs(points=60))))))
    assert changes(last.findings, last.findings) == ()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"date": 1}', "null", "[" * 100_000])
def test_a_file_that_is_no_report_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "last.json"
    path.write_text(text)
    with pytest.raises(UnusableRequest, match="no report as JSON"):
        read_last(path)

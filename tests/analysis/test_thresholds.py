"""Thresholds are shipped in one file, changed by name, and wrong files are told with their line."""

from pathlib import Path

import pytest

from analysis.asking import Context
from analysis.assess import assess
from analysis.errors import UnreadableInput
from analysis.measured import Measurements
from analysis.thresholds import as_toml, read_thresholds, shipped, thresholds
from tests.analysis.checks.faults import clean


def test_every_threshold_has_a_unit_and_a_source() -> None:
    assert len(list(shipped())) > 60
    for bound in shipped():
        assert bound.unit
        assert bound.source
        assert not bound.changed


def test_grades_of_rising_and_falling_bounds() -> None:
    centring = [shipped().grade("centring", value).value for value in (0.02, 0.021, 0.1, 0.11, 0.31, float("nan"))]
    assert centring == [5, 4, 3, 2, 1, 1]
    spread = [shipped().grade("retained_spread", value).value for value in (0.5, 0.49, 0.1, 0.09, 0.009)]
    assert spread == [5, 4, 3, 2, 1]
    assert shipped().grade("centring", 0.2).bound == 0.3


def test_the_file_comes_back_as_it_was_written(tmp_path: Path) -> None:
    changed = thresholds({"centring.attention": 0.12, "anomalies.points": 80})
    (tmp_path / "t.toml").write_text(as_toml(changed), encoding="utf-8")
    assert read_thresholds(tmp_path / "t.toml") == {"centring.attention": 0.12, "anomalies.points": 80}
    assert "centring.attention" in changed.source("centring")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[centring]\nfive = 0.01\natention = 1", 3, "no threshold 'centring.atention'"),
        ("\n[centring]\nattention = 'x'", 3, "no number"),
        ("[centring]\nattention = true", 2, "no number"),
        ("[centring]\nattention = 0.5", 2, "out of order"),
        ("[retained_spread]\nfive = 0.2", 2, "must fall"),
        ("[centring]\nattention = nan", 2, "finite"),
        ("centring.attention = 0.5", 1, "out of order"),
        ("[centring\nfive = 1", 1, "no TOML"),
        ("five = 1", 1, "no number"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    path = tmp_path / "t.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableInput) as raised:
        read_thresholds(path)
    assert (raised.value.line, says in str(raised.value)) == (line, True), str(raised.value)


def test_another_threshold_grades_anew_and_measures_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    run, measured = clean(1), Measurements()
    before = assess(run, context=Context(measured=measured))
    monkeypatch.setattr("analysis.asking.detect", pytest.fail)
    monkeypatch.setattr("analysis.stats.settling.straight_trend", pytest.fail)
    tight = {"noise.five": 1e-4, "noise.four": 2e-4, "noise.attention": 3e-4, "noise.concern": 4e-4}
    bounds = thresholds(tight)
    after = assess(run, context=Context(bounds, measured=measured))
    grades = [{f.grade for f in one.findings if f.check == "noise"} for one in (before, after)]
    assert grades == [{5}, {1}]
    assert after.rating.grade == 1

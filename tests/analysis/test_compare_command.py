"""The compare command tells the verdict first, all numbers as JSON, and its exit code whether runs are comparable."""

import json
from pathlib import Path

import numpy as np
import pytest

from analysis.cli import main
from analysis.model.project import Project
from analysis.model.run import Run, RunId
from analysis.storage import Document, save_project
from tests.synthetic import run_of, series_of

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def project(tmp_path: Path) -> str:
    later = np.arange(5000.0, 5300.0)
    far = Run(RunId("far"), "far =1+1", (series_of("latent/std", np.ones(300), later),))
    path = tmp_path / "p.runloupe"
    save_project(Document(Project((run_of("oak", seed=1), run_of("fog", seed=2, shift=0.1), far))), path)
    return str(path)


def record(capsys: Capture) -> dict[str, object]:
    found: dict[str, object] = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    return found


def test_the_json_holds_verdict_alignment_and_every_difference(project: str, capsys: Capture) -> None:
    assert main(["compare", project, "--a", "oak", "--b", "fog", "--json"]) == 0
    found = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert (found["a"], found["b"], found["comparability"]) == ("oak", "fog", "can be compared")
    assert found["alignment"]["by"] == "step"
    assert found["alignment"]["sentence"] == "Aligned by step: 300 pairs, nothing left over."
    assert [one["metric"] for one in found["differences"]] == [series.name for series in run_of("oak").series]
    for one in found["differences"]:
        assert one["pairs"] == 300
        assert not one["supports_better_recipe"]
        assert set(one) >= {"interval", "effect", "effective", "parting", "equivalence", "area", "spikes", "matching"}
    assert [offer["proposed"] for offer in found["alignments"]].count(True) == 1


def test_without_names_the_first_two_are_compared_in_words(project: str, capsys: Capture) -> None:
    assert main(["compare", project]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["A: oak", "B: fog", "These two runs can be compared."]
    assert lines[-1].startswith("Seed-to-seed variation is unknown")


def test_runs_that_are_not_comparable_end_with_one(project: str, capsys: Capture) -> None:
    assert main(["compare", project, "--a", "oak", "--b", "far =1+1"]) == 1
    assert "These two runs are not comparable because: A and B share 1 metric" in capsys.readouterr().out
    assert main(["compare", project, "--a", "oak", "--b", "far =1+1", "--override", "to see", "--json"]) == 0
    found = record(capsys)
    assert found["override"] == "to see"
    assert str(found["verdict"]).startswith("These two runs are not comparable because: A and B share")


def test_alignment_margin_and_level_are_taken(project: str, capsys: Capture) -> None:
    options = ["--align", "progress", "--margin", "latent/std=0.5", "--level", "latent/std=0.03", "--json"]
    assert main(["compare", project, "--a", "oak", "--b", "fog", *options]) == 0
    found = json.loads(capsys.readouterr().out)
    std = next(one for one in found["differences"] if one["metric"] == "latent/std")
    assert found["alignment"]["by"] == "progress"
    assert (std["equivalence"]["margin"], std["equivalence"]["by_hand"]) == (0.5, True)
    assert std["reaching"]["level"] == 0.03


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--align", "moon"], "Runs cannot be aligned by 'moon'. There are: step, epoch, "),
        (["--margin", "loss"], "'loss' is not a metric with a number."),
        (["--offset", "inf"], "An offset must be finite."),
        (["--a", "oak", "--b", "oak"], "A run cannot be compared with itself."),
        (["--a", "nobody"], "There is no run 'nobody'."),
    ],
)
def test_what_cannot_be_asked_is_told_in_one_line(project: str, capsys: Capture, options: list[str], told: str) -> None:
    assert main(["compare", project, *options]) == 2
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1

"""The assess command prints all evidence, and its exit code answers --fail-on."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.cli import main
from analysis.model.project import Project
from analysis.storage import Document, save_project
from tests.analysis.checks.faults import FAULTS, clean

Capture = pytest.CaptureFixture[str]
SPIKED = next(fault for fault in FAULTS if fault.name == "spike of the std")


@pytest.fixture
def project(tmp_path: Path) -> str:
    path = tmp_path / "p.runloupe"
    save_project(Document(Project().with_runs((clean(1), SPIKED.make(clean(2))))), path)
    return str(path)


def test_all_evidence_is_in_the_json(project: str, capsys: Capture) -> None:
    assert main(["assess", project, "--json", "--model", "vae"]) == 0
    found = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert found["model"] == "VAE"
    assert [run["run"] for run in found["runs"]] == ["clean 1", "clean 2"]
    one = found["runs"][0]
    assert set(one) >= {"rating", "findings", "not_assessed", "schedules", "phases", "events", "summaries"}
    assert one["schedules"][0]["family"] == "cosine"
    for finding in one["findings"]:
        wanted = {"value", "interval", "n", "effective_n", "threshold", "source", "grade", "sentence", "limits"}
        assert set(finding) >= wanted
    graded = {finding["number"] for finding in one["findings"] if finding["grade"] is not None}
    assert graded == {f"R{number}" for number in range(1, 13)}
    assert one["rating"]["coverage"].startswith("12 rated / ")
    assert found["runs"][1]["events"][0]["kind"] == "spike"
    assert {bound["name"] for bound in found["thresholds"]} >= {"centring.attention", "anomalies.points"}


@pytest.mark.parametrize(
    ("rule", "code"), [("attention", 1), ("anomalies", 1), ("r10", 1), ("concern", 0), ("centring", 0), ("R5", 0)]
)
def test_fail_on(project: str, rule: str, code: int) -> None:
    assert main(["assess", project, "--fail-on", rule]) == code


def test_what_is_unknown_is_told_with_what_there_is(project: str, capsys: Capture) -> None:
    assert main(["assess", project, "--fail-on", "R99"]) == 2
    assert "There are: attention, concern, integrity" in capsys.readouterr().err
    assert main(["assess", project, "--model", "gan"]) == 2
    assert "autoencoder, vae" in capsys.readouterr().err


def test_thresholds_from_and_into_a_file(project: str, tmp_path: Path, capsys: Capture) -> None:
    mine, all_of_them = tmp_path / "mine.toml", tmp_path / "all.toml"
    mine.write_text("[noise]\nfive = 1e-5\nfour = 2e-5\nattention = 3e-5\nconcern = 4e-5", encoding="utf-8")
    options = ["--thresholds", str(mine), "--write-thresholds", str(all_of_them), "--fail-on", "noise"]
    assert main(["assess", project, *options]) == 1
    assert "concern, 1 of 5, R9" in capsys.readouterr().out
    assert "changed from 0.02" in all_of_them.read_text(encoding="utf-8")


def test_a_run_without_latents_is_rated_without_settled_noise_and_says_so(tmp_path: Path, capsys: Capture) -> None:
    rows = "\n".join(f"{step},{value}" for step, value in enumerate(2 + np.random.default_rng(0).normal(size=200)))
    (tmp_path / "c.csv").write_text(f"Step,a - loss\n{rows}", encoding="utf-8")
    assert main(["assess", str(tmp_path / "c.csv")]) == 0
    printed = capsys.readouterr().out
    assert " of 5: worst critical check 5, median of the other rated checks" in printed
    assert "it does not cover Settled noise (R9), which these files cannot answer. 3 rated / " in printed
    assert "Not assessed, N2 Generalisation" in printed


def test_too_little_is_not_rated(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "c.csv").write_text("Step,a - loss\n0,1\n1,2\n2,3\n", encoding="utf-8")
    assert main(["assess", str(tmp_path / "c.csv")]) == 0
    assert "Not enough evidence for a grade: fewer than 3 checks are rated." in capsys.readouterr().out


def test_thresholds_of_another_version_are_told_and_not_applied(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "p.runloupe"
    bounds = {"centring.attention": 0.12, "gone.five": 1.0, "noise.five": float("nan"), "tails.four": 1e9}
    save_project(Document(replace(Project().with_runs((clean(1),)), thresholds=bounds)), path)
    assert main(["assess", str(path), "--json"]) == 0
    printed = capsys.readouterr()
    changed = {bound["name"] for bound in json.loads(printed.out)["thresholds"] if bound["changed"]}
    assert changed == {"centring.attention"}
    for name in ("gone.five", "noise.five", "tails.four"):
        assert f"The threshold {name} = " in printed.err

"""Wherever a correlation or a difference is shown, how its pairs were made stands beside it, and is what was done."""

import json
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from analysis.cli import main
from analysis.compare import compare
from analysis.comparison_record import comparison_record, told
from analysis.differences import HEAD, rows
from analysis.distributions import correlations, scatter
from analysis.figures import View
from analysis.figures.difference import FIGURE
from analysis.model.comparison import Comparison, Matching
from analysis.model.project import Project
from analysis.model.run import Run, RunId
from analysis.progress import silent
from analysis.storage import Document, save_project
from tests.analysis.report.test_writers import text_of
from tests.synthetic import series_of

CYCLE, POINTS = 100, 120
METRICS = ("latent_std", "latent_norm", "train_loss", "lr")
TOUCHED = "matched step"


def run(name: str, cycle: int, first: int, seed: int, points: int = POINTS) -> Run:
    """A run that logs its metrics one after another: no two of them share a step."""
    rng = np.random.default_rng(seed)
    at = np.arange(points, dtype=float)
    std = 0.03 * np.exp(-at * cycle / 20_000) + 0.01 + rng.normal(0, 2e-4, points)
    values = (std, 32 * std, 2 * std + rng.normal(0, 1e-3, points), 1e-3 * (1 + np.cos(np.pi * at / points)))
    series = (series_of(metric, row, cycle * at + first + place) for place, (metric, row) in
              enumerate(zip(METRICS, values, strict=True)))  # fmt: skip
    return Run(RunId(name), name, tuple(series))


@cache
def shifted() -> tuple[Run, Run]:
    """Two runs whose cycles are as long and begin elsewhere."""
    return run("a", CYCLE, 0, 1), run("b", CYCLE, 9, 2)


@cache
def coarser() -> tuple[Run, Run]:
    """A second run that logs at longer intervals."""
    return run("a", CYCLE, 0, 1), run("c", 250, 1, 3, points=48)


@cache
def compared(kind: str) -> Comparison:
    return compare(*{"shifted": shifted, "coarser": coarser}[kind](), silent())


WAYS = {"shifted": (Matching.SHIFTED, "B shifted by −9 steps"), "coarser": (Matching.MEANS, "means")}


def untrue(text: str) -> list[str]:
    """Sentences that speak of steps that were matched, where none were."""
    return re.findall(rf"[^.\n]*{TOUCHED}[^.\n]*", text)


@pytest.mark.parametrize("kind", WAYS)
def test_a_comparison_says_so_of_every_metric(kind: str) -> None:
    how, words = WAYS[kind]
    a, b = shifted() if kind == "shifted" else coarser()
    found = compared(kind)
    assert {entry.pairs.how for entry in found.differences} == {how}
    record = comparison_record(a, b, found)
    text = "\n".join(told(a, b, found))
    assert not untrue(json.dumps(record, ensure_ascii=False))
    assert not untrue(text)
    for entry in found.differences:
        assert re.search(rf"^{entry.metric}: \d+ pairs(,| of) {words}", text, re.MULTILINE)
    place = HEAD.index("Paired by")
    for row in rows(found):
        assert row.cells[place].startswith(words)
        assert words in row.sentence
        assert re.search(r"Paired: \d+ pairs", row.sentence)


@pytest.mark.parametrize("kind", WAYS)
def test_the_figure_of_differences_says_so_above_each_panel(kind: str) -> None:
    runs = shifted() if kind == "shifted" else coarser()
    figure = FIGURE.build(View(runs, METRICS))
    assert not untrue(figure.title + figure.caption)
    for panel in figure.panels:
        assert WAYS[kind][1] in panel.badge
        assert re.search(r"\d pairs", panel.badge)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".json"])
@pytest.mark.parametrize("kind", WAYS)
def test_reports_say_so(kind: str, suffix: str, tmp_path: Path) -> None:
    text = text_of(suffix, tmp_path, Project(shifted() if kind == "shifted" else coarser()))
    assert not untrue(text)
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))
    assert WAYS[kind][1] in plain
    assert "paired by logging cycle, the second metric shifted by −" in plain  # correlations within a run
    assert f"{POINTS} pairs, paired by logging cycle" in plain  # in the answers


def test_correlations_and_scatters_within_a_run_say_so() -> None:
    a, _ = shifted()
    sheet = correlations(a, METRICS)
    assert "paired by logging cycle, the second metric shifted by −3 to −1 steps" in sheet.caption
    assert f"n {POINTS} to {POINTS} pairs a cell" in sheet.caption
    cloud = scatter((a,), METRICS[0], METRICS[2])
    assert f"n {POINTS} pairs, matched with y shifted by −2 steps" in cloud.charts[0].note
    assert "at one step" not in cloud.caption


def test_assessments_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "p.runloupe"
    save_project(Document(Project(shifted())), file)
    main(["assess", str(file), "--json"])
    found = json.loads(capsys.readouterr().out)
    records = found if isinstance(found, list) else found["runs"]
    sentences = [one["sentence"] for record in records for one in record["findings"] if one["number"] == "R13"]
    assert sentences
    assert all(f"{POINTS} pairs, paired by logging cycle, the second metric shifted" in one for one in sentences)

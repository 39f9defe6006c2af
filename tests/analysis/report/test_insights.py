"""Questions and answers, next steps and the checklist: what they say of runs whose truth is known."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.figures import View
from analysis.figures.nine_panels import FIGURE as NINE
from analysis.figures.trends import FIGURE as TRENDS
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.project import Project
from analysis.model.report import Checklist, Link, Paragraph, Table, plain
from analysis.model.run import Run, RunId
from analysis.model.series import Span
from analysis.progress import silent
from analysis.read import read
from analysis.report.build import build_report
from tests.synthetic import METRICS, run_of, series_of

SEED = Path(__file__).parents[4] / "shared" / "bench" / "seed_case"
DIMENSIONS, ROWS = 256, 16


def gaussian_run(points: int = 400, fall: float = 0.5, seed: int = 0) -> Run:
    """Statistics of real Gaussian batches whose std falls by half over the run, and a cosine learning rate."""
    rng = np.random.default_rng(seed)
    steps = np.arange(points, dtype=float)
    scale = 0.03 * (1 - fall * steps / points)
    columns: dict[str, list[float]] = {name: [] for name in METRICS}
    for step in range(points):
        batch = rng.normal(0, scale[step], (ROWS, DIMENSIONS))
        columns["learning_rate"].append(5e-4 * (1 + np.cos(np.pi * step / points)))
        columns["latent/mean"].append(float(batch.mean()))
        columns["latent/std"].append(float(batch.std()))
        columns["latent/norm"].append(float(np.linalg.norm(batch, axis=1).mean()))
        columns["latent/min"].append(float(batch.min()))
        columns["latent/max"].append(float(batch.max()))
    return Run(RunId("g"), "g", tuple(series_of(name, np.array(values)) for name, values in columns.items()))


def said(project: Project, section: str) -> str:
    """All words of a section."""
    report = build_report(project, date="2026-11-25")
    blocks = next(one for one in report.sections if one.id == section).blocks
    texts = []
    for block in blocks:
        match block:
            case Paragraph():
                texts.append("".join(map(plain, block.parts)))
            case Table():
                texts.extend(plain(cell) for row in block.rows for cell in row)
            case Checklist():
                texts.extend(text for _, text in block.items)
            case _:
                texts.append(getattr(block, "text", ""))
    return " ".join(texts)


def test_a_slow_fall_is_told_with_what_moved_beside_it_and_without_a_cause() -> None:
    text = said(Project((gaussian_run(),)), "insights")
    assert "Why did the latent std fall?" in text
    assert "one of the first few steps" not in text
    assert "With the learning rate: raw correlation 0.9" in text
    assert "a shared trend, no sign that they move together" in text
    assert "because" not in text


def test_a_first_point_off_its_level_does_not_turn_a_fall_into_a_rise() -> None:
    values = np.linspace(4.0, 2.0, 400)
    values[0] = 1.5
    text = said(Project((Run(RunId("g"), "g", (series_of("train/loss", values),)),)), "insights")
    assert "Why did the loss (train/loss) fall?" in text
    assert "The two go opposite ways" in text
    assert "Half of the way" not in text


@pytest.mark.parametrize(
    ("drift", "check", "answer"),
    [(0.0, "Steady from step", "Yes: steady"), (0.7, "but for a slow drift", "Yes, but for a slow drift"),
     (4.0, "Not settled", "No: ")],
)  # fmt: skip
def test_the_answer_on_settling_is_that_of_the_check(drift: float, check: str, answer: str) -> None:
    noise = np.random.default_rng(5).normal(size=2_000)
    norm = series_of("latent/norm", 50 + noise + np.linspace(0, drift, 2_000))
    project = Project((Run(RunId("x"), "x", (norm,)),))
    assert answer in said(project, "insights").split("Did the latent norm settle?")[1][:60]
    assert check in said(project, "metrics")


def test_a_fall_of_the_first_steps_is_told_as_one() -> None:
    run = gaussian_run(fall=0.0)
    std = run.get("latent/std")
    assert std is not None
    start = series_of("latent/std", np.concatenate(([0.05, 0.04], std.values[2:])))
    run = replace(run, series=tuple(start if series.name == start.name else series for series in run.series))
    assert "one of the first few steps" in said(Project((run,)), "insights")


def test_the_batch_behind_the_statistics_is_recovered() -> None:
    text = said(Project((gaussian_run(fall=0.0),)), "insights")
    assert "The nearest usual size is 256." in text
    rows = float(text.split("With 256 dimensions that is ")[1].split(" rows")[0])
    assert rows == pytest.approx(ROWS, rel=0.25)
    assert "It covers 0" in text


def test_an_annotation_is_a_question_of_its_own() -> None:
    run = gaussian_run(fall=0.0)
    norm = run.get("latent/norm")
    assert norm is not None
    values = norm.values.copy()
    values[200] *= 3
    spiked = series_of("latent/norm", values)
    run = replace(run, series=tuple(spiked if series.name == spiked.name else series for series in run.series))
    note = Annotation(AnnotationId("1"), 1, Span(199, 201), label="jump")
    text = said(replace(Project((run,)), annotations=(note,)), "insights")
    (answer,) = (part for part in text.split("What happened at ")[1:] if "(E1, jump)" in part)
    moved, rest = answer.split("Within that range")
    assert "latent norm to" in moved
    assert "latent std" in rest


def test_norm_and_std_of_one_batch_are_one_finding() -> None:
    assert "One: they count once." in said(Project((gaussian_run(),)), "insights")
    assert "One: they count once." not in said(Project((run_of("a", points=400),)), "insights")


def test_correlations_stand_raw_beside_differenced() -> None:
    text = said(Project((gaussian_run(),)), "trends")
    assert "shared trend only" in text
    assert "one quantity told twice" in text


def test_a_run_without_known_metrics_has_no_questions_but_a_checklist() -> None:
    values = np.random.default_rng(1).normal(size=50)
    report = build_report(Project((Run(RunId("x"), "x", (series_of("x", values),)),)), date="2026-11-25")
    sections = {section.id for section in report.sections}
    assert "validation" in sections
    assert "trends" not in sections


def test_every_step_on_a_finding_links_to_it() -> None:
    run = gaussian_run()
    mean = run.get("latent/mean")
    assert mean is not None
    broken = series_of("latent/mean", np.where(np.arange(400) > 300, np.nan, mean.values))
    run = replace(run, series=tuple(broken if series.name == broken.name else series for series in run.series))
    report = build_report(Project((run,)), date="2026-11-25")
    section = next(one for one in report.sections if one.id == "recommendations")
    links = {
        part.text
        for block in section.blocks
        if isinstance(block, Paragraph)
        for part in block.parts
        if isinstance(part, Link)
    }
    assert links & {entry.name for entry in report.findings}
    checklist = next(
        block
        for one in report.sections
        if one.id == "validation"
        for block in one.blocks
        if isinstance(block, Checklist)
    )
    assert {done for done, _ in checklist.items} == {True, False, None}


def test_nine_panels_are_nine_and_hold_the_dimension() -> None:
    figure = NINE.build(View((gaussian_run(),), METRICS))
    assert (len(figure.panels), figure.columns) == (9, 3)
    (ratio,) = (panel for panel in figure.panels if panel.title.startswith("Norm²"))
    assert np.median(ratio.curves[0].values) == pytest.approx(DIMENSIONS, rel=0.02)


def test_trends_draw_a_line_for_every_run() -> None:
    runs = (run_of("a", seed=1), run_of("b", seed=2))
    figure = TRENDS.build(View(runs, METRICS))
    assert all(sum(curve.owner.endswith(", trend") for curve in panel.curves) == 2 for panel in figure.panels[1:])
    assert not any(curve.owner.endswith(", trend") for curve in figure.panels[0].curves)


SEED_SAYS = {
    "run_A": (
        "cosine schedule",
        "T_max 2,900 steps",
        "eta_min 1.000×10⁻⁶",
        "stairs of 29 steps",
        "−99.875 %",
        "above its floor",
        "−30.72 %",
        "−31.67 %",
        "one of the first few steps",
        "1.17 %",
        "1,024",
        "±",
    ),
    "run_B": ("cosine schedule", "−99.90", "−30.72 %", "−31.67 %", "9.76 %", "a shared trend", "1,024"),
    "run_C": ("cosine schedule", "stairs of 29 steps", "−30.54 %", "9.77 %", "a shared trend", "1,024"),
}


@pytest.mark.skipif(not SEED.is_dir(), reason="the six exports are not beside this copy")
@pytest.mark.parametrize("name", SEED_SAYS)
def test_the_six_exports(name: str) -> None:
    reading = read(sorted((SEED / name).glob("*.csv")), silent())
    text = said(Project().with_runs(reading.runs), "insights").replace("\N{NARROW NO-BREAK SPACE}", " ")
    for expected in SEED_SAYS[name]:
        assert expected in text
    assert name == "run_A" or "1.17 %" not in text
    rows = float(text.split("dimensions that is ")[1].split(" rows")[0])
    assert 30 <= rows <= 36
    assert "which covers 0" in text

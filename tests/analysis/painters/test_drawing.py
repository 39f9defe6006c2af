"""A figure on paper: nothing cut, no label on another, gaps and spikes kept, and said what was thinned."""

import re
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.figures import FigureKind, View
from analysis.figures.one_metric import FIGURE as ONE_METRIC
from analysis.figures.overview import FIGURE as OVERVIEW
from analysis.figures.side_by_side import FIGURE as SIDE_BY_SIDE
from analysis.layers import coloured
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.figure import Curve, Figure, Level, Mark, Panel
from analysis.model.label import Label
from analysis.model.notice import Severity
from analysis.model.project import Project
from analysis.model.series import FloatArray, Span
from analysis.model.smoothing import Smoothing
from analysis.painters.pdf import paths
from analysis.painters.pdf.drawing import Drawing, drawing
from analysis.painters.pdf.inks import Box, Clipped, Fill, Stroke, texts
from analysis.painters.pdf.labels import LEADING, spread
from analysis.painters.pdf.marks import flags, lanes
from analysis.painters.pdf.theme import LABELS, MUTED, run_style
from gui.theme import LIGHT
from tests.synthetic import METRICS, run_of

A = run_of("swift-oak-12", seed=1, points=900)
B = replace(run_of("calm-dawn-13", seed=2, points=900), colour=1)


def overlapping(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.top and other.y < one.top


def assert_clean(drawn: Drawing) -> None:
    """Every text lies on the paper that it was given, and no two on one another."""
    found = texts(drawn.inks)
    for text in found:
        box = text.box
        assert box.x >= -0.5, text
        assert box.right <= drawn.width + 0.5, text
        assert box.y >= -0.5, text
        assert box.top <= drawn.height + 0.5, text
    for one, other in combinations(found, 2):
        assert not overlapping(one.box, other.box), (one, other)


def panel_of(values: FloatArray, *, steps: FloatArray | None = None, **more: object) -> Figure:
    at = np.arange(values.size, dtype=float) if steps is None else steps
    curve = Curve(at, values, 0, "a", label="a")
    panel = Panel("title", "m", (curve, *more.get("layers", ())))  # type: ignore[misc]
    return Figure("t", "c", (panel,), 1, Span(float(at.min()), float(at.max())) if at.size else None)


def strokes(drawn: Drawing, colour: str) -> list[Stroke]:
    inks = [ink for group in drawn.inks if isinstance(group, Clipped) for ink in group.inks]
    return [ink for ink in inks if isinstance(ink, Stroke) and ink.colour == colour]


@pytest.mark.parametrize("marks", [0, 3, 14])
@pytest.mark.parametrize(
    ("kind", "size"),
    [
        (OVERVIEW, (475, 330)),
        (OVERVIEW, (475, 700)),
        (OVERVIEW, (300, 300)),
        (SIDE_BY_SIDE, (475, 640)),
        (SIDE_BY_SIDE, (360, 560)),
    ],
)
def test_nothing_overlaps_and_nothing_is_cut(kind: FigureKind, size: tuple[int, int], marks: int) -> None:
    notes = tuple(
        Annotation(AnnotationId(str(place)), place + 1, Span(60 * place, 60 * place + 90), label=f"label {place}")
        for place in range(marks)
    )
    view = View((A, B), METRICS, notes, smoothing=Smoothing())
    assert_clean(drawing(kind.build(view), *size))
    for metric in METRICS:
        assert_clean(drawing(ONE_METRIC.build(replace(view, metrics=(metric,))), 475, 190))


@settings(max_examples=40, deadline=None)
@given(
    low=st.floats(-1e12, 1e12),
    size=st.floats(1e-9, 1e12),
    first=st.integers(0, 10**7),
    points=st.integers(0, 60),
    name=st.text(max_size=200),
)
def test_any_range_and_any_name_are_drawn_cleanly(low: float, size: float, first: int, points: int, name: str) -> None:
    values = low + size * np.random.default_rng(0).random(points)
    steps = first + np.arange(points, dtype=float)
    curves = tuple(Curve(steps, values + place, place, f"{name}{place}", label=name or "x") for place in range(3))
    panel = Panel(name, "m", curves, badge=name)
    span = Span(first, first + points) if points else None
    assert_clean(drawing(Figure("t", "c", (panel, panel), 2, span), 475, 200))
    assert_clean(drawing(Figure("t", "c", (panel,), 1, span), 475, 200))


def test_thinning_is_said_and_keeps_a_single_spike() -> None:
    values = np.zeros(20_000)
    values[12_345] = 7.0
    drawn = drawing(panel_of(values), 475, 190)
    assert any("first, last, smallest and largest of every" in note for note in drawn.notes)
    (curve, *_) = strokes(drawn, run_style(0).line)
    heights = [float(y) for y in re.findall(r"[\d.]+ ([\d.]+) [ml]", curve.path)]
    assert max(heights) - min(heights) > 100, "the spike reaches over the plot"
    assert len(heights) < 5_000


def test_few_samples_are_all_drawn_and_nothing_is_said() -> None:
    drawn = drawing(panel_of(np.sin(np.arange(300.0))), 475, 190)
    assert drawn.notes == ()
    assert strokes(drawn, run_style(0).line)[0].path.count("l") >= 299


def test_a_gap_stays_a_gap_and_a_lonely_sample_is_a_dot() -> None:
    values = np.arange(100.0)
    values[[40, 60, 62]] = np.nan
    path = strokes(drawing(panel_of(values), 475, 190), run_style(0).line)[0].path
    assert path.count("m") == 3, "before 40, to 60, after 62"
    dots = strokes(drawing(panel_of(values), 475, 190), run_style(0).line)[1].path
    assert dots.count("m") == 1, "61 has no neighbour"


def test_values_that_are_not_finite_are_ticks_at_the_edge() -> None:
    values = np.arange(100.0)
    values[10], values[20], values[30] = np.nan, np.inf, -np.inf
    drawn = drawing(panel_of(values), 475, 190)
    ticks = [ink for ink in drawn.inks if isinstance(ink, Stroke) and ink.colour == run_style(0).line][1:]
    assert sum(tick.path.count("m") for tick in ticks) == 3, "the first is the sample in the legend"


def test_nothing_finite_says_so() -> None:
    found = texts(drawing(panel_of(np.full(5, np.nan)), 475, 190).inks)
    assert "no finite value" in {text.text for text in found}
    found = texts(drawing(panel_of(np.empty(0)), 475, 190).inks)
    assert "no samples" in {text.text for text in found}


def test_panels_of_a_group_share_their_range() -> None:
    def panel(top: float, group: str) -> Panel:
        return Panel("p", "m", (Curve(np.arange(2.0), np.array([0.0, top]), 0, "a"),), group=group)

    def numbers(group: str) -> list[list[str]]:
        figure = Figure("t", "c", (panel(1.0, group), panel(100.0, group)), 2, Span(0, 1))
        drawn = drawing(figure, 475, 160)
        found = [text for text in texts(drawn.inks) if text.size < 7 and text.y > 20 and text.text[0].isdigit()]
        return [[t.text for t in found if (t.x < 240) is left] for left in (True, False)]

    left, right = numbers("row")
    assert left == right
    left, right = numbers("")
    assert left != right


def test_the_second_run_is_dashed_and_hides_nothing() -> None:
    drawn = drawing(ONE_METRIC.build(View((A, B), ("latent/mean",), smoothing=Smoothing())), 475, 190)
    strong_a = [ink for ink in strokes(drawn, run_style(0).line) if ink.opacity == 1]
    strong_b = [ink for ink in strokes(drawn, run_style(1).line) if ink.opacity == 1]
    quiet = [ink for ink in strokes(drawn, run_style(1).line) if ink.opacity < 1]
    assert not strong_a[-1].dash
    assert strong_b[-1].dash
    assert quiet[0].opacity == pytest.approx(1 / 3, abs=0.02)


def test_levels_are_drawn_where_they_lie() -> None:
    figure = panel_of(np.array([-1.0, 1.0]), layers=(Level(0.0, "zero"), Level(50.0, "far")))
    assert {"zero", "far"} <= {text.text for text in texts(drawing(figure, 475, 190).inks)}


def test_overlapping_marks_stack_and_only_crowds_lose_their_names() -> None:
    def mark(number: int, first: float) -> Mark:
        return Mark(str(number), number, Span(first, first + 50), "anomaly", Severity.WARNING)

    stacked = flags([mark(1, 100), mark(2, 110)], Span(0, 1000), 0, 400)
    assert [flag.lane for flag in stacked] == [0, 1]
    assert [flag.text for flag in stacked] == ["E1 anomaly", "E2 anomaly"]
    crowd = flags([mark(place, 100) for place in range(1, 9)], Span(0, 1000), 0, 400)
    assert lanes(crowd) == 3
    assert {flag.text for flag in crowd} == {f"E{place}" for place in range(1, 9)}, "numbers alone"
    assert sum(flag.lane is None for flag in crowd) == 5
    assert flags([mark(1, 5000)], Span(0, 1000), 0, 400) == ()


@given(st.lists(st.floats(0, 200), max_size=8))
def test_names_at_line_ends_keep_their_distance(heights: list[float]) -> None:
    placed = spread(sorted(heights), 0, 200)
    assert all(after - before >= LEADING - 1e-6 for before, after in pairwise(placed))
    assert all(LEADING / 2 - 1e-6 <= height <= 200 - LEADING / 2 + 1e-6 for height in placed)


@given(
    st.lists(st.tuples(st.floats(0, 500), st.one_of(st.floats(0, 200), st.just(float("nan")))), min_size=1, max_size=40)
)
def test_a_polyline_drops_only_points_without_ink(points: list[tuple[float, float]]) -> None:
    x, y = np.array([p[0] for p in points]), np.array([p[1] for p in points])
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    path = paths.polyline(x, y)
    drawn = {(float(a), float(b)) for a, b in re.findall(r"([\d.]+) ([\d.]+) [ml]", path)}
    everything = {(round(a * 100) / 100, round(b * 100) / 100) for a, b in zip(x, y, strict=True) if np.isfinite(b)}
    assert drawn <= everything
    shown = y[np.isfinite(y)]
    if path and np.isfinite(y).all():
        heights = [height for _, height in drawn]
        assert max(heights) == pytest.approx(shown.max(), abs=0.006)
        assert min(heights) == pytest.approx(shown.min(), abs=0.006)


def test_annotations_have_the_colours_of_their_labels_as_in_the_window() -> None:
    """On paper those of the light theme; grey for a label of no set, and that of the severity for what is proposed."""
    labels = (Label("anomaly", 4), Label("data", 6))
    project = Project().with_runs((run_of("oak"),)).with_labels(labels)
    for number, label in enumerate(("anomaly", "data", "of no set"), start=1):
        span = Span(50 * number, 50 * number + 9)
        project = project.annotate(Annotation(AnnotationId(label), number, span, label=label))
    figure = ONE_METRIC.build(View(project.runs, ("latent/norm",), project.annotations))
    inks = drawing(coloured(figure, labels), 400, 200).inks
    tints = [ink.colour for ink in inks if isinstance(ink, Fill) and ink.opacity == 0.11]
    assert tints == [LABELS[4], LABELS[6], MUTED]
    assert [colour.lower() for colour in LABELS] == list(LIGHT.labels)

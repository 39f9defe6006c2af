"""The page for who decides: everything in the order of the glossary, partings and annotations named."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import glossary
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.comparison import Onset, Parting
from analysis.model.figure import Sheet
from analysis.model.notice import Severity
from analysis.model.project import Project
from analysis.model.report import Callout, Link, Picture, Report, Table, Tone
from analysis.model.run import Run, RunId
from analysis.model.series import Series, Span
from analysis.report.references import partings, title
from tests.analysis.report.projects import report_of, two_runs
from tests.synthetic import METRICS, run_of, series_of


def parting(step: int) -> Project:
    """Two runs that hold the same numbers until a step."""
    a = run_of("a", points=300)
    changed = []
    for series in a.series:
        values = series.values.copy()
        if series.name != "learning_rate":
            values[step:] += 0.01
        changed.append(series_of(series.name, values, series.steps))
    return Project().with_runs((a, replace(a, id=RunId("b"), name="b", series=tuple(changed))))


def decisions(report: Report) -> str:
    callouts = [block for block in report.sections[0].blocks if isinstance(block, Callout)]
    (found,) = (block for block in callouts if block.tone is Tone.DECISION)
    return "".join(part if isinstance(part, str) else part.text for part in found.parts)


def test_a_parting_asks_for_an_explanation() -> None:
    text = decisions(report_of(parting(120)))
    assert "identical up to step 119; they part at step 120. What changed there asks for an explanation." in text
    assert text.count("asks for an explanation") == 1, "once for all metrics that part there"
    (told,) = (line for line in text.splitlines() if "explanation" in line)
    assert all(glossary.title(metric) in told for metric in METRICS[1:])


def test_runs_that_never_were_the_same_have_no_parting() -> None:
    project = Project().with_runs((run_of("a", seed=1), run_of("b", seed=2)))
    assert "explanation" not in decisions(report_of(project))


def test_annotations_are_listed_by_number_with_links() -> None:
    notes = tuple(
        Annotation(AnnotationId(str(number)), number, Span(number, 20), label=f"label {number}", severity=severity)
        for number, severity in ((5, Severity.WARNING), (2, Severity.ERROR), (3, Severity.INFO), (4, Severity.INFO))
    )
    report = report_of(replace(parting(120), annotations=notes))
    text = decisions(report)
    assert text.index("E2  label 2, steps 2 to 20") < text.index("E5  label 5, steps 5 to 20")
    assert "For information: E3, E4." in text
    links = {part.anchor for block in report.sections[0].blocks if isinstance(block, Callout) for part in block.parts
             if isinstance(part, Link)}  # fmt: skip
    assert {"E2", "E3", "E4", "E5"} <= links


def test_a_long_note_is_cut_visibly_here() -> None:
    note = Annotation(AnnotationId("1"), 1, Span(1, 2), note="word " * 100)
    text = decisions(report_of(Project((run_of("a"),), (note,))))
    assert "word wor…" in text or "word …" in text or "word…" in text
    assert text.count("word ") < 40


@pytest.mark.parametrize("runs", [1, 2])
def test_metrics_come_in_the_order_of_the_glossary(runs: int) -> None:
    a = run_of("a", seed=1)
    backwards = replace(a, series=tuple(sorted(a.series, key=lambda series: series.name, reverse=True)))
    other = replace(backwards, id=RunId("b"), name="b")
    report = report_of(Project().with_runs((backwards, other)[:runs]))
    titles = [glossary.title(name) for name in glossary.ordered(METRICS)]
    glance = next(block for block in report.sections[0].blocks if isinstance(block, Table))
    assert [cell.text for cell, *_ in glance.rows if isinstance(cell, Link)] == titles
    blocks = [block for section in report.sections for block in section.blocks]
    for picture in (block for block in blocks if isinstance(block, Picture)):
        if isinstance(picture.figure, Sheet):
            continue
        metrics = list(dict.fromkeys(panel.metric for panel in picture.figure.panels))
        assert metrics == [name for name in glossary.ordered(METRICS) if name in metrics]


def odd_series() -> tuple[Series, ...]:
    steps = np.arange(60.0)
    return (
        series_of("only_nan", np.full(60, np.nan), steps),
        series_of("empty", np.empty(0)),
        series_of("one_point", np.array([3.0]), np.array([7.0])),
        replace(series_of("band", steps), low=steps - 1, high=steps + 1),
        series_of("infinite", np.where(steps == 5, np.inf, steps), steps),
        series_of("huge", np.where(steps % 2 == 0, 1.7e308, -1.7e308), steps),
    )


@pytest.mark.parametrize("runs", [1, 2])
def test_odd_series_are_reported_and_what_is_missing_is_said(runs: int) -> None:
    both = tuple(Run(RunId(name), name, odd_series()) for name in ("a", "b"))
    report = report_of(Project().with_runs(both[:runs]))
    tables = [block for section in report.sections for block in section.blocks if isinstance(block, Table)]
    statistics = {table.caption: table for table in tables if table.caption.startswith("Statistics of")}
    assert any("(60 not finite left out)" in caption for caption in statistics)
    assert any("1 point of A" in caption for caption in statistics)
    text = "\n".join(str(cell) for table in tables for row in table.rows for cell in row)
    assert "aggregate" in text
    assert "none" in text


def test_metrics_that_part_at_one_place_are_told_in_one_sentence() -> None:
    report = report_of(two_runs())
    assert report.comparison is not None
    entries = report.comparison.differences[:2]
    partings_of = {True: "above", False: "below"}
    changed = [
        replace(
            entry,
            parting=Parting(
                Onset.LASTING,
                9.0,
                Span(8.0, 12.0),
                higher,
                f"The runs part at step 9: from there to the end B lies {side} A, by a median of {place}.",
                metric=entry.metric,
            ),
        )
        for place, (entry, (higher, side)) in enumerate(zip(entries, partings_of.items(), strict=True))
    ]
    names = [title(entry.metric) for entry in entries]
    told = f"The runs part at step 9: from there to the end B lies above A in {names[0]}, below A in {names[1]}."
    assert partings(changed) == {told: [entry.metric for entry in entries]}
    assert len(partings(changed[:1])) == 1
    assert "by a median of 0" in next(iter(partings(changed[:1])))

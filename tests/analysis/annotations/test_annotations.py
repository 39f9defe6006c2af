"""Edits in words, labels, evidence and lists of annotations."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.annotations import evidence, labels
from analysis.annotations.changes import edit_text
from analysis.annotations.listing import Filter, Group, Sort, listed
from analysis.errors import UnreadableInput, UnusableRequest
from analysis.model.annotation import Annotation, AnnotationId, Origin
from analysis.model.label import COLOURS, STANDARD, Label
from analysis.model.notice import Severity
from analysis.model.project import Project
from analysis.model.run import Run, RunId
from analysis.model.series import Span
from tests.synthetic import run_of, series_of

MARK = Annotation(AnnotationId("a"), 3, Span(800, 812), label="spike")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"span": Span(800, 840)}, "Moved “E3 spike” end from 812 to 840"),
        ({"span": Span(790, 812)}, "Moved “E3 spike” start from 800 to 790"),
        ({"span": Span(900, 912)}, "Moved “E3 spike” from steps 800 to 812 to steps 900 to 912"),
        ({"span": Span(1, 2)}, "Resized “E3 spike” from steps 800 to 812 to steps 1 to 2"),
        ({"label": "drift"}, "Relabelled “E3 spike” as “drift”"),
        ({"title": "norm jumps"}, "Renamed “E3 spike” to “norm jumps”"),
        ({"severity": Severity.ERROR}, "Set the severity of “E3 spike” to error"),
        ({"runs": (RunId("r"),)}, "Set the runs of “E3 spike” to 1 run"),
        ({"metrics": ("latent/norm",)}, "Set the metrics of “E3 spike” to Latent norm"),
        ({"note": "x"}, "Wrote the note of “E3 spike”"),
        ({"links": (AnnotationId("b"),)}, "Linked “E3 spike” to another"),
        ({"author": "Zoë"}, "Set the author of “E3 spike” to Zoë"),
    ],
)
def test_an_edit_in_words(changes: dict[str, object], text: str) -> None:
    assert edit_text(MARK, replace(MARK, **changes)) == text  # type: ignore[arg-type]


def test_labels_are_added_renamed_recoloured_moved_and_removed() -> None:
    project = Project(annotations=(replace(MARK, label="transient"),))
    project = labels.added(project, "  restart ")
    assert project.labels[-1].name == "restart"
    assert project.labels[-1].colour not in {label.colour for label in STANDARD}
    project = labels.renamed(project, "transient", "blip")
    assert project.annotations[0].label == "blip"
    project = labels.recoloured(project, "blip", 5)
    project = labels.moved(project, "restart", -7)
    assert [label.name for label in project.labels][:3] == ["restart", "anomaly", "blip"]
    assert labels.uses(project, "blip") == 1
    assert labels.removed(project, "blip", None).annotations[0].label == "blip"
    given = labels.removed(project, "blip", "anomaly")
    assert given.annotations[0].label == "anomaly"
    assert "blip" not in {label.name for label in given.labels}


def test_a_label_needs_a_name_of_its_own() -> None:
    for name in ("", " ", "anomaly"):
        with pytest.raises(UnusableRequest):
            labels.added(Project(), name)
    assert labels.renamed(Project(), "anomaly", "anomaly") == Project()


def test_labels_go_through_a_file(tmp_path: Path) -> None:
    file = tmp_path / "labels.json"
    mine = (Label("=x", 9), Label("anomaly", 4))
    file.write_text(labels.labels_text(mine), encoding="utf-8")
    assert labels.read_labels(file) == mine
    assert labels.joined(STANDARD, mine) == (*STANDARD, Label("=x", 9))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"format": "runloupe labels"}',
        '{"format": "x", "labels": []}',
        '{"format": "runloupe labels", "labels": [{"name": "a", "colour": "pink"}]}',
    ],
)
def test_a_file_without_labels_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "labels.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableInput) as caught:
        labels.read_labels(file)
    assert caught.value.file == str(file)


def test_every_standard_label_has_a_colour_of_its_own() -> None:
    assert len({label.colour for label in STANDARD}) == len(STANDARD) < len(COLOURS)


def test_evidence_is_frozen_and_says_when_the_data_have_changed() -> None:
    values = np.array([1.0, 2.0, np.nan, 6.0, 0.0])
    run = Run(RunId("r"), "r", (series_of("x", values), series_of("far", np.ones(1), np.array([99.0]))))
    project, mark = Project((run,)), replace(MARK, span=Span(1, 3))
    (one,) = evidence.measured(project, mark, "2025-01-01T00:00:00+00:00")
    assert (one.points, one.count, one.mean, one.low, one.low_step, one.high, one.high_step) == (3, 2, 4, 2, 1, 6, 3)
    assert one.std == pytest.approx(8**0.5)
    mark = replace(mark, evidence=(one,))
    assert evidence.as_of(project, mark).startswith("Statistics of the present data")
    other = project.with_run(replace(run, series=(series_of("x", values + 1),)))
    assert "as of 2025-01-01T00:00:00+00:00: the data have changed since" in evidence.as_of(other, mark)
    assert "moved since" in evidence.as_of(project, replace(mark, span=Span(1, 2)))
    assert "no longer" in evidence.as_of(Project(), mark)
    assert evidence.as_of(project, MARK) == ""


def test_evidence_of_values_none_of_which_is_finite() -> None:
    run = Run(RunId("r"), "r", (series_of("x", np.full(3, np.inf)),))
    (one,) = evidence.measured(Project((run,)), replace(MARK, span=Span(0, 9)), "t")
    assert (one.points, one.count, one.mean, one.high_step) == (3, 0, None, None)


def listing() -> Project:
    oak, dawn = run_of("oak"), run_of("dawn", seed=1)
    return Project(
        (oak, dawn),
        (
            Annotation(AnnotationId("a"), 1, Span(9, 9), label="spike", author="Zoë", note="loss jumps"),
            Annotation(AnnotationId("b"), 2, Span(5, 6), (oak.id,), ("latent/norm",), "drift", Severity.ERROR),
            Annotation(AnnotationId("c"), 3, Span(1, 2), (dawn.id,), ("x", "y"), "spike", origin=Origin.DETECTOR),
        ),
    )


@pytest.mark.parametrize(
    ("narrowed", "numbers"),
    [
        (Filter(), [3, 2, 1]),
        (Filter(text="JUMPS zoë"), [1]),
        (Filter(text="e2"), [2]),
        (Filter(label="spike"), [3, 1]),
        (Filter(run=RunId("id-oak")), [2, 1]),
        (Filter(metric="x"), [3, 1]),
        (Filter(severity=Severity.ERROR), [2]),
        (Filter(author=""), [3, 2]),
        (Filter(origin=Origin.DETECTOR), [3]),
        (Filter(text="nothing"), []),
    ],
)
def test_a_list_is_narrowed(narrowed: Filter, numbers: list[int]) -> None:
    assert [mark.number for _, marks in listed(listing(), narrowed) for mark in marks] == numbers


def test_a_list_is_sorted_and_grouped() -> None:
    by_severity = listed(listing(), Filter(), Sort.SEVERITY)
    assert [mark.number for mark in by_severity[0][1]] == [2, 3, 1]
    headings = {group: [name for name, _ in listed(listing(), Filter(), Sort.NUMBER, group)] for group in Group}
    assert headings[Group.NOTHING] == [""]
    assert headings[Group.LABEL] == ["drift", "spike"]
    assert headings[Group.RUN] == ["all runs", "dawn", "oak"]
    assert headings[Group.METRIC] == ["all metrics", "Latent norm", "x", "y"]
    assert headings[Group.SEVERITY] == ["error", "warning"]
    assert headings[Group.AUTHOR] == ["no author", "Zoë"]
    assert headings[Group.ORIGIN] == ["by hand", "detector"]

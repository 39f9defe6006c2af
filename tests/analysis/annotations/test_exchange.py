"""Annotations go out to files and come back equal; what is wrong in a file is told with its line."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.annotations.exchange import Known, clashes, export, read_annotations, taken
from analysis.annotations.fields import FIELDS
from analysis.annotations.spreadsheet import neutral, restored
from analysis.errors import UnreadableInput, UnusableRequest, UnwritableOutput
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.project import Project
from analysis.model.run import RunId
from analysis.model.series import Span
from tests.analysis.storage.documents import marks, rich_document
from tests.synthetic import run_of

RICH = rich_document().project
SAME_TWICE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def mark_of(name: str, number: int, first: float = 1.0, last: float = 2.0) -> Annotation:
    return Annotation(AnnotationId(name), number, Span(first, last), label="spike")


@pytest.mark.parametrize("suffix", [".csv", ".json"])
def test_everything_comes_back_equal(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"out{suffix}"
    export(RICH, file)
    back = taken(replace(RICH, annotations=()), read_annotations(file)).project
    assert back == RICH


@pytest.mark.parametrize("suffix", [".csv", ".json"])
@SAME_TWICE
@given(found=st.tuples(marks(0), marks(1)))
def test_any_annotations_come_back_equal(tmp_path: Path, suffix: str, found: tuple[Annotation, ...]) -> None:
    labelled = tuple(replace(mark, label=mark.label or "x") for mark in found)
    project = Project(annotations=labelled)
    file = tmp_path / f"out{suffix}"
    export(project, file)
    assert taken(Project(), read_annotations(file)).project == project


@given(st.text(st.sampled_from("'=+-@a\t\r\n|% ")))
def test_neutral_text_is_no_formula_and_can_be_restored(text: str) -> None:
    cell = neutral(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "|", "%"))
    assert restored(cell) == text


def test_no_cell_of_a_csv_begins_like_a_formula(tmp_path: Path) -> None:
    mark = replace(mark_of("=1", 1), title="=cmd|' /C calc'!A0", note="+1", author="@me", label="-x", metrics=("=y",))
    file = tmp_path / "out.csv"
    export(Project(annotations=(mark,)), file)
    with file.open(encoding="utf-8", newline="") as text:
        (_, row) = csv.reader(text)
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert taken(Project(), read_annotations(file)).project.annotations == (mark,)


def test_numbers_below_zero_stay_numbers_in_a_csv(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    export(Project(annotations=(mark_of("a", 1, -5.5, -1.0),)), file)
    assert ",-5.5,-1," in file.read_text(encoding="utf-8")


def test_mne_holds_steps_label_and_metrics(tmp_path: Path) -> None:
    mark = replace(mark_of("a", 1, 812.25, 840.5), metrics=("loss:a", "norm"))
    file = tmp_path / "out.mne.csv"
    notice = export(Project(annotations=(mark,)), file)
    assert "title" in notice.text
    assert "note" in notice.text
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "onset,duration,description,ch_names"
    assert lines[1] == "1970-01-01 00:13:32.250000,28.25,spike,loss{COLON}a:norm"
    (back,) = taken(Project(), read_annotations(file)).project.annotations
    assert (back.span, back.label, back.metrics) == (mark.span, mark.label, mark.metrics)


def test_mne_onsets_may_be_seconds(tmp_path: Path) -> None:
    file = tmp_path / "theirs.csv"
    file.write_text("onset,duration,description\n10.5,2,BAD_blink\n", encoding="utf-8")
    (mark,) = taken(Project(), read_annotations(file)).project.annotations
    assert (mark.span, mark.label) == (Span(10.5, 12.5), "BAD_blink")


def test_a_step_beyond_the_times_of_mne_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableRequest, match="MNE"):
        export(Project(annotations=(mark_of("a", 1, 1e12, 1e12),)), tmp_path / "out.mne.csv")


def test_the_table_has_a_row_an_annotation(tmp_path: Path) -> None:
    file = tmp_path / "out.table.json"
    export(RICH, file)
    table = json.loads(file.read_text(encoding="utf-8"))
    assert table["columns"] == list(FIELDS)
    assert [len(row) for row in table["data"]] == [len(FIELDS)] * len(RICH.annotations)
    assert not [cell for row in table["data"] for cell in row if isinstance(cell, list | dict)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("first,label\n1,a\nx,b\n", 3),
        ('first,note\n1,"two\nlines"\n,b\n', 4),
        ("first,last\n5,1\n", 2),
        ("first,severity\n1,bad\n", 2),
        ("first,runs\n1,oak\n", 2),
        ("first,label\n1\n", 2),
        ("label\na\n", 1),
        ("first,number\n1,1.5\n", 2),
        ('{"format": "runloupe annotations", "version": 1,\n"annotations": [\n{"first": 1},\n{"first": "x"}]}', 4),
        ('{"format": "runloupe annotations", "version": 1, "annotations": [\n3]}', 2),
        ('{"a": 1\n,}', 2),
        ("onset,duration,description\n1,2,a\nx,2,b\n", 3),
        ("onset,duration,description\n1\n", 2),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(tmp_path: Path, text: str, line: int) -> None:
    file = tmp_path / "in.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableInput) as caught:
        read_annotations(file)
    assert (caught.value.file, caught.value.line) == (str(file), line)


def test_bytes_that_are_no_text_are_told_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_bytes(b"first,label\n1,caf\xe9\n")
    with pytest.raises(UnreadableInput) as caught:
        read_annotations(file)
    assert caught.value.line == 2


def test_known_annotations_are_left_alone_when_equal(tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    export(RICH, file)
    arrived = taken(RICH, read_annotations(file))
    assert arrived.project == RICH
    assert arrived.equal == len(RICH.annotations)


@pytest.mark.parametrize(
    ("known", "labels", "ids"),
    [
        (Known.BOTH, ["spike", "other"], 2),
        (Known.REPLACE, ["other"], 1),
        (Known.SKIP, ["spike"], 1),
    ],
)
def test_a_known_id_with_other_contents(tmp_path: Path, known: Known, labels: list[str], ids: int) -> None:
    file = tmp_path / "out.csv"
    export(Project(annotations=(replace(mark_of("a", 7), label="other"),)), file)
    project = Project(annotations=(mark_of("a", 7),))
    found = read_annotations(file)
    assert clashes(project, found) == 1
    back = taken(project, found, known).project.annotations
    assert [mark.label for mark in back] == labels
    assert len({mark.id for mark in back}) == len({mark.number for mark in back}) == ids


def test_links_among_newcomers_follow_their_new_ids(tmp_path: Path) -> None:
    one, two = mark_of("a", 1), replace(mark_of("b", 2), links=(AnnotationId("a"),))
    file = tmp_path / "out.json"
    export(Project(annotations=(one, two)), file)
    mine = Project(annotations=(replace(one, label="mine"),))
    first, copy, linked = taken(mine, read_annotations(file)).project.annotations
    assert first.label == "mine"
    assert linked.links == (copy.id,)


def test_runs_are_found_by_name_where_their_ids_are_others(tmp_path: Path) -> None:
    oak = run_of("oak")
    mark = replace(mark_of("a", 1), runs=(oak.id,))
    file = tmp_path / "out.csv"
    export(Project((oak,), (mark,)), file)
    other = replace(oak, id=RunId("another"))
    (back,) = taken(Project((other,)), read_annotations(file)).project.annotations
    assert back.runs == (RunId("another"),)


def test_a_row_needs_no_more_than_a_step(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("first,of no concern\n5,x\n", encoding="utf-8")
    (mark,) = taken(Project(), read_annotations(file)).project.annotations
    assert (mark.span, mark.number, mark.runs) == (Span(5.0, 5.0), 1, ())
    assert mark.id


def test_another_suffix_and_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(UnusableRequest):
        export(RICH, tmp_path / "out.txt")
    with pytest.raises(UnwritableOutput):
        export(RICH, tmp_path / "gone" / "out.csv")


def test_every_field_is_in_the_published_table() -> None:
    published = (Path(__file__).parents[3] / "docs" / "annotations.md").read_text(encoding="utf-8")
    assert [name for name in FIELDS if f"| `{name}` |" not in published] == []

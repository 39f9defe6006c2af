"""What a person decides about files changes what is read from them, the same way every time."""

from pathlib import Path

import numpy as np
import pytest

from analysis.errors import UnreadableInput, UnusableRequest
from analysis.importers import Reading
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.choices import Choices, FileChoice
from analysis.model.file_report import Outcome
from analysis.model.notice import Severity
from analysis.model.project import Project
from analysis.model.run import RunId
from analysis.model.series import Span
from analysis.progress import silent
from analysis.read import carry_out, look, read

TABLE = "t,loss,acc,lr\n10,1,5,0.1\n20,2,6,0.1\n40,3,7,0.1\n"


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def shape(reading: Reading) -> list[tuple[str, tuple[str, ...]]]:
    return [(run.name, run.metrics) for run in reading.runs]


def chart(path: Path, *columns: str, start: int = 0) -> Path:
    head = ",".join(("Step", *columns))
    return write(path, "\n".join((head, *(",".join([str(row)] * (1 + len(columns))) for row in range(start, 9)))))


def test_a_look_says_what_each_file_is_and_how_sure(tmp_path: Path) -> None:
    chart(tmp_path / "a.csv", "oak - loss")
    write(tmp_path / "b.csv", TABLE)
    write(tmp_path / "c.csv", "hello,world\nfoo,bar\n")
    write(tmp_path / "d.md", "notes")
    looks = look([tmp_path], silent()).looks
    assert [(one.path.name, one.importer and one.importer.id, one.sure) for one in looks] == [
        ("a.csv", "wandb_csv", 0.9),
        ("b.csv", "any_table", 0.1),
        ("c.csv", None, 0.0),
        ("d.md", None, 0.0),
    ]
    assert [(one.refusal is not None, one.stranger) for one in looks] == [
        (False, False),
        (False, False),
        (True, False),
        (True, True),
    ]


def test_what_became_of_every_file_is_told(tmp_path: Path) -> None:
    chart(tmp_path / "a.csv", "oak - loss", "oops")
    write(tmp_path / "b.csv", "one,two\nthree,four\n")
    write(tmp_path / "c.csv", "")
    write(tmp_path / "d.md", "notes")
    out = chart(tmp_path / "e.csv", "oak - acc")
    files = read([tmp_path], silent(), Choices().with_file(out, FileChoice(left_out=True))).files
    assert [(Path(file.path).name, file.outcome) for file in files] == [
        ("a.csv", Outcome.READ),
        ("b.csv", Outcome.REFUSED),
        ("c.csv", Outcome.REFUSED),
        ("d.md", Outcome.UNKNOWN),
        ("e.csv", Outcome.LEFT_OUT),
    ]
    assert [notice.line for notice in files[0].notices] == [1]
    assert "“oops”" in files[0].notices[0].text
    assert files[1].notices[0].severity is Severity.ERROR


def test_every_refused_file_is_told_when_all_of_one_kind_are(tmp_path: Path) -> None:
    chart(tmp_path / "good.csv", "oak - loss")
    for name in ("x", "y"):
        write(tmp_path / f"{name}.csv", "who,a\nanna,1\nbert,2\n")
    reading = read([tmp_path], silent())
    refused = [Path(file.path).name for file in reading.files if file.outcome is Outcome.REFUSED]
    assert refused == ["x.csv", "y.csv"]
    assert [notice.file for notice in reading.notices if notice.severity is Severity.ERROR] == refused


def test_step_column_and_metrics_of_a_table(tmp_path: Path) -> None:
    path = write(tmp_path / "my.csv", TABLE)
    (run,) = read([path], silent()).runs
    assert (run.series[0].axis, run.metrics) == ("Row", ("t", "loss", "acc", "lr"))
    chosen = Choices().with_file(path, FileChoice(step="t", metrics=("acc", "loss")))
    reading = read([path], silent(), chosen)
    (run,) = reading.runs
    assert run.metrics == ("loss", "acc")
    assert [series.axis for series in run.series] == ["t", "t"]
    np.testing.assert_array_equal(run.series[0].steps, [10, 20, 40])
    np.testing.assert_array_equal(run.series[1].values, [5, 6, 7])
    assert any(notice.text == "Left out by choice: “lr”." for notice in reading.notices)
    assert read([path], silent(), chosen) == reading
    (run,) = read([path], silent(), Choices().with_file(path, FileChoice(step=""))).runs
    assert (run.series[0].axis, list(run.series[0].steps)) == ("Row", [1, 2, 3])


def test_a_column_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    path = write(tmp_path / "my.csv", TABLE)
    with pytest.raises(UnreadableInput, match="No column “gone” holds a number"):
        read([path], silent(), Choices().with_file(path, FileChoice(step="gone")))


def test_an_importer_can_be_named(tmp_path: Path) -> None:
    path = write(tmp_path / "notes.md", TABLE)
    with pytest.raises(UnreadableInput):
        read([tmp_path], silent())
    reading = read([tmp_path], silent(), Choices().with_file(path, FileChoice("any_table")))
    assert shape(reading) == [("notes", ("t", "loss", "acc", "lr"))]
    assert [(file.importer, file.by_hand) for file in reading.files] == [("any_table", True)]


def test_a_heading_is_split_where_a_person_says(tmp_path: Path) -> None:
    path = chart(tmp_path / "a.csv", "oak - big - loss")
    reading = read([path], silent())
    assert shape(reading) == [("oak - big", ("loss",))]
    (heading,) = reading.headings
    assert heading.ways == (("oak", "big - loss"), ("oak - big", "loss"))
    assert not heading.told
    reading = read([path], silent(), Choices().with_split("oak - big - loss", "oak"))
    assert shape(reading) == [("oak", ("big - loss",))]
    assert reading.headings[0].told


def test_runs_are_said_to_be_one_and_named(tmp_path: Path) -> None:
    chart(tmp_path / "a.csv", "oak - loss")
    chart(tmp_path / "b.csv", "Oak - acc")
    one, other = read([tmp_path], silent()).runs
    chosen = Choices().with_same(one.id, other.id).with_name(one.id, "the oak")
    reading = read([tmp_path], silent(), chosen)
    assert shape(reading) == [("the oak", ("loss", "acc"))]
    assert [run.id for run in reading.runs] == [one.id]
    alone = read([tmp_path / "b.csv"], silent(), chosen)
    assert Project(choices=chosen).with_runs(read([tmp_path / "a.csv"], silent(), chosen).runs).with_runs(
        alone.runs
    ).runs == (reading.runs)


def test_runs_that_contradict_each_other_stay_two(tmp_path: Path) -> None:
    chart(tmp_path / "a.csv", "oak - loss")
    chart(tmp_path / "b.csv", "Oak - loss", start=3)
    one, other = read([tmp_path], silent()).runs
    reading = read([tmp_path], silent(), Choices().with_same(one.id, other.id))
    assert [run.name for run in reading.runs] == ["oak", "Oak"]
    assert "said to be one" in reading.notices[-1].text
    with pytest.raises(UnusableRequest, match="different data of “loss”: 9 and 6 points"):
        Project().with_runs((one, other)).joined(one.id, other.id)


def test_a_file_is_read_apart(tmp_path: Path) -> None:
    chart(tmp_path / "a.csv", "oak - loss")
    path = chart(tmp_path / "b.csv", "oak - acc")
    assert shape(read([tmp_path], silent())) == [("oak", ("loss", "acc"))]
    apart = Choices().with_file(path, FileChoice(apart=True))
    assert shape(read([tmp_path], silent(), apart)) == [("oak", ("loss",)), ("oak (b.csv)", ("acc",))]


def test_nothing_readable_is_still_a_plan(tmp_path: Path) -> None:
    write(tmp_path / "c.csv", "hello,world\nfoo,bar\n")
    reading = carry_out(look([tmp_path], silent()), silent())
    assert reading.runs == ()
    assert [file.outcome for file in reading.files] == [Outcome.REFUSED]


def test_choices_know_one_another() -> None:
    a, b, c = RunId("a"), RunId("b"), RunId("c")
    assert Choices().with_same(a, b).with_same(c, a).same == {b: c, a: c}
    assert Choices().with_same(a, b).with_same(b, c).same == {b: a, c: a}
    assert Choices().with_same(a, b).without_same(b) == Choices()
    assert not Choices().with_file(Path("x"), FileChoice(apart=True)).with_file(Path("x"), FileChoice())
    with pytest.raises(ValueError, match="one with runs"):
        Choices(same={a: b, b: c})


def marked(reading: Reading, run: RunId) -> Project:
    return Project().with_runs(reading.runs).annotate(Annotation(AnnotationId("m"), 1, Span(0, 1), (run,)))


def test_annotations_follow_joined_runs(tmp_path: Path) -> None:
    chart(tmp_path / "a.csv", "oak - loss")
    chart(tmp_path / "b.csv", "Oak - acc")
    reading = read([tmp_path], silent())
    one, other = (run.id for run in reading.runs)
    project = marked(reading, other).joined(one, other)
    assert [run.metrics for run in project.runs] == [("loss", "acc")]
    assert project.annotations[0].runs == (one,)
    assert project.choices == Choices().with_same(one, other)


def test_annotations_and_colours_survive_another_reading(tmp_path: Path) -> None:
    path = chart(tmp_path / "a.csv", "oak - big - loss", "ash - loss")
    reading = read([path], silent())
    assert [run.name for run in reading.runs] == ["oak - big", "ash"]
    project = marked(reading, reading.runs[0].id)
    chosen = Choices().with_split("oak - big - loss", "oak")
    after = project.reread({run.id for run in project.runs}, read([path], silent(), chosen).runs, chosen)
    assert [run.name for run in after.runs] == ["oak", "ash"]
    assert {run.name: run.colour for run in after.runs}["ash"] == 1
    (mark,) = after.annotations
    assert [after.run(run).name for run in mark.runs] == ["oak"]
    assert after.choices == chosen


def test_a_name_of_another_run_is_refused(tmp_path: Path) -> None:
    chart(tmp_path / "a.csv", "oak - loss", "ash - loss")
    project = Project().with_runs(read([tmp_path], silent()).runs)
    oak = project.runs[0].id
    with pytest.raises(UnusableRequest, match="Another run is called “ash”"):
        project.renamed(oak, "ash")
    with pytest.raises(UnusableRequest, match="needs a name"):
        project.renamed(oak, "  ")
    renamed = project.renamed(oak, "the oak")
    again = renamed.with_runs(read([tmp_path], silent(), renamed.choices).runs)
    assert [run.name for run in again.runs] == ["the oak", "ash"]

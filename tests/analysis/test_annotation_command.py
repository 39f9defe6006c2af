"""Annotations of a project without a window: listed, out to files, in from files, merged, compared."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.project import Project
from analysis.model.series import Span
from analysis.storage import Document, open_project, save_project
from tests.synthetic import run_of

Capture = pytest.CaptureFixture[str]
ADA = Annotation(AnnotationId("a"), 1, Span(10, 20), label="spike", title="=norm\njumps", author="Ada")
BEN = Annotation(AnnotationId("b"), 2, Span(12, 22), label="spike", author="Ben")


@pytest.fixture
def saved(tmp_path: Path) -> str:
    return save(tmp_path / "p.runloupe", ADA, BEN)


def save(path: Path, *marks: Annotation) -> str:
    save_project(Document(Project((run_of("oak"),), marks), {}), path)
    return str(path)


def marks_of(path: Path) -> tuple[Annotation, ...]:
    return open_project(path).project.annotations


def test_a_list_has_a_line_an_annotation(saved: str, capsys: Capture) -> None:
    assert main(["annotations", saved]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == "E1  steps 10 to 20  spike  warning  =norm\\njumps  Ada"
    assert second == "E2  steps 12 to 22  spike  warning  Ben"
    assert main(["annotations", saved, "--json"]) == 0
    assert [entry["id"] for entry in json.loads(capsys.readouterr().out)] == ["a", "b"]


@pytest.mark.parametrize("name", ["out.csv", "out.json"])
def test_out_and_in_again(saved: str, tmp_path: Path, capsys: Capture, name: str) -> None:
    file, back = str(tmp_path / name), tmp_path / "back.runloupe"
    assert main(["annotations", saved, "--export", file]) == 0
    assert main(["annotations", save(tmp_path / "bare.runloupe"), "--import", file, "-o", str(back)]) == 0
    assert "2 added" in capsys.readouterr().out
    assert marks_of(back) == (ADA, BEN)


def test_a_broken_file_names_its_line_and_makes_nothing(saved: str, tmp_path: Path, capsys: Capture) -> None:
    file, back = tmp_path / "in.csv", tmp_path / "back.runloupe"
    file.write_text("first,label\n1,a\nx,b\n", encoding="utf-8")
    assert main(["annotations", saved, "--import", str(file), "-o", str(back)]) == 2
    assert f"{file}:3:" in capsys.readouterr().err
    assert not back.exists()


def test_an_import_needs_a_place_for_its_project(saved: str, tmp_path: Path, capsys: Capture) -> None:
    assert main(["annotations", saved, "--import", str(tmp_path / "in.csv")]) == 2
    assert "--output" in capsys.readouterr().err


@pytest.mark.parametrize(("prefer", "ends"), [("mine", [20, 22]), ("theirs", [30, 22]), ("both", [20, 22, 30])])
def test_two_projects_become_one(saved: str, tmp_path: Path, capsys: Capture, prefer: str, ends: list[float]) -> None:
    other = save(tmp_path / "other.runloupe", replace(ADA, span=Span(10, 30)))
    back = tmp_path / "back.runloupe"
    assert main(["annotations", saved, "--merge", other, "--prefer", prefer, "-o", str(back)]) == 0
    assert f"E1 differs in span: {prefer}." in capsys.readouterr().out
    assert [mark.span.last for mark in marks_of(back)] == ends


def test_agreement_of_two_authors(saved: str, capsys: Capture) -> None:
    assert main(["annotations", saved, "--agreement", "Ada", "Ben"]) == 0
    told = capsys.readouterr().out
    assert "F1 1.00" in told
    assert "Cohen 1960" in told
    assert main(["annotations", saved, "--agreement", "Ada", "Ben", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["matched"] == 1
    assert main(["annotations", saved, "--agreement", "Ada", "Cleo"]) == 2
    assert "'Ada', 'Ben'" in capsys.readouterr().err

"""Files that grow, shrink, vanish or change are read again, and what a person said of their runs stays."""

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.model.notice import Severity
from analysis.model.project import Project
from analysis.progress import silent
from analysis.read import read
from analysis.refresh import changes, read_again, stamps

HEAD = '"Step","a - loss","a - loss__MIN","a - loss__MAX"'


def write(file: Path, values: list[float]) -> Path:
    rows = (f'"{step}","{value}","{value}","{value}"' for step, value in enumerate(values))
    file.write_text("\n".join((HEAD, *rows)), encoding="utf-8")
    return file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "x.csv", [1.5, 2.5, 3.5])


@pytest.fixture
def project(file: Path) -> Project:
    project = Project().with_runs(read((file,), silent()).runs)
    (run,) = project.runs
    return project.with_run(replace(run, colour=3, tags=("kept",))).renamed(run.id, "mine")


def again(project: Project, *, asked: bool = False) -> tuple[Project, tuple[str, ...]]:
    found = read_again(project, silent(), asked=asked)
    later = project if found.reading is None else project.refreshed(found.reading.runs)
    return later, tuple(notice.text for notice in (*found.notices, *changes(project, later)))


def test_a_file_that_grew(file: Path, project: Project) -> None:
    before = stamps(project)
    write(file, [1.5, 2.5, 3.5, 4.5, 5.5])
    assert stamps(project) != before
    later, told = again(project)
    (run,), (old,) = later.runs, project.runs
    assert run.series[0].values.tolist() == [1.5, 2.5, 3.5, 4.5, 5.5]
    assert (run.id, run.name, run.colour, run.tags) == (old.id, "mine", 3, ("kept",))
    assert told == ("Read again: 2 points more than before.",)
    assert [source.size for source in run.sources] == [file.stat().st_size]


def test_a_value_that_changed_in_place_is_told(file: Path, project: Project) -> None:
    write(file, [1.5, 9.5, 3.5])
    later, told = again(project)
    assert later == project
    (text,) = told
    assert text.startswith("The files of “mine” hold other points of “loss” than before: those are kept.")
    assert "F5" in text
    later, told = again(project, asked=True)
    assert later.runs[0].series[0].values.tolist() == [1.5, 9.5, 3.5]
    assert told == ("1 point of “loss” of “mine” changed in the file.",)


def test_nothing_is_read_where_nothing_changed(file: Path, project: Project) -> None:
    file.touch()
    assert read_again(project, silent()).reading is None


@pytest.mark.parametrize("gone", [True, False])
def test_a_file_that_shrank_or_vanished_keeps_its_data(file: Path, project: Project, gone: bool) -> None:
    if gone:
        file.unlink()
    else:
        write(file, [1.5])
    found = read_again(project, silent())
    assert found.reading is None
    (notice,) = found.notices
    assert notice.severity is Severity.WARNING
    assert notice.file == "x.csv"
    assert ("is gone" if gone else "has shrunk") in notice.text


def test_what_another_file_lost_stays(tmp_path: Path, file: Path) -> None:
    other = tmp_path / "y.csv"
    other.write_text(file.read_text(encoding="utf-8").replace("loss", "lr"), encoding="utf-8")
    project = Project().with_runs(read((file, other), silent()).runs)
    write(file, [1.5])
    other.write_text(other.read_text(encoding="utf-8") + '\n"3","4.5","4.5","4.5"', encoding="utf-8")
    later, _ = again(project)
    (run,) = later.runs
    assert {series.name: len(series) for series in run.series} == {"loss": 3, "lr": 4}

"""Files that grow, shrink, vanish or change are read again, and what a person said of their runs stays."""

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.model.notice import Severity
from analysis.model.project import Project
from analysis.progress import silent
from analysis.read import read
from analysis.refresh import changes, read_again, stamps
from tests.analysis.importers.event_files import events
from tests.analysis.importers.event_files import losses as event_losses
from tests.analysis.importers.wandb_logs import log as wandb_log
from tests.analysis.importers.wandb_logs import losses as wandb_losses
from tests.analysis.importers.wandb_logs import run as wandb_run

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


def opened(folder: Path) -> Project:
    reading = read((folder,), silent())
    return Project().with_runs(reading.runs).with_files(reading.files).with_folders([str(folder)])


def test_a_restart_in_a_new_event_file_is_taken_over_by_itself(tmp_path: Path) -> None:
    folder = tmp_path / "runs"
    (folder / "one").mkdir(parents=True)
    (folder / "one" / "events.out.tfevents.1000000001.h").write_bytes(events(*event_losses(30)))
    project = opened(folder)
    later_file = folder / "one" / "events.out.tfevents.1000000040.h"
    later_file.write_bytes(events(*event_losses(20, start=20)))
    found = read_again(project, silent(), more=[str(later_file)])
    assert found.reading is not None
    assert not found.fresh
    later = project.refreshed(found.reading.runs)
    (run,) = later.runs
    assert run.series[0].steps.tolist() == list(range(40))
    assert [(seam.at, seam.dropped) for seam in run.seams] == [(20, 10)]
    assert [notice.text for notice in found.found] == ["Appeared in an opened folder: read with “one”."]
    told = [notice.text for notice in changes(project, later)]
    assert told[0] == "Read again: 10 points more than before."
    assert told[1].startswith("“one” was started again. Joined as pieces of one run: from step 20 on ")
    assert len(told) == 2


def test_a_restart_that_grows_in_a_wandb_file_is_taken_over_by_itself(tmp_path: Path) -> None:
    one, two = tmp_path / "run-1-abc.wandb", tmp_path / "run-2-abc.wandb"
    one.write_bytes(wandb_log(wandb_run("abc"), *wandb_losses(30)))
    two.write_bytes(wandb_log(wandb_run("abc", start=2000), *wandb_losses(5, start=30)))
    project = opened(tmp_path)
    assert len(project.runs) == 1
    three = tmp_path / "run-3-abc.wandb"
    three.write_bytes(wandb_log(wandb_run("abc", start=3000), *wandb_losses(20, start=25)))
    later, told = again(project, asked=True)
    assert later.runs[0].series[0].steps.tolist() == list(range(45))
    assert any(text.startswith("“abc” was started again.") for text in told)


def test_points_before_a_restart_that_are_others_are_held_back(tmp_path: Path) -> None:
    folder = tmp_path / "runs"
    folder.mkdir()
    first = folder / "events.out.tfevents.1000000001.h"
    first.write_bytes(events(*event_losses(30)))
    project = opened(folder)
    first.write_bytes(events(*event_losses(30, start=1)))
    (folder / "events.out.tfevents.1000000040.h").write_bytes(events(*event_losses(20, start=20)))
    found = read_again(project, silent(), more=[str(folder / "events.out.tfevents.1000000040.h")])
    assert found.reading is None
    assert any("hold other points" in notice.text for notice in found.notices)


def test_a_new_file_that_is_doubtful_is_named_and_left(tmp_path: Path, file: Path) -> None:
    project = opened(tmp_path)
    (tmp_path / "other.csv").write_text("u,v\n1,2\n2,3\n3,4\n", encoding="utf-8")
    found = read_again(project, silent(), asked=True)
    assert found.reading is None
    assert found.fresh is None
    (notice,) = found.found
    assert notice.file == "other.csv"
    assert "more than one way" in notice.text
    assert file.exists()

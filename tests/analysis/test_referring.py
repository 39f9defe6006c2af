"""Projects that refer to their files: saved without the data, filled when opened, wherever the files lie by then."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.annotations.evidence import as_of, measured
from analysis.cli import main
from analysis.locating import Whereabouts, located
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.project import Data, Project
from analysis.model.run import Run
from analysis.model.series import Series, Span
from analysis.progress import silent
from analysis.read import read
from analysis.referring import Found, filled, open_filled, referring, save
from analysis.storage import Document, open_project
from tests.synthetic import series_of

POINTS = 400


def export(path: Path, seed: int, points: int = POINTS) -> Path:
    """An export of one run; the name of its folder is that of the run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    values = np.random.default_rng(seed).normal(size=(points, 2))
    name = path.parent.name
    lines = (f"{at},{a!r},{b!r}" for at, (a, b) in enumerate(values.tolist()))
    path.write_text("\n".join((f'"Step","{name} - loss","{name} - norm"', *lines)), encoding="utf-8")
    return path


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two runs whose files lie in ``work/runs``, one annotation with statistics; it refers to its files."""
    files = [
        export(tmp_path / "work" / "runs" / name / "metrics.csv", seed) for seed, name in enumerate(("oak", "elm"))
    ]
    reading = read(files, silent())
    made = Project(data=Data.REFERENCED).with_runs(reading.runs).with_files(reading.files)
    mark = Annotation(AnnotationId("m"), 1, Span(10, 20))
    return made.annotate(replace(mark, evidence=measured(made, mark, "2025-01-01T00:00:00+00:00")))


@pytest.fixture
def saved(project: Project, tmp_path: Path) -> Path:
    path = tmp_path / "work" / "p.runloupe"
    assert save(Document(project), path) == ()
    return path


def runs(found: Found) -> tuple[Run, ...]:
    return found.document.project.runs


def data(project: Project) -> Iterator[Series]:
    return (series for run in project.runs for series in run.series)


def test_the_file_holds_no_data_and_opens_equal(project: Project, saved: Path, tmp_path: Path) -> None:
    stored = tmp_path / "stored.runloupe"
    save(Document(replace(project, data=Data.STORED)), stored)
    assert saved.stat().st_size < stored.stat().st_size - 2 * POINTS * 8
    assert all(series.away and not len(series) for series in data(open_project(saved).project))
    found = open_filled(saved)
    assert found.document.project == project
    assert (found.notices, found.where) == ((), Whereabouts())


def test_a_folder_that_was_moved_with_its_project_is_found(saved: Path, tmp_path: Path, project: Project) -> None:
    (tmp_path / "work").rename(tmp_path / "archive")
    found = open_filled(tmp_path / "archive" / "p.runloupe")
    assert list(data(found.document.project)) == list(data(project))
    assert found.document.project.files[0].path == str(tmp_path / "archive" / "runs" / "oak" / "metrics.csv")
    assert found.notices == ()


def test_files_beside_the_project_and_one_folder_up_are_found(saved: Path, tmp_path: Path, project: Project) -> None:
    (tmp_path / "work" / "runs" / "oak" / "metrics.csv").rename(tmp_path / "work" / "metrics.csv")
    found = open_filled(saved)
    assert list(data(found.document.project)) == list(data(project))
    assert {source.path for run in runs(found) for source in run.sources} == {
        str(tmp_path / "work" / "metrics.csv"),
        str(tmp_path / "work" / "runs" / "elm" / "metrics.csv"),
    }


def test_one_file_that_a_person_names_leads_to_the_others(saved: Path, tmp_path: Path, project: Project) -> None:
    (tmp_path / "work" / "runs").rename(tmp_path / "far")
    found = open_filled(saved)
    assert [run.name for run in runs(found)] == [run.name for run in project.runs]
    assert all(run.away and not run.span for run in runs(found))
    assert len(found.where.missing) == 2
    (notice,) = found.notices
    assert "shown without their data" in notice.text
    assert "not found" in notice.text
    oak = found.where.missing[0].path
    again = filled(found.document, saved.parent, silent(), {oak: tmp_path / "far" / "oak" / "metrics.csv"})
    assert list(data(again.document.project)) == list(data(project))
    assert again.where == Whereabouts()


def test_annotations_and_runs_stay_while_files_are_missing_also_when_saved(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "work" / "runs").rename(tmp_path / "far")
    found = open_filled(saved)
    kept = found.document.project
    mark = kept.annotations[0]
    assert as_of(kept, mark).endswith("their file is not at hand.")
    again = tmp_path / "again.runloupe"
    assert save(Document(kept), again) == ()
    (tmp_path / "far").rename(tmp_path / "work" / "runs")
    assert open_filled(again).document.project == open_filled(saved).document.project
    assert not any(series.away for series in data(open_filled(again).document.project))


def test_a_report_says_which_runs_are_without_data(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "work" / "runs" / "oak").rename(tmp_path / "far")
    out = tmp_path / "r.txt"
    assert main(["report", str(saved), "-o", str(out)]) == 0
    told = " ".join(out.read_text(encoding="utf-8").split())
    assert "A is incomplete: the project refers to its files, which were not found or hold something else" in told
    assert "B is incomplete" not in told


def test_a_changed_file_is_told_and_not_taken_unasked(saved: Path, tmp_path: Path) -> None:
    export(tmp_path / "work" / "runs" / "oak" / "metrics.csv", 7)
    found = open_filled(saved)
    oak, elm = runs(found)
    assert [oak.away, elm.away] == [True, False]
    assert [found.where.state(run) for run in (oak, elm)] == ["changed", ""]
    (notice,) = found.notices
    assert "metrics.csv was changed" in notice.text
    later = found.document.project.refreshed(read([Path(one.path) for one in oak.sources], silent()).runs)
    assert not later.runs[0].away
    assert "the data have changed since" in as_of(later, later.annotations[0])
    assert found.where.state(later.runs[0]) == ""


def test_data_that_the_files_do_not_give_are_stored(project: Project, saved: Path, tmp_path: Path) -> None:
    oak, elm = project.runs
    longer = series_of("loss", np.arange(5.0))
    (tmp_path / "work" / "runs" / "elm" / "metrics.csv").unlink()
    by_hand = Run(oak.id, oak.name, (longer, oak.series[1]), oak.sources)
    typed = replace(elm, id="typed", name="typed", sources=())  # type: ignore[arg-type]
    mixed = replace(project, runs=(by_hand, elm, typed))
    told = save(Document(mixed), saved)
    assert [notice.text for notice in told] == [
        "The data of “oak” are stored in the project file: reading its files again does not give them.",
        "The data of “elm” are stored in the project file: metrics.csv is not there any more.",
        "The data of “typed” are stored in the project file: they come from no file.",
    ]
    assert open_project(saved).project == mixed


def test_files_are_read_for_the_first_save_only(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    referring(project, silent())
    monkeypatch.setattr("analysis.referring.read", lambda *_: pytest.fail("read again"))
    referred, told = referring(project, silent())
    assert told == ()
    assert all(run.away for run in referred.runs)
    stored, _ = referring(replace(project, data=Data.STORED), silent())
    assert stored == replace(project, data=Data.STORED)


def test_equal_files_are_not_taken_for_each_other(tmp_path: Path) -> None:
    """Two runs with the same contents: each keeps a file of its own, also where one of the two is gone."""
    files = [export(tmp_path / name / "metrics.csv", 1) for name in ("a", "b")]
    made = Project().with_runs(read(files[:1], silent()).runs)
    made = made.with_runs(tuple(replace(run, id="b", name="b") for run in read(files[1:], silent()).runs))  # type: ignore[arg-type]
    files[1].unlink()
    where = located(made, tmp_path, silent(), given={str(files[1]): files[0]})
    assert (where.moved, [source.path for source in where.missing]) == ({}, [str(files[1])])

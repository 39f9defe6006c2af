"""A damaged file: what is whole is read, what is not is named, and nothing is made up."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import UnreadableInput
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.project import Project
from analysis.model.run import Run, RunId
from analysis.model.series import Fidelity, FidelityKind, Series, Span, frozen_array
from analysis.storage import Document, open_project, save_project
from analysis.storage.columns import CHUNK
from analysis.storage.salvage import salvage
from tests.analysis.storage.documents import rich_document
from tests.synthetic import run_of

POINTS = 2 * CHUNK + 5


@pytest.fixture
def project() -> Project:
    made = Project((run_of("oak", points=50), run_of("dawn", seed=1, points=50)), title="T")
    for number in range(1, 301):
        made = made.annotate(Annotation(AnnotationId(f"m{number}"), number, Span(1, number), note="seen " * 20))
    return made


@pytest.fixture
def path(tmp_path: Path, project: Project) -> Path:
    place = tmp_path / "p.runloupe"
    save_project(Document(project), place)
    return place


def damage(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
    with pytest.raises(UnreadableInput):
        open_project(path)


def test_a_metric_whose_bytes_are_damaged_is_named_and_the_rest_is_there(path: Path, project: Project) -> None:
    value = "SELECT value FROM series WHERE name = 'latent/std' ORDER BY place LIMIT 1"
    damage(path, f"UPDATE chunk SET data = zeroblob(length(data)) WHERE vector = ({value})")  # noqa: S608
    found = salvage(path)
    assert found.losses == ("The metric “latent/std” of “oak” is lost.",)
    oak, dawn = found.document.project.runs
    assert oak.series == tuple(one for one in project.runs[0].series if one.name != "latent/std")
    assert dawn == project.runs[1]
    assert found.document.project.annotations == project.annotations


def test_a_damaged_part_of_a_long_metric_is_cut_out_and_counted(tmp_path: Path) -> None:
    values = frozen_array(np.random.default_rng(0).normal(size=POINTS))
    steps = frozen_array(np.arange(POINTS) ** 1.01)
    whole = Fidelity(FidelityKind.COMPLETE, POINTS, POINTS, 1.0)
    made = tuple(Series(name, steps, array, whole) for name, array in (("a", values), ("b", frozen_array(-values))))
    path = tmp_path / "p.runloupe"
    save_project(Document(Project((Run(RunId("r"), "oak", made),))), path)
    value = "SELECT value FROM series WHERE name = 'a'"
    second = f"SELECT place FROM chunk WHERE vector = ({value}) ORDER BY place LIMIT 1 OFFSET 1"  # noqa: S608
    damage(path, f"UPDATE chunk SET crc = 0 WHERE place = ({second})")  # noqa: S608
    found = salvage(path)
    assert found.losses == (
        "Of “a” of “oak”, 262,144 of 524,293 points are lost, from the 262,145th to the 524,288th.",
    )
    a, b = found.document.project.runs[0].series
    assert b == made[1]
    assert a.fidelity.kind is FidelityKind.IRREGULAR
    kept = np.r_[0:CHUNK, 2 * CHUNK : POINTS]
    assert np.array_equal(a.values, values[kept])
    assert np.array_equal(a.steps, steps[kept])


def test_a_changed_letter_is_told_and_an_entry_without_sense_is_left_out(path: Path) -> None:
    damage(path, "UPDATE annotation SET note = 'sewn' WHERE number = 7")
    damage(path, "UPDATE annotation SET severity = 'dire' WHERE number = 8")
    found = salvage(path)
    assert len(found.document.project.annotations) == 299
    assert found.losses[0] == "The annotations differ from their checksum: something in them was changed by the damage."
    assert "One of the annotations makes no sense and is lost" in found.losses[1]


def test_a_file_that_ends_too_early_gives_what_stands_before_its_end(path: Path, project: Project) -> None:
    whole = path.read_bytes()
    best = 0
    for share in (0.9, 0.7, 0.5, 0.3, 0.1):
        path.write_bytes(whole[: int(len(whole) * share)])
        try:
            found = salvage(path)
        except UnreadableInput:
            continue
        assert found.losses
        assert set(found.document.project.annotations) <= set(project.annotations)
        best = max(best, len(found.document.project.annotations) + len(found.document.project.runs))
    assert best > 0


def test_random_damage_is_never_silent(tmp_path: Path) -> None:
    path = tmp_path / "p.runloupe"
    document = rich_document()
    save_project(document, path)
    whole = path.read_bytes()
    chance = random.Random(3)  # noqa: S311
    saved = 0
    for _ in range(150):
        harmed = bytearray(whole)
        start = chance.randrange(100, len(whole))
        for place in range(start, min(start + chance.choice((1, 40, 4096)), len(whole))):
            harmed[place] = chance.randrange(256)
        path.write_bytes(harmed)
        try:
            assert open_project(path) == document
            continue
        except UnreadableInput:
            pass
        try:
            found = salvage(path)
        except UnreadableInput:
            continue
        saved += 1
        assert found.losses
    assert saved > 20


@pytest.mark.parametrize("content", [b"", b"no database at all", bytes(5000)])
def test_what_is_none_of_ours_stays_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.runloupe"
    path.write_bytes(content)
    with pytest.raises(UnreadableInput):
        salvage(path)

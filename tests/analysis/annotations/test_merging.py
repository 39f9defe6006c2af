"""Two people's projects become one, and how far they agree is a number that can be checked by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

from analysis.annotations.agreement import agreement, authors
from analysis.annotations.merging import Side, conflicts, merged
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.label import Label
from analysis.model.project import Project
from analysis.model.run import Run, RunId
from analysis.model.series import Span
from tests.synthetic import run_of, series_of


def mark_of(name: str, number: int, first: float, last: float, author: str = "") -> Annotation:
    return Annotation(AnnotationId(name), number, Span(first, last), author=author)


def test_what_one_has_alone_is_taken_and_numbers_stay_unique() -> None:
    oak, dawn = run_of("oak"), run_of("dawn", seed=1)
    mine = Project((oak,), (mark_of("a", 1, 1, 2),))
    theirs = Project((oak, dawn), (mark_of("a", 5, 1, 2), mark_of("b", 1, 3, 4)), labels=(Label("theirs", 4),))
    found = merged(mine, theirs, {})
    assert [run.name for run in found.project.runs] == ["oak", "dawn"]
    assert [(mark.id, mark.number) for mark in found.project.annotations] == [("a", 1), ("b", 2)]
    assert (found.added, found.equal, found.runs) == (1, 1, 1)
    assert Label("theirs", 4) in found.project.labels
    assert conflicts(mine, theirs) == ()


@pytest.mark.parametrize(
    ("side", "spans"),
    [
        (Side.MINE, [(1, 2)]),
        (Side.THEIRS, [(1, 9)]),
        (Side.BOTH, [(1, 2), (1, 9)]),
        (None, [(1, 2)]),
    ],
)
def test_a_conflict_is_decided(side: Side | None, spans: list[tuple[float, float]]) -> None:
    mine = Project(annotations=(mark_of("a", 1, 1, 2),))
    theirs = Project(annotations=(replace(mark_of("a", 3, 1, 9), note="x"),))
    (conflict,) = conflicts(mine, theirs)
    assert conflict.fields == ("span", "note")
    found = merged(mine, theirs, {} if side is None else {conflict.mine.id: side}).project
    assert [(mark.span.first, mark.span.last) for mark in found.annotations] == spans
    assert found.annotations[0].number == 1


def test_annotations_follow_a_run_that_is_known_by_its_name() -> None:
    oak = run_of("oak")
    theirs = Project((replace(oak, id=RunId("other")),), (replace(mark_of("b", 1, 1, 2), runs=(RunId("other"),)),))
    (mark,) = merged(Project((oak,)), theirs, {}).project.annotations
    assert mark.runs == (oak.id,)


def ten_steps(*marks: Annotation) -> Project:
    series = series_of("x", np.zeros(10))
    return Project((Run(RunId("r"), "r", (series,)),), marks)


def test_agreement_by_hand() -> None:
    project = ten_steps(
        mark_of("a", 1, 0, 3, "Ada"),
        mark_of("b", 2, 8, 8, "Ada"),
        mark_of("c", 3, 1, 4, "Ben"),
        mark_of("d", 4, 6, 6, "Ben"),
    )
    found = agreement(project, "Ada", "Ben")
    # Ada marks 0 1 2 3 8, Ben 1 2 3 4 6: both 1 2 3, neither 5 7 9
    assert (found.steps, found.marked, found.both) == (10, (5, 5), 3)
    assert found.observed == pytest.approx(0.6)
    assert found.expected == pytest.approx(0.5)
    assert found.kappa == pytest.approx(0.2)
    # 0-3 and 1-4 share 3 of 5 steps and match; 8 and 6 share none
    assert (found.events, found.matched) == ((2, 2), 1)
    assert found.f1 == pytest.approx(0.5)
    assert "kappa 0.2" in found.sentence


def test_one_event_cannot_be_matched_twice_but_as_many_as_possible_are() -> None:
    one = [mark_of("a", 1, 0, 9, "Ada"), mark_of("b", 2, 0, 5, "Ada")]
    other = [mark_of("c", 3, 0, 6, "Ben"), mark_of("d", 4, 0, 9, "Ben")]
    assert agreement(ten_steps(*one, *other), "Ada", "Ben").matched == 2
    assert agreement(ten_steps(*one, other[0]), "Ada", "Ben").matched == 1


def test_full_agreement_and_none_at_all() -> None:
    same = ten_steps(mark_of("a", 1, 2, 4, "Ada"), mark_of("b", 2, 2, 4, "Ben"))
    found = agreement(same, "Ada", "Ben")
    assert (found.f1, found.kappa) == (1.0, 1.0)
    nothing = agreement(ten_steps(), "Ada", "Ben")
    assert math.isnan(nothing.f1)
    assert math.isnan(nothing.kappa)
    assert "not defined" in nothing.sentence
    assert authors(same.annotations) == ("Ada", "Ben")


def test_runs_of_a_scope_count_for_themselves() -> None:
    one, two = (Run(RunId(name), name, (series_of("x", np.zeros(10)),)) for name in ("r", "s"))
    marks = (
        replace(mark_of("a", 1, 0, 4, "Ada"), runs=(one.id,)),
        replace(mark_of("b", 2, 0, 4, "Ben"), runs=(two.id,)),
    )
    found = agreement(Project((one, two), marks), "Ada", "Ben")
    assert (found.steps, found.both, found.matched) == (20, 0, 0)
    assert found.kappa < 0

"""The project keeps itself consistent through every edit."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.project import Project
from analysis.model.run import Run, RunId
from analysis.model.series import COMPARED, Span
from tests.synthetic import run_of, series_of


def mark(number: int, *, runs: tuple[RunId, ...] = ()) -> Annotation:
    return Annotation(AnnotationId(f"n{number}"), number, Span(10, 20), runs=runs)


def test_a_known_run_gains_new_metrics() -> None:
    whole = run_of("oak")
    first, second = replace(whole, series=whole.series[:2]), replace(whole, series=whole.series[2:])
    project = Project().with_runs((first,)).with_runs((second,))
    assert [run.name for run in project.runs] == ["oak"]
    assert project.runs[0].metrics == whole.metrics


def test_the_same_files_twice_change_nothing() -> None:
    project = Project().with_runs((run_of("oak"),))
    assert project.with_runs((run_of("oak"),)) == project


def test_other_data_under_a_known_name_stands_beside_it() -> None:
    project = Project().with_runs((run_of("oak", seed=1),)).with_runs((run_of("oak", seed=2),))
    assert [run.name for run in project.runs] == ["oak", "oak (2)"]
    assert len({run.id for run in project.runs}) == 2


def test_colours_are_kept_when_another_run_goes() -> None:
    project = Project().with_runs((run_of("a"), run_of("b"), run_of("c")))
    rest = project.without_run(project.runs[0].id)
    assert [run.colour for run in rest.runs] == [1, 2]
    assert [run.colour for run in rest.with_runs((run_of("d"),)).runs] == [1, 2, 0]


def test_annotations_of_a_removed_run_go_with_it_and_shared_ones_stay() -> None:
    project = Project().with_runs((run_of("a"), run_of("b")))
    a, b = (run.id for run in project.runs)
    project = project.annotate(mark(1, runs=(a,))).annotate(mark(2, runs=(a, b))).annotate(mark(3))
    rest = project.without_run(a)
    assert [(entry.number, entry.runs) for entry in rest.annotations] == [(2, (b,)), (3, ())]


def test_a_number_is_never_given_twice() -> None:
    project = Project().annotate(mark(1)).annotate(mark(2))
    assert project.next_number == 3
    with pytest.raises(ValueError, match="one number"):
        project.annotate(replace(mark(2), id=AnnotationId("other")))


def test_equal_data_are_equal_also_with_nan() -> None:
    values = np.array([1.0, np.nan, np.inf])
    one, other = series_of("x", values), series_of("x", values.copy())
    assert one == other
    assert one != series_of("x", np.array([1.0, np.nan, -np.inf]))
    assert Run(RunId("r"), "r", (one,)) == Run(RunId("r"), "r", (other,))


def test_long_arrays_are_equal_by_number_not_by_bit() -> None:
    quiet, other = np.array([0x7FF8000000000000, 0x7FF8000000000001], np.uint64).view(np.float64)
    values = np.arange(COMPARED + 2.0)
    one, same, differs = (values.copy() for _ in range(3))
    one[-2:], same[-2:], differs[-2:] = (quiet, 0.0), (other, -0.0), (quiet, 1.0)
    assert series_of("x", one) == series_of("x", same)
    assert series_of("x", one) != series_of("x", differs)
    assert series_of("x", one) != series_of("x", one[:-1])


def test_arrays_cannot_be_changed() -> None:
    series = series_of("x", np.zeros(3))
    with pytest.raises(ValueError, match="read-only"):
        series.values[0] = 1

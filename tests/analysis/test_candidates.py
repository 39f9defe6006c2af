"""Candidates are the events of the checks, less what a person has answered; answers hold for the same data only."""

from dataclasses import replace
from functools import cache

import numpy as np

from analysis.assess import assess
from analysis.candidates import accepted, proposals, rejecting, restoring, with_candidates
from analysis.figures import View
from analysis.figures.overview import FIGURE
from analysis.model.annotation import AnnotationId, Origin
from analysis.model.assessment import Assessment
from analysis.model.candidate import Proposals
from analysis.model.figure import Mark
from analysis.model.project import Project
from analysis.model.run import Run, RunId
from analysis.model.series import Series, Span
from tests.analysis.checks.faults import LATENTS, MEAN, STD, clean, remade

SPIKED = ("latent/std", "latent/norm")


def times(series: Series, step: float, factor: float) -> tuple[np.ndarray, np.ndarray]:
    return series.steps, np.where(series.steps == step, factor * series.values, series.values)


@cache
def spiked() -> Run:
    """A spike of two metrics at step 700, one of a third alone at step 400."""
    run = clean(1)
    for metric in SPIKED:
        run = remade(run, metric, lambda series: times(series, 700, 1.5))
    return remade(run, "latent/max", lambda series: times(series, 400, 3.0))


@cache
def assessment() -> Assessment:
    return assess(spiked())


def project() -> Project:
    return Project().with_runs((spiked(),))


def found(of: Project) -> Proposals:
    return proposals(of, [replace(assessment(), run=of.runs[0].id)])


def test_one_event_seen_in_two_metrics_is_one_candidate() -> None:
    alone, both = found(project()).open
    assert (alone.metrics, alone.span, alone.kind) == (("latent/max",), Span(400, 400), "spike")
    assert (set(both.metrics), both.span) == (set(SPIKED), Span(700, 700))
    assert both.score == max(part.score for part in both.parts)


def test_events_of_one_metric_stay_apart_and_so_do_those_at_other_steps() -> None:
    run = remade(spiked(), "latent/norm", lambda series: times(series, 720, 1.5))
    assert [one.span.first for one in proposals(Project().with_runs((run,)), [assess(run)]).open] == [400, 700, 720]


def test_an_accepted_candidate_is_an_annotation_that_tells_where_it_came_from() -> None:
    candidate = found(project()).open[1]
    mark = accepted(candidate, AnnotationId("a"), 1)
    assert (mark.span, mark.runs, set(mark.metrics)) == (Span(700, 700), (RunId("id-1"),), set(SPIKED))
    by = mark.provenance
    assert mark.origin is Origin.DETECTOR
    assert by is not None
    assert (by.detector, by.score, by.proposed) == ("anomalies (R10): spike", candidate.score, Span(700, 700))
    assert "threshold" in by.settings
    assert "latent norm" in mark.note.lower()
    after = found(project().annotate(mark))
    assert [one.span for one in after.open] == [Span(400, 400)]
    assert (after.proposed, after.accepted, after.adjusted) == (2, 1, 0)


def test_one_that_was_moved_is_counted_as_adjusted_and_does_not_come_back() -> None:
    mark = accepted(found(project()).open[1], AnnotationId("a"), 1, Span(650, 760))
    after = found(project().annotate(mark))
    assert (len(after.open), after.accepted, after.adjusted) == (1, 1, 1)


def test_a_rejected_candidate_stays_away_while_the_data_are_the_same() -> None:
    no = rejecting(project(), found(project()).open[1:])
    after = found(no)
    assert [one.span for one in after.open] == [Span(400, 400)]
    assert [set(one.metrics) for one in after.rejected] == [set(SPIKED)]
    assert found(restoring(no, after.rejected)).open == found(project()).open


def test_a_rejection_holds_for_the_values_at_its_steps_and_for_no_others() -> None:
    no = rejecting(project(), found(project()).open)
    elsewhere = remade(spiked(), MEAN, lambda series: times(series, 10, 1.1))
    assert not proposals(no.with_run(elsewhere), [assessment()]).open
    higher = remade(spiked(), STD, lambda series: times(series, 700, 1.01))
    assert [one.metrics for one in proposals(no.with_run(higher), [assessment()]).open] == [(STD,)]


def test_a_rejection_holds_for_the_same_data_in_another_run() -> None:
    no = rejecting(project(), found(project()).open)
    again = replace(spiked(), id=RunId("other"), name="other")
    assert not found(replace(no, runs=(again,))).open


def test_candidates_are_marked_where_their_metric_is_drawn() -> None:
    runs = project().runs
    figure = with_candidates(FIGURE.build(View(runs, LATENTS)), found(project()).open, runs)
    marked = {
        panel.metric: [one.span.first for one in panel.layers if isinstance(one, Mark) and one.proposed]
        for panel in figure.panels
    }
    assert {metric: steps for metric, steps in marked.items() if steps} == {
        "latent/max": [400], "latent/std": [700], "latent/norm": [700]
    }  # fmt: skip
    assert "2 candidates" in figure.caption
    assert with_candidates(figure, (), runs) is figure

"""What a brush picks: spans, boxes of values, unions and exclusions, against the rule read out sample by sample."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import wording
from analysis.model.brush import Brush, Part, Within
from analysis.model.series import Fidelity, FidelityKind, Series, Span
from analysis.stats.brushing import lit, mask, ranges
from analysis.stats.digest import Digest, digest

STEPS = np.arange(40.0)
RNG = np.random.default_rng(0)
RUN = {
    name: digest(Series(name, STEPS, RNG.normal(size=40), Fidelity(FidelityKind.COMPLETE, 40, 40, 1.0)))
    for name in ("a", "b")
}
SPARSE = digest(Series("c", STEPS[::3], RNG.normal(size=14), Fidelity(FidelityKind.STRIDED, 14, 40, 3.0)))

spans = st.tuples(st.integers(-3, 42), st.integers(-3, 42)).map(lambda pair: Span.between(*pair))
withins = st.tuples(st.sampled_from("ab"), st.floats(-2, 2), st.floats(0, 2)).map(
    lambda found: Within(found[0], found[1], found[1] + found[2])
)
parts = st.builds(Part, st.none() | spans, st.lists(withins, max_size=2).map(tuple))
brushes = st.tuples(st.lists(parts, max_size=3), st.lists(parts, max_size=2)).filter(any)


def holds(part: Part, place: int) -> bool:
    inside = part.span is None or part.span.first <= STEPS[place] <= part.span.last
    return inside and all(one.low <= RUN[one.metric].values[place] <= one.high for one in part.within)


@settings(max_examples=300, deadline=None)
@given(brushes)
def test_a_sample_is_picked_as_the_rule_says(found: tuple[list[Part], list[Part]]) -> None:
    brush = Brush(tuple(found[0]), tuple(found[1]))
    expected = [
        (not brush.parts or any(holds(part, place) for part in brush.parts))
        and not any(holds(part, place) for part in brush.excluded)
        for place in range(40)
    ]
    picked = [place for start, stop in ranges(brush, RUN["a"], RUN.get) for place in range(start, stop)]
    assert picked == np.flatnonzero(expected).tolist()
    assert mask(brush, RUN["a"], RUN.get).tolist() == expected


def test_a_box_picks_samples_of_another_cycle_between_steps_that_hold() -> None:
    values = np.where((STEPS >= 4) & (STEPS <= 9), 1.0, 0.0)
    known: dict[str, Digest] = {"v": digest(Series("v", STEPS, values, Fidelity(FidelityKind.COMPLETE, 40, 40, 1.0)))}
    brush = Brush((Part(None, (Within("v", 0.5, 2.0),)),))
    picked = mask(brush, SPARSE, known.get)
    assert SPARSE.steps[picked].tolist() == [6.0, 9.0]
    assert not mask(Brush((Part(None, (Within("gone", 0.0, 1.0),)),)), SPARSE, known.get).any()


def test_lit_steps_of_several_runs_are_merged() -> None:
    brush = Brush((Part(Span(2, 5)), Part(Span(4, 8)), Part(Span(20, 21))), (Part(Span(7, 7)),))
    assert lit(brush, [(RUN["a"], RUN.get), (RUN["b"], RUN.get)]) == (Span(2, 6), Span(8, 8), Span(20, 21))


def test_a_brush_in_words_and_its_extent() -> None:
    brush = Brush.of(Span(5, 9)).added(Part(Span(20, 30), (Within("loss", 0.5, 1.0),))).without(Part(Span(25, 25)))
    text = "steps 5 to 9 and steps 20 to 30 where loss is 0.5000 to 1.000, without step 25"
    assert wording.brush(brush) == text
    assert brush.extent == Span(5, 30)
    assert brush.span is None
    assert Brush.of(Span(5, 9)).span == Span(5, 9)
    with pytest.raises(ValueError, match="picks nothing"):
        Brush(())

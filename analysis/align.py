"""Two runs laid beside each other: what both can be placed by, which points belong together, and what is left over."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from analysis import glossary, wording
from analysis.model.alignment import Alignment, Basis, Means, Offer
from analysis.model.comparison import Matching, Pairs
from analysis.model.run import Run
from analysis.model.series import Series, Span
from analysis.places import AXES, placed
from analysis.stats.cells import common_cells
from analysis.stats.correlation import correlate
from analysis.stats.matching import match
from analysis.stats.together import once

OTHER_INTERVAL = 1.25  # ratio of two median distances from which logging intervals differ
MEETING = 0.5  # share of the shorter series whose meeting settles that values are paired as they are
TOGETHER = 0.5  # correlation of changes from which two runs saw the same data in the same order
PROPOSED = (Basis.STEP, Basis.EPOCH, Basis.TOKENS, Basis.SAMPLES, Basis.RELATIVE_TIME)  # the first that is possible


def align(a: Run, b: Run, metric: str, alignment: Alignment, span: Span | None = None) -> Pairs:
    """The pairs of one metric that both runs have; of those in ``span`` where one is given, in places of A.

    How points are paired is decided on the whole runs, so that it does not change with the span.
    """
    one, other = laid(a, b, metric, alignment)
    if one is None or other is None:
        return _none(one, other, span, AXES.get(alignment.by, "Step"))
    if one.axis != other.axis or alignment.after:
        return _none(one, other, span, one.axis)
    found = align_series(one, other, span, alignment.means)
    return replace(found, shift=found.shift + moved_by(a, b, metric, alignment))


def align_series(one: Series, other: Series, span: Span | None = None, means: Means = Means.WHERE_NEEDED) -> Pairs:
    """The pairs of two series as they stand on their axis; none where they count different things."""
    if one.axis != other.axis:
        return _none(one, other, span, one.axis)
    found = match(one, other, span)
    if means is Means.ALWAYS or (
        means is Means.WHERE_NEEDED and _needs_means(one, other, found if span is None else match(one, other))
    ):
        found = _means(one, other, span) or found
    return replace(_with_ends(found, one, other, span), axis=one.axis)


def laid(a: Run, b: Run, metric: str, alignment: Alignment) -> tuple[Series | None, Series | None]:
    """A metric of both runs on the axis of the alignment, B moved by its offset; None for what cannot be placed."""
    one, other = (None if (found := run.get(metric)) is None else placed(run, found, alignment.by) for run in (a, b))
    shift = moved_by(a, b, metric, alignment)
    if other is not None and shift:
        other = replace(other, steps=other.steps + shift)
    return one, other


def moved_by(a: Run, b: Run, metric: str, alignment: Alignment) -> float:
    """What an alignment adds to the places of B in one metric, before any shift of logging cycles is sought."""
    if not alignment.after:
        return alignment.offset
    ends = [None if (found := run.get(metric)) is None else placed(run, found, alignment.by) for run in (a, b)]
    spans = [None if one is None else one.span for one in ends]
    if spans[0] is None or spans[1] is None:
        return alignment.offset
    return alignment.offset + spans[0].last + _distance(ends[0]) - spans[1].first


def _distance(series: Series | None) -> float:
    """The median distance of neighbouring places, 1 where there is none."""
    if series is None or len(series) < 2:
        return 1.0
    return float(np.median(np.diff(once(series)[0]))) or 1.0


def _none(one: Series | None, other: Series | None, span: Span | None, axis: str) -> Pairs:
    """Nothing paired, everything left over."""
    parts = [None if series is None else series.within(span) for series in (one, other)]
    counts = [0 if part is None else len(part) for part in parts]
    alone = [() if part is None or part.span is None else (part.span,) for part in parts]
    nothing = np.empty(0)
    return Pairs(
        Matching.NONE,
        nothing,
        nothing,
        nothing,
        unmatched_a=counts[0],
        unmatched_b=counts[1],
        axis=axis,
        alone_a=alone[0],
        alone_b=alone[1],
    )


def _needs_means(a: Series, b: Series, exact: Pairs) -> bool:
    """Whether means are paired: hardly any points meet, or the intervals differ and the runs do not move together."""
    if exact.how is Matching.SHIFTED:
        return False
    shorter, longer = sorted((_distance(a), _distance(b)))
    met = len(exact) + exact.nonfinite
    if met < MEETING * min(len(a), len(b)):
        return True
    return longer > OTHER_INTERVAL * shorter and not _move_together(exact)


def _move_together(pairs: Pairs) -> bool:
    """Whether the changes of both go together, so that pairing the very same points takes noise away."""
    if np.array_equal(pairs.a, pairs.b):
        return True
    found = correlate(pairs.a, pairs.b).differenced
    return found is not None and found.r >= TOGETHER


def _means(a: Series, b: Series, span: Span | None) -> Pairs | None:
    """Pairs of means over common cells; None where there are none."""
    (at_a, values_a), (at_b, values_b) = once(a), once(b)
    cells = common_cells(at_a, values_a, at_b, values_b)
    if cells is None or not (cells.middle.size or cells.broken):
        return None
    kept = np.ones(cells.middle.size, dtype=np.bool_)
    if span is not None:
        kept = (cells.middle >= span.first) & (cells.middle <= span.last)
    left_over = []
    for series, at, used in ((a, at_a, cells.used_a), (b, at_b, cells.used_b)):
        whole = len(series.within(span))
        inside = used if span is None else used & (at >= span.first) & (at <= span.last)
        left_over.append(whole - int(np.count_nonzero(inside)))
    width = float(np.median(cells.right - cells.left)) if cells.middle.size else 0.0
    return Pairs(
        Matching.MEANS,
        cells.middle[kept],
        cells.a[kept],
        cells.b[kept],
        unmatched_a=left_over[0],
        unmatched_b=left_over[1],
        nonfinite=cells.broken,
        cell=width,
    )


def _with_ends(pairs: Pairs, a: Series, b: Series, span: Span | None) -> Pairs:
    """The pairs with the ranges that only one of the two covers."""
    both = (a.within(span).span, b.within(span).span)
    if both[0] is None or both[1] is None:
        return replace(pairs, alone_a=() if both[0] is None else (both[0],), alone_b=())
    return replace(pairs, alone_a=_beyond(both[0], both[1]), alone_b=_beyond(both[1], both[0]))


def _beyond(one: Span, other: Span) -> tuple[Span, ...]:
    """The parts of a span before another and behind it."""
    found = []
    if one.first < other.first:
        found.append(Span(one.first, min(one.last, other.first)))
    if one.last > other.last:
        found.append(Span(max(one.first, other.last), one.last))
    return tuple(found)


# ---------------------------------------------------------------------------------------------- what is possible


def offers(a: Run, b: Run) -> tuple[Offer, ...]:
    """Every alignment with whether these two runs allow it and why; exactly one is proposed."""
    shared = [name for name in a.metrics if b.get(name) is not None]
    metrics = [name for name in shared if not glossary.is_of_machine(name)] or shared
    found = [_offer(a, b, metrics, by) for by in Basis]
    possible = {offer.alignment.by for offer in found if offer.possible}
    by = next((one for one in PROPOSED if one in possible and _rescues(one, a, b, metrics)), Basis.STEP)
    found = [_propose(offer, a, b, metrics) if offer.alignment.by is by else offer for offer in found]
    behind = Alignment(after=True)
    reason = "B is laid behind the last step of A; nothing is paired." if metrics else "No metric is in both runs."
    return (*found, Offer(behind, bool(metrics), reason))


def proposed(a: Run, b: Run) -> Alignment:
    """The alignment that is taken where a person chose none."""
    return next(offer.alignment for offer in offers(a, b) if offer.proposed)


def _rescues(by: Basis, a: Run, b: Run, metrics: Iterable[str]) -> bool:
    """Whether an alignment may be proposed: by step, or by another where A and B count different things."""
    return by is Basis.STEP or not any(_same_axis(a, b, metric) for metric in metrics)


def _same_axis(a: Run, b: Run, metric: str) -> bool:
    one, other = a.get(metric), b.get(metric)
    return one is not None and other is not None and one.axis == other.axis


def _propose(offer: Offer, a: Run, b: Run, metrics: Iterable[str]) -> Offer:
    if not offer.possible:
        return replace(offer, proposed=True)
    if offer.alignment.by is Basis.STEP:
        return replace(offer, proposed=True, reason=f"{offer.reason} It needs no assumption.")
    counts = next((f"A counts {x.axis}, B counts {y.axis}" for x, y in _both(a, b, metrics)), "")
    return replace(offer, proposed=True, reason=f"{counts}; both tell this. {offer.reason}")


def _both(a: Run, b: Run, metrics: Iterable[str]) -> Iterator[tuple[Series, Series]]:
    for metric in metrics:
        one, other = a.get(metric), b.get(metric)
        if one is not None and other is not None:
            yield one, other


def _offer(a: Run, b: Run, metrics: list[str], by: Basis) -> Offer:
    """Whether a basis places at least one metric of both, on ranges that overlap."""
    alignment = Alignment(by)
    if not metrics:
        return Offer(alignment, possible=False, reason="No metric is in both runs.")
    why = ""
    for metric in metrics:
        one, other = laid(a, b, metric, alignment)
        if one is None or other is None:
            who = "Neither run tells" if one is other else f"{'A' if one is None else 'B'} does not tell"
            why = why or f"{who} {_what(by)}."
        elif one.axis != other.axis:
            why = why or f"A counts {one.axis}, B counts {other.axis}."
        elif one.span is None or other.span is None or not one.span.overlaps(other.span):
            why = f"The ranges do not overlap: A {_range(one)}, B {_range(other)}."
        else:
            return Offer(alignment, possible=True, reason=_does(by, one.axis))
    return Offer(alignment, possible=False, reason=why)


def _range(series: Series) -> str:
    if series.span is None:
        return "has no points"
    return f"{wording.place(series.span.first, series.axis)} to {wording.place(series.span.last, series.axis)}"


def _what(by: Basis) -> str:
    return {
        Basis.STEP: "its steps",
        Basis.EPOCH: "its epochs",
        Basis.TOKENS: "the tokens seen",
        Basis.SAMPLES: "the samples seen, nor its batch size",
        Basis.WALL_TIME: "the time of the clock",
        Basis.RELATIVE_TIME: "the time since it began",
        Basis.PROGRESS: "more than one step",
        Basis.LEARNING_RATE: "a learning rate that falls",
    }[by]


def _does(by: Basis, axis: str) -> str:
    return {
        Basis.STEP: f"Points of the same {axis.lower()} are paired.",
        Basis.EPOCH: "Points of the same epoch are paired; several of one run at one epoch are averaged.",
        Basis.TOKENS: "Points after the same number of tokens are paired.",
        Basis.SAMPLES: "Points after the same number of samples are paired.",
        Basis.WALL_TIME: "Points of the same time of the clock are paired: what ran on one machine at once.",
        Basis.RELATIVE_TIME: "Points of the same time since the start of each run are paired.",
        Basis.PROGRESS: "Points of the same share of each run are paired: a comparison of shapes, not of training.",
        Basis.LEARNING_RATE: "Points at the same learning rate are paired, from its peak to its first rise.",
    }[by]


def aligned(alignment: Alignment, pairs: Iterable[Pairs]) -> str:
    """What an alignment did, how many pairs it gave a metric and what it left over, in one sentence."""
    known = list(pairs)
    if alignment.after:
        return "B continues behind the end of A: nothing is paired."
    if not known:
        return "Nothing was aligned: no metric is in both runs."
    how = _how(alignment, known)
    counts = sorted(len(one) for one in known)
    number = wording.plural(counts[-1], "pair")
    if counts[0] != counts[-1]:
        number = f"{wording.count(counts[0])} to {wording.plural(counts[-1], 'pair')} a metric"
    return f"{how}: {number}, {_left_over(known)}."


def _how(alignment: Alignment, pairs: list[Pairs]) -> str:
    axis = pairs[0].axis
    ways = {one.how for one in pairs if len(one)}
    text = f"Aligned by {axis.lower()}"
    if alignment.offset:
        text += f", B moved by {wording.signed(alignment.offset)}"
    if Matching.SHIFTED in ways:
        shifts = {one.shift - alignment.offset for one in pairs if one.how is Matching.SHIFTED}
        if len(shifts) == 1:
            text += f", logging cycles {wording.signed(shifts.pop())} apart brought together"
        else:
            text += ", logging cycles a constant apart brought together"
    if Matching.MEANS in ways:
        text += ", means over the cells of the coarser grid" + (" where intervals differ" if len(ways) > 1 else "")
    return text


def _left_over(pairs: list[Pairs]) -> str:
    said = []
    for letter, counts, alone in (
        ("A", [one.unmatched_a for one in pairs], [span for one in pairs for span in one.alone_a]),
        ("B", [one.unmatched_b for one in pairs], [span for one in pairs for span in one.alone_b]),
    ):
        if max(counts):
            most = wording.count(max(counts))
            where = f", among them {', '.join(_extremes(alone, pairs[0].axis))} that {letter} alone covers"
            up_to = "up to " if min(counts) != max(counts) else ""
            said.append(f"{up_to}{most} points of {letter} without a partner{where if alone else ''}")
    return "; ".join(said) or "nothing left over"


def _extremes(spans: list[Span], axis: str) -> list[str]:
    """The distinct ranges, the widest two of them."""
    widest = sorted(dict.fromkeys(spans), key=lambda span: -span.width)[:2]
    return [
        f"{wording.place(one.first, axis)} to {wording.place(one.last, axis)}"
        for one in sorted(widest, key=lambda s: s.first)
    ]

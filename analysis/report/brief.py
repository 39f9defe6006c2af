"""The report for who reads one page: the verdict, three numbers, three findings, and what is not known."""

import math
from collections.abc import Iterator
from itertools import islice

from analysis import wording
from analysis.groups import means_over_common_steps, spread_share
from analysis.model.comparison import MetricDifference
from analysis.model.finding import Verdict
from analysis.model.report import Brief, Link, Numbered, Part, Quantity
from analysis.report.references import (
    ELLIPSIS,
    ROLES,
    THERE,
    findings,
    listed,
    metric_anchor,
    metric_link,
    open_questions,
    partings,
    title,
    worst_first,
)
from analysis.report.sections import Material

MOST = 3  # of each kind
SAID = 260  # characters of a statement
ALARMING = (Verdict.CONCERN, Verdict.ATTENTION)
Statement = tuple[Part, ...]


def brief(material: Material) -> Brief:
    """What stands on the cover."""
    return Brief(
        verdict=(_verdict(material),),
        numbers=tuple(islice(_numbers(material), MOST)),
        findings=tuple(islice(_findings(material), MOST)),
        unknown=tuple(islice(_unknown(material), MOST)),
    )


def _verdict(material: Material) -> str:
    verdicts = [entry.finding.verdict for entry in findings(material)]
    concerns, attention = verdicts.count(Verdict.CONCERN), verdicts.count(Verdict.ATTENTION)
    if concerns:
        asked = f"{wording.plural(concerns, 'finding')} of the checks {_are(concerns)} a concern"
        asked += f", {wording.count(attention)} more ask for attention." if attention else "."
    elif attention:
        asked = (
            f"{wording.plural(attention, 'finding')} of the checks {'asks' if attention == 1 else 'ask'} for attention."
        )
    else:
        asked = "No check asks for attention." if verdicts else "No check applies to these metrics."
    if material.is_group:
        what = "repeats of one recipe" if material.are_repeats else "runs, not said to be repeats"
        return f"{len(material.runs)} {what}. {asked}"
    if material.comparison is None:
        return asked
    return f"{wording.comparability(material.comparison.comparability)} {asked}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _numbers(material: Material) -> Iterator[Quantity]:
    """The two that moved most, as a share of what they were, and how many answers ask for attention."""
    if material.is_group:
        yield from _apart_in_group(material)
    elif material.comparison is not None:
        ranked = sorted(material.comparison.differences, key=_apart, reverse=True)
        yield from (_difference(material, entry) for entry in ranked[: MOST - 1] if len(entry.pairs))
    else:
        summaries = [one for one in material.assessments[0].summaries if one.count]
        ranked_too = sorted(summaries, key=lambda one: _share(one.last - one.first, one.first), reverse=True)
        for one in ranked_too[: MOST - 1]:
            link = metric_link(material, one.metric)
            yield Quantity(wording.number(one.last), (link, f" at the last step; {wording.number(one.first)} at first"))
    found = findings(material)
    alarming = sum(entry.finding.verdict in ALARMING for entry in found)
    yield Quantity(
        f"{wording.count(alarming)} of {wording.count(len(found))}", ("answers of checks ask for attention",)
    )


def _apart_in_group(material: Material) -> Iterator[Quantity]:
    """The metrics in which the runs lie furthest apart, measured by their level."""
    for metric in _ranked(material)[: MOST - 1]:
        _, means = means_over_common_steps(material.runs, metric)
        if means.size > 1:
            ends = f"{wording.number(float(means.min()))} to {wording.number(float(means.max()))}"
            told = f": std between the means of {wording.plural(int(means.size), 'run')}, {ends}"
            yield Quantity(wording.number(float(means.std(ddof=1)), 3), (metric_link(material, metric), told))


def _ranked(material: Material) -> list[str]:
    return sorted(material.metrics, key=lambda metric: spread_share(material.runs, metric), reverse=True)


def _of_group(material: Material) -> Iterator[Statement]:
    """Which runs lie at the ends of the metrics in which they lie furthest apart."""
    for metric in _ranked(material)[:MOST]:
        _, means = means_over_common_steps(material.runs, metric)
        held = [role for role, run in zip(ROLES, material.runs, strict=False) if run.get(metric) is not None]
        if means.size > 1:
            low, high = int(means.argmin()), int(means.argmax())
            told = (
                f": the mean of {held[low]} is the lowest, {wording.number(float(means[low]))}, that of {held[high]} "
                f"the highest, {wording.number(float(means[high]))}; mean of all {wording.number(float(means.mean()))}."
            )
            yield metric_link(material, metric), told


def _share(change: float, level: float) -> float:
    """How far a change goes, as a share of the level; 0 where that is no number."""
    share = abs(change) / abs(level) if level else 0.0
    return share if math.isfinite(share) else 0.0


def _apart(entry: MetricDifference) -> float:
    return _share(entry.difference, entry.mean_a)


def _difference(material: Material, entry: MetricDifference) -> Quantity:
    means = f"A {wording.number(entry.mean_a)}, B {wording.number(entry.mean_b)}"
    if entry.interval is None:
        held = "no interval can be given"
    else:
        held = f"95 % interval {wording.signed(entry.interval.low)} to {wording.signed(entry.interval.high)}"
    return Quantity(
        wording.signed(entry.difference), ("B − A in ", metric_link(material, entry.metric), f": {means}; {held}")
    )


def _findings(material: Material) -> Iterator[Statement]:
    """Concerns first, then what asks for attention, then what may be said of the differences, then the rest."""
    ranked = worst_first(findings(material))
    yield from (_said(material, entry) for entry in ranked if entry.finding.verdict in ALARMING)
    if material.is_group:
        yield from _of_group(material)
    if material.comparison is not None:
        reserved = material.comparison.reservations[:1]
        yield from ((_short(f"Reservation: {text}"),) for text in reserved)
        parted = partings(material.comparison.differences)
        for sentence, metrics in parted.items():
            names = "" if THERE in sentence and len(metrics) > 1 else f"{listed([title(one) for one in metrics])}: "
            yield Link(names.removesuffix(": ") or "Where they part", "comparison"), _short(f": {sentence}")
        told = {metric for metrics in parted.values() for metric in metrics}
        told.update(one for one in material.metrics for text in reserved if text.startswith(f"{one}:"))
        apart = sorted(material.comparison.differences, key=_apart, reverse=True)
        apart = [entry for entry in apart if entry.metric not in told]
        for entry in sorted(apart, key=lambda one: one.interval is None or one.interval.contains(0.0)):
            yield metric_link(material, entry.metric), _short(f": {entry.sentence}")
    yield from (_said(material, entry) for entry in ranked if entry.finding.verdict is Verdict.NO_CONCERN)


def _said(material: Material, entry: Numbered) -> Statement:
    what = "" if entry.finding.metric is None else f"{title(entry.finding.metric)} of "
    link = Link(entry.name, metric_anchor(material, entry.finding.metric))
    return link, _short(f"  {what}{entry.role}: {entry.finding.sentence}")


def _unknown(material: Material) -> Iterator[Statement]:
    if material.comparison is not None:
        yield (_short(material.comparison.caveat),)
    elif material.is_group:
        yield ("Which run is better: runs of a group are not tested against each other.",)
    yield from ((_short(text),) for text in open_questions(material))
    yield ("Why a number is as it is: that takes knowledge of the code and the data. ", Link("All limits", "limits"))


def _short(text: str) -> str:
    """The text; of a longer one the whole clauses that have room, or its beginning."""
    if len(text) <= SAID:
        return text
    at = max(text.rfind("; ", 0, SAID), text.rfind(". ", 0, SAID))
    return f"{text[: at + 1 if at > SAID // 3 else SAID - 2]} {ELLIPSIS}"

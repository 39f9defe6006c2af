"""Run and run to Comparison: first whether their numbers may stand side by side, then how far they differ."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analysis import glossary
from analysis.align import align, aligned, offers, proposed
from analysis.comparability import Matched, alone, judged, settings, verdict
from analysis.differing import CAVEAT, SHORT, difference
from analysis.groups import KNOWN, compare_groups, sides, with_seeds
from analysis.model.alignment import Alignment, Terms
from analysis.model.comparison import Comparison, MetricDifference, Onset, Pairs, Parting
from analysis.model.project import Project
from analysis.model.run import Group, Run, RunId
from analysis.model.series import Span
from analysis.progress import Progress, silent, watching
from analysis.statements import adjusted, identities, stated

__all__ = ["CAVEAT", "SHORT", "compare", "compare_metric", "compare_runs"]


def compare_runs(project: Project, a: RunId, b: RunId, progress: Progress | None = None) -> Comparison:
    """Two runs of a project on the terms that were set for them, with what its repeats tell of seeds."""
    return compare(project.run(a), project.run(b), progress, project.terms(a, b), project.recipes)


def compare(
    a: Run,
    b: Run,
    progress: Progress | None = None,
    terms: Terms | None = None,
    groups: Sequence[Group] = (),
) -> Comparison:
    """Whether A and B can be compared, and B − A of every metric that both have, in the order of A.

    ``terms`` are those that a person set (``Project.terms``): the alignment, margins, levels, and whether numbers are
    wanted in spite of the verdict "not comparable", which has none otherwise. ``groups`` are repeats of recipes: they
    tell the noise from seed to seed, and where A and B stand for one each, the groups are compared, too.
    """
    progress, terms = progress or silent(), terms or Terms()
    offered = offers(a, b)
    alignment = terms.alignment or next(offer.alignment for offer in offered if offer.proposed)
    with watching(progress), np.errstate(over="ignore", invalid="ignore"):  # values may be as large as floats go
        matched, entries = _entries(a, b, alignment, terms, progress)
        found = _judged(a, b, matched, entries, alignment)
        differences = tuple(with_seeds(entry, groups) for entry in found.differences)
        return replace(
            found,
            differences=differences,
            offers=offered,
            override=terms.override,
            repeats=compare_groups(*sides(a, b, groups)),
            caveat=KNOWN if differences != found.differences else CAVEAT,
        )


def _judged(
    a: Run, b: Run, matched: Matched, entries: tuple[MetricDifference, ...], alignment: Alignment
) -> Comparison:
    """The comparison that the differences make together, with its verdict."""
    same = identities(entries)
    entries, multiplicity = adjusted(entries, same)
    comparability, reservations = judged(a, b, matched, alignment)
    return Comparison(
        a.id,
        b.id,
        comparability,
        reservations,
        entries,
        only_a=alone(a, b),
        only_b=alone(b, a),
        caveat=CAVEAT,
        verdict=verdict(comparability, reservations),
        alignment=alignment,
        aligned=aligned(alignment, _told(matched)),
        parting=_earliest(entries),
        identities=same,
        multiplicity=multiplicity,
        settings=settings(a, b),
    )


def _told(matched: Matched) -> list[Pairs]:
    """The pairs of what was trained; those of the machine only where there is nothing else."""
    trained = [pairs for a, _, pairs in matched if not glossary.is_of_machine(a.name)]
    return trained or [pairs for _, _, pairs in matched]


def _entries(
    a: Run, b: Run, alignment: Alignment, terms: Terms, progress: Progress
) -> tuple[Matched, tuple[MetricDifference, ...]]:
    """The series of every common metric with their pairs, and the difference of each."""
    matched, entries = [], []
    common = [(mine, theirs) for mine in a.series if (theirs := b.get(mine.name)) is not None]
    for done, (mine, theirs) in enumerate(common):
        progress.step(done, len(common), f"Comparing {mine.name}")
        pairs = align(a, b, mine.name, alignment)
        matched.append((mine, theirs, pairs))
        entries.append(stated(a, b, matched[-1], alignment, terms))
    progress.step(len(common), len(common))
    return matched, tuple(entries)


def _earliest(entries: Sequence[MetricDifference]) -> Parting | None:
    """The first place where any metric parts; one that is exact before one that is estimated."""
    found = [entry.parting for entry in entries if entry.parting is not None]
    return min(found, key=lambda parting: (parting.step, parting.onset is not Onset.EXACT), default=None)


def compare_metric(
    a: Run,
    b: Run,
    metric: str,
    span: Span | None = None,
    terms: Terms | None = None,
    *,
    groups: Sequence[Group] = (),
) -> MetricDifference:
    """B − A of one metric that both runs have over the pairs of a span, over all of them without one."""
    mine, theirs = a.get(metric), b.get(metric)
    if mine is None or theirs is None:
        raise ValueError(f"{metric!r} is not in both runs")
    alignment = (terms or Terms()).alignment or proposed(a, b)
    return with_seeds(difference(mine, theirs, align(a, b, metric, alignment, span), span), groups)

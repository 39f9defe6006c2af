"""A and B held against each other: whether that is allowed, side by side, in numbers, and over the steps."""

from collections.abc import Iterator
from dataclasses import replace

from analysis import wording
from analysis.comparability import shown
from analysis.figures import View
from analysis.figures.difference import FIGURE as DIFFERENCE
from analysis.figures.side_by_side import FIGURE as SIDE_BY_SIDE
from analysis.groups import standing
from analysis.model.comparison import Comparability, Comparison, MetricDifference, Setting
from analysis.model.report import (
    Align,
    Block,
    Callout,
    Column,
    Heading,
    Paragraph,
    Picture,
    Section,
    Strong,
    Table,
    Tone,
)
from analysis.report.references import (
    DIFFERENCE_COLUMNS,
    PANELS,
    SMOOTHING,
    difference_cells,
    lines,
    listed,
    metric_link,
    sentences,
    short,
    title,
)
from analysis.report.sections import Material, SectionKind

ROW, DIFFERENCE_ROW, OVERHEAD = 102.0, 84.0, 36.0  # points

TONES = {
    Comparability.COMPARABLE: Tone.ESTABLISHED,
    Comparability.WITH_RESERVATIONS: Tone.DECISION,
    Comparability.NOT_COMPARABLE: Tone.UNKNOWN,
}


def build(material: Material) -> Section:
    """The verdict on comparability first, then figures and tables, then the caveat."""
    comparison = material.comparison
    assert comparison is not None  # wanted only with one
    a, b = (short(run.name, 80) for run in material.runs)
    reasons = comparison.reservations or ("Nothing in the files stands against it.",)
    blocks: list[Block] = [
        Heading(1, "A and B compared", "comparison"),
        Paragraph((f"A is {a}; B is {b}. A difference is always B − A.",)),
        Callout(TONES[comparison.comparability], comparison.verdict, lines(reasons)),
        *_aligned(comparison),
        Heading(2, "Differences in numbers", "differences"),
        _means(material, comparison),
        *_sentences(material, comparison),
        *_further(comparison),
        *_repeats(comparison),
        *_settings(comparison),
        _limits(comparison),
        *_over_steps(material, comparison),
        *_side_by_side(material, comparison),
    ]
    return Section("comparison", tuple(blocks))


def _aligned(comparison: Comparison) -> Iterator[Block]:
    """How B was laid beside A, whether the verdict was overridden, and where the runs part."""
    yield Paragraph((comparison.aligned,))
    if comparison.override is not None:
        reason = comparison.override or "no reason was given"
        yield Callout(Tone.DECISION, "Compared in spite of the verdict", (f"The reason given: {reason}.",))
    parting = comparison.parting
    if parting is not None:
        yield Callout(Tone.DECISION, "Where they part", (f"{title(parting.metric)}: {parting.sentence}",))


def _further(comparison: Comparison) -> Iterator[Block]:
    """How the pairs were made, and what was tested how often."""
    paired: dict[str, list[str]] = {}
    for entry in comparison.differences:
        paired.setdefault(wording.matching(entry.pairs), []).append(title(entry.metric))
    for how, metrics in paired.items():
        which = "Every metric" if len(paired) == 1 else listed(metrics)
        yield Paragraph((Strong("How paired. "), f"{which}: {how}."))
    if comparison.multiplicity:
        yield Paragraph((comparison.multiplicity,))
    for group in comparison.identities:
        yield Paragraph((f"{listed([title(metric) for metric in group])} tell one thing and count once.",))


def _repeats(comparison: Comparison) -> Iterator[Block]:
    if comparison.repeats:
        rows = tuple((title(one.metric), one.sentence) for one in comparison.repeats)
        yield Table((Column("Metric"), Column("Between the repeats of A and of B", weight=3.0)), rows, "Means of runs.")


def _settings(comparison: Comparison) -> Iterator[Block]:
    """The hyperparameters that differ."""
    other = [one for one in comparison.settings if one.differs]
    if not comparison.settings:
        return
    count = f"{wording.count(len(other))} of {wording.plural(len(comparison.settings), 'hyperparameter')} differ."
    if other:
        rows = tuple((short(one.key, 60), *(short(text, 60) for text in _values(one))) for one in other)
        yield Table((Column("Hyperparameter"), Column("A"), Column("B")), rows, count)
    else:
        yield Paragraph((count,))


def _values(one: Setting) -> tuple[str, str]:
    return shown(one.a, one.kind_a), shown(one.b, one.kind_b)


def _means(material: Material, comparison: Comparison) -> Table:
    rows = tuple(
        (
            *difference_cells(material, entry),
            wording.count(len(entry.pairs)),
            wording.number(entry.effective, 3),
            wording.around_zero(entry),
        )
        for entry in comparison.differences
    )
    columns = (
        *DIFFERENCE_COLUMNS,
        Column("Pairs", Align.RIGHT),
        Column("Effective", Align.RIGHT),
        Column("Zero lies"),
    )
    return Table(
        columns,
        rows,
        f"Means over the pairs, {wording.all_paired(entry.pairs for entry in comparison.differences)}. "
        "Effective: the number of independent pairs that these dependent ones are worth. "
        "Zero lies: within the interval, or outside of it.",
    )


def _sentences(material: Material, comparison: Comparison) -> Iterator[Block]:
    """What may be said of each metric, what several have in common once, and which have no partner."""
    common, rest = sentences(comparison.differences)
    yield Table(
        (Column("Metric"), Column("What may be said", weight=3.0)),
        tuple(
            (metric_link(material, entry.metric), " ".join((rest[entry.metric], *_asked(entry))))
            for entry in comparison.differences
        ),
        "What the numbers support.",
    )
    for sentence in common:
        yield Paragraph((sentence,))
    for letter, names in (("A", comparison.only_a), ("B", comparison.only_b)):
        if names:
            yield Paragraph((f"Only {letter} has {listed([title(name) for name in names])}; not compared.",))


def _asked(entry: MetricDifference) -> Iterator[str]:
    """What else was asked of a difference: equivalence, when a level was reached, spikes."""
    yield from (part.sentence for part in (entry.equivalence, entry.reaching, entry.spikes) if part is not None)


def _limits(comparison: Comparison) -> Callout:
    limits = dict.fromkeys(entry.limits for entry in comparison.differences)
    return Callout(Tone.UNKNOWN, "What these differences cannot show", lines(limits or (comparison.caveat,)))


def _chunks(metrics: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for first in range(0, len(metrics), PANELS):
        yield metrics[first : first + PANELS]


def _view(material: Material, metrics: tuple[str, ...], comparison: Comparison) -> View:
    repeats = standing(material.runs[0], material.runs[1], material.project.recipes)
    return View(
        material.runs,
        metrics,
        material.project.annotations,
        SMOOTHING,
        comparison.alignment,
        comparison=comparison,
        repeats=repeats,
    )


def _over_steps(material: Material, comparison: Comparison) -> Iterator[Block]:
    common = tuple(entry.metric for entry in comparison.differences if len(entry.pairs))
    if not common:
        return
    yield Heading(2, "Differences over the steps", "difference-figures")
    for chunk in _chunks(common):
        view = _view(material, chunk, comparison)
        rows = -(-len(chunk) // 2)
        yield Picture(DIFFERENCE.build(view), rows * DIFFERENCE_ROW + OVERHEAD)


def _side_by_side(material: Material, comparison: Comparison) -> Iterator[Block]:
    yield Heading(2, "Side by side", "side-by-side")
    for chunk in _chunks(material.metrics):
        view = replace(_view(material, chunk, comparison), alignment=None, comparison=None)
        yield Picture(SIDE_BY_SIDE.build(view), len(chunk) * ROW + OVERHEAD)


def _wanted(material: Material) -> bool:
    return material.comparison is not None


SECTION = SectionKind("comparison", "A and B compared", 30, _wanted, build)

"""The page for who decides: what the numbers establish, what asks for a decision, what they cannot tell."""

from collections.abc import Iterable, Iterator

from analysis import glossary, wording
from analysis.groups import means_over_common_steps
from analysis.model.annotation import Annotation
from analysis.model.comparison import Comparison, MetricDifference
from analysis.model.finding import Verdict
from analysis.model.notice import Severity
from analysis.model.report import (
    Align,
    Block,
    Callout,
    Column,
    Heading,
    Link,
    Numbered,
    Paragraph,
    Part,
    Section,
    Table,
    Tone,
)
from analysis.report.references import (
    DIFFERENCE_COLUMNS,
    ELLIPSIS,
    ROLES,
    THERE,
    difference_cells,
    evidence_link,
    extents,
    findings,
    listed,
    metric_anchor,
    metric_link,
    partings,
    role,
    sentences,
    short,
    title,
    worst_first,
)
from analysis.report.sections import Material, SectionKind

MOST, GAPS = 8, 5  # statements of one kind in a call-out, and of what the files lack
FEW = 2  # differences left open that are told one by one
SAID = 160  # characters of a note
Statement = tuple[Part, ...]


def build(material: Material) -> Section:
    """A lead, three call-outs and a table of one row a metric."""
    blocks: tuple[Block, ...] = (
        Heading(1, "Summary", "summary"),
        Paragraph((_lead(material),)),
        Callout(Tone.ESTABLISHED, "What is established", _lines(_established(material))),
        Callout(Tone.DECISION, "What needs a decision", _lines(_decisions(material))),
        Callout(Tone.UNKNOWN, "What this report cannot tell", _lines(_unknown(material))),
        Heading(2, "At a glance"),
        _glance(material),
    )
    return Section("summary", blocks)


def _lead(material: Material) -> str:
    extent = f"{wording.plural(len(material.metrics), 'metric')} over {extents(material)}."
    if material.is_group:
        count = wording.plural(len(material.runs), "run")
        said = "said to be repeats of one recipe" if material.are_repeats else "not said to be repeats of one recipe"
        return f"{count}, {said}: {extent} They are held together as a group; none is tested against another."
    if material.comparison is None:
        return f"One run, {short(material.runs[0].name)}: {extent} With one run nothing is compared."
    a, b = (short(run.name) for run in material.runs)
    return f"A is {a}, B is {b}: {extent} {wording.comparability(material.comparison.comparability)}"


def _lines(statements: Iterable[Statement]) -> tuple[Part, ...]:
    """Statements on a line each."""
    parts: list[Part] = []
    for statement in statements:
        parts.extend(("\n", *statement) if parts else statement)
    return tuple(parts)


def _first(statements: Iterable[Statement], what: str, most: int = MOST) -> Iterator[Statement]:
    """The first statements, and how many more there are."""
    known = tuple(statements)
    yield from known[:most]
    if len(known) > most:
        yield (f"{wording.plural(len(known) - most, f'more {what}')} in the chapters below.",)


# ---------------------------------------------------------------------------------------------- established


def _established(material: Material) -> Iterator[Statement]:
    calm = [entry for entry in findings(material) if entry.finding.verdict is Verdict.NO_CONCERN]
    if material.comparison is not None:
        yield from _first(_differences(material, material.comparison), "comparison")
    elif material.is_group:
        yield from _first(_of_group(material), "metric")
    else:
        yield from _first((_finding(material, entry) for entry in calm), "answer")
    total = len(findings(material))
    if calm:
        counted = (
            f"{wording.count(len(calm))} of {wording.plural(total, 'answer')} of the checks say: no concern found."
        )
        yield (f"{counted} They speak of what they ask only; the chapter on methods lists the questions.",)
    elif material.comparison is None or not material.comparison.differences:
        yield ("Nothing: no check applies to these metrics, and there is nothing to compare.",)


def _differences(material: Material, comparison: Comparison) -> Iterator[Statement]:
    """What the differences share is said once, then each; those whose interval excludes zero come first."""
    common, rest = sentences(comparison.differences)
    for sentence in common:
        yield (sentence,)
    for entry in sorted(comparison.differences, key=_rank):
        if not _is_open(entry):
            yield metric_link(material, entry.metric), f": {rest[entry.metric]}"


def _of_group(material: Material) -> Iterator[Statement]:
    """How far apart the means of runs lie, metric by metric."""
    for metric in material.metrics:
        _, means = means_over_common_steps(material.runs, metric)
        if means.size > 1:
            level, spread = wording.number(float(means.mean())), wording.number(float(means.std(ddof=1)), 3)
            between = (
                f"the means of {wording.plural(int(means.size), 'run')} are {level} ± {spread} (standard deviation)"
            )
            ends = f"from {wording.number(float(means.min()))} to {wording.number(float(means.max()))}"
            yield metric_link(material, metric), f": {between}, {ends}."


def _is_open(entry: MetricDifference) -> bool:
    """Whether the numbers leave open that A and B differ on average."""
    if entry.interval is not None:
        return entry.interval.contains(0.0) and entry.difference != 0
    known = glossary.recognise(entry.metric)
    is_setting = known is not None and known.id == "learning_rate"
    return len(entry.pairs) > 0 and entry.difference != 0 and not is_setting


def _rank(entry: MetricDifference) -> int:
    if not len(entry.pairs):
        return 2
    return 0 if entry.interval is not None and not entry.interval.contains(0.0) else 1


def _finding(material: Material, entry: Numbered) -> Statement:
    finding = entry.finding
    what = "" if finding.metric is None else f"{title(finding.metric)} of "
    link = Link(entry.name, metric_anchor(material, finding.metric))
    return link, f"  {what}{entry.role}: {finding.sentence}"


# ---------------------------------------------------------------------------------------------- to be decided


def _decisions(material: Material) -> Iterator[Statement]:
    alarming = [e for e in worst_first(findings(material)) if e.finding.verdict in (Verdict.CONCERN, Verdict.ATTENTION)]
    notes = sorted(material.project.annotations, key=lambda note: note.number)
    noted = [note for note in notes if note.severity is not Severity.INFO]
    parted = partings(material.comparison.differences) if material.comparison else {}
    yield from _first((_finding(material, entry) for entry in alarming), "finding")
    for sentence, metrics in parted.items():
        names = "" if THERE in sentence and len(metrics) > 1 else f"{listed([title(metric) for metric in metrics])}: "
        yield (f"{names}{sentence} What changed there asks for an explanation.",)
    yield from _first((_annotation(note) for note in noted), "annotation")
    if len(noted) < len(notes):
        yield "For information: ", *_in_a_row(note for note in notes if note not in noted), "."
    if not alarming and not noted and not parted:
        yield ("No check asks for attention, and no annotation of severity warning or error was made.",)


def _annotation(note: Annotation) -> Statement:
    line = " ".join(note.note.split())
    said = f": {line if len(line) <= SAID else line[: SAID - 1] + ELLIPSIS}" if line else ""
    return evidence_link(note), f"  {short(note.label, 60)}, {wording.steps(note.span)}{said}"


def _in_a_row(notes: Iterable[Annotation]) -> Iterator[Part]:
    for place, note in enumerate(notes):
        yield from (", ", evidence_link(note)) if place else (evidence_link(note),)


# ---------------------------------------------------------------------------------------------- unknown


def _unknown(material: Material) -> Iterator[Statement]:
    if material.comparison is not None:
        yield (material.comparison.caveat,)
        _, said = sentences(material.comparison.differences)
        left_open = [entry for entry in material.comparison.differences if _is_open(entry)]
        if len(left_open) > FEW:
            links = (part for entry in left_open for part in (", ", metric_link(material, entry.metric)))
            yield (
                "Whether A and B differ on average in ",
                *tuple(links)[1:],
                ": ",
                Link("the numbers", "differences"),
                ".",
            )
        else:
            for entry in left_open:
                link = metric_link(material, entry.metric)
                yield "Whether A and B differ on average in ", link, f": {said[entry.metric]}"
    if material.is_group:
        yield ("Which run is better: runs of a group are not tested against each other.",)
        if not material.are_repeats:
            yield ("Seed-to-seed variation: these runs are not said to be repeats, so settings may be mixed into it.",)
    missing = dict.fromkeys(gap.sentence for assessment in material.assessments for gap in assessment.not_assessed)
    yield from _first(((text,) for text in missing), "limit", GAPS)
    unclear = [entry for entry in findings(material) if entry.finding.verdict is Verdict.NOT_ENOUGH]
    yield from _first((_finding(material, entry) for entry in unclear), "answer")
    rest = len(material.project.runs) - len(material.runs)
    if rest:
        names = listed([role(material, run.id) for run in material.project.runs if run not in material.runs], 6)
        yield (f"{wording.plural(rest, 'further run')} of this project, not compared here: {names}.",)


# ---------------------------------------------------------------------------------------------- the table


def _glance(material: Material) -> Table:
    if material.is_group:
        return _of_runs(material)
    return _summaries(material) if material.comparison is None else _means(material, material.comparison)


def _means(material: Material, comparison: Comparison) -> Table:
    rows = tuple(
        (
            *difference_cells(material, entry),
            wording.around_zero(entry),
        )
        for entry in comparison.differences
    )
    columns = (
        *DIFFERENCE_COLUMNS,
        Column("Zero lies"),
    )
    how = wording.all_paired(entry.pairs for entry in comparison.differences)
    return Table(columns, rows, f"Means over the pairs, {how}, and the mean difference with its interval.")


def _of_runs(material: Material) -> Table:
    """The mean of each metric in each run; of very many runs the first ones."""
    roles = ROLES[: min(len(material.runs), MOST)]
    rows: list[tuple[Part, ...]] = []
    for metric in material.metrics:
        of_runs = [
            next((one for one in assessment.summaries if one.metric == metric and one.count), None)
            for assessment in material.assessments[: len(roles)]
        ]
        cells = ("none" if one is None else wording.number(one.mean) for one in of_runs)
        rows.append((metric_link(material, metric), *cells))
    columns = (Column("Metric", weight=2.0), *(Column(role, Align.RIGHT) for role in roles))
    rest = f" The first {len(roles)} of {len(material.runs)} runs." if len(roles) < len(material.runs) else ""
    return Table(columns, tuple(rows), f"The mean of all finite points of each metric in each run.{rest}")


def _summaries(material: Material) -> Table:
    rows = tuple(
        (
            metric_link(material, one.metric),
            wording.count(one.count),
            wording.number(one.mean),
            wording.number(one.std),
            wording.number(one.low),
            wording.number(one.high),
        )
        for one in material.assessments[0].summaries
    )
    titles = ("Finite points", "Mean", "Std", "Lowest", "Highest")
    columns = (Column("Metric", weight=2.0), *(Column(text, Align.RIGHT) for text in titles))
    return Table(columns, rows, "All finite points of each metric.")


def _always(material: Material) -> bool:
    return bool(material.runs)


SECTION = SectionKind("summary", "Summary", 10, _always, build)

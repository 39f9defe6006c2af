"""What people marked in the data: each annotation with its number, its words, its statistics and its crop."""

from collections.abc import Iterator
from itertools import combinations

from analysis import glossary, wording
from analysis.annotations.agreement import RULE, agreement, authors
from analysis.annotations.evidence import as_of
from analysis.annotations.markdown import Kind, Words, marked_up, parsed
from analysis.figures import View
from analysis.figures.excerpt import FIGURE as EXCERPT
from analysis.model.annotation import Annotation, Origin
from analysis.model.report import Align, Block, Column, Heading, Paragraph, Part, Picture, Section, Strong, Table
from analysis.model.run import Run
from analysis.report.references import SMOOTHING, evidence_link, evidence_name, listed, role, short, title
from analysis.report.sections import Material, SectionKind
from analysis.stats.summary import summarise

ROW, OVERHEAD, SINGLE = 92.0, 36.0, 190.0  # points
MOST_AUTHORS = 4  # whose agreement is told pair by pair
LABEL, AUTHOR = 60, 60  # characters in headings and tables; longer texts stand in full below


def build(material: Material) -> Section:
    """A table of all annotations, then each of them."""
    notes = sorted(material.project.annotations, key=lambda note: note.number)
    blocks: list[Block] = [Heading(1, "Annotations", "annotations")]
    if not notes:
        blocks.append(Paragraph(("None were made.",)))
        return Section("annotations", tuple(blocks))
    blocks.append(Paragraph((f"{wording.plural(len(notes), 'annotation')}, numbered as in the project file.",)))
    blocks.append(_index(material, notes))
    blocks.extend(_agreement(material))
    for note in notes:
        blocks.extend(_one(material, note))
    return Section("annotations", tuple(blocks))


def _index(material: Material, notes: list[Annotation]) -> Table:
    columns = (
        Column("No."),
        Column("Title or label", weight=2.0),
        Column("Steps", weight=1.5),
        Column("Runs"),
        Column("Metrics", weight=2.0),
        Column("Severity"),
    )
    rows = tuple(
        (
            evidence_link(note),
            short(note.name, LABEL),
            wording.steps(note.span).removeprefix("steps "),
            _runs(material, note),
            _metrics(note),
            note.severity.value,
        )
        for note in notes
    )
    return Table(columns, rows, "All annotations.")


def _runs(material: Material, note: Annotation) -> str:
    return listed([role(material, run) for run in note.runs], 4) if note.runs else "all"


def _metrics(note: Annotation) -> str:
    return listed([title(metric) for metric in note.metrics], 4) if note.metrics else "all"


def _one(material: Material, note: Annotation) -> Iterator[Block]:
    name = short(note.name, LABEL)
    yield Heading(2, f"{evidence_name(note)}  {name}", evidence_name(note))
    if name != note.name:
        yield Paragraph((Strong("Title in full: " if note.title else "Label in full: "), note.name))
    yield Paragraph((_facts(material, note),))
    yield from _note(note)
    yield from _see_also(material, note)
    yield from _attached(material, note)
    shown = _shown(material, note)
    if not shown:
        yield Paragraph(("None of its runs is loaded; there is nothing to show.",))
        return
    logged = glossary.ordered(material.project.metrics)
    metrics = tuple(m for m in logged if note.concerns(metric=m) and any(r.get(m) is not None for r in shown))
    if not metrics:
        yield Paragraph(("None of its metrics is in the runs; there is nothing to show.",))
        return
    view = View(shown, metrics, (note,), SMOOTHING)
    figure = EXCERPT.build(view)
    rows = -(-len(figure.panels) // max(figure.columns, 1))
    yield Picture(figure, SINGLE if len(figure.panels) == 1 else rows * ROW + OVERHEAD)
    yield _statistics(material, note, shown, metrics)


def _note(note: Annotation) -> Iterator[Block]:
    """The note: as it was typed, or what its small part of Markdown says; links as words with their addresses."""
    if not note.note.strip():
        return
    if not marked_up(note.note):
        yield Paragraph((Strong("Note: "), note.note))
        return
    lead: tuple[Part, ...] = (Strong("Note: "),)
    for block in parsed(note.note):
        sign = f"{'  ' * block.depth}{block.sign} " if block.kind is Kind.ITEM else ""
        yield Paragraph((*lead, *((sign,) if sign else ()), *(_part(one) for one in block.words)))
        lead = ()


def _part(one: Words) -> Part:
    if one.strong or one.emphasis:
        return Strong(one.text)
    return f"{one.text} ({one.address})" if one.address else one.text


def _see_also(material: Material, note: Annotation) -> Iterator[Block]:
    known = {other.id: other for other in material.project.annotations}
    parts: list[Part] = []
    for link in note.links:
        parts += [", " if parts else "", evidence_link(known[link]) if link in known else "one that is gone"]
    if parts:
        yield Paragraph((Strong("See also: "), *(part for part in parts if part)))


def _attached(material: Material, note: Annotation) -> Iterator[Block]:
    """The statistics that a person attached, with what they are of."""
    if not note.evidence:
        return
    yield Paragraph((Strong("Attached evidence. "), as_of(material.project, note)))
    rows = []
    for one in note.evidence:
        run = material.project.run(one.run).name if material.project.has(one.run) else "a run that is gone"
        ends = ((one.low, one.low_step), (one.high, one.high_step))
        texts = (
            "none" if value is None or at is None else f"{wording.number(value)} at {wording.step(at)}"
            for value, at in ends
        )
        numbers = ("none" if value is None else wording.number(value) for value in (one.mean, one.std))
        rows.append((title(one.metric), short(run, AUTHOR), wording.count(one.count), *numbers, *texts))
    columns = (
        Column("Metric", weight=2.0),
        Column("Run", weight=1.5),
        *(Column(text, Align.RIGHT) for text in ("n", "Mean", "Std")),
        *(Column(text, Align.RIGHT, weight=1.6) for text in ("Lowest", "Highest")),
    )
    caption = f"Evidence attached to {evidence_name(note)}, frozen; SHA-256 of the data: "
    sums = dict.fromkeys(one.checksum[:12] for one in note.evidence)
    yield Table(columns, tuple(rows), f"{caption}{listed(tuple(sums), 6)}.")


def _agreement(material: Material) -> Iterator[Block]:
    """How far every two of a few authors agree, with the rule."""
    known = authors(material.project.annotations)
    if not 1 < len(known) <= MOST_AUTHORS:
        return
    pairs = combinations(known, 2)
    yield Paragraph((Strong("Agreement of authors. "), RULE))
    for one, other in pairs:
        yield Paragraph((agreement(material.project, one, other).sentence,))


def _facts(material: Material, note: Annotation) -> str:
    facts = [
        f"{wording.steps(note.span).capitalize()}",
        *([f"label {short(note.label, LABEL)}"] if note.title else []),
        f"severity {note.severity.value}",
        f"runs: {_runs(material, note)}",
        f"metrics: {_metrics(note)}",
        "made by hand" if note.origin is Origin.BY_HAND else "accepted from a detector",
    ]
    if note.author:
        facts.append(f"by {short(note.author, AUTHOR)}")
    if note.time:
        facts.append(note.time)
    return "; ".join(facts) + "."


def _shown(material: Material, note: Annotation) -> tuple[Run, ...]:
    """The reported runs in its scope; where it concerns other runs only, those."""
    reported = tuple(run for run in material.runs if note.concerns(run=run.id))
    return reported or tuple(run for run in material.project.runs if note.concerns(run=run.id))


def _statistics(material: Material, note: Annotation, runs: tuple[Run, ...], metrics: tuple[str, ...]) -> Table:
    rows = []
    for metric in metrics:
        for run in runs:
            series = run.get(metric)
            found = None if series is None else summarise(series, note.span)
            if found is not None:
                numbers = (found.mean, found.std, found.low, found.high)
                texts = (wording.number(value) if found.count else "none" for value in numbers)
                rows.append((title(metric), role(material, run.id), wording.count(found.points), *texts))
    columns = (
        Column("Metric", weight=2.0),
        Column("Run"),
        Column("Points", Align.RIGHT),
        *(Column(text, Align.RIGHT) for text in ("Mean", "Std", "Lowest", "Highest")),
    )
    return Table(columns, tuple(rows), f"The span of {evidence_name(note)}, finite values.")


def _always(material: Material) -> bool:
    return bool(material.runs)


SECTION = SectionKind("annotations", "Annotations", 50, _always, build)

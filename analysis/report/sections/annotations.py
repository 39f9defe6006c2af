"""What people marked in the data: each annotation with its number, its words, its statistics and its crop."""

from collections.abc import Iterator

from analysis import glossary, wording
from analysis.figures import View
from analysis.figures.excerpt import FIGURE as EXCERPT
from analysis.model.annotation import Annotation, Origin
from analysis.model.report import Align, Block, Column, Heading, Paragraph, Picture, Section, Strong, Table
from analysis.model.run import Run
from analysis.report.references import SMOOTHING, evidence_link, evidence_name, listed, role, short, title
from analysis.report.sections import Material, SectionKind
from analysis.stats.summary import summarise

ROW, OVERHEAD, SINGLE = 92.0, 36.0, 190.0  # points
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
    for note in notes:
        blocks.extend(_one(material, note))
    return Section("annotations", tuple(blocks))


def _index(material: Material, notes: list[Annotation]) -> Table:
    columns = (
        Column("No."),
        Column("Label", weight=2.0),
        Column("Steps", weight=1.5),
        Column("Runs"),
        Column("Metrics", weight=2.0),
        Column("Severity"),
    )
    rows = tuple(
        (
            evidence_link(note),
            short(note.label, LABEL),
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
    label = short(note.label, LABEL)
    yield Heading(2, f"{evidence_name(note)}  {label}", evidence_name(note))
    if label != note.label:
        yield Paragraph((Strong("Label in full: "), note.label))
    yield Paragraph((_facts(material, note),))
    if note.note.strip():
        yield Paragraph((Strong("Note: "), note.note))
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


def _facts(material: Material, note: Annotation) -> str:
    facts = [
        f"{wording.steps(note.span).capitalize()}",
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

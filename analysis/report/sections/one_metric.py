"""Each metric on pages of its own: plot, statistics, difference, findings, how to read it."""

from collections.abc import Callable, Iterable, Iterator

from analysis import glossary, wording
from analysis.assess import checks
from analysis.figures import View
from analysis.figures.one_metric import FIGURE as ONE_METRIC
from analysis.model.assessment import Summary
from analysis.model.finding import Finding
from analysis.model.report import (
    Align,
    Block,
    Column,
    Heading,
    Link,
    Numbered,
    PageBreak,
    Paragraph,
    Part,
    Picture,
    Section,
    Strong,
    Table,
)
from analysis.report.references import (
    ROLES,
    SHOWN,
    SMOOTHING,
    evidence_link,
    findings,
    metric_anchor,
    rule_anchor,
    short,
    shown_evidence,
    title,
)
from analysis.report.sections import Material, SectionKind

PLOT, LEAST, TALLEST = 160.0, 104.0, 330.0  # points: of the plot of a metric, which fills its page


def build(material: Material) -> Section:
    """A part for each metric, and one for the findings on runs as a whole."""
    blocks: list[Block] = [Heading(1, "The metrics", "metrics", fresh=True)]
    for place, metric in enumerate(material.metrics):
        if place:
            blocks.append(PageBreak())
        blocks.extend(_metric(material, metric))
    whole = [entry for entry in findings(material) if metric_anchor(material, entry.finding.metric) == "whole-run"]
    if whole:
        blocks.append(PageBreak())
        blocks.extend((Heading(2, "The runs as a whole", "whole-run"), *_findings(whole)))
    return Section("metrics", tuple(blocks))


def _metric(material: Material, metric: str) -> Iterator[Block]:
    yield Heading(2, title(metric), metric_anchor(material, metric))
    known = glossary.recognise(metric)
    meaning = known.meaning if known else "Not a metric that Runloupe knows by name: it is shown as it was logged."
    logged = short(metric, 120)
    yield Paragraph((f"{meaning} Logged as “{logged}”.", *_notes(material, metric)))
    view = View(material.runs, (metric,), material.project.annotations, SMOOTHING)
    yield Picture(ONE_METRIC.build(view), PLOT, least=LEAST, most=TALLEST)
    yield _statistics(material, metric)
    yield from _difference(material, metric)
    yield from _findings([entry for entry in findings(material) if entry.finding.metric == metric])


# ---------------------------------------------------------------------------------------------- statistics


def _statistics(material: Material, metric: str) -> Table:
    """A row a run, and one of their differences."""
    summaries = [
        next((one for one in assessment.summaries if one.metric == metric), None) for assessment in material.assessments
    ]
    rows = [(letter, *_row(summary)) for letter, summary in zip(ROLES, summaries, strict=False)]
    if len(rows) == len(ROLES):
        rows.append(("B − A", *_apart(*summaries)))
    names = [text for name, _, step in _VALUES for text in ((name,) if step is None else (name, "at step"))]
    columns = (Column("Run"), *(Column(name, Align.RIGHT) for name in names))
    return Table(
        columns,
        tuple(rows),
        f"Statistics of {title(metric)}: {' and '.join(_points(summaries))}; steps are the first such.",
    )


def _points(summaries: Iterable[Summary | None]) -> Iterator[str]:
    """How many points of each run the statistics are of."""
    for letter, summary in zip(ROLES, summaries, strict=False):
        if summary is not None:
            broken = f" ({wording.count(summary.nonfinite)} not finite left out)" if summary.nonfinite else ""
            yield f"{wording.plural(summary.points, 'point')} of {letter}{broken}"


Value = Callable[[Summary], float]

_VALUES: tuple[tuple[str, Value, Value | None], ...] = (
    ("Mean", lambda one: one.mean, None),
    ("Std", lambda one: one.std, None),
    ("Median", lambda one: one.median, None),
    ("First", lambda one: one.first, None),
    ("Last", lambda one: one.last, None),
    ("Lowest", lambda one: one.low, lambda one: one.low_step),
    ("Highest", lambda one: one.high, lambda one: one.high_step),
)


def _row(summary: Summary | None) -> Iterator[str]:
    """The statistics, each extreme followed by the step at which it stands."""
    for _, value, step in _VALUES:
        if summary is None or not summary.count:
            yield "not logged" if summary is None else "none"
            yield from () if step is None else ("",)
        else:
            yield wording.number(value(summary))
            yield from () if step is None else (wording.step(step(summary)),)


def _apart(a: Summary | None, b: Summary | None) -> Iterator[str]:
    """B − A of each statistic that both have."""
    for _, value, step in _VALUES:
        known = a is not None and b is not None and a.count and b.count
        yield wording.signed(value(b) - value(a)) if a is not None and b is not None and known else ""
        yield from () if step is None else ("",)


# ---------------------------------------------------------------------------------------------- words


def _difference(material: Material, metric: str) -> Iterator[Block]:
    entry = material.comparison.get(metric) if material.comparison else None
    if entry is not None:
        yield Paragraph((Strong("B against A. "), f"{entry.sentence} Paired: {wording.matching(entry.pairs)}."))


def _findings(entries: Iterable[Numbered]) -> Iterator[Block]:
    """A row a finding, equal ones of two runs in one; rules and limits of the checks stand with the methods."""
    known = list(entries)
    if not known:
        return
    yield Heading(3, "Findings")
    columns = (
        Column("No., run"),
        Column("Check", weight=1.1),
        Column("Answer: what was found, with evidence and threshold", weight=7.0),
    )
    alike: dict[tuple[str, ...], list[Numbered]] = {}
    for entry in known:
        alike.setdefault(_answer(entry.finding), []).append(entry)
    titles = {check.id: check.title for check in checks()}
    rows: list[tuple[Part, ...]] = []
    for (check, *answer), same in alike.items():
        numbers = ", ".join(f"{entry.name}\N{NO-BREAK SPACE}{entry.role}" for entry in same)
        rows.append((numbers, Link(titles.get(check, check), rule_anchor(check)), *answer))
    yield Table(columns, tuple(rows))
    long = [entry.name for entry in known if len(entry.finding.evidence) > SHOWN]
    more = (" More evidence of ", Link(", ".join(long), "evidence"), ".") if long else ()
    yield Paragraph(("Rules, thresholds and what each check cannot show: ", Link("the checks", "checks"), ".", *more))


def _answer(finding: Finding) -> tuple[str, ...]:
    """Which check says what, the verdict first."""
    evidence = "; ".join(wording.evidence(item) for item in shown_evidence(finding))
    return finding.check, f"{wording.verdict(finding.verdict)}. {finding.sentence} Evidence: {evidence}."


def _notes(material: Material, metric: str) -> Iterator[Part]:
    """Where the annotations of this metric stand."""
    notes = [
        note
        for note in material.project.annotations
        if any(note.concerns(run=run.id, metric=metric) for run in material.runs)
    ]
    for place, note in enumerate(notes):
        yield " Annotated: " if place == 0 else ", "
        yield evidence_link(note)
    if notes:
        yield "."


def _wanted(material: Material) -> bool:
    return bool(material.metrics)


SECTION = SectionKind("metrics", "The metrics", 40, _wanted, build)

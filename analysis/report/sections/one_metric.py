"""Each metric on pages of its own: plot, statistics, difference, findings, how to read it."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from analysis import glossary, wording
from analysis.assess import checks
from analysis.figures import View
from analysis.figures.one_metric import FIGURE as ONE_METRIC
from analysis.model.assessment import Summary
from analysis.model.finding import Evidence, Finding, Verdict
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
from analysis.report.sections import PAIR, Material, SectionKind

CALM = ("",)  # instead of an answer that many runs give
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
        blocks.extend((Heading(2, "The runs as a whole", "whole-run"), *_findings(material, whole)))
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
    yield from _findings(material, [entry for entry in findings(material) if entry.finding.metric == metric])


# ---------------------------------------------------------------------------------------------- statistics


def _statistics(material: Material, metric: str) -> Table:
    """A row a run, and one of their differences."""
    summaries = [
        next((one for one in assessment.summaries if one.metric == metric), None) for assessment in material.assessments
    ]
    rows = [(letter, *_row(summary)) for letter, summary in zip(ROLES, summaries, strict=False)]
    if len(rows) == PAIR:
        rows.append(("B − A", *_apart(*summaries)))
    names = [text for name, _, step in _VALUES for text in ((name,) if step is None else (name, "at step"))]
    columns = (Column("Run"), *(Column(name, Align.RIGHT) for name in names))
    return Table(
        columns,
        tuple(rows),
        f"Statistics of {title(metric)}: {' and '.join(_points(summaries))}; steps are the first such.",
    )


def _points(summaries: Sequence[Summary | None]) -> Iterator[str]:
    """How many points of each run the statistics are of; said once where all have as many."""
    points = {(0, 0) if one is None else (one.points, one.nonfinite) for one in summaries}
    if len(summaries) > PAIR and len(points) == 1 and points != {(0, 0)} and not next(iter(points))[1]:
        yield f"{wording.plural(next(iter(points))[0], 'point')} of each run"
        return
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


def _findings(material: Material, entries: Iterable[Numbered]) -> Iterator[Block]:
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
    alike = _alike(known, _of_group if material.is_group else _answer)
    titles = {check.id: check.title for check in checks()}
    rows: list[tuple[Part, ...]] = []
    for (check, *answer), same in alike:
        numbers = ", ".join(f"{entry.name}\N{NO-BREAK SPACE}{entry.role}" for entry in same)
        rows.append((numbers, Link(titles.get(check, check), rule_anchor(check)), *answer))
    yield Table(columns, tuple(rows))
    asked = [entry for entry in known if not (material.is_group and _is_calm(entry.finding))]
    long = [entry.name for entry in asked if len(entry.finding.evidence) > SHOWN]
    more = (" More evidence of ", Link(", ".join(long), "evidence"), ".") if long else ()
    yield Paragraph(("Rules, thresholds and what each check cannot show: ", Link("the checks", "checks"), ".", *more))


def _alike(
    known: Sequence[Numbered], answer: Callable[[Finding], tuple[str, ...]]
) -> list[tuple[tuple[str, ...], list[Numbered]]]:
    """Findings that say the same, or are told together, with what they say."""
    found: dict[tuple[str, ...], list[Numbered]] = {}
    for entry in known:
        found.setdefault(answer(entry.finding), []).append(entry)
    return [(_together(key, same) if key[1:] == CALM else key, same) for key, same in found.items()]


def _of_group(finding: Finding) -> tuple[str, ...]:
    """As of a single run where it wants to be looked at; of one check together where there is no concern."""
    return (finding.check, *CALM) if _is_calm(finding) else _answer(finding)


def _is_calm(finding: Finding) -> bool:
    return finding.verdict not in (Verdict.CONCERN, Verdict.ATTENTION)


def _together(key: tuple[str, ...], same: Sequence[Numbered]) -> tuple[str, ...]:
    """The answers of many runs as one, with the lowest and the highest of each number."""
    verdicts = dict.fromkeys(wording.verdict(entry.finding.verdict) for entry in same)
    held: dict[str, list[Evidence]] = {}
    for entry in same:
        for item in shown_evidence(entry.finding):
            held.setdefault(item.name, []).append(item)
    ranges = "; ".join(_range(items) for items in held.values())
    return key[0], f"{' or '.join(verdicts)}. {wording.plural(len(same), 'answer')}. Evidence: {ranges}."


def _range(items: Sequence[Evidence]) -> str:
    low, high = (pick(items, key=lambda item: item.value) for pick in (min, max))
    if low.value == high.value:
        return wording.evidence(high)
    return f"{low.name} {wording.number(low.value)} to {wording.evidence(high).removeprefix(high.name).lstrip()}"


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

"""What all sections call the same: A and B, short names, numbered findings, and where links lead."""

from collections.abc import Iterable, Sequence

from analysis import glossary, wording
from analysis.model.annotation import Annotation
from analysis.model.comparison import MetricDifference, Parting
from analysis.model.finding import Evidence, Finding, Verdict
from analysis.model.report import Align, Column, Link, Numbered, Part
from analysis.model.run import RunId
from analysis.model.series import Span
from analysis.model.smoothing import USUAL
from analysis.report.sections import PAIR, Material

ROLES = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")  # of the reported runs
SMOOTHING = USUAL  # in the report's figures
BULLET = "• "  # begins a paragraph that is an item of a list
PANELS = 6  # metrics in one figure of many panels
SHOWN = 3  # pieces of a finding's evidence on the pages of its metric
CANNOT = "The data cannot tell: "  # begins what an answer leaves open
THERE = ": from there to the end B lies"  # of a sentence on where two runs part
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
WORST_FIRST = (Verdict.CONCERN, Verdict.ATTENTION, Verdict.NOT_ENOUGH, Verdict.INFORMATION, Verdict.NO_CONCERN)


def short(text: str, limit: int = 48) -> str:
    """The text on one line; where it is longer than ``limit`` characters, its beginning and its end."""
    line = " ".join(text.split("\n"))
    if len(line) <= limit:
        return line
    tail = limit // 3
    return f"{line[: limit - tail - 1]}{ELLIPSIS}{line[-tail:]}"


def role(material: Material, run: RunId) -> str:
    """The letter of a reported run; the short name of any other."""
    for place, reported in enumerate(material.runs):
        if reported.id == run:
            return ROLES[place]
    return short(material.project.run(run).name) if material.project.has(run) else "a run that is not loaded"


def title(metric: str) -> str:
    """What a metric is called, short enough for a heading or a table."""
    return short(glossary.title(metric), 60)


def metric_anchor(material: Material, metric: str | None) -> str:
    """Where the pages of a metric begin; those of the run as a whole for None."""
    return "whole-run" if metric not in material.metrics else f"metric-{material.metrics.index(metric) + 1}"


def metric_link(material: Material, metric: str) -> Link:
    return Link(title(metric), metric_anchor(material, metric))


def evidence_name(note: Annotation) -> str:
    """The number of an annotation, which is also its anchor."""
    return f"E{note.number}"


def findings(material: Material) -> tuple[Numbered, ...]:
    """All findings, numbered metric by metric and run by run: F1, F2, ..."""
    order = [*material.metrics, None]
    found = [
        (order.index(finding.metric if finding.metric in order else None), place, finding)
        for place, assessment in enumerate(material.assessments)
        for finding in assessment.findings
    ]
    found.sort(key=lambda entry: entry[:2])
    return tuple(
        Numbered(f"F{number}", ROLES[place], finding) for number, (_, place, finding) in enumerate(found, start=1)
    )


def shown_evidence(finding: Finding) -> tuple[Evidence, ...]:
    """The pieces of evidence that stand beside the answer: what was held against a threshold, and the statistic."""
    held = [item for item in finding.evidence if item.threshold is not None]
    first = [item for item in finding.evidence[:1] if item not in held]
    return tuple((*first, *held, *(item for item in finding.evidence[1:] if item not in held))[:SHOWN])


def rule_anchor(check: str) -> str:
    """Where the rule of a check stands."""
    return f"check-{check}"


def open_questions(material: Material) -> tuple[str, ...]:
    """What the files of the runs leave open and what would answer it, each said once."""
    return tuple(dict.fromkeys(gap.sentence for assessment in material.assessments for gap in assessment.not_assessed))


def worst_first(entries: Iterable[Numbered]) -> list[Numbered]:
    """The same findings, concerns first."""
    return sorted(entries, key=lambda entry: WORST_FIRST.index(entry.finding.verdict))


def listed(names: Sequence[str], most: int = 8) -> str:
    """Names in a row, the last ones counted where they are many."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def sentences(differences: Sequence[MetricDifference]) -> tuple[tuple[str, ...], dict[str, str]]:
    """What may be said of several metrics: what more than one begins with, once, and the rest for each metric."""
    openings: dict[str, list[str]] = {}
    for entry in differences:
        openings.setdefault(_opening(entry.sentence), []).append(entry.metric)
    shared = {first: metrics for first, metrics in openings.items() if first and len(metrics) > 1}
    common = tuple(f"{listed([title(metric) for metric in metrics])}: {first}" for first, metrics in shared.items())
    rest = {}
    for entry in differences:
        first = _opening(entry.sentence)
        rest[entry.metric] = entry.sentence.removeprefix(first).lstrip() if first in shared else entry.sentence
    return common, rest


def lines(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts for a call-out, a line each."""
    return tuple(part for text in texts for part in ("\n", text))[1:]


def partings(differences: Iterable[MetricDifference]) -> dict[str, list[str]]:
    """The sentences on where runs part that had run together before, each with its metrics; of one place in one."""
    alike: dict[tuple[object, ...], list[tuple[str, Parting]]] = {}
    for entry in differences:
        parting = entry.parting
        if parting is not None and parting.step > entry.pairs.steps[0]:
            told = parting.sentence if parting.since is not None or THERE not in parting.sentence else ""
            key = (parting.onset, parting.step, parting.interval.first, parting.interval.last, told)
            alike.setdefault(key, []).append((entry.metric, parting))
    return {_parting(same): [metric for metric, _ in same] for same in alike.values()}


def _parting(same: Sequence[tuple[str, Parting]]) -> str:
    """One sentence on several metrics that part at one place."""
    first = same[0][1].sentence
    if all(parting.sentence == first for _, parting in same):
        return first
    sides = {side: [title(metric) for metric, parting in same if parting.higher is side] for side in (True, False)}
    told = [f"{'above' if side else 'below'} A in {listed(names)}" for side, names in sides.items() if names]
    return f"{first.partition(THERE)[0]}{THERE} {', '.join(told)}."


def _opening(sentence: str) -> str:
    """The first of several sentences; empty where there is only one."""
    first, stop, rest = sentence.partition(". ")
    return first + stop.strip() if rest else ""


DIFFERENCE_COLUMNS = (
    Column("Metric", weight=2.0),
    *(Column(text, Align.RIGHT) for text in ("Mean A", "Mean B", "B − A", "95 % interval of B − A")),
)


def difference_cells(material: Material, entry: MetricDifference) -> tuple[Part, ...]:
    """A metric, both means, their difference and its interval: a row below ``DIFFERENCE_COLUMNS``."""
    found = (wording.number(entry.mean_a), wording.number(entry.mean_b), wording.signed(entry.difference))
    return metric_link(material, entry.metric), *(found if len(entry.pairs) else ("none",) * 3), bounds(entry)


def extents(material: Material) -> str:
    """The steps of the runs; of many different ones the first and the last of all."""
    spans = [run.span for run in material.runs if run.span is not None]
    told = dict.fromkeys(map(wording.steps, spans))
    if len(told) <= PAIR:
        return " and ".join(told) or wording.steps(None)
    return wording.steps(Span(min(span.first for span in spans), max(span.last for span in spans)))


def bounds(entry: MetricDifference) -> str:
    """The ends of the interval of a difference, for a table."""
    if entry.interval is None:
        return "none"
    return f"{wording.signed(entry.interval.low)} to {wording.signed(entry.interval.high)}"


def evidence_link(note: Annotation) -> Link:
    return Link(evidence_name(note), evidence_name(note))

"""An assessment as plain values for JSON, and as lines for people."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from analysis import wording
from analysis.assess import checks
from analysis.health import RULE
from analysis.model.assessment import Assessment
from analysis.model.finding import Finding, Verdict
from analysis.model.project import ModelType
from analysis.model.run import Run
from analysis.model.series import Span
from analysis.thresholds import Thresholds

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]


def assessment_record(run: Run, found: Assessment) -> dict[str, Plain]:
    """Everything that was found on a run; numbers that are not finite are null, as JSON has none."""
    return {
        "run": run.name,
        "rating": {
            "grade": found.rating.grade,
            "critical": found.rating.critical,
            "median_of_the_rest": plain(found.rating.rest),
            "coverage": found.rating.coverage,
            "rated": list(found.rating.rated),
            "not_rated": list(found.rating.not_rated),
            "sentence": found.rating.sentence,
            "rule": RULE,
        },
        "findings": [_finding(finding) for finding in found.findings],
        "not_assessed": [
            {"number": gap.number, "subject": gap.subject, "needed": gap.needed} for gap in found.not_assessed
        ],
        "schedules": [plain(_fields(schedule)) for schedule in found.schedules],
        "phases": [plain(asdict(phase)) for phase in found.phases],
        "events": [plain(asdict(event)) for event in found.occurrences],
        "summaries": [plain(asdict(summary)) for summary in found.summaries],
    }


def thresholds_record(bounds: Thresholds) -> list[Plain]:
    return [plain(asdict(bound)) for bound in bounds]


def plain(value: object) -> Plain:
    """A value as JSON has it: no NaN, no infinity, no tuples."""
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    number = float(value) if isinstance(value, int | float) else float(str(value))
    if not math.isfinite(number):
        return None
    return int(number) if isinstance(value, int) else number


def told(run: Run, found: Assessment, model: ModelType) -> Iterator[str]:
    """What a person reads: the rating, the answers that ask for attention first, then the others, then what is open."""
    yield f"{run.name}: {found.rating.sentence} Model type: {model.value}."
    numbers = {check.id: check.number for check in checks()}
    order = (Verdict.CONCERN, Verdict.ATTENTION, Verdict.NOT_ENOUGH, Verdict.INFORMATION, Verdict.NO_CONCERN)
    for finding in sorted(found.findings, key=lambda one: order.index(one.verdict)):
        grade = "not rated" if finding.grade is None else f"{finding.grade} of 5"
        where = "" if finding.metric is None else f" {finding.metric}"
        yield f"  {wording.verdict(finding.verdict)}, {grade}, {numbers[finding.check]}{where}: {finding.sentence}"
    for gap in found.not_assessed:
        yield f"  Not assessed, {gap.number} {gap.sentence}"


def _finding(finding: Finding) -> dict[str, Plain]:
    check = next(check for check in checks() if check.id == finding.check)
    bounds = finding.interval
    return {
        "check": finding.check,
        "number": check.number,
        "title": check.title,
        "question": check.question,
        "metric": finding.metric,
        "span": _span(finding.span),
        "verdict": finding.verdict.value,
        "grade": finding.grade,
        "value": plain(finding.evidence[0].value),
        "interval": None if bounds is None else {"low": plain(bounds.low), "high": plain(bounds.high), "level": 0.95},
        "n": finding.points,
        "effective_n": plain(finding.effective),
        "threshold": plain(finding.evidence[0].threshold),
        "source": finding.source,
        "rule": finding.rule,
        "sentence": finding.sentence,
        "limits": finding.limits,
        "evidence": [plain(asdict(item)) for item in finding.evidence],
    }


def _fields(value: object) -> dict[str, object]:
    """The fields of a record whose mappings cannot be copied."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}  # type: ignore[attr-defined]


def _span(span: Span | None) -> Plain:
    return None if span is None else {"first": span.first, "last": span.last}

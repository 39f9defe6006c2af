"""Findings in one grade, by a rule that is written out, and always with how much was rated."""

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence

from analysis.checks import Check
from analysis.model.assessment import NotAssessed, Rating
from analysis.model.finding import Finding

FEWEST = 3  # rated checks below which there is no grade
RULE = (
    "A check has the worst grade of its findings. The grade of a run is the lower of two: the worst grade of the "
    "critical checks (data integrity, settled noise, anomalies), and the median grade of the other rated checks, "
    f"rounded down. There is none unless every critical check and at least {FEWEST} checks are rated. No grades are "
    "averaged over the critical checks, and the grade stands for nothing that was not rated (convention of Runloupe)."
)


def rate(checks: Sequence[Check], findings: Iterable[Finding], open_ones: Iterable[NotAssessed]) -> Rating:
    """The rating of one run from all its findings; ``open_ones`` are the questions that nothing could answer."""
    grades = _grades(findings)
    counted = {check.number: grades[check.id] for check in checks if check.id in grades}
    not_rated = tuple(dict.fromkeys(gap.number for gap in open_ones))
    critical = [counted.get(check.number) for check in checks if check.critical]
    missing = [check for check in checks if check.critical and check.number not in counted]
    worst = min((grade for grade in critical if grade is not None), default=None)
    others = [grades[check.id] for check in checks if check.id in grades and not check.critical]
    rest = statistics.median(others) if others else None
    enough = worst is not None and not missing and len(counted) >= FEWEST
    grade = None
    if enough and worst is not None:
        grade = worst if rest is None else min(worst, math.floor(rest))
    sentence = _said(grade, worst, rest, missing)
    coverage = f" {len(counted)} rated / {len(not_rated)} not rated."
    return Rating(grade, worst, rest, tuple(counted), not_rated, sentence + coverage)


def _grades(findings: Iterable[Finding]) -> Mapping[str, int]:
    """The worst grade of each check that graded anything."""
    grades: dict[str, int] = {}
    for finding in findings:
        if finding.grade is not None:
            grades[finding.check] = min(finding.grade, grades.get(finding.check, finding.grade))
    return grades


def _said(grade: int | None, worst: int | None, rest: float | None, missing: Sequence[Check]) -> str:
    if grade is None:
        lacking = ", ".join(f"{check.title} ({check.number})" for check in missing)
        return f"Not enough evidence for a grade: not rated: {lacking}." if missing else "Not enough evidence."
    median = "no other check is rated" if rest is None else f"median of the other rated checks {rest:g}"
    return f"{grade} of 5: worst critical check {worst}, {median}."

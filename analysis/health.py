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
    f"rounded down. There is none below {FEWEST} rated checks. A critical check that these files cannot answer is left "
    "out and named in the rating. No grades are averaged over the critical checks, and the grade stands for nothing "
    "that was not rated (convention of Runloupe)."
)


def rate(checks: Sequence[Check], findings: Iterable[Finding], open_ones: Iterable[NotAssessed]) -> Rating:
    """The rating of one run from all its findings; ``open_ones`` are the questions that nothing could answer."""
    grades = _grades(findings)
    counted = {check.number: grades[check.id] for check in checks if check.id in grades}
    not_rated = tuple(dict.fromkeys(gap.number for gap in open_ones))
    critical = [check for check in checks if check.critical]
    worst = min((grades[check.id] for check in critical if check.id in grades), default=None)
    missing = [check for check in critical if check.id not in grades]
    others = [grades[check.id] for check in checks if check.id in grades and not check.critical]
    rest = statistics.median(others) if others else None
    grade = None
    if worst is not None and len(counted) >= FEWEST:
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
    """The grade in words, and which critical checks it does not cover."""
    lacking = ", ".join(f"{check.title} ({check.number})" for check in missing)
    if grade is None:
        without = f" Not rated of the critical ones: {lacking}." if missing else ""
        return f"Not enough evidence for a grade: fewer than {FEWEST} checks are rated.{without}"
    median = "no other check is rated" if rest is None else f"median of the other rated checks {rest:g}"
    covers = f"; it does not cover {lacking}, which these files cannot answer" if missing else ""
    return f"{grade} of 5: worst critical check {worst}, {median}{covers}."

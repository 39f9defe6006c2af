"""Every check against every fault, and against runs without one."""

import os

import pytest

from analysis.asking import Context
from analysis.assess import checks
from analysis.model.finding import Finding, Verdict
from analysis.model.run import Run
from tests.analysis.checks.faults import FAULTS, KINDS, Fault, clean

SEEDS = int(os.environ.get("RUNLOUPE_RUNS", "6"))  # runs of each kind; 200 for a full matrix
RATE = 0.2  # false alarms of the anomaly check that a series may raise, as its limits say
CALM = (Verdict.NO_CONCERN, Verdict.INFORMATION)


def findings(run: Run) -> list[Finding]:
    context = Context()
    return [finding for check in checks() for finding in check.run(run, context)]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found_by_its_check_and_by_no_other(fault: Fault) -> None:
    found = findings(fault.make(clean(1)))
    (finding,) = (one for one in found if (one.check, one.metric) == (fault.check, fault.metric))
    assert (finding.verdict, fault.says in finding.sentence) == (fault.verdict, True), finding.sentence
    others = {one.check: one.sentence for one in found if one.check != fault.check and one.verdict not in CALM}
    assert others == {}


@pytest.mark.parametrize("kind", KINDS)
def test_runs_without_a_fault_raise_few_alarms(kind: str) -> None:
    """No check but that of anomalies raises any, but for a drift that is there; anomalies at most at their rate."""
    raised = [
        finding.check
        for seed in range(SEEDS)
        for finding in findings(clean(seed, kind=kind))
        if finding.verdict not in CALM
    ]
    allowed = {"anomalies", "settled"} if kind in ("drifting", "dependent noise") else {"anomalies"}
    assert set(raised) <= allowed
    assert raised.count("anomalies") <= RATE * 5 * SEEDS


def test_the_threshold_that_decided_is_in_the_evidence() -> None:
    for fault in FAULTS:
        for finding in findings(fault.make(clean(2))):
            if finding.grade is not None:
                assert any(item.threshold is not None for item in finding.evidence), finding.check

"""Every check against every fault, and against runs without one."""

import pytest

from analysis.assess import checks
from analysis.model.finding import Finding, Verdict
from analysis.model.run import Run
from tests.analysis.checks.faults import FAULTS, Fault, clean

ANYTHING = "anomalies"  # sees whatever leaves its course, a fault of another check too; it has a rate of false alarms


def findings(run: Run) -> list[Finding]:
    return [finding for check in checks() for finding in check.run(run)]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found_by_its_check(fault: Fault) -> None:
    (finding,) = (
        finding
        for finding in findings(fault.make(clean(1)))
        if (finding.check, finding.metric) == (fault.check, fault.metric)
    )
    assert finding.verdict is fault.verdict
    assert fault.says in finding.sentence


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_raises_no_other_check(fault: Fault) -> None:
    others = [
        finding
        for finding in findings(fault.make(clean(1)))
        if (finding.check, finding.metric) != (fault.check, fault.metric) and finding.check != ANYTHING
    ]
    assert {finding.verdict for finding in others} == {Verdict.NO_CONCERN}


@pytest.mark.parametrize("seed", range(20))
def test_clean_runs_raise_nothing(seed: int) -> None:
    found = [finding for finding in findings(clean(seed)) if finding.check != ANYTHING]
    assert len(found) == 8
    assert {finding.verdict for finding in found} == {Verdict.NO_CONCERN}


def test_the_threshold_that_decided_is_in_the_evidence() -> None:
    for fault in FAULTS:
        for finding in findings(fault.make(clean(2))):
            held = [item for item in finding.evidence if item.threshold is not None]
            assert held
            if finding.verdict is Verdict.NO_CONCERN and finding.check == "integrity":
                assert all(item.value == item.threshold == 0 for item in held)

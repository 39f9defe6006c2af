"""No produced text claims more than the evidence: every check over every fault, every section, every writer."""

import re
from pathlib import Path

import pytest

import analysis.report.writers
from analysis.assess import assess
from analysis.model.project import Project
from analysis.model.run import Run
from analysis.progress import silent
from analysis.read import read
from analysis.registry import offered
from analysis.report.build import build_report
from analysis.report.writers import Writer
from tests.analysis.checks.faults import FAULTS, clean
from tests.analysis.report.projects import two_runs
from tests.analysis.report.test_insights import SEED, gaussian_run
from tests.analysis.test_words import BANNED

CLAIMS = re.compile(
    r"\b(guarantee\w*|flawless\w*|excellent\w*|learned gaussian prior|no mode collapse|very high confidence|"
    r"move forward|will (reach|improve|converge)|(would|will) have (fallen|risen|improved|converged))\b",
    re.IGNORECASE,
)
WRITERS = [writer for writer in offered(analysis.report.writers, Writer) if writer.id != "pdf"]  # it sets the same text


def offences(text: str) -> list[str]:
    return [match.group() for pattern in (BANNED, CLAIMS) for match in pattern.finditer(text)]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_checks_claim_nothing_beyond(fault: object) -> None:
    run: Run = fault.make(clean(3))  # type: ignore[attr-defined]
    found = assess(run)
    texts = [part for finding in found.findings for part in (finding.sentence, finding.rule, finding.limits)]
    assert texts
    assert offences(" ".join(texts)) == []


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.id)
@pytest.mark.parametrize("project", [two_runs(points=200), Project((gaussian_run(),))], ids=["two", "one"])
def test_reports_claim_nothing_beyond(tmp_path: Path, writer: Writer, project: Project) -> None:
    path = tmp_path / f"out{writer.suffix}"
    writer.write(build_report(project, date="2026-11-25"), path, silent())
    assert offences(path.read_text(encoding="utf-8")) == []


@pytest.mark.skipif(not SEED.is_dir(), reason="the six exports are not beside this copy")
@pytest.mark.parametrize("name", ["run_A", "run_B", "run_C"])
def test_the_six_exports_claim_nothing_beyond(tmp_path: Path, name: str) -> None:
    project = Project().with_runs(read(sorted((SEED / name).glob("*.csv")), silent()).runs)
    report = build_report(project, date="2026-11-25")
    for writer in WRITERS:
        path = tmp_path / f"out{writer.suffix}"
        writer.write(report, path, silent())
        text = path.read_text(encoding="utf-8").replace("\N{NARROW NO-BREAK SPACE}", " ")
        assert offences(text) == []
        assert name == "run_A" or "CV 1.17 %" not in text


def test_the_list_bites() -> None:
    assert offences("This will improve; guaranteed. Excellent: no mode collapse, an ideal run.") != []
    assert len(offences("a flawless, optimal, healthy run")) == 3

"""The same project, options and date give the same bytes whatever the locale, time zone, hashes and working folder."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.report_options import ReportOptions
from analysis.model.series import Span
from analysis.progress import silent
from analysis.report.build import build_report
from analysis.report.placed import Placed, placed
from analysis.report.writers.pdf.document import render
from gui.widgets.page_view import Said, words
from tests.analysis.report.projects import DATE, two_runs

ROOT = Path(__file__).parents[3]
PLACES = (
    {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"},
    {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "4711"},
)


@pytest.mark.parametrize("suffix", [".pdf", ".html"])
def test_two_places_write_the_same(tmp_path: Path, suffix: str) -> None:
    rows = "\n".join(f"{step},{1 / (step + 1)},{step % 7}" for step in range(120))
    (tmp_path / "c.csv").write_text(f"Step,a - loss,b - loss\n{rows}\n", encoding="utf-8")
    digests = set()
    for number, place in enumerate(PLACES):
        out = tmp_path / str(number) / f"report{suffix}"
        out.parent.mkdir()
        folder = tmp_path if number == 0 else out.parent
        file = os.path.relpath(tmp_path / "c.csv", folder)
        arguments = [str(ROOT / "main.py"), "report", file, "-o", str(out), "--date", "2026-01-31"]
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=folder,
            env={**os.environ, **place, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        digests.add(hashlib.sha256(out.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_a_report_after_a_change_has_the_bytes_of_a_fresh_one() -> None:
    """What is remembered of the texts, figures and statistics of the one before leaves no trace."""
    project, options = two_runs(points=90), ReportOptions()
    before = build_report(project, date=DATE, options=options)
    render(before, silent())
    note = Annotation(AnnotationId("9"), 9, Span(10, 20), label="new")
    changed = replace(project, annotations=(*project.annotations, note))
    after = build_report(changed, date=DATE, options=options, known=before)
    afresh = two_runs(points=90)
    fresh = build_report(replace(afresh, annotations=changed.annotations), date=DATE, options=options)
    assert render(after, silent()) == render(fresh, silent())


def test_a_page_that_is_drawn_alone_says_what_it_says_among_all() -> None:
    report = build_report(two_runs(points=60), date=DATE)
    whole = placed(report, silent())
    for page in (0, 1, 4, len(whole.pages) + 3):
        alone = placed(report, silent(), page)
        at = min(page, len(whole.pages) - 1)
        assert alone.only == at
        assert alone.holds(at)
        assert not alone.holds(at + 1)
        assert len(alone.pages) == len(whole.pages)
        assert alone.sections == whole.sections
        assert _shown(alone, at) == _shown(whole, at)


def _shown(pages: Placed, at: int) -> list[str]:
    """The operators of a page, its texts as their characters: fonts number them as they come."""
    shown, face = [], None
    for word in words(pages.pages[at].operators):
        if word in pages.faces:
            face = pages.faces[str(word)]
            word = face.file  # noqa: PLW2901
        if isinstance(word, Said):
            assert face is not None
            word = "".join(chr(face.characters[ord(code)]) for code in word)  # noqa: PLW2901
        shown.append(str(word))
    return shown

"""Any name, title, note and author in every format: no exception, nothing lost, nothing interpreted."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.project import Project
from analysis.model.report import Report
from analysis.model.report_options import ReportOptions
from analysis.model.series import Span
from analysis.progress import silent
from analysis.report.writers import writer_for
from analysis.report.writers.text import key_findings
from tests.analysis.report.projects import report_of
from tests.synthetic import run_of

NASTY = (
    '<img src="http://x.invalid/y.png" onerror=alert(1)>',
    "<script>alert(1)</script>",
    "</p></td></table><para><link href='file:///etc/passwd'>x</link>",
    "![x](http://x.invalid/y) [y](javascript:alert(1)) `code` | cell",
    "# heading\n---\n* item\n\n    code",
    "=1+1;@SUM(A1)",
    "\u202eright to left\u202c עברית العربية",
    "訓練の損失 训练 학습",
    "\N{ROCKET}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{ROCKET}",
    "\x00\x07\x1b[31mred\x1b[0m\x7f\x85\u2028",
    "\udc80\ud800",
    "n" * 10_000,
    "word " * 2_000,
    "a\u0300\u0301\u0302" * 50,
    "%%EOF endobj stream (unbalanced ((",
    "&lt;b&gt; &amp; &#60;i&#62;",
)
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=60)).filter(bool)
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "h4", "p", "table", "caption", "thead"),
    *("tbody", "tr", "th", "td", "nav", "ol", "ul", "li", "a", "strong", "div", "br", "figure", "figcaption"),
    *("svg", "g", "path", "text", "tspan", "rect", "line", "circle", "polyline", "defs", "clippath", "desc", "tref"),
}


class Seen(HTMLParser):
    """The tags, and the places that links and pictures lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.places: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.places.update(value or "" for name, value in attrs if name in ("href", "src", "xlink:href"))
        assert not any(name.startswith("on") for name, _ in attrs)


def reported(texts: tuple[str, str, str, str, str]) -> Report:
    name, metric, title, note, author = texts
    run = replace(run_of("a", points=24), name=name)
    run = replace(run, series=(replace(run.series[0], name=metric),))
    mark = Annotation(AnnotationId("1"), 1, Span(3, 9), label=name, title=title, note=note, author=author)
    options = ReportOptions(author=author, organisation=title, confidentiality=note[:80])
    return report_of(Project((run,), (mark,), title=title, report=options))


@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(said=st.tuples(texts, texts, texts, texts, texts))
def test_any_text_in_every_format(
    tmp_path_factory: pytest.TempPathFactory, said: tuple[str, str, str, str, str]
) -> None:
    held(reported(said), tmp_path_factory.mktemp("any"))


def test_all_nasty_texts_at_once(tmp_path: Path) -> None:
    held(reported(("\n".join(NASTY), "|".join(NASTY), "".join(NASTY), "\n".join(NASTY), NASTY[0])), tmp_path)


def held(report: Report, folder: Path) -> None:
    """Write every format and look whether anything came to life."""
    for suffix in (".pdf", ".html", ".md", ".json", ".txt"):
        writer_for(folder / f"r{suffix}").write(report, folder / f"r{suffix}", silent())
    reader = PdfReader(folder / "r.pdf")
    assert "How this was computed" in "".join(page.extract_text() for page in reader.pages)
    annotations = [one.get_object() for page in reader.pages for one in page.get("/Annots", ())]
    assert not any("/A" in one and "/URI" in one["/A"] for one in annotations)
    seen = Seen()
    seen.feed((folder / "r.html").read_text(encoding="utf-8"))
    assert seen.tags <= ALLOWED
    assert all(place.startswith("#") for place in seen.places)
    markdown = (folder / "r.md").read_text(encoding="utf-8")
    alive = re.sub(r'<a id="[A-Za-z0-9-]*"></a>|\(<r_figures/figure-\d+\.svg>\)|\\<', "", markdown)
    assert "<" not in alive, "raw markup"
    assert not re.search(r"(?<!\\)\]\((?!#|<r_figures)", markdown), "a link to elsewhere"
    assert json.loads((folder / "r.json").read_text(encoding="utf-8"))["runs"]
    plain = (folder / "r.txt").read_text(encoding="utf-8") + "\n".join(key_findings(report))
    assert not re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]", plain)

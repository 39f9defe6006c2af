"""What a PDF is for those who hear it: every piece of ink is read out or is decoration, in the order of reading."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfua
import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream
from reportlab.pdfgen.canvas import Canvas

from analysis.model.report_options import Paper, ReportOptions
from analysis.progress import silent
from analysis.report.build import build_report
from analysis.report.writers.pdf import WRITER
from tests.analysis.report.projects import DATE, report_of, two_runs
from tests.analysis.report.test_pdf import resolved

ROLES = {
    *("Document", "Sect", "Div", "H1", "H2", "H3", "P", "L", "LI", "LBody", "Table", "TR", "TH", "TD", "Caption"),
    *("Figure", "TOC", "TOCI", "Link"),
}
INKS = {b"Tj", b"TJ", b"'", b"S", b"f", b"f*", b"B", b"Do"}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tagged") / "out.pdf"
    WRITER.write(report_of(two_runs(points=60)), path, silent())
    return path


@pytest.fixture(scope="module")
def reader(file: Path) -> PdfReader:
    return PdfReader(file)


def elements(reader: PdfReader) -> Iterator[Any]:
    """All elements, parents first, in the order of reading."""
    waiting = [resolved(resolved(reader.trailer["/Root"])["/StructTreeRoot"])]
    while waiting:
        entry = waiting.pop()
        if "/S" in entry:
            yield entry
        kids = resolved(entry.get("/K", []))
        kids = kids if isinstance(kids, list) else [kids]
        found = [resolved(kid) for kid in kids]
        waiting.extend(reversed([kid for kid in found if isinstance(kid, dict) and ("/S" in kid or "/K" in kid)]))


def test_every_element_is_of_a_known_kind_and_says_what_it_must(reader: PdfReader) -> None:
    found = list(elements(reader))
    assert {entry["/S"].lstrip("/") for entry in found} <= ROLES
    figures = [entry for entry in found if entry["/S"] == "/Figure"]
    assert len(figures) > 8
    assert all(len(str(entry["/Alt"])) > 20 for entry in figures)
    heads = [entry for entry in found if entry["/S"] == "/TH"]
    assert heads
    assert all(resolved(entry["/A"])["/Scope"] in {"/Column", "/Row"} for entry in heads)


def test_a_checker_of_tags_finds_no_error(file: Path, tmp_path: Path) -> None:
    found = pdfua.validate(str(file))
    assert len(found.outcomes) >= 12
    assert not [(one.rule_id, one.skipped_reason) for one in found.skipped]
    assert not [one.message for one in found.findings if one.severity is pdfua.Severity.ERROR]
    bare = tmp_path / "bare.pdf"
    Canvas(str(bare)).save()
    assert pdfua.validate(str(bare)).worst_severity() is pdfua.Severity.ERROR, "what has no tags is found"


def test_headings_go_down_by_one_level_at_a_time(reader: PdfReader) -> None:
    levels = [int(entry["/S"][2:]) for entry in elements(reader) if entry["/S"] in {"/H1", "/H2", "/H3"}]
    assert levels[0] == 1
    assert all(after <= before + 1 or after == 3 for before, after in pairwise(levels))


def test_all_ink_is_marked_and_each_mark_has_its_element(reader: PdfReader) -> None:
    tree = resolved(resolved(resolved(reader.trailer["/Root"])["/StructTreeRoot"])["/ParentTree"])["/Nums"]
    parents = {int(str(tree[at])): resolved(tree[at + 1]) for at in range(0, len(tree), 2)}
    for page in reader.pages:
        owners = parents[int(str(page["/StructParents"]))]
        depth, numbers = 0, []
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator == b"BDC":
                numbers.append(int(operands[1]["/MCID"]))
            depth += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(operator, 0)
            assert depth in {0, 1}
            assert depth == 1 or operator not in INKS, f"{operator!r} is neither read out nor decoration"
        assert numbers == list(range(len(owners)))
        for annotation in page.get("/Annots", []):
            owner = parents[int(resolved(annotation)["/StructParent"])]
            assert owner["/S"] == "/Link"
            assert resolved(annotation)["/Contents"]


def test_text_comes_in_the_order_of_the_tree(reader: PdfReader) -> None:
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}  # type: ignore[union-attr]
    places = [
        (pages[entry.raw_get("/Pg").idnum], int(entry["/K"]))
        for entry in elements(reader)
        if entry["/S"] in {"/H1", "/H2", "/H3", "/P"} and "/Pg" in entry and isinstance(entry.get("/K"), int)
    ]
    assert len(places) > 60
    assert places == sorted(places)


def test_pages_have_labels_and_the_document_a_language(reader: PdfReader) -> None:
    assert reader.page_labels[:3] == ["Cover", "2", "3"]
    root = resolved(reader.trailer["/Root"])
    assert resolved(root["/MarkInfo"])["/Marked"]
    assert "/Metadata" in root
    assert root["/Lang"] == "en-GB"


def test_findings_and_samples_are_attached(reader: PdfReader) -> None:
    files = reader.attachments
    assert sorted(files) == ["findings.json", "run_A.csv", "run_B.csv"]
    (table,) = files["run_A.csv"]
    lines = table.decode().splitlines()
    project = two_runs(points=60)
    assert lines[0] == "metric,step,value"
    assert len(lines) == 1 + sum(len(series) for series in project.runs[0].series)
    series = project.runs[0].series[0]
    assert lines[1] == f"{series.name},{float(series.steps[0])!r},{float(series.values[0])!r}"


@pytest.mark.parametrize("paper", Paper)
def test_paper_and_texts_of_a_person(tmp_path: Path, paper: Paper) -> None:
    options = ReportOptions("Kim", "Org & Co", "Internal only", paper=paper, left_out=("methods",), attach=False)
    report = build_report(two_runs(points=60), date=DATE, options=options)
    path = tmp_path / "out.pdf"
    WRITER.write(report, path, silent())
    found = PdfReader(path)
    sizes = {tuple(round(float(side)) for side in page.mediabox[2:]) for page in found.pages}
    assert sizes == {(595, 842) if paper is Paper.A4 else (612, 792)}
    assert not found.attachments
    assert found.metadata is not None
    assert found.metadata.author == "Kim"
    texts = [page.extract_text() for page in found.pages]
    assert "Org & Co" in texts[0]
    assert all("Internal only" in text for text in texts)
    assert not any("How this was computed" in text for text in texts)


def test_sections_come_in_the_order_wished_for() -> None:
    options = ReportOptions(order=("limits", "summary"), left_out=("insights",))
    ids = [section.id for section in build_report(two_runs(points=60), date=DATE, options=options).sections]
    assert ids.index("limits") < ids.index("summary")
    assert "insights" not in ids

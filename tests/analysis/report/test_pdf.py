"""The PDF read back: text, bookmarks, links, fonts, bytes, and what happens when it cannot be written."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from analysis.errors import Cancelled, UnwritableOutput
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.project import Project
from analysis.model.report import (
    Align,
    Callout,
    Checklist,
    Column,
    Heading,
    Link,
    PageBreak,
    Paragraph,
    Report,
    Section,
    Strong,
    Table,
    Tone,
)
from analysis.model.run import Run, RunId
from analysis.model.series import Span
from analysis.progress import Progress, silent
from analysis.report.writers import writer_for
from analysis.report.writers.pdf import WRITER
from tests.analysis.report.projects import DATE, HOSTILE, report_of, two_runs, words, written
from tests.synthetic import run_of, series_of


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    return written(report_of(two_runs()), tmp_path_factory.mktemp("pdf"))


def resolved(thing: Any) -> Any:
    return thing.get_object() if isinstance(thing, IndirectObject) else thing


def bookmarks(outline: list[Any]) -> list[str]:
    """The titles of an outline, nested or not."""
    found: list[str] = []
    for entry in outline:
        found.extend(bookmarks(entry) if isinstance(entry, list) else [str(entry.title)])
    return found


def report_with(*blocks: Any, title: str = "t") -> Report:
    section = Section("s", (Heading(1, "First"), *blocks))
    return Report(title, "", DATE, (), None, (section,), "0" * 64)


def test_the_suffix_finds_the_writer() -> None:
    assert writer_for(Path("OUT.PDF")) is WRITER


def test_there_are_enough_pages_and_each_says_which_it_is(reader: PdfReader) -> None:
    total = len(reader.pages)
    assert total >= 18
    for number, page in enumerate(reader.pages[1:], start=2):
        text = page.extract_text()
        assert f"Page {number} of {total}" in text
        assert DATE in text


def test_every_heading_is_a_bookmark(reader: PdfReader) -> None:
    titles = bookmarks(reader.outline)
    chapters = [title.split(" ", 1)[1] for title in titles if re.match(r"\d+ ", title)]
    for title in ("Summary", "A and B compared", "The metrics", "Annotations", "Tables"):
        assert title in chapters
    for evidence in ("E1", "E4", "E7"):
        assert any(evidence in title for title in titles)


def test_text_can_be_selected_hostile_names_and_notes_unchanged(tmp_path: Path) -> None:
    text = words(written(report_of(two_runs(a=HOSTILE)), tmp_path))
    assert text.count(HOSTILE) > 5
    assert "E4" in text
    assert "data problem" in text


def test_markup_in_names_loads_nothing_and_makes_no_links(reader: PdfReader) -> None:
    for page in reader.pages:
        for annotation in page.get("/Annots", []):
            entry = resolved(annotation)
            assert "/URI" not in resolved(entry.get("/A", DictionaryObject()))


def test_only_vectors_and_embedded_fonts(reader: PdfReader) -> None:
    fonts = set()
    for page in reader.pages:
        resources = resolved(page["/Resources"])
        for drawn in resolved(resources.get("/XObject", DictionaryObject())).values():
            assert resolved(drawn).get("/Subtype") != "/Image"
        for font in resolved(resources["/Font"]).values():
            entry = resolved(font)
            fonts.add(str(entry["/BaseFont"]))
            assert "/FontFile2" in resolved(entry["/FontDescriptor"]), entry["/BaseFont"]
            assert "/ToUnicode" in entry
    assert len(fonts) >= 3
    assert not any("Helvetica" in font or "Times" in font for font in fonts)


def test_all_links_lead_to_a_place_in_the_document(reader: PdfReader) -> None:
    places = reader.named_destinations
    targets = []
    for page in reader.pages:
        for annotation in page.get("/Annots", []):
            entry = resolved(annotation)
            target = entry.get("/Dest") or resolved(entry["/A"])["/D"]
            targets.append(resolved(target))
    assert len(targets) > 40
    for target in targets:
        if isinstance(target, ArrayObject):
            assert resolved(target[0])["/Type"] == "/Page"
        else:
            assert str(target) in places


def test_the_contents_name_the_page_of_each_chapter(reader: PdfReader) -> None:
    numbers = {page.indirect_reference.idnum: place for place, page in enumerate(reader.pages, 1)}  # type: ignore[union-attr]
    contents = [line for line in reader.pages[1].extract_text().splitlines() if line.strip()]
    for entry in reader.outline:
        if isinstance(entry, list):
            continue
        title = str(entry.title).split(" ", 1)[1]
        page = numbers[entry.page.idnum]  # type: ignore[union-attr]
        at = contents.index(title)
        assert str(page) in contents[at - 1 : at + 2], title


def test_metadata(reader: PdfReader) -> None:
    found = reader.metadata
    assert found is not None
    assert found.title == "Training run comparison"
    assert found.author == "Runloupe"
    assert "swift-oak-12" in str(found.subject)
    assert str(found.creation_date_raw).startswith("D:20261123")
    root = resolved(reader.trailer["/Root"])
    assert str(root["/Lang"]).startswith("en")
    assert resolved(root["/ViewerPreferences"])["/DisplayDocTitle"]


def test_figures_are_numbered_in_order(reader: PdfReader) -> None:
    text = words(reader)
    places = [text.index(f"Figure {number} ") for number in range(1, 13)]
    assert places == sorted(places)


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        WRITER.write(report_of(two_runs()), tmp_path / name, silent())
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


@pytest.mark.parametrize("after", [0, 5, 60])
def test_a_cancelled_export_leaves_the_old_file(tmp_path: Path, after: int) -> None:
    path = tmp_path / "out.pdf"
    path.write_bytes(b"old")
    seen: list[int] = []

    def watch(done: int, _total: int, _text: str) -> None:
        seen.append(done)
        if len(seen) > after:
            progress.cancel()

    progress = Progress(watch)
    with pytest.raises(Cancelled):
        WRITER.write(report_of(two_runs()), path, progress)
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.pdf"]


def test_progress_only_goes_forward_within_its_total() -> None:
    seen: list[tuple[int, int]] = []
    path = Path("/nowhere/out.pdf")
    with pytest.raises(UnwritableOutput):
        WRITER.write(report_with(Paragraph(("x",))), path, Progress(lambda done, total, _: seen.append((done, total))))
    assert seen
    assert all(0 <= done <= total for done, total in seen)


def test_a_folder_that_is_not_there_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput) as caught:
        WRITER.write(report_with(), tmp_path / "missing" / "out.pdf", silent())
    assert "missing" in str(caught.value)


def test_every_kind_of_block_is_printed(tmp_path: Path) -> None:
    report = report_with(
        Heading(3, "Third right after first", "here"),
        Paragraph(("plain ", Strong("strong "), Link("leads", "here"), Link(" lost", "nowhere"))),
        Paragraph(("• an item",)),
        Callout(Tone.UNKNOWN, "Callout title", ("one", "\n", "two")),
        Table((Column("Name"), Column("Value", Align.RIGHT)), (("n", "−1.5×10⁻⁵"),), "A caption"),
        Checklist(((True, "done"), (False, "not done"), (None, "unknown"))),
        PageBreak(),
        Paragraph(("the end",)),
    )
    text = words(written(report, tmp_path))
    for word in ("Third right", "plain strong leads lost", "an item", "Callout title", "two", "−1.5×10−⁵", "the end"):
        assert word in text
    for word in ("Table 1 A caption", "not done", "unknown"):
        assert word in text


def test_a_long_table_repeats_its_head_on_every_page(tmp_path: Path) -> None:
    rows = tuple((f"row {number}", str(number)) for number in range(200))
    table = Table((Column("The head"), Column("Value", Align.RIGHT)), rows, "Long")
    pages = [page.extract_text() for page in written(report_with(table), tmp_path).pages]
    with_rows = [page for page in pages if "row " in page]
    assert len(with_rows) > 3
    assert all("The head" in page for page in with_rows)
    assert all(sum(page.count(f"row {number}\n") for page in with_rows) == 1 for number in (0, 57, 199))


LONG = "n" * 10_000


def test_names_without_an_end_lose_no_page(tmp_path: Path) -> None:
    values = np.where(np.arange(450) % 50 == 7, np.nan, 1e-9 * np.arange(450.0))
    runs = tuple(Run(RunId(name[:3]), name, (series_of(LONG, values), series_of("x", values))) for name in (LONG, "b"))
    note = Annotation(AnnotationId("1"), 1, Span(3, 5), label=LONG, note=LONG, author=LONG)
    text = words(written(report_of(Project(runs, (note,), title=LONG)), tmp_path))
    assert text.count("n") > 4 * 10_000, "the run, the metric, the label and the note stand in full"
    assert "E1" in text
    assert "How this was computed" in text


def test_characters_without_a_glyph_are_printed_as_codes(tmp_path: Path) -> None:
    project = two_runs(a="训 🚀 \x1b ע")
    text = words(written(report_of(project), tmp_path))
    assert "[U+8BAD] [U+1F680] [U+001B] [U+05E2]" in text


@settings(max_examples=15, deadline=None)
@given(name=st.text(min_size=1, max_size=80), note=st.text(max_size=400))
def test_any_name_and_note_can_be_reported(tmp_path_factory: pytest.TempPathFactory, name: str, note: str) -> None:
    run = replace(run_of("a", points=30), name=name)
    run = replace(run, series=(replace(run.series[0], name=note[:60] or "m"),))
    project = Project((run,), (Annotation(AnnotationId("1"), 1, Span(3, 9), label=name, note=note, author=name),))
    reader = written(report_of(project), tmp_path_factory.mktemp("any"))
    assert "E1" in words(reader)

"""The report in the window: real pages, sections, texts and paper as undoable changes, and the bundle."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.report_options import Paper
from analysis.model.run import RunId
from analysis.model.series import Span
from gui.actions.report import bundle_to, export_to
from gui.main_window import MainWindow
from gui.panels.report import ReportPanel
from gui.theme import THEMES, Theme
from gui.widgets.page_view import painted
from tests.analysis.report.projects import two_runs
from tests.synthetic import run_of


@pytest.fixture
def panel(window: MainWindow, qtbot: QtBot) -> ReportPanel:
    window.session.load(two_runs(points=60), path=None, view={})
    found = window.panels["report"]
    assert isinstance(found, ReportPanel)
    with qtbot.waitSignal(found.drawn, timeout=60_000):
        window.act("view.report")
    return found


def test_pages_are_drawn_and_turned(panel: ReportPanel) -> None:
    assert panel.placed is not None
    total = len(panel.placed.pages)
    assert panel.where.text() == f"Page 1 of {total}"
    image = painted(panel.placed, 0, 300)
    assert image.pixelColor(150, 5) == QColor("#14213F"), "the band of the cover"
    assert image.pixelColor(150, image.height() - 5) == QColor("white")
    for page in (2, total - 1):
        dark = painted(panel.placed, page, 300)
        assert any(dark.pixelColor(x, y).lightness() < 120 for x in range(30, 270, 2) for y in range(30, 200, 2))
    panel.turn(1)
    assert panel.where.text() == f"Page 2 of {total}"
    panel.turn(10_000)
    assert panel.where.text() == f"Page {total} of {total}"


@pytest.mark.parametrize("theme", THEMES, ids=[theme.name for theme in THEMES])
def test_the_page_lies_on_a_desk_and_has_an_edge(panel: ReportPanel, theme: Theme) -> None:
    panel.set_theme(theme)
    image = panel.page.grab().toImage()
    row = [image.pixelColor(x, image.height() // 2) for x in range(image.width() // 2)]
    edge = row.index(QColor(theme.axis))
    assert edge > 10
    assert set(map(QColor.name, row[:edge])) == {theme.raised}
    assert row[edge + 4] == QColor("white")


def test_the_page_that_is_seen_is_drawn_first(window: MainWindow, panel: ReportPanel, qtbot: QtBot) -> None:
    panel.turn(4)
    seen: list[tuple[int | None, int]] = []
    panel.seen.connect(lambda: seen.append((panel.placed.only if panel.placed else None, panel.page.page)))
    project = window.session.project
    note = Annotation(AnnotationId("9"), 9, Span(10, 20), label="new")
    with qtbot.waitSignal(panel.drawn, timeout=60_000):
        window.session.change("Annotate", replace(project, annotations=(*project.annotations, note)))
    assert seen == [(4, 4)]
    assert panel.placed is not None
    assert panel.placed.only is None
    panel.placed = replace(panel.placed, only=4)  # as before all pages are drawn
    panel.turn(2)
    assert seen == [(4, 4), (6, 6)]
    assert panel.where.text().startswith("Page 7 of ")


def test_options_are_undoable_changes_and_the_pages_follow(
    window: MainWindow, panel: ReportPanel, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(panel.drawn, timeout=60_000):
        panel.paper.setCurrentIndex(panel.paper.findData(Paper.LETTER))
        panel.paper.activated.emit(panel.paper.currentIndex())
    assert panel.placed is not None
    assert (panel.placed.width, panel.placed.height) == (612, 792)
    first = panel.sections.item(0)
    with qtbot.waitSignal(panel.drawn, timeout=60_000):
        first.setCheckState(Qt.CheckState.Unchecked)
    assert window.session.project.report.left_out == ("summary",)
    assert "summary" not in panel.placed.sections
    panel.texts["author"].setText("Kim")
    panel.texts["author"].editingFinished.emit()
    assert window.session.project.report.author == "Kim"
    for _ in range(3):
        window.act("edit.undo")
    assert window.session.project.report == two_runs(points=60).report


def test_the_last_report_and_a_group_are_choices_that_the_pages_follow(
    window: MainWindow, panel: ReportPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    bundle_to(window.desk, tmp_path)
    (folder,) = tmp_path.iterdir()
    assert panel.placed is not None
    assert "since" not in panel.placed.sections
    project = window.session.project
    with qtbot.waitSignal(panel.drawn, timeout=60_000):
        window.session.change("Compare", replace(project, report=replace(project.report, since=str(folder))))
    assert "since" in panel.placed.sections
    assert panel.since.text().startswith("Do not compare")
    with qtbot.waitSignal(panel.drawn, timeout=60_000):
        panel.since.click()
    assert window.session.project.report.since == ""
    assert "since" not in panel.placed.sections
    assert not panel.group.isEnabled(), "two runs are no group"
    third = replace(run_of("c", seed=3, points=60), id=RunId("third"))
    with qtbot.waitSignal(panel.drawn, timeout=60_000):
        window.session.change("Open c", window.session.project.with_runs((third,)))
    window.session.select(shown=tuple(run.id for run in window.session.project.runs))
    with qtbot.waitSignal(panel.drawn, timeout=60_000):
        panel.group.click()
    assert "group" in panel.placed.sections
    assert "comparison" not in panel.placed.sections


def test_a_last_report_that_is_gone_is_told(
    window: MainWindow, panel: ReportPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    project = window.session.project
    report = replace(project.report, since=str(tmp_path / "gone.json"))
    window.session.change("Compare", replace(project, report=report))
    qtbot.waitUntil(lambda: "last report cannot be read" in panel.where.text(), timeout=60_000)


def test_a_bundle_and_a_failed_export(
    window: MainWindow, panel: ReportPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle_to(window.desk, tmp_path)
    (folder,) = tmp_path.iterdir()
    names = {file.name for file in folder.iterdir()}
    assert {"report.pdf", "report.html", "report.json", "report.md", "report.txt", "key_findings.txt"} <= names
    assert {f"{stem}.{kind}" for stem in ("nine_panels", "trends") for kind in ("png", "svg", "pdf")} <= names
    old = (folder / "report.pdf").read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    export_to(window.desk, folder / "report.pdf")
    assert (folder / "report.pdf").read_bytes() == old
    assert any("No space left" in label.text() for label in window.notices.findChildren(QLabel))
    assert panel.placed is not None

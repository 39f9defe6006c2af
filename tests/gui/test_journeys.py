"""From dropped files to a finished report, by mouse and keys in the real window."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QPlainTextEdit, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

import resources
from analysis.model.project import Project
from gui.actions.checks import QUESTION
from gui.app import make_window
from gui.main_window import MainWindow
from gui.plotting.cell import Cell
from gui.selection import Layout
from gui.tasks import Tasks

HOSTILE = '<b>x</b><img src="http://x/y"/> & "q", ü'
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
SAMPLES = sorted(resources.path("samples").glob("*.csv"))


def drop(window: MainWindow, paths: list[Path]) -> None:
    """Drop files on the window as a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at, copy, modifiers = QPoint(400, 300), Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(at, copy, data, LEFT, modifiers))
    QApplication.sendEvent(window, QDropEvent(QPointF(at), copy, data, LEFT, modifiers))


def send(window: MainWindow, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
    port = window.plots.grid.view.viewport()
    event = QMouseEvent(kind, at, QPointF(port.mapToGlobal(at.toPoint())), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(port, event)


def seen_cells(window: MainWindow) -> tuple[Cell, ...]:
    """The plots in sight, brought up to date as a paint event would."""
    window.plots.grid.drawn_text()
    return window.plots.grid.view.stage.board.in_sight


def place_of(window: MainWindow, metric: str, step: float) -> QPointF:
    """Where a step lies on the plot of a metric, in its middle."""
    grid = window.plots.grid
    cell = next(cell for cell in seen_cells(window) if cell.plot.panel.metric == metric)
    share = (step - grid.range.first) / grid.range.width
    return QPointF(cell.rect.left() + share * cell.rect.width(), cell.rect.center().y())


def drag(window: MainWindow, metric: str, first: float, last: float) -> None:
    """Drag from a step to another, in ten moves."""
    start, end = place_of(window, metric, first), place_of(window, metric, last)
    send(window, QEvent.Type.MouseMove, start, NONE, NONE)
    send(window, QEvent.Type.MouseButtonPress, start, LEFT, LEFT)
    for share in range(1, 11):
        send(window, QEvent.Type.MouseMove, start + (end - start) * share / 10, NONE, LEFT)
    send(window, QEvent.Type.MouseButtonRelease, end, LEFT, NONE)


def name_file(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    """Type a name into the file dialog that is open, and press Enter."""
    dialogs = [dialog for dialog in window.findChildren(QFileDialog) if dialog.isVisible()]
    (dialog,) = dialogs
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    assert edit is not None
    edit.setText(str(path))
    with qtbot.waitSignal(dialog.finished):
        QTest.keyClick(edit, Qt.Key.Key_Return)


def shown_rows(panel: QWidget) -> list[list[str]]:
    """The rows of the table in a panel."""
    table = panel.findChild(QTreeWidget)
    assert table is not None
    items = [table.topLevelItem(place) for place in range(table.topLevelItemCount())]
    return [[item.text(column) for column in range(table.columnCount())] for item in items if item is not None]


def pixels(window: MainWindow) -> float:
    """Steps a pixel of the plots."""
    cell = seen_cells(window)[0]
    return window.plots.grid.range.width / cell.rect.width()


@pytest.fixture
def opened(window: MainWindow) -> MainWindow:
    """The window with the sample project, dropped."""
    drop(window, SAMPLES)
    return window


@pytest.fixture
def second(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """Another window, for what was saved in the first; not shown, so that the keys go to the first."""
    made = make_window(Tasks(synchronous=True), tmp_path / "other.json")
    qtbot.addWidget(made, before_close_func=MainWindow.let_go)
    yield made
    made._leaving = True


def test_dropped_files_become_two_runs_in_six_linked_plots(opened: MainWindow) -> None:
    assert [run.name for run in opened.session.project.runs] == ["clear-harbor-7", "amber-ridge-8"]
    cells = seen_cells(opened)
    assert len(cells) == 6
    assert len({cell.rect.width() for cell in cells}) == 1
    assert [notice.text for notice in opened.notices.notices] == [QUESTION]


def test_the_whole_way(opened: MainWindow, second: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    session = opened.session
    zoom(opened)
    brush(opened)
    annotate(opened)
    before = session.project
    undo_all(opened)
    for _ in range(3):
        QTest.keyClick(opened, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert session.project is before

    file = tmp_path / "näme.runloupe"
    opened.act("file.save")
    name_file(opened, qtbot, file)
    assert not session.unsaved
    drop(second, [file])
    assert second.session.project == before
    assert second.session.selection == session.selection

    report = tmp_path / "out.pdf"
    opened.act("report.export")
    name_file(opened, qtbot, report)
    examine(report, before)


def zoom(window: MainWindow) -> None:
    """Zoom by dragging, and walk back and forth in the ranges."""
    QTest.keyClick(window, Qt.Key.Key_Z)
    drag(window, "latent/norm", 1000, 1500)
    seen = window.session.selection.zoom
    assert seen is not None
    assert seen.first == pytest.approx(1000, abs=25)
    assert seen.last == pytest.approx(1500, abs=25)
    assert window.plots.grid.range == seen
    QTest.keyClick(window, Qt.Key.Key_Backspace)
    assert window.session.selection.zoom is None
    QTest.keyClick(window, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ShiftModifier)
    assert window.session.selection.zoom == seen


def brush(window: MainWindow) -> None:
    """Brush by dragging; the inspector shows what numpy says of these steps."""
    QTest.keyClick(window, Qt.Key.Key_B)
    drag(window, "latent/std", 1210, 1300)
    brushed = window.session.selection.brush
    span = None if brushed is None else brushed.span
    assert span is not None
    assert span.first == pytest.approx(1210, abs=2 * pixels(window))
    assert span.last == pytest.approx(1300, abs=2 * pixels(window))
    rows = {row[0]: row[1:] for row in shown_rows(window.panels["statistics"])}
    a, b = window.session.compared or pytest.fail("no pair")
    means = []
    for run in (a, b):
        series = run.get("latent/std")
        assert series is not None
        inside = (series.steps >= span.first) & (series.steps <= span.last)
        means.append(float(np.mean(series.values[inside])))
    shown = [float(text.replace("−", "-").replace("+", "")) for text in rows["Latent std"][:3]]
    assert shown == pytest.approx([means[0], means[1], means[1] - means[0]], rel=2e-3)
    assert rows["Latent std"][3] == str(int(inside.sum()))


def annotate(window: MainWindow) -> None:
    """Draw an annotation, name it by key, and write a note that is not markup."""
    window.act("view.annotate")
    drag(window, "latent/norm", 1205, 1250)
    (mark,) = window.session.project.annotations
    assert mark.span.first == pytest.approx(1205, abs=2 * pixels(window))
    assert mark.metrics == ()
    QTest.keyClick(window, Qt.Key.Key_4)
    panel = window.panels["annotations"]
    note = panel.findChild(QPlainTextEdit)
    assert note is not None
    note.setFocus()
    QTest.keyClicks(note, HOSTILE.replace("ü", ""))
    note.insertPlainText("ü")
    window.act("view.brush")
    (mark,) = window.session.project.annotations
    assert mark.label == "data problem"
    assert mark.note == HOSTILE
    assert panel.findChildren(QComboBox)


def undo_all(window: MainWindow) -> None:
    """Take note, label and annotation back, one step each, under readable names."""
    names = []
    for _ in range(3):
        names.append(window.session.undo_stack.undoText())
        QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.session.project.annotations == ()
    assert names[:2] == ["Wrote the note of “E1 data problem”", "Relabelled “E1 anomaly” as “data problem”"]
    assert names[2].startswith("Annotated steps 1,2")


def examine(report: Path, project: Project) -> None:
    """The PDF holds the annotation with its number and crop, as text and vectors with embedded fonts."""
    reader = PdfReader(report)
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages))
    (mark,) = project.annotations
    assert f"ThespanofE{mark.number}," in text  # the caption of its crop
    assert re.sub(r"\s+", "", HOSTILE) in text
    assert all(run.name in text for run in project.runs)
    assert len(reader.outline) > 5
    assert [image for page in reader.pages for image in page.images] == []
    assert not_embedded(reader) == set()


def not_embedded(reader: PdfReader) -> set[str]:
    """The fonts of a PDF whose outlines are not in it."""
    names = set()
    for page in reader.pages:
        resources_of_page = cast("DictionaryObject", page["/Resources"])
        fonts = cast("DictionaryObject", resources_of_page.get("/Font", DictionaryObject()).get_object())
        for reference in fonts.values():
            font = cast("DictionaryObject", reference.get_object())
            descriptor = font.get("/FontDescriptor")
            files = set() if descriptor is None else set(cast("DictionaryObject", descriptor.get_object()))
            if not files & {"/FontFile", "/FontFile2", "/FontFile3"}:
                names.add(str(font["/BaseFont"]))
    return names


def test_two_runs_side_by_side(opened: MainWindow) -> None:
    QTest.keyClick(opened, Qt.Key.Key_C)
    assert opened.session.selection.layout is Layout.COMPARE
    cells = seen_cells(opened)
    assert [cell.plot.panel.metric for cell in cells[:4]] == ["learning_rate"] * 2 + ["latent/mean"] * 2
    pairs = zip(cells[::2], cells[1::2], strict=False)
    assert all(
        (one.plot.frame.bottom, one.plot.frame.top) == (other.plot.frame.bottom, other.plot.frame.top)
        for one, other in pairs
    )
    owners = [cell.plot.panel.curves[0].owner for cell in cells[:2]]
    QTest.keyClick(opened, Qt.Key.Key_X)
    cells = seen_cells(opened)
    assert [cell.plot.panel.curves[0].owner for cell in cells[:2]] == owners[::-1]


def test_hostile_names_survive_unchanged(window: MainWindow, second: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    quoted = HOSTILE.replace('"', '""')
    for metric in ("learning_rate", "latent/std"):
        rows = "\n".join(f'"{step}","{0.5 / (step + 1)}"' for step in range(50))
        (tmp_path / f"{metric.replace('/', '_')}.csv").write_text(f'"Step","{quoted} - {metric}"\n{rows}', "utf-8")
    drop(window, sorted(tmp_path.glob("*.csv")))
    (run,) = window.session.project.runs
    assert run.name == HOSTILE
    assert run.metrics == ("latent/std", "learning_rate")
    file, report = tmp_path / "p.runloupe", tmp_path / "r.pdf"
    window.act("file.save")
    name_file(window, qtbot, file)
    drop(second, [file])
    assert second.session.project.runs[0].name == HOSTILE
    window.act("report.export")
    name_file(window, qtbot, report)
    text = "".join(page.extract_text() for page in PdfReader(report).pages)
    assert re.sub(r"\s+", "", HOSTILE) in re.sub(r"\s+", "", text)


def test_a_file_that_cannot_be_read_is_told_and_changes_nothing(window: MainWindow, tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_bytes(os.urandom(2000))
    drop(window, [broken])
    assert window.session.project == Project()
    (notice,) = window.notices.notices
    assert notice.file is not None
    assert "broken.csv" in notice.file


def test_no_mark_survives_a_cancelled_save(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    opened.act("file.save")
    (dialog,) = [dialog for dialog in opened.findChildren(QFileDialog) if dialog.isVisible()]
    with qtbot.waitSignal(dialog.finished):
        dialog.reject()
    assert opened.session.unsaved
    assert opened.session.path is None

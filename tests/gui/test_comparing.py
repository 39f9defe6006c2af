"""The strip above the plots of A against B and the tables below them, by mouse and keys in the real window."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QLabel, QLineEdit, QPushButton

from analysis.differences import REPEATS
from analysis.figures.difference import NOTHING
from analysis.model.alignment import Basis, Repeats
from analysis.model.run import RunId
from analysis.model.series import Span
from gui.main_window import MainWindow
from gui.panels.comparison import ComparisonPanel
from gui.panels.config_difference import ConfigDifferencePanel
from gui.panels.difference_table import DifferenceTablePanel
from gui.selection import Below, Layout
from tests.gui.test_grammar import CONTROL, SHIFT, hand, opened, press

__all__ = ["hand", "opened"]


@pytest.fixture
def compared(opened: MainWindow) -> MainWindow:
    """The sample runs, their difference, and the table of differences."""
    press(opened, Qt.Key.Key_G)
    return opened


def strip(window: MainWindow) -> ComparisonPanel:
    (panel,) = (one for one in window.panels.values() if isinstance(one, ComparisonPanel))
    return panel


def table(window: MainWindow) -> DifferenceTablePanel:
    (panel,) = (one for one in window.panels.values() if isinstance(one, DifferenceTablePanel))
    return panel


def column(panel: DifferenceTablePanel, place: int) -> list[str]:
    return [item.text(place) for item in panel.table.items() if not item.isHidden()]


def overrides(window: MainWindow) -> list[str | None]:
    return [pair.terms.override for pair in window.session.project.pairs]


def click_row(panel: DifferenceTablePanel, place: int) -> None:
    at = panel.table.visualItemRect(panel.table.items()[place]).center()
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_the_offset_of_b_is_typed_seen_and_undone(compared: MainWindow) -> None:
    panel = strip(compared)
    assert panel.isVisible()
    panel.offset.selectAll()
    QTest.keyClicks(panel.offset, "100")
    QTest.keyClick(panel.offset, Qt.Key.Key_Return)
    assert compared.session.alignment.offset == 100
    comparison = compared.session.comparison
    assert comparison is not None
    assert "B moved by +100" in comparison.aligned
    assert len(comparison.differences[0].pairs) == 2800
    press(compared, Qt.Key.Key_O)
    curves = compared.plots.grid.view.stage.board.figure.panels[0].curves
    assert {float(curve.steps[0]) for curve in curves} == {0.0, 100.0}
    press(compared, Qt.Key.Key_Z, CONTROL)
    assert compared.session.alignment.offset == 0
    assert panel.offset.text() == "0"


def test_an_alignment_is_chosen_and_the_plots_stand_on_its_axis(compared: MainWindow) -> None:
    panel = strip(compared)
    names = [panel.chooser.itemText(place) for place in range(panel.chooser.count())]
    panel.chooser.setFocus()
    panel.chooser.setCurrentIndex(names.index("share of each run"))
    panel.chooser.activated.emit(names.index("share of each run"))
    assert compared.session.alignment.by is Basis.PROGRESS
    figure = compared.plots.grid.view.stage.board.figure
    assert figure.axis == "Progress"
    assert figure.span == Span(0.0, 1.0)
    assert "Align by share of each run" in compared.session.undo_stack.undoText()
    compared.session.select(brush=Span(0, 2899))
    assert compared.plots.grid.view.stage.shown.brush == Span(0.0, 1.0)
    press(compared, Qt.Key.Key_V)
    assert compared.plots.grid.view.stage.board.figure.axis == "Step"


def test_runs_without_a_common_range_are_not_compared_until_a_reason_is_given(compared: MainWindow) -> None:
    session = compared.session
    assert session.compared is not None
    _, b = session.compared
    renamed = tuple(replace(one, name=f"other/{one.name}") for one in b.series)
    session.change("Rename metrics", session.project.with_run(replace(b, series=renamed)))
    panel = strip(compared)
    (button,) = (one for one in panel.findChildren(QPushButton) if one.text().startswith("Compare all the same"))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    (dialog,) = compared.findChildren(QInputDialog)
    field = dialog.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "the names differ only")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert overrides(compared) == ["the names differ only"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert overrides(compared) == []
    press(compared, Qt.Key.Key_Z, CONTROL)
    assert overrides(compared) == ["the names differ only"]


def test_a_click_on_a_row_takes_the_plots_there_and_enter_shows_the_metric_alone(compared: MainWindow) -> None:
    panel = table(compared)
    assert column(panel, 0)[0] == "Learning rate"
    last = panel.table.items()[-1]
    panel.table.scrollToItem(last)
    metric = last.data(0, Qt.ItemDataRole.UserRole).metric
    click_row(panel, panel.table.topLevelItemCount() - 1)
    compared.plots.grid.drawn_text()
    assert compared.session.selection.metric == metric
    assert metric in {cell.plot.panel.metric for cell in compared.plots.grid.view.stage.board.in_sight}
    QTest.keyClick(panel.table, Qt.Key.Key_Up)
    above = compared.session.selection.metric
    assert above != metric
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert compared.session.selection.focus == above
    QTest.keyClick(panel.table, Qt.Key.Key_Escape)
    assert compared.session.selection.focus is None


def test_the_table_is_sorted_filtered_and_copied_as_it_is_seen(compared: MainWindow) -> None:
    panel = table(compared)
    header = panel.table.header()
    at = QPoint(header.sectionViewportPosition(3) + 8, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    values = [item.data(0, Qt.ItemDataRole.UserRole).keys[3] for item in panel.table.items()]
    assert values in (sorted(values), sorted(values, reverse=True))
    QTest.keyClicks(panel.filter, "norm")
    assert column(panel, 0) == ["Latent norm"]
    for name, start in (
        ("Markdown", "| Metric | A |"),
        ("CSV", "Metric,A,B"),
        ("LaTeX", r"\begin{tabular}{lrrrrrrrr}"),
    ):
        (button,) = (one for one in panel.findChildren(QPushButton) if one.text() == name)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        text = QGuiApplication.clipboard().text()
        assert text.startswith(start)
        assert "Latent norm" in text
        assert "Latent std" not in text


def test_tables_come_and_go_by_their_keys(opened: MainWindow) -> None:
    (config,) = (one for one in opened.panels.values() if isinstance(one, ConfigDifferencePanel))
    press(opened, Qt.Key.Key_K)
    assert (opened.session.selection.layout, opened.session.selection.below) == (Layout.DIFFERENCE, Below.CONFIG)
    assert config.isVisible()
    press(opened, Qt.Key.Key_T, SHIFT)
    assert table(opened).isVisible()
    assert not config.isVisible()
    press(opened, Qt.Key.Key_T, SHIFT)
    assert not table(opened).isVisible()


def test_repeats_are_known_to_the_window_as_soon_as_they_are_told(compared: MainWindow) -> None:
    session = compared.session
    assert session.compared is not None
    a, b = session.compared
    more = tuple(
        replace(one, id=RunId(f"{one.id}-{place}"), name=f"{one.name} {place}") for one in (a, b) for place in "23"
    )
    session.change("Open repeats", session.project.with_runs(more))
    by_a, by_b = ([one.id for one in (run, *more) if one.name.startswith(run.name)] for run in (a, b))
    project = session.project.with_repeats(Repeats("one", tuple(by_a))).with_repeats(Repeats("other", tuple(by_b)))
    session.change("Group the repeats", project)
    panel = table(compared)
    assert panel.table.headerItem().text(panel.table.columnCount() - 1) == REPEATS
    assert "means of 3 repeats" in compared.plots.grid.view.stage.board.figure.panels[0].badge
    click_row(panel, 2)
    assert "From seed to seed" in panel.table.items()[2].data(0, Qt.ItemDataRole.UserRole).sentence
    press(compared, Qt.Key.Key_Z, CONTROL)
    assert panel.table.columnCount() == 9


def test_the_groups_of_a_and_b_are_forgotten_in_one_step_and_no_other(compared: MainWindow) -> None:
    session = compared.session
    assert session.compared is not None
    a, b = session.compared
    more = replace(a, id=RunId("more"), name="more")
    project = session.project.with_runs((more,)).with_repeats(Repeats("one", (a.id,)))
    session.change("Group", project.with_repeats(Repeats("two", (b.id,))).with_repeats(Repeats("three", (more.id,))))
    assert compared.made["compare.no_repeats"].isEnabled()
    compared.act("compare.no_repeats")
    assert [group.name for group in session.project.repeats] == ["three"]
    assert not compared.made["compare.no_repeats"].isEnabled()
    press(compared, Qt.Key.Key_Z, CONTROL)
    assert len(session.project.repeats) == 3


def test_where_nothing_is_drawn_it_is_said_why(compared: MainWindow) -> None:
    session = compared.session
    assert session.compared is not None
    renamed = tuple(replace(one, name=f"other/{one.name}") for one in session.compared[1].series)
    session.change("Rename metrics", session.project.with_run(replace(session.compared[1], series=renamed)))
    compared.plots.grid.drawn_text()
    assert NOTHING in [one.text() for one in compared.plots.grid.findChildren(QLabel) if one.isVisible()]
    press(compared, Qt.Key.Key_C)
    assert not [one for one in compared.plots.grid.findChildren(QLabel) if one.isVisible()]

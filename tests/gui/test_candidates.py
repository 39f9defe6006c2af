"""Candidates in the real window: seen, walked, accepted, moved, rejected and brought back, by mouse and keys."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QTreeWidget

from analysis.model.annotation import Origin
from analysis.model.figure import Mark
from analysis.model.series import Span
from analysis.storage import Document, open_project, save_project
from gui.main_window import MainWindow
from gui.plotting.annotation_item import Tag, tags
from tests.analysis.test_candidates import project
from tests.gui.plotting.hand import Hand


@pytest.fixture
def opened(window: MainWindow, tmp_path: Path) -> MainWindow:
    """A run with a spike of two metrics at step 700 and one of a third at step 400."""
    path = tmp_path / "p.runloupe"
    save_project(Document(project()), path)
    window.open_paths((path,))
    window.plots.grid.drawn_text()
    window.plots.grid.view.setFocus()
    return window


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(window.plots.grid.view, key)


def marked(window: MainWindow) -> dict[str, list[float]]:
    """The first steps of the candidates that are drawn, by metric."""
    figure = window.plots.grid.ready[0]
    found = {
        panel.metric: sorted(one.span.first for one in panel.layers if isinstance(one, Mark) and one.proposed)
        for panel in figure.panels
    }
    return {metric: steps for metric, steps in found.items() if steps}


def tag(window: MainWindow, metric: str) -> tuple[Tag, QPointF]:
    """The tag of the only mark in the plot of a metric, and where its plot begins."""
    window.plots.grid.drawn_text()
    cell = window.plots.grid.cell_of(metric)
    assert cell is not None
    (found,) = tags(cell.plot, window.plots.grid.view.stage.shown)
    return found, cell.rect.topLeft()


def opens(window: MainWindow) -> list[float]:
    return [one.span.first for one in window.session.proposals.open]


def test_candidates_are_drawn_dashed_where_their_metrics_are(opened: MainWindow) -> None:
    assert marked(opened) == {"latent/max": [400], "latent/norm": [700], "latent/std": [700]}
    found, _ = tag(opened, "latent/max")
    assert (found.text, found.answers) == ("spike?", True)
    assert [note.mark.name for note in opened.plots.strip.notes()] == ["spike?", "spike?"]


def test_enter_accepts_and_one_undo_takes_it_back(opened: MainWindow) -> None:
    press(opened, Qt.Key.Key_Period)
    while (candidate := opened.session.candidate) is None:
        press(opened, Qt.Key.Key_Period)
    assert candidate.span == Span(400, 400)
    press(opened, Qt.Key.Key_Return)
    (mark,) = opened.session.project.annotations
    assert (mark.span, mark.metrics, mark.origin) == (Span(400, 400), ("latent/max",), Origin.DETECTOR)
    assert opened.session.selection.annotation == mark.id
    assert opens(opened) == [700]
    assert opened.session.undo_stack.undoText() == "Accept spike at step 400"
    opened.act("edit.undo")
    assert opens(opened) == [400, 700]


def test_delete_rejects_for_good_and_undo_brings_back(opened: MainWindow, tmp_path: Path) -> None:
    opened.session.select(candidate=opened.session.proposals.open[1].key)
    press(opened, Qt.Key.Key_Delete)
    assert opens(opened) == [400]
    assert marked(opened) == {"latent/max": [400]}
    save_project(Document(opened.session.project), tmp_path / "q.runloupe")
    kept = open_project(tmp_path / "q.runloupe").project
    assert {no.metric for no in kept.rejections} == {"latent/norm", "latent/std"}
    opened.act("edit.undo")
    assert opens(opened) == [400, 700]
    opened.act("edit.redo")
    opened.act("annotate.rejected")
    assert opens(opened) == [400, 700]
    assert opened.session.undo_stack.undoText() == "Show spike at step 700 again"


def test_the_buttons_on_the_mark(opened: MainWindow) -> None:
    hand = Hand(opened.plots.grid)
    found, corner = tag(opened, "latent/max")
    hand.click(corner + found.button(0).center())
    assert [mark.span for mark in opened.session.project.annotations] == [Span(400, 400)]
    found, corner = tag(opened, "latent/norm")
    hand.click(corner + found.button(1).center())
    assert opens(opened) == []
    assert len(opened.session.project.annotations) == 1


def test_edges_are_dragged_before_it_is_accepted(opened: MainWindow) -> None:
    hand = Hand(opened.plots.grid)
    found, corner = tag(opened, "latent/max")
    hand.click(corner + QPointF(found.rect.left() + 4, found.rect.center().y()))
    assert opened.session.candidate is not None
    place = [panel.metric for panel in opened.plots.grid.ready[0].panels].index("latent/max")
    hand.drag(hand.at(400, 0.8, place), hand.at(430, 0.8, place))
    moved = opened.session.selection.adjusted
    assert moved is not None
    assert moved.first == pytest.approx(400, abs=3)
    assert moved.last == pytest.approx(430, abs=5)
    assert not opened.session.project.annotations
    press(opened, Qt.Key.Key_Return)
    (mark,) = opened.session.project.annotations
    assert mark.span == moved
    assert opened.session.proposals.adjusted == 1


def test_full_stop_and_comma_walk_everything_that_can_be_chosen(opened: MainWindow) -> None:
    opened.session.annotate(Span(550, 560))
    opened.act("view.clear")
    seen = []
    for _ in range(12):
        press(opened, Qt.Key.Key_Period)
        now = opened.session.selection
        seen.append((now.annotation is not None, now.candidate is not None, now.finding is not None))
    assert set(seen) == {(True, False, False), (False, True, False), (False, False, True)}
    before = opened.session.selection
    press(opened, Qt.Key.Key_Period)
    press(opened, Qt.Key.Key_Comma)
    assert opened.session.selection == before


def test_candidates_can_be_hidden(opened: MainWindow) -> None:
    opened.act("annotate.candidates")
    assert marked(opened) == {}
    assert not opened.plots.strip.notes()
    assert opened.session.candidate is None
    opened.act("annotate.candidates")
    assert len(marked(opened)) == 3


def test_enter_in_a_field_accepts_nothing(opened: MainWindow) -> None:
    opened.session.select(candidate=opened.session.proposals.open[0].key)
    field = opened.panels["runs"].findChildren(QLineEdit)[0]
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert not opened.session.project.annotations


def test_the_list_answers_one_or_all_of_a_kind(opened: MainWindow) -> None:
    panel = opened.panels["candidates"]
    (listed,) = panel.findChildren(QTreeWidget)
    group = listed.topLevelItem(0)
    assert group is not None
    assert group.text(0) == "spike (2)"
    yes, no, _ = panel.findChildren(QPushButton)
    below = listed.indexBelow(listed.model().index(0, 0))
    listed.setCurrentIndex(below)
    chosen = [opened.session.selection.candidate]
    listed.setCurrentIndex(below.parent())
    chosen.append(opened.session.selection.candidate)
    assert chosen == [opened.session.proposals.open[0].key, None]
    assert yes.text() == "Accept all 2"
    yes.click()
    counts = [len(opened.session.project.annotations)]
    opened.act("edit.undo")
    counts.append(len(opened.session.project.annotations))
    assert counts == [2, 0]
    listed.setCurrentIndex(listed.model().index(0, 0))
    no.click()
    assert opens(opened) == []
    assert panel.isVisible()
    opened.act("edit.undo")
    assert len(opens(opened)) == 2


def test_without_candidates_there_is_no_panel(window: MainWindow) -> None:
    assert not window.panels["candidates"].isVisible()

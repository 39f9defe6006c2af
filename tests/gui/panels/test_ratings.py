"""The rating of a run in the sidebar: stars, words, rule and coverage, and nothing before the run is assessed."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from analysis.health import RULE
from analysis.model.project import Project
from gui.main_window import MainWindow
from gui.panels.runs import NAME
from gui.theme import DARK, LIGHT, Theme
from gui.widgets.stars import LINE, NOT_ENOUGH, RATING, SIZE, RatedTree, paint_stars
from tests.synthetic import run_of


def tree_of(window: MainWindow) -> RatedTree:
    found = window.panels["runs"].findChild(RatedTree)
    assert found is not None
    return found


def open_one(window: MainWindow, points: int = 300) -> RatedTree:
    window.session.change("Open", Project().with_runs((run_of("oak", points=points),)))
    return tree_of(window)


def second_line(tree: RatedTree) -> QImage:
    """What is painted below the name of the first run."""
    item = tree.topLevelItem(0)
    assert item is not None
    row = tree.visualItemRect(item)
    line = QRect(row.left(), row.bottom() - LINE + 1, tree.viewport().width() - row.left(), LINE)
    return tree.viewport().grab(line).toImage()


def inked(image: QImage) -> int:
    """How many pixels differ from the upper right corner."""
    ground = image.pixel(image.width() - 1, 0)
    return sum(image.pixel(x, y) != ground for x in range(image.width()) for y in range(image.height()))


def test_a_run_has_its_stars_with_rule_and_coverage(window: MainWindow) -> None:
    item = open_one(window).topLevelItem(0)
    assessment = window.session.assessment(window.session.project.runs[0].id)
    assert item is not None
    assert assessment is not None
    rating = assessment.rating
    assert rating.grade is not None
    assert item.data(NAME, RATING) == rating
    for told in (rating.sentence, RULE, rating.coverage):
        assert told in item.toolTip(NAME)
    spoken = item.data(NAME, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"oak, {rating.grade} of 5 stars, {rating.coverage}"
    assert item.text(NAME) == "oak"


def test_too_little_evidence_is_said_in_words(window: MainWindow) -> None:
    tree = open_one(window, points=3)
    item = tree.topLevelItem(0)
    assert item is not None
    assert item.data(NAME, RATING).grade is None
    assert NOT_ENOUGH in item.data(NAME, Qt.ItemDataRole.AccessibleTextRole)
    assert inked(second_line(tree)) > 50


def test_there_is_nothing_before_the_run_is_assessed(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window.session.assessing, "update", lambda _: None)
    tree = open_one(window)
    item = tree.topLevelItem(0)
    assert item is not None
    assert item.data(NAME, RATING) is None
    assert item.data(NAME, Qt.ItemDataRole.AccessibleTextRole) is None
    assert inked(second_line(tree)) == 0
    monkeypatch.undo()
    window.session.assessing.update(window.session.project)
    assert item.data(NAME, RATING) is not None
    assert inked(second_line(tree)) > 50


def test_stars_follow_the_thresholds(window: MainWindow) -> None:
    item = open_one(window).topLevelItem(0)
    assert item is not None
    before = item.data(NAME, RATING)
    strict = {"anomalies.points": 1e6}
    window.session.change("Be strict", replace(window.session.project, thresholds=strict))
    assert item.data(NAME, RATING).rated != before.rated
    window.session.undo_stack.undo()
    assert item.data(NAME, RATING) == before


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_full_stars_are_as_many_as_the_grade(look: Theme) -> None:
    for grade in (1, 3, 5):
        image = QImage(90, 20, QImage.Format.Format_RGB32)
        image.fill(look.surface)
        with QPainter(image) as painter:
            paint_stars(painter, 0, 10, grade, look)
        centres = [image.pixelColor(int(place * (SIZE + 1) + SIZE / 2), 10).name() for place in range(5)]
        assert centres == [look.accent] * grade + [look.surface] * (5 - grade)


def test_the_box_of_a_run_is_where_it_is_painted(window: MainWindow) -> None:
    tree = open_one(window)
    item = tree.topLevelItem(0)
    assert item is not None
    row = tree.visualItemRect(item)
    option = QStyleOptionViewItem()
    option.initFrom(tree)
    middle = row.top() + (row.height() - LINE) // 2
    size = tree.style().pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth, option, tree)
    at = row.topLeft()
    at.setX(row.left() + size // 2 + 4)
    at.setY(middle)
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert item.checkState(NAME) is Qt.CheckState.Unchecked
    assert window.session.selection.shown == ()

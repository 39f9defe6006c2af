"""Notices are shown once, newest first, as plain text, and can be acted upon."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from analysis.model.notice import Notice, Severity
from gui.widgets.notice_bar import NoticeBar


def bar(qtbot: QtBot) -> NoticeBar:
    made = NoticeBar()
    qtbot.addWidget(made)
    return made


def test_a_notice_says_where(qtbot: QtBot) -> None:
    made = bar(qtbot)
    made.show_notice(Notice(Severity.WARNING, "An empty cell.", "<b>a</b>.csv", 1210))
    texts = [(label.text(), label.textFormat()) for label in made.findChildren(QLabel)]
    assert ("<b>a</b>.csv, line 1,210: An empty cell.", Qt.TextFormat.PlainText) in texts


def test_the_same_notice_is_shown_once_and_the_rest_is_counted(qtbot: QtBot) -> None:
    made = bar(qtbot)
    for number in (1, 2, 3, 4, 5, 5, 1):
        made.show_notice(Notice(Severity.INFO, f"Notice {number}"))
    assert [notice.text[-1] for notice in made.notices] == ["1", "5", "4", "3", "2"]
    made.clear()
    assert made.notices == ()
    assert made.isHidden()


def test_the_button_acts(qtbot: QtBot) -> None:
    made, done = bar(qtbot), []
    made.show_notice(Notice(Severity.INFO, "Written."), "Show", lambda: done.append(1))
    next(button for button in made.findChildren(QPushButton) if button.text() == "Show").click()
    assert done == [1]

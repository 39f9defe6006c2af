"""Notices instead of message boxes: what happened, where, and a button for the next step."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from analysis.model.notice import Notice, Severity
from gui.widgets.labels import label

Buttons = Mapping[str, Callable[[], object]]
SHOWN = 3
SIGNS = {Severity.INFO: "i", Severity.WARNING: "!", Severity.ERROR: "×"}


class NoticeBar(QWidget):
    """The latest notices, newest first; older ones are counted. Each can be dismissed, Escape dismisses all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices: list[tuple[Notice, Buttons]] = []
        self._shown = SHOWN
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(1)
        self.setAccessibleName("Notices")
        self.hide()

    @property
    def notices(self) -> tuple[Notice, ...]:
        return tuple(notice for notice, _ in self._notices)

    def show_notice(self, notice: Notice, button: str = "", act: Callable[[], object] | None = None) -> None:
        """Add a notice, with a button for the next step when there is one; a repeated one is shown once."""
        self._add(notice, {button: act} if button and act is not None else {})

    def ask(self, notice: Notice, answers: Buttons) -> None:
        """Add a notice with a button for each answer; the one that is pressed takes the notice away."""

        def chosen(act: Callable[[], object]) -> None:
            self._dismiss(notice)
            act()

        self._add(notice, {text: partial(chosen, act) for text, act in answers.items()})

    def _add(self, notice: Notice, buttons: Buttons) -> None:
        self._notices = [entry for entry in self._notices if entry[0] != notice]
        self._notices.insert(0, (notice, buttons))
        self._rebuild()

    def clear(self) -> None:
        self._shown = SHOWN
        self._notices.clear()
        self._rebuild()

    def _show_all(self) -> None:
        self._shown = len(self._notices)
        self._rebuild()

    def _dismiss(self, notice: Notice) -> None:
        self._notices = [entry for entry in self._notices if entry[0] is not notice]
        self._rebuild()

    def _rebuild(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for notice, buttons in self._notices[: self._shown]:
            self._rows.addWidget(self._row(notice, buttons))
        hidden = len(self._notices) - self._shown
        if hidden > 0:
            self._rows.addWidget(self._more(hidden))
        self.setVisible(bool(self._notices))

    def _row(self, notice: Notice, buttons: Buttons) -> QFrame:
        frame, row = _strip(notice.severity)
        row.addWidget(label(SIGNS[notice.severity], role="title"))
        where = notice.file or ""
        if where and notice.line is not None:
            where = f"{where}, line {notice.line:,}"
        told = label(f"{where}: {notice.text}" if where else notice.text, wrap=True)
        told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(told, 1)
        for text, act in buttons.items():
            row.addWidget(_button(text, act))
        row.addWidget(_button("Dismiss", lambda: self._dismiss(notice)))
        return frame

    def _more(self, hidden: int) -> QFrame:
        frame, row = _strip(Severity.INFO)
        row.addWidget(label(f"{hidden:,} more" if hidden == 1 else f"{hidden:,} more notices"), 1)
        row.addWidget(_button("Show all", self._show_all))
        row.addWidget(_button("Dismiss all", self.clear))
        return frame


def _strip(severity: Severity) -> tuple[QFrame, QHBoxLayout]:
    frame = QFrame()
    frame.setProperty("severity", severity.value)
    row = QHBoxLayout(frame)
    row.setContentsMargins(16, 4, 8, 4)
    row.setSpacing(12)
    return frame, row


def _button(text: str, act: Callable[[], object]) -> QPushButton:
    made = QPushButton(text)
    made.setProperty("flat", "true")
    made.clicked.connect(lambda: act())  # noqa: PLW0108 - the signal carries a checked state that act does not take
    return made

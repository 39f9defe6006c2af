"""The steps of the session as a list: a click goes to the state after a step, and what comes later stays in reach."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QDialog, QListWidget, QVBoxLayout, QWidget

from gui.history import History
from gui.widgets.labels import label

SIZE = (520, 520)
ABOUT = "The marked line is what you see. A click goes back or forth; nothing later is lost until you edit again."


class HistoryDialog(QDialog):
    """Stays beside the window and follows what is done there."""

    def __init__(self, parent: QWidget, history: History) -> None:
        super().__init__(parent)
        self.setWindowTitle("History")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._history = history
        self._list = QListWidget()
        self._list.setAccessibleName("Steps, the latest last")
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.currentRowChanged.connect(self._on_chosen)
        rows = QVBoxLayout(self)
        rows.addWidget(self._list, 1)
        rows.addWidget(label(ABOUT, role="muted", wrap=True))
        self.resize(*SIZE)
        history.changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        """Show the steps; those that were undone are faint."""
        with QSignalBlocker(self._list):
            texts, now = self._history.texts, self._history.stack.index()
            if texts != tuple(self._list.item(row).text() for row in range(self._list.count())):
                self._list.clear()
                self._list.addItems(texts)
            for row in range(self._list.count()):
                font = self._list.item(row).font()
                font.setItalic(row > now)
                self._list.item(row).setFont(font)
            self._list.setCurrentRow(now)
        self._list.scrollToItem(self._list.currentItem())

    def _on_chosen(self, row: int) -> None:
        if row >= 0:
            self._history.go_to(row)

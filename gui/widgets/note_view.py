"""A note as it reads: the small part of Markdown, and nothing that is fetched, run or opened by itself."""

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtWidgets import QSizePolicy, QTextBrowser, QWidget

from analysis.annotations.markdown import safe_html


class NoteView(QTextBrowser):
    """Shows a note. ``link_clicked(address)`` leaves it to the window to ask; no resource is ever loaded."""

    link_clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.setAccessibleName("Note as it reads")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumHeight(110)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.anchorClicked.connect(lambda url: self.link_clicked.emit(url.toString()))

    def show_note(self, note: str) -> None:
        self.setHtml(safe_html(note))
        self.updateGeometry()

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        """Nothing: a note brings no pictures, no styles and no files."""
        return None

    def sizeHint(self) -> QSize:
        return QSize(200, min(110, round(self.document().size().height()) + 14))

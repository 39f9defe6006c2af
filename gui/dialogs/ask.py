"""Asking for a text, or for one of a few things: dialogs that do not block."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QWidget


def ask_text(parent: QWidget, title: str, question: str, text: str, done: Callable[[str], None]) -> QInputDialog:
    """Ask for a line of text, ``text`` being proposed; ``done`` gets it, and nothing when the person gave up."""
    dialog = QInputDialog(parent)
    dialog.setTextValue(text)
    return _show(dialog, title, question, done)


def ask_which(
    parent: QWidget, title: str, question: str, entries: Sequence[str], done: Callable[[int], None]
) -> QInputDialog:
    """Ask for one of several entries, which are told apart; ``done`` gets its place."""
    dialog = QInputDialog(parent)
    dialog.setComboBoxItems(list(entries))
    return _show(dialog, title, question, lambda text: done(entries.index(text)))


def _show(dialog: QInputDialog, title: str, question: str, done: Callable[[str], None]) -> QInputDialog:
    dialog.setWindowTitle(title)
    dialog.setLabelText(question)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.textValueSelected.connect(done)
    dialog.open()
    return dialog

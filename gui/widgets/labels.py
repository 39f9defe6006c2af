"""Text on the screen. What users and files bring is shown as it is, never taken for markup."""

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


def label(text: str = "", *, role: str = "", wrap: bool = False, parent: QWidget | None = None) -> QLabel:
    """A label of plain text; ``role`` is a style of the theme: title, muted, number, display."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def tip(text: str) -> str:
    """Text for a tool tip, which Qt would take for markup when it looks like some; its lines stand apart."""
    return "<qt>" + html.escape(text).replace("\n", "<br><br>") + "</qt>"


def mnemonic_free(text: str) -> str:
    """Text for a menu or button, in which Qt takes an ampersand for a key."""
    return text.replace("&", "&&")

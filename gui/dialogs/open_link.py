"""The question before a link of a note is opened: the whole address, since its words may say anything."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget


def ask_to_open_link(parent: QWidget, address: str) -> QMessageBox:
    """Ask whether to open an address in the browser; nothing is opened before the answer."""
    box = QMessageBox(parent)
    box.setWindowTitle("Runloupe")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText("Open this address in the browser?")
    box.setInformativeText(address)
    box.setStandardButtons(QMessageBox.StandardButton.Open | QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def answered(code: int) -> None:
        if code == QMessageBox.StandardButton.Open.value:
            QDesktopServices.openUrl(QUrl(address))

    box.finished.connect(answered)
    box.open()
    return box

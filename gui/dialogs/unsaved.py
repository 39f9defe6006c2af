"""The one question that is asked: what to do with changes before they would be lost."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def ask_about_changes(parent: QWidget, save: Callable[[], None], discard: Callable[[], None]) -> QMessageBox:
    """Ask whether to save or to discard; neither is called when the person cancels."""
    box = QMessageBox(parent)
    box.setWindowTitle("Runloupe")
    box.setText("Save the changes to this project?")
    box.setInformativeText("Annotations and edits since the last save would be lost otherwise.")
    box.setStandardButtons(
        QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel
    )
    box.setDefaultButton(QMessageBox.StandardButton.Save)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def answered(code: int) -> None:
        if code == QMessageBox.StandardButton.Save.value:
            save()
        elif code == QMessageBox.StandardButton.Discard.value:
            discard()

    box.finished.connect(answered)
    box.open()
    return box

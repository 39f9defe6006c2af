"""Mouse and keys in one table, made from the actions."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget


def show_keys(parent: QWidget, rows: Sequence[tuple[str, str]]) -> QDialog:
    """Show pairs of gesture and meaning; it does not block."""
    dialog = QDialog(parent)
    dialog.setWindowTitle("Mouse and keys")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.resize(560, 640)
    table = QTreeWidget()
    table.setAccessibleName("Mouse and keys")
    table.setHeaderLabels(["Mouse or key", "What it does"])
    table.setRootIsDecorated(False)
    table.setColumnWidth(0, 260)
    table.addTopLevelItems([QTreeWidgetItem([gesture, meaning]) for gesture, meaning in rows])
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(table)
    dialog.open()
    return dialog

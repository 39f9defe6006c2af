"""What this program is, which version, and whose work it stands on."""

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from analysis import VERSION
from gui.widgets.labels import label

PARTS = ("PySide6-Essentials", "pyqtgraph", "numpy", "pandas", "scipy", "reportlab")


def show_about(parent: QWidget) -> QDialog:
    """Show the dialog; it does not block."""
    dialog = QDialog(parent)
    dialog.setWindowTitle("About Runloupe")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    rows = QVBoxLayout(dialog)
    rows.setContentsMargins(24, 24, 24, 16)
    rows.setSpacing(12)
    rows.addWidget(label(f"Runloupe {VERSION}", role="display"))
    rows.addWidget(label("Compare training runs by eye, annotate what happened, report it with evidence.", wrap=True))
    rows.addWidget(label("\n".join(_part(name) for name in PARTS), role="muted"))
    rows.addWidget(
        label("Apache-2.0. Fonts: IBM Plex Sans and JetBrains Mono, SIL OFL 1.1. Icons: Lucide, ISC.", role="muted")
    )
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    rows.addWidget(buttons)
    dialog.open()
    return dialog


def _part(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name}, version unknown"

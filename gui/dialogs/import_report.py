"""The import report: what every file was read as, how sure, what was left out and why, and what was decided by hand."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

import analysis.importers
from analysis import wording
from analysis.importers import Importer
from analysis.model.file_report import Outcome
from analysis.model.project import Project
from analysis.registry import offered
from gui.widgets.import_tree import ImportTree
from gui.widgets.labels import label


def show_import_report(parent: QWidget, project: Project) -> QDialog:
    """Show the report of a project; it does not block."""
    dialog = QDialog(parent)
    dialog.setWindowTitle("Import report")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.resize(860, 640)
    tree = ImportTree()
    tree.fill(project.files, project.runs, (), {one.id: one.name for one in offered(analysis.importers, Importer)})
    rows = QVBoxLayout(dialog)
    rows.setContentsMargins(16, 16, 16, 12)
    rows.setSpacing(8)
    rows.addWidget(label(_lead(project), role="title", wrap=True))
    rows.addWidget(tree, 1)
    decided = wording.decisions(project.choices, {run.id: run.name for run in project.runs})
    rows.addWidget(label("Decided by hand" if decided else "Nothing was decided by hand.", role="muted"))
    for sentence in decided:
        rows.addWidget(label(sentence, wrap=True))
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    rows.addWidget(buttons)
    dialog.open()
    return dialog


def _lead(project: Project) -> str:
    counts = {outcome: sum(file.outcome is outcome for file in project.files) for outcome in Outcome}
    return ", ".join(f"{wording.plural(n, 'file')} {outcome.value}" for outcome, n in counts.items() if n) + "."

"""Checks and thresholds: the kind of model, and every bound of the checks with its default, unit and source."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from analysis.errors import RunloupeError
from analysis.model.project import ModelType, Project
from analysis.thresholds import Thresholds, shipped, thresholds, usable
from gui.session import Session
from gui.widgets.labels import label, tip

NAME, VALUE, DEFAULT, UNIT, SOURCE = range(5)
KEY = Qt.ItemDataRole.UserRole
WIDTHS = (210, 90, 90, 190)
HINT = "Press Enter on a threshold to change it. Every change can be undone, and the verdicts follow."


class ThresholdsDialog(QDialog):
    """Shows what the project is graded by and changes it, each time as one step; it follows undo and redo."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent)
        self._session = session
        self._filling = False
        self.setWindowTitle("Checks and thresholds")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(940, 640)
        self._model = QComboBox()
        self._model.setAccessibleName("Kind of model that was trained")
        for kind in ModelType:
            self._model.addItem(kind.value, kind)
        self._model.activated.connect(self._on_model_chosen)
        self._table = _make_table()
        self._rows = self._fill_table()
        self._table.itemActivated.connect(self._on_activated)
        self._table.itemChanged.connect(self._on_item_changed)
        self._table.currentItemChanged.connect(self._show_buttons)
        self._said = label(HINT, role="muted", wrap=True)
        self._reset = QPushButton("Reset to default")
        self._reset.clicked.connect(self._on_reset)
        self._reset_all = QPushButton("Reset all")
        self._reset_all.clicked.connect(lambda: self._change("Reset all thresholds", {}))
        self._lay_out()
        session.project_changed.connect(self._on_project_changed)
        self._show_project()

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 16, 16, 12)
        rows.setSpacing(8)
        line = QHBoxLayout()
        line.addWidget(label("Kind of model"))
        line.addWidget(self._model)
        line.addWidget(label("Some checks depend on it, and no file tells it.", role="muted"), 1)
        rows.addLayout(line)
        rows.addWidget(self._table, 1)
        rows.addWidget(self._said)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        buttons.addButton(self._reset, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.addButton(self._reset_all, QDialogButtonBox.ButtonRole.ResetRole)
        for button in buttons.buttons():  # Enter edits a threshold and presses no button
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
        rows.addWidget(buttons)

    def _fill_table(self) -> dict[str, QTreeWidgetItem]:
        """The rows of the thresholds by their full names, below the checks that they belong to."""
        from analysis.assess import checks

        titles = {check.id: f"{check.number} {check.title}" for check in checks()}
        sections: dict[str, QTreeWidgetItem] = {}
        rows: dict[str, QTreeWidgetItem] = {}
        for bound in shipped():
            section, _, name = bound.name.rpartition(".")
            if section not in sections:
                sections[section] = QTreeWidgetItem([titles.get(section, section.replace("_", " "))])
                self._table.addTopLevelItem(sections[section])
                sections[section].setFirstColumnSpanned(True)
            row = QTreeWidgetItem([name, "", _text(bound.value), bound.unit, bound.source])
            row.setData(NAME, KEY, bound.name)
            row.setFlags(row.flags() | Qt.ItemFlag.ItemIsEditable)
            row.setToolTip(SOURCE, tip(bound.source))
            row.setToolTip(UNIT, tip(bound.unit))
            for column in (VALUE, DEFAULT):
                row.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            sections[section].addChild(row)
            rows[bound.name] = row
        self._table.expandAll()
        return rows

    def _on_project_changed(self, old: Project, new: Project) -> None:
        if (old.thresholds, old.model) != (new.thresholds, new.model):
            self._show_project()

    def _show_project(self) -> None:
        """Show the model and the values in force; those that a person changed are bold."""
        project = self._session.project
        self._model.setCurrentIndex(list(ModelType).index(project.model))
        self._filling = True
        for bound in thresholds(project.thresholds):
            row = self._rows[bound.name]
            row.setText(VALUE, _text(bound.value))
            font = QFont(self._table.font())
            font.setBold(bound.changed)
            row.setFont(VALUE, font)
            row.setToolTip(VALUE, "Changed in this project" if bound.changed else "")
        self._filling = False
        self._show_buttons()

    def _show_buttons(self) -> None:
        changed = self._session.project.thresholds
        self._reset.setEnabled(self._chosen in changed)
        self._reset_all.setEnabled(bool(changed))

    @property
    def _chosen(self) -> str | None:
        """The full name of the threshold in the current row."""
        item = self._table.currentItem()
        return None if item is None else item.data(NAME, KEY)

    def _on_activated(self, item: QTreeWidgetItem) -> None:
        if item.data(NAME, KEY) is not None:
            self._table.editItem(item, VALUE)

    def _on_item_changed(self, item: QTreeWidgetItem, column: int) -> None:
        if self._filling or column != VALUE:
            return
        name, text = item.data(NAME, KEY), item.text(VALUE).strip()
        try:
            value = float(text.replace(",", ""))
        except ValueError:
            self._refuse(f"“{text}” is no number. Nothing was changed.")
            return
        if text != _text(thresholds(self._session.project.thresholds)[name]):
            self._change(f"Set threshold {name} to {_text(value)}", {**self._changed, name: value})

    def _on_reset(self) -> None:
        name = self._chosen
        rest = {known: value for known, value in self._changed.items() if known != name}
        self._change(f"Reset threshold {name}", rest)

    @property
    def _changed(self) -> Mapping[str, float]:
        """What a person changed, as far as it is in force."""
        return usable(self._session.project.thresholds)

    def _change(self, text: str, values: dict[str, float]) -> None:
        """Put other thresholds in force as one step, or say why that cannot be."""
        try:
            bounds: Thresholds = shipped().changed(values)
        except RunloupeError as error:
            self._refuse(f"{error} Nothing was changed.")
            return
        self._said.setText(HINT)
        changed = {bound.name: bound.value for bound in bounds if bound.changed}
        self._session.change(text, replace(self._session.project, thresholds=changed))

    def _refuse(self, why: str) -> None:
        self._said.setText(why)
        self._show_project()

    def _on_model_chosen(self, place: int) -> None:
        kind = self._model.itemData(place)
        self._session.change(f"State the kind of model: {kind.value}", replace(self._session.project, model=kind))


def show_thresholds(parent: QWidget, session: Session) -> ThresholdsDialog:
    """Show the dialog; it does not block."""
    dialog = ThresholdsDialog(parent, session)
    dialog.show()
    return dialog


def _text(value: float) -> str:
    """A bound with all its digits, to be read and typed."""
    return f"{value:.12g}"


def _make_table() -> QTreeWidget:
    table = QTreeWidget()
    table.setAccessibleName("Thresholds by check")
    table.setHeaderLabels(["Check and threshold", "Value", "Default", "Unit", "Source"])
    table.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)
    for column, width in enumerate(WIDTHS):
        table.setColumnWidth(column, width)
    return table

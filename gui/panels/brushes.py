"""The brushes that were named and kept: a click brushes again, a double click renames, a button forgets."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout

from analysis import wording
from analysis.model.project import Project
from gui.panels import Area, Panel, PanelKind, Tools
from gui.selection import Selection
from gui.widgets.labels import label, tip

ROWS_SEEN = 4
NAME = Qt.ItemDataRole.UserRole


class BrushesPanel(Panel):
    """A list, and a line to name the present brush; hidden while there is neither a kept brush nor a present one."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._session = tools.session
        self._name = QLineEdit(placeholderText="Name this brush to keep it")
        self._name.setAccessibleName("Name of the brush")
        self._name.returnPressed.connect(self._on_keep)
        self._keep = QPushButton("Keep")
        self._keep.clicked.connect(self._on_keep)
        self._list = QListWidget()
        self._list.setAccessibleName("Kept brushes")
        self._list.itemClicked.connect(self._on_clicked)
        self._list.itemChanged.connect(self._on_renamed)
        self._forget = QPushButton("Forget")
        self._forget.setProperty("flat", "true")
        self._forget.clicked.connect(self._on_forget)
        self._lay_out()
        self._session.project_changed.connect(self._on_project_changed)
        self._session.selection_changed.connect(self._on_selection_changed)
        self._fill()

    def _lay_out(self) -> None:
        frame = QFrame()
        frame.setProperty("edge", "left")
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(16, 8, 12, 8)
        rows.setSpacing(8)
        line = QHBoxLayout()
        line.addWidget(label("Kept brushes", role="title"), 1)
        line.addWidget(self._forget)
        rows.addLayout(line)
        rows.addWidget(self._list)
        line = QHBoxLayout()
        line.addWidget(self._name, 1)
        line.addWidget(self._keep)
        rows.addLayout(line)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)

    def _on_project_changed(self, old: Project, new: Project) -> None:
        if old.kept != new.kept:
            self._fill()

    def _on_selection_changed(self, old: Selection, new: Selection) -> None:
        if old.brush != new.brush:
            self._show_state()

    def _fill(self) -> None:
        kept = self._session.project.kept
        with QSignalBlocker(self._list):
            while self._list.count() > len(kept):
                self._list.takeItem(self._list.count() - 1)
            while self._list.count() < len(kept):
                self._list.addItem(_make_item())
            for place, one in enumerate(kept):  # a row stays what it is while its name is being edited
                item = self._list.item(place)
                item.setText(one.name)
                item.setData(NAME, one.name)
                item.setToolTip(tip(wording.brush(one.brush)))
        row = max(self._list.sizeHintForRow(0), 24)
        self._list.setFixedHeight(row * min(max(len(kept), 1), ROWS_SEEN) + 4)
        self._show_state()

    def _show_state(self) -> None:
        kept, brush = self._session.project.kept, self._session.selection.brush
        self.setVisible(bool(kept) or brush is not None)
        self._list.setVisible(bool(kept))
        self._forget.setVisible(bool(kept))
        for entry in (self._name, self._keep):
            entry.setEnabled(brush is not None)
        chosen = next((place for place, one in enumerate(kept) if one.brush == brush), -1)
        with QSignalBlocker(self._list):
            self._list.setCurrentRow(chosen)
        self._forget.setEnabled(chosen >= 0)

    def _on_keep(self) -> None:
        name = self._name.text().strip()
        if name:
            self._session.keep_brush(name)
            self._name.clear()

    def _on_clicked(self, item: QListWidgetItem) -> None:
        name = item.data(NAME)
        kept = next(one for one in self._session.project.kept if one.name == name)
        self._session.select(brush=kept.brush, annotation=None)

    def _on_renamed(self, item: QListWidgetItem) -> None:
        """Take a new name over; one that is empty or taken is put back."""
        old, new = item.data(NAME), item.text().strip()
        project = self._session.project
        if not new or any(one.name == new for one in project.kept):
            with QSignalBlocker(self._list):
                item.setText(old)
            return
        self._session.change(f"Rename brush {old}", project.with_kept_renamed(old, new))

    def _on_forget(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            name = item.data(NAME)
            self._session.change(f"Forget brush {name}", self._session.project.without_kept(name))


def _make_item() -> QListWidgetItem:
    item = QListWidgetItem()
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
    return item


PANEL = PanelKind("brushes", "Kept brushes", Area.RIGHT, order=1, stretch=0, make=BrushesPanel)

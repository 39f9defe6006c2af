"""The beginning of a table, with the column that counts steps and the columns that are metrics to be picked in it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFormLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.widgets.labels import label, tip

ROW = "Number of the row"
CHECK = 0  # the row of the grid in which columns are picked


class TablePicker(QWidget):
    """``picked(step, metrics)`` is called when a person changes either; ``step`` is empty for the number of the row."""

    def __init__(
        self,
        names: Sequence[str],
        rows: Sequence[Sequence[str]],
        numeric: Sequence[bool],
        picked: Callable[[str, tuple[str, ...]], None],
    ) -> None:
        super().__init__()
        self._names = tuple(names)
        self._numeric = tuple(numeric)
        self._picked = picked
        self._filling = True
        self.step = QComboBox()
        self.step.setAccessibleName("Step column")
        self.step.addItem(ROW, "")
        for name, able in zip(names, numeric, strict=True):
            if able and name:
                self.step.addItem(name, name)
        self.grid = self._make_grid(rows)
        form = QFormLayout()
        form.addRow("Step column", self.step)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(8)
        lines.addLayout(form)
        lines.addWidget(label("Metrics: check the columns to take (Space).", role="muted"))
        lines.addWidget(self.grid, 1)
        self.step.currentIndexChanged.connect(self._on_picked)
        self.grid.itemChanged.connect(self._on_picked)
        self._filling = False

    def show_picked(self, step: str, metrics: Sequence[str]) -> None:
        """Show what is picked, without telling anybody."""
        self._filling = True
        self.step.setCurrentIndex(max(self.step.findData(step), 0))
        for at, name in enumerate(self._names):
            item = self.grid.item(CHECK, at)
            if item is not None and self._numeric[at]:
                item.setCheckState(Qt.CheckState.Checked if name in metrics else Qt.CheckState.Unchecked)
                item.setText("steps" if name == step else "")
        self._filling = False

    def _make_grid(self, rows: Sequence[Sequence[str]]) -> QTableWidget:
        grid = QTableWidget(len(rows) + 1, len(self._names))
        grid.setAccessibleName("First rows of the table")
        grid.setHorizontalHeaderLabels([name or "(no heading)" for name in self._names])
        grid.setVerticalHeaderLabels(["take", *(f"{place:,}" for place in range(1, len(rows) + 1))])
        grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        grid.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        grid.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for at, name in enumerate(self._names):
            item = QTableWidgetItem()
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            if self._numeric[at] and name:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Unchecked)
                item.setToolTip(tip(f"Take “{name}” as a metric"))
            else:
                item.setText("text")
            grid.setItem(CHECK, at, item)
            for place, row in enumerate(rows, start=1):
                grid.setItem(place, at, QTableWidgetItem(row[at] if at < len(row) else ""))
        return grid

    def _on_picked(self, *_: object) -> None:
        if self._filling:
            return
        step = self.step.currentData()
        checked = []
        for at, name in enumerate(self._names):
            item = self.grid.item(CHECK, at)
            if item is not None and item.checkState() is Qt.CheckState.Checked and name and name != step:
                checked.append(name)
        self._picked(step, tuple(checked))

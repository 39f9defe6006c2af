"""Annotations that two projects have with different contents: for each, whose stays."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QMargins, Qt
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

from analysis import wording
from analysis.annotations.merging import Conflict, Side
from analysis.model.annotation import Annotation, AnnotationId
from gui.widgets.labels import label, tip

CHOICES = {Side.MINE: "keep mine", Side.THEIRS: "take theirs", Side.BOTH: "keep both"}
MINE, THEIRS, CHOICE = 1, 2, 3
ROOM = QMargins(0, 3, 0, 3)


class ConflictsDialog(QDialog):
    """``done(decided)`` gets a side for each conflict once the person accepts; nothing happens otherwise."""

    def __init__(
        self, parent: QWidget, found: Sequence[Conflict], done: Callable[[Mapping[AnnotationId, Side]], None]
    ) -> None:
        super().__init__(parent)
        self._done = done
        self.setWindowTitle("Merge: conflicts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 420)
        self._table = QTreeWidget()
        self._table.setAccessibleName("Conflicts")
        self._table.setRootIsDecorated(False)
        self._table.setHeaderLabels(["Annotation", "Mine", "Theirs", "What stays"])
        self._boxes = {one.mine.id: self._row(one) for one in found}
        for column, width in enumerate((150, 260, 260)):
            self._table.setColumnWidth(column, width)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 16, 16, 12)
        rows.setSpacing(8)
        text = f"{wording.plural(len(found), 'annotation')} differ in the two projects. The merge is one step."
        rows.addWidget(label(text, wrap=True))
        rows.addWidget(self._table, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        below = QHBoxLayout()
        for side, text in CHOICES.items():
            every = QPushButton(f"All: {text}")
            every.setAutoDefault(False)
            every.clicked.connect(lambda _, side=side: self._choose_all(side))
            below.addWidget(every)
        below.addStretch(1)
        below.addWidget(buttons)
        merge = buttons.addButton("Merge", QDialogButtonBox.ButtonRole.AcceptRole)
        merge.setProperty("primary", "true")
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.close)
        rows.addLayout(below)

    def _row(self, one: Conflict) -> QComboBox:
        mine, theirs = (_told(mark, one.fields) for mark in (one.mine, one.theirs))
        row = QTreeWidgetItem([f"E{one.mine.number} {one.mine.name}", mine, theirs])
        row.setToolTip(MINE, tip(mine))
        row.setToolTip(THEIRS, tip(theirs))
        self._table.addTopLevelItem(row)
        box = QComboBox()
        box.setAccessibleName(f"What stays of E{one.mine.number}")
        for side, text in CHOICES.items():
            box.addItem(text, side)
        self._table.setItemWidget(row, CHOICE, box)
        row.setSizeHint(CHOICE, box.sizeHint().grownBy(ROOM))
        return box

    def _choose_all(self, side: Side) -> None:
        for box in self._boxes.values():
            box.setCurrentIndex(list(CHOICES).index(side))

    def _accept(self) -> None:
        self._done({key: list(CHOICES)[box.currentIndex()] for key, box in self._boxes.items()})
        self.close()


def _told(mark: Annotation, fields: Sequence[str]) -> str:
    """The fields that differ as one of the sides has them, a line each."""
    return "\n".join(f"{field}: {_value(mark, field)}" for field in fields)


def _value(mark: Annotation, field: str) -> str:
    if field == "span":
        return wording.steps(mark.span)
    value = getattr(mark, field)
    if isinstance(value, tuple):
        return wording.plural(len(value), "entry", "entries")
    return " ".join(str(getattr(value, "value", value)).split()) or "empty"

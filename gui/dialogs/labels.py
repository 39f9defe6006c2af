"""The set of labels: add, rename, recolour, order, delete with what becomes of those in use, and the set as a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from analysis import wording
from analysis.annotations import labels
from analysis.annotations.exchange import write_text
from analysis.errors import RunloupeError
from analysis.model.label import COLOURS
from analysis.model.project import Project
from gui import theme
from gui.session import Session
from gui.widgets.icons import swatch
from gui.widgets.labels import label

FILE = "Labels (*.json)"
HINT = "The first nine have the keys 1 to 9. Every change can be undone."


@dataclass(frozen=True, slots=True)
class Asks:
    """How the dialog asks: for a text, for one of several entries, for a file to read, for a file to write."""

    text: Callable[[QWidget, str, str, str, Callable[[str], None]], object]
    which: Callable[[QWidget, str, str, Sequence[str], Callable[[int], None]], object]
    file: Callable[[QWidget, str, str, Callable[[Path], None]], object]
    place: Callable[[QWidget, str, str, str, Callable[[Path], None]], object]


class LabelsDialog(QDialog):
    """Each change is one step of the project; the dialog follows undo and redo."""

    def __init__(self, parent: QWidget, session: Session, asks: Asks) -> None:
        super().__init__(parent)
        self._asks = asks
        self._session = session
        self.setWindowTitle("Labels")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(460, 460)
        self._list = QListWidget()
        self._list.setAccessibleName("Labels")
        self._list.itemActivated.connect(self._on_rename)
        self._colour = QComboBox()
        self._colour.setAccessibleName("Colour of the label")
        self._colour.activated.connect(self._on_recolour)
        self._list.currentRowChanged.connect(self._show_colour)
        self._said = label(HINT, role="muted", wrap=True)
        self._lay_out()
        session.project_changed.connect(self._on_project_changed)
        self._show_labels()

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 16, 16, 12)
        rows.setSpacing(8)
        line = QHBoxLayout()
        line.addWidget(self._list, 1)
        column = QVBoxLayout()
        column.addWidget(self._colour)
        for text, act in (
            ("Add…", self._on_add),
            ("Rename…", self._on_rename),
            ("Up", partial(self._on_move, -1)),
            ("Down", partial(self._on_move, 1)),
            ("Delete…", self._on_delete),
            ("Import…", self._on_import),
            ("Export…", self._on_export),
        ):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _, act=act: act())
            column.addWidget(button)
        column.addStretch(1)
        line.addLayout(column)
        rows.addLayout(line, 1)
        rows.addWidget(self._said)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        rows.addWidget(buttons)

    @property
    def _chosen(self) -> str | None:
        place = self._list.currentRow()
        known = self._session.project.labels
        return known[place].name if 0 <= place < len(known) else None

    def _on_project_changed(self, old: Project, new: Project) -> None:
        if old.labels != new.labels or old.annotations is not new.annotations:
            self._show_labels()

    def _show_labels(self) -> None:
        chosen, project = self._list.currentRow(), self._session.project
        shown = theme.current()
        self._list.clear()
        for place, one in enumerate(project.labels):
            key = f"{place + 1}  " if place < 9 else "    "
            count = labels.uses(project, one.name)
            used = f"  ({wording.plural(count, 'annotation')})" if count else ""
            item = QListWidgetItem(swatch(theme.label_colour(shown, one.colour), 12), f"{key}{one.name}{used}")
            self._list.addItem(item)
        self._list.setCurrentRow(min(max(chosen, 0), len(project.labels) - 1))
        self._show_colour()

    def _show_colour(self) -> None:
        if self._colour.count() == 0:
            for place, name in enumerate(COLOURS):
                self._colour.addItem(swatch(theme.label_colour(theme.current(), place), 12), name)
        place, known = self._list.currentRow(), self._session.project.labels
        self._colour.setEnabled(0 <= place < len(known))
        if 0 <= place < len(known):
            self._colour.setCurrentIndex(known[place].colour)

    def _try(self, text: str, change: Callable[[Project], Project]) -> None:
        """Make a change as one step, or say why it cannot be."""
        try:
            self._session.change(text, change(self._session.project))
            self._said.setText(HINT)
        except RunloupeError as error:
            self._said.setText(str(error))

    def _on_add(self) -> None:
        def done(name: str) -> None:
            self._try(f"Added the label “{name.strip()}”", lambda project: labels.added(project, name))
            self._list.setCurrentRow(self._list.count() - 1)

        self._asks.text(self, "Add a label", "Its name", "", done)

    def _on_rename(self, *_: object) -> None:
        old = self._chosen
        if old is None:
            return

        def done(name: str) -> None:
            self._try(f"Renamed the label “{old}” to “{name.strip()}”", lambda p: labels.renamed(p, old, name))

        self._asks.text(self, "Rename the label", "Its name; annotations that bear it are renamed too", old, done)

    def _on_recolour(self, colour: int) -> None:
        name = self._chosen
        if name is not None:
            self._try(f"Made the label “{name}” {COLOURS[colour]}", lambda p: labels.recoloured(p, name, colour))

    def _on_move(self, by: int) -> None:
        name, place = self._chosen, self._list.currentRow()
        if name is not None:
            self._try(f"Moved the label “{name}”", lambda project: labels.moved(project, name, by))
            self._list.setCurrentRow(min(max(place + by, 0), self._list.count() - 1))

    def _on_delete(self) -> None:
        """Delete at once what is not in use; else ask what becomes of the annotations that bear it."""
        name = self._chosen
        if name is None:
            return
        project = self._session.project
        used = labels.uses(project, name)
        others = [one.name for one in project.labels if one.name != name]
        text = f"Deleted the label “{name}”"
        if not used:
            self._try(text, lambda p: labels.removed(p, name, None))
            return
        keep = f"They keep “{name}”"
        question = f"What becomes of the {wording.plural(used, 'annotation')} that bear “{name}”?"

        def done(place: int) -> None:
            heir = None if place == 0 else others[place - 1]
            self._try(text, lambda p: labels.removed(p, name, heir))

        self._asks.which(self, "Delete the label", question, [keep, *(f"They become “{one}”" for one in others)], done)

    def _on_import(self) -> None:
        def done(path: Path) -> None:
            def change(project: Project) -> Project:
                return project.with_labels(labels.joined(project.labels, labels.read_labels(path)))

            self._try(f"Imported labels of {path.name}", change)

        self._asks.file(self, "Import labels", FILE, done)

    def _on_export(self) -> None:
        def done(path: Path) -> None:
            try:
                write_text(path, labels.labels_text(self._session.project.labels))
                self._said.setText(f"Written to {path.name}.")
            except RunloupeError as error:
                self._said.setText(str(error))

        self._asks.place(self, "Export labels", FILE, "labels.json", done)

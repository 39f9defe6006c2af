"""The annotations: a list in the order of steps, and the chosen one to edit."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QBrush, QColor, QValidator
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from analysis import wording
from analysis.glossary import title
from analysis.model.annotation import LABELS, Annotation
from analysis.model.notice import Severity
from analysis.model.project import Project
from analysis.model.series import Span
from gui.panels import Area, Panel, PanelKind, Tools
from gui.session import Selection
from gui.theme import GRID_PX, LIGHT, Theme, severity_colour
from gui.widgets.labels import label, tip

KEY = Qt.ItemDataRole.UserRole
SEVERITIES = {Severity.INFO: "Info", Severity.WARNING: "Warning", Severity.ERROR: "Error"}
FARTHEST = 1e15  # steps beyond this cannot be told apart as float64


class AnnotationsPanel(Panel):
    """List and editor follow the selection, and the selection follows them. Typing a note is one undo step."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._session = tools.session
        self._theme = LIGHT
        self._filling = False
        self._list = _make_list()
        self._list.currentItemChanged.connect(self._on_current_changed)
        self._list.itemDoubleClicked.connect(lambda: tools.act("view.focus"))
        self._count = label(role="muted")
        self._editor = QWidget()
        self._label = QComboBox(editable=True)
        self._label.addItems(LABELS)
        self._severity = QComboBox()
        self._severity.addItems(list(SEVERITIES.values()))
        self._first, self._last = _StepBox("First step"), _StepBox("Last step")
        self._scope = QComboBox()
        self._note = QPlainTextEdit(placeholderText="What happened here, and how do you know?")
        self._note.setTabChangesFocus(True)
        self._delete = QPushButton("Delete")
        self._delete.clicked.connect(lambda: tools.act("edit.delete"))
        self._name_parts()
        self._lay_out()
        self._connect()
        self._fill()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fill()

    def commit(self) -> None:
        """Take over a note that is being typed."""
        self._on_note_left()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._note and event.type() is QEvent.Type.FocusOut:
            self._on_note_left()
        return super().eventFilter(watched, event)

    def _name_parts(self) -> None:
        self._label.setAccessibleName("Label of the annotation")
        self._severity.setAccessibleName("Severity of the annotation")
        self._scope.setAccessibleName("Metrics that the annotation is about")
        self._note.setAccessibleName("Note of the annotation")

    def _lay_out(self) -> None:
        form = QGridLayout(self._editor)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(8)
        form.addWidget(self._label, 0, 0)
        form.addWidget(self._severity, 0, 1)
        form.addWidget(self._first, 1, 0)
        form.addWidget(self._last, 1, 1)
        form.addWidget(self._scope, 2, 0)
        form.addWidget(self._delete, 2, 1)
        form.addWidget(self._note, 3, 0, 1, 2)
        self._note.setFixedHeight(84)
        frame = QFrame()
        frame.setProperty("edge", "left")
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(16, 8, 12, 12)
        rows.setSpacing(8)
        line = QHBoxLayout()
        line.addWidget(label("Annotations", role="title"), 1)
        line.addWidget(self._count)
        rows.addLayout(line)
        rows.addWidget(self._list, 1)
        rows.addWidget(self._editor)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)

    def _connect(self) -> None:
        self._label.textActivated.connect(lambda text: self._edit("Relabel", label=text))
        line = self._label.lineEdit()
        assert line is not None
        line.setAccessibleName(self._label.accessibleName())
        line.editingFinished.connect(lambda: self._edit("Relabel", label=self._label.currentText()))
        self._severity.activated.connect(
            lambda place: self._edit("Change the severity of", severity=list(SEVERITIES)[place])
        )
        self._first.editingFinished.connect(self._on_steps_typed)
        self._last.editingFinished.connect(self._on_steps_typed)
        self._scope.activated.connect(self._on_scope_chosen)
        self._note.installEventFilter(self)
        self._session.project_changed.connect(self._on_project_changed)
        self._session.selection_changed.connect(self._on_selection_changed)

    @property
    def _chosen(self) -> Annotation | None:
        key = self._session.selection.annotation
        return None if key is None else self._session.project.annotation(key)

    def _on_project_changed(self, old: Project, new: Project) -> None:
        if old.annotations is not new.annotations or old.runs is not new.runs:
            self._fill()

    def _on_selection_changed(self, old: Selection, new: Selection) -> None:
        if old.annotation != new.annotation:
            self._fill()

    def _fill(self) -> None:
        """Show all annotations, and the chosen one in the editor."""
        self._filling = True
        marks = sorted(self._session.project.annotations, key=lambda mark: (mark.span.first, mark.number))
        chosen = self._chosen
        self._list.clear()
        for mark in marks:
            item = self._item(mark)
            self._list.addTopLevelItem(item)
            if chosen is not None and mark.id == chosen.id:
                self._list.setCurrentItem(item)
        self._count.setText(wording.count(len(marks)) if marks else "none yet")
        self._editor.setVisible(chosen is not None)
        if chosen is not None:
            self._show(chosen)
        self._filling = False

    def _item(self, mark: Annotation) -> QTreeWidgetItem:
        item = QTreeWidgetItem([f"E{mark.number}", mark.label, wording.steps(mark.span).split(" ", 1)[1]])
        item.setData(0, KEY, mark.id)
        item.setForeground(0, QBrush(QColor(severity_colour(self._theme, mark.severity))))
        item.setToolTip(1, tip(mark.note or mark.label))
        return item

    def _show(self, mark: Annotation) -> None:
        self._label.setCurrentText(mark.label)
        self._severity.setCurrentIndex(list(SEVERITIES).index(mark.severity))
        self._first.setValue(mark.span.first)
        self._last.setValue(mark.span.last)
        if self._note.toPlainText() != mark.note:
            self._note.setPlainText(mark.note)
        self._scope.clear()
        self._scope.addItem("All metrics", ())
        for metric in self._session.project.metrics:
            self._scope.addItem(f"{title(metric)} only", (metric,))
        if len(mark.metrics) > 1:
            self._scope.addItem(wording.plural(len(mark.metrics), "metric"), mark.metrics)
        places = [place for place in range(self._scope.count()) if tuple(self._scope.itemData(place)) == mark.metrics]
        self._scope.setCurrentIndex(places[0] if places else 0)

    def _edit(self, verb: str, **changes: object) -> None:
        chosen = self._chosen
        if chosen is not None and not self._filling:
            self._session.edit(verb, chosen.id, **changes)

    def _on_current_changed(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and not self._filling:
            self._session.select(annotation=item.data(0, KEY))

    def _on_steps_typed(self) -> None:
        self._edit("Move", span=Span.between(self._first.value(), self._last.value()))

    def _on_scope_chosen(self, place: int) -> None:
        self._edit("Change the scope of", metrics=tuple(self._scope.itemData(place)))

    def _on_note_left(self) -> None:
        self._edit("Write the note of", note=self._note.toPlainText())


def _make_list() -> QTreeWidget:
    found = QTreeWidget()
    found.setAccessibleName("Annotations")
    found.setHeaderHidden(True)
    found.setColumnCount(3)
    found.setRootIsDecorated(False)
    found.setUniformRowHeights(True)
    found.setMinimumHeight(76)
    found.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # takes what the others leave
    found.header().setStretchLastSection(False)
    found.header().setMinimumSectionSize(24)
    found.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    found.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    return found


class _StepBox(QDoubleSpinBox):
    """A step to type, shown as it is everywhere else."""

    def __init__(self, name: str) -> None:
        super().__init__(decimals=3, minimum=-FARTHEST, maximum=FARTHEST)
        self.setKeyboardTracking(False)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.lineEdit().setTextMargins(GRID_PX, 0, 0, 0)  # a style sheet's padding does not reach it

    def textFromValue(self, value: float) -> str:
        return wording.step(value)

    def valueFromText(self, text: str) -> float:
        return float(_plain(text))

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        try:
            float(_plain(text))
        except ValueError:
            return QValidator.State.Intermediate, text, place
        return QValidator.State.Acceptable, text, place


def _plain(text: str) -> str:
    return text.replace(",", "").replace(wording.MINUS, "-")


PANEL = PanelKind("annotations", "Annotations", Area.RIGHT, order=1, stretch=1, make=AnnotationsPanel)

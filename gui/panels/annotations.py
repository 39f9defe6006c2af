"""The annotations: a list in the order of steps, and the chosen one to edit."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
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
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.label import STANDARD
from analysis.model.notice import Severity
from analysis.model.project import Project
from analysis.model.series import Span
from gui.panels import Area, Panel, PanelKind, Tools
from gui.selection import Selection
from gui.theme import LIGHT, Theme, severity_colour
from gui.widgets.labels import label, tip

KEY = Qt.ItemDataRole.UserRole
SEVERITIES = {Severity.INFO: "Info", Severity.WARNING: "Warning", Severity.ERROR: "Error"}
FARTHEST = 1e15  # steps; beyond it neighbours cannot be told apart as float64


class AnnotationsPanel(Panel):
    """List and editor follow the selection, and the selection follows them. Typing a note is one undo step."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._session = tools.session
        self._theme = LIGHT
        self._filling = False
        self._shown: AnnotationId | None = None
        self._kept = ("", "")  # label and note as they were shown: what differs has been typed since
        self._list = _make_list()
        self._list.currentItemChanged.connect(self._on_current_changed)
        self._list.itemDoubleClicked.connect(lambda: tools.act("view.focus"))
        self._count = label(role="muted")
        self._editor = QWidget()
        self._label = QComboBox(editable=True)
        self._label.addItems([one.name for one in STANDARD])
        self._severity = QComboBox()
        self._severity.addItems(list(SEVERITIES.values()))
        self._first, self._last = _StepBox("First step"), _StepBox("Last step")
        self._scope = QComboBox()
        self._note = QPlainTextEdit(placeholderText="What happened here, and how do you know?")
        self._note.setTabChangesFocus(True)
        self._note.setAcceptDrops(False)  # files are for the window
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
        """Take over what is being typed: note, label and steps."""
        self._on_label_typed()
        self._on_steps_typed()
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
        line.editingFinished.connect(self._on_label_typed)
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
        if old.annotations is not new.annotations:
            self._fill()
        elif old.metrics != new.metrics:
            self._show()

    def _on_selection_changed(self, old: Selection, new: Selection) -> None:
        if old.annotation != new.annotation:
            self._choose()
            self._show()

    def _fill(self) -> None:
        """List all annotations, and show the chosen one in the editor."""
        marks = sorted(self._session.project.annotations, key=lambda mark: (mark.span.first, mark.number))
        self._filling = True
        self._list.setCurrentIndex(QModelIndex())  # else it is moved along, item by item
        self._list.clear()
        self._list.addTopLevelItems([self._item(mark) for mark in marks])
        self._filling = False
        self._count.setText(wording.count(len(marks)) if marks else "none yet: press M and drag")
        self._choose()
        self._show()

    def _choose(self) -> None:
        """Make the row of the chosen annotation the current one."""
        key = self._session.selection.annotation
        items = [self._list.topLevelItem(place) for place in range(self._list.topLevelItemCount())]
        self._filling = True
        self._list.setCurrentIndex(QModelIndex())
        for item in items:
            if item is not None and item.data(0, KEY) == key:
                self._list.setCurrentItem(item)
        self._filling = False

    def _item(self, mark: Annotation) -> QTreeWidgetItem:
        item = QTreeWidgetItem([f"E{mark.number}", mark.label, wording.steps(mark.span).split(" ", 1)[1]])
        item.setData(0, KEY, mark.id)
        item.setForeground(0, QBrush(QColor(severity_colour(self._theme, mark.severity))))
        item.setToolTip(1, tip(mark.note or mark.label))
        item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return item

    def _show(self) -> None:
        """Show the chosen annotation in the editor, but leave alone what is being typed into it."""
        mark = self._chosen
        self._editor.setVisible(mark is not None)
        if mark is None:
            self._shown = None
            return
        same, self._shown = self._shown == mark.id, mark.id
        self._filling = True
        if not same or self._label.currentText() == self._kept[0]:
            self._label.setCurrentText(mark.label)
        self._severity.setCurrentIndex(list(SEVERITIES).index(mark.severity))
        for box, step in ((self._first, mark.span.first), (self._last, mark.span.last)):
            box.show_step(step)
        typing = same and self._note.toPlainText() != self._kept[1]
        if not typing and self._note.toPlainText() != mark.note:
            self._note.setPlainText(mark.note)
        self._kept = (mark.label, mark.note)
        self._show_scope(mark)
        self._filling = False

    def _show_scope(self, mark: Annotation) -> None:
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

    def _on_label_typed(self) -> None:
        """Take over a label; an empty one is none."""
        text = self._label.currentText().strip()
        if not text:
            self._label.setCurrentText(self._kept[0])
        elif text != self._kept[0]:
            self._edit("Relabel", label=text)

    def _on_steps_typed(self) -> None:
        """Take over steps that were typed; those that were only looked at keep all their digits."""
        if self._first.typed or self._last.typed:
            self._edit("Move", span=Span.between(self._first.step, self._last.step))

    def _on_scope_chosen(self, place: int) -> None:
        self._edit("Change the scope of", metrics=tuple(self._scope.itemData(place)))

    def _on_note_left(self) -> None:
        if self._note.toPlainText() != self._kept[1]:
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
    # fixed widths: measuring hundreds of rows after each edit takes longer than the edit
    found.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    found.setColumnWidth(0, 44)
    found.setColumnWidth(2, 130)
    return found


class _StepBox(QLineEdit):
    """A step to type, shown as it is everywhere else; ``step`` keeps the digits that are not shown."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(name)
        self._kept = 0.0

    def show_step(self, step: float) -> None:
        """Show a step, unless another one is being typed."""
        if not (self.hasFocus() and self.typed and step == self._kept):
            self._kept = step
            self.setText(wording.step(step))

    @property
    def typed(self) -> bool:
        """Whether the text is another step than the one that was shown; text that is no step is put back."""
        if self.text() == wording.step(self._kept):
            return False
        if _step(self.text()) is None:
            self.setText(wording.step(self._kept))
            return False
        return True

    @property
    def step(self) -> float:
        found = _step(self.text()) if self.typed else None
        return self._kept if found is None else found


def _step(text: str) -> float | None:
    """The step that a text names; None where it names none."""
    try:
        value = float(text.replace(",", "").replace(wording.MINUS, "-"))
    except ValueError:
        return None
    return value if abs(value) <= FARTHEST else None


PANEL = PanelKind("annotations", "Annotations", Area.RIGHT, order=2, stretch=1, make=AnnotationsPanel)

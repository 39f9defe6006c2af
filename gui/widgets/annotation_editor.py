"""One annotation to read and to edit: label, title, steps, scope, note, what it is linked to, its evidence."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from analysis import wording
from analysis.annotations.changes import named
from analysis.annotations.markdown import marked_up
from analysis.glossary import title
from analysis.model.annotation import Annotation, AnnotationId, Origin, SpanEvidence
from analysis.model.notice import Severity
from analysis.model.project import Project
from analysis.model.run import RunId
from analysis.model.series import Span
from gui.theme import LIGHT, Theme, label_colour
from gui.widgets.choice_button import ChoiceButton
from gui.widgets.icons import swatch
from gui.widgets.labels import label, mnemonic_free
from gui.widgets.note_view import NoteView
from gui.widgets.step_box import StepBox

SEVERITIES = {Severity.INFO: "Info", Severity.WARNING: "Warning", Severity.ERROR: "Error"}
MOST_EVIDENCE = 24  # lines of statistics that are shown
EVIDENCE = 118  # pixels of height for them
ASKED = (("Split…", "annotate.split"), ("Link…", "annotate.link"), ("Statistics", "annotate.statistics"))


class AnnotationEditor(QWidget):
    """``edited(fields)`` for each change, typed text once it is left; ``asked(key)`` for an action of the window.

    ``chosen(id)`` and ``unlinked(id)`` concern annotations that this one is linked to; ``link_clicked(address)`` a link
    in the note.
    """

    edited = Signal(object)
    asked = Signal(str)
    chosen = Signal(str)
    unlinked = Signal(str)
    link_clicked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._mark: Annotation | None = None
        self._theme = LIGHT
        self._filling = False
        self._kept = ("", "", "")  # label, title and note as they were shown: what differs has been typed since
        self._label = QComboBox(editable=True)
        self._severity = QComboBox()
        self._severity.addItems(list(SEVERITIES.values()))
        self._title = QLineEdit()
        self._title.setPlaceholderText("Title; without one the label stands for it")
        self._first, self._last = StepBox("First step"), StepBox("Last step")
        self._runs = ChoiceButton("Runs that the annotation is about", "All runs")
        self._metrics = ChoiceButton("Metrics that the annotation is about", "All metrics")
        self._note = QPlainTextEdit(placeholderText="What happened here, and how do you know?")
        self._note.setTabChangesFocus(True)
        self._note.setAcceptDrops(False)  # files are for the window
        self._note.setFixedHeight(84)
        self._read = NoteView()
        self._facts = label(role="muted", wrap=True)
        self._sign = QPushButton("Your name…")
        self._sign.setProperty("flat", "true")
        self._sign.clicked.connect(partial(self.asked.emit, "annotate.author"))
        self._links = QVBoxLayout()
        self._evidence = QPlainTextEdit(readOnly=True)
        self._evidence.setFixedHeight(EVIDENCE)
        self._evidence.setTabChangesFocus(True)
        self._name_parts()
        self._lay_out()
        self._connect()

    def _name_parts(self) -> None:
        self._label.setAccessibleName("Label of the annotation")
        self._severity.setAccessibleName("Severity of the annotation")
        self._title.setAccessibleName("Title of the annotation")
        self._note.setAccessibleName("Note of the annotation")
        self._evidence.setAccessibleName("Statistics that are attached to the annotation")

    def _lay_out(self) -> None:
        form = QGridLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(8)
        for row, pair in enumerate(
            ((self._label, self._severity), (self._title,), (self._first, self._last), (self._runs, self._metrics))
        ):
            for column, widget in enumerate(pair):
                form.addWidget(widget, row, column, 1, 3 - len(pair))
        form.addWidget(self._note, 4, 0, 1, 2)
        form.addWidget(self._read, 5, 0, 1, 2)
        facts = QHBoxLayout()
        facts.addWidget(self._facts, 1)
        facts.addWidget(self._sign)
        form.addLayout(facts, 6, 0, 1, 2)
        form.addLayout(self._links, 7, 0, 1, 2)
        form.addWidget(self._evidence, 8, 0, 1, 2)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for text, key in (*ASKED, ("Delete", "edit.delete")):
            button = QPushButton(text)
            button.setProperty("dense", "true")
            button.clicked.connect(partial(self.asked.emit, key))
            buttons.addWidget(button)
        form.addLayout(buttons, 9, 0, 1, 2)

    def _connect(self) -> None:
        self._label.textActivated.connect(lambda text: self._edit(label=text))
        line = self._label.lineEdit()
        assert line is not None
        line.setAccessibleName(self._label.accessibleName())
        line.editingFinished.connect(self._on_label_typed)
        self._title.editingFinished.connect(self._on_title_typed)
        self._severity.activated.connect(lambda place: self._edit(severity=list(SEVERITIES)[place]))
        self._first.editingFinished.connect(self._on_steps_typed)
        self._last.editingFinished.connect(self._on_steps_typed)
        self._runs.changed.connect(lambda keys: self._edit(runs=tuple(RunId(key) for key in keys)))
        self._metrics.changed.connect(lambda keys: self._edit(metrics=keys))
        self._note.installEventFilter(self)
        self._read.link_clicked.connect(self.link_clicked)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._note and event.type() is QEvent.Type.FocusOut:
            self._on_note_left()
        return super().eventFilter(watched, event)

    def commit(self) -> None:
        """Take over what is being typed."""
        self._on_label_typed()
        self._on_title_typed()
        self._on_steps_typed()
        self._on_note_left()

    def focus_title(self) -> None:
        self._title.setFocus()
        self._title.selectAll()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    def show_mark(self, project: Project, mark: Annotation | None) -> None:
        """Show an annotation, but leave alone what is being typed into it."""
        self.setVisible(mark is not None)
        before, self._mark = self._mark, mark
        if mark is None:
            return
        same = before is not None and before.id == mark.id
        self._filling = True
        self._show_labels(project)
        if not same or self._label.currentText() in ("", self._kept[0]):
            self._label.setCurrentIndex(self._label.findText(mark.label, Qt.MatchFlag.MatchExactly))
            self._label.setCurrentText(mark.label)
        if not same or self._title.text() == self._kept[1]:
            self._title.setText(mark.title)
        self._severity.setCurrentIndex(list(SEVERITIES).index(mark.severity))
        for box, step in ((self._first, mark.span.first), (self._last, mark.span.last)):
            box.show_step(step)
        typing = same and self._note.toPlainText() != self._kept[2]
        if not typing and self._note.toPlainText() != mark.note:
            self._note.setPlainText(mark.note)
        self._kept = (mark.label, mark.title, mark.note)
        self._show_scope(project, mark)
        self._read.setVisible(marked_up(mark.note))
        self._read.show_note(mark.note if marked_up(mark.note) else "")
        self._facts.setText(_facts(mark))
        self._sign.setVisible(not mark.author)
        self._show_links(project, mark)
        self._filling = False

    def show_evidence(self, lines: str) -> None:
        """Show the attached statistics in words; nothing without any."""
        self._evidence.setPlainText(lines)
        self._evidence.setVisible(bool(lines))

    def _show_labels(self, project: Project) -> None:
        now = [self._label.itemText(place) for place in range(self._label.count())]
        text = self._label.currentText()
        if now != [one.name for one in project.labels]:
            self._label.clear()
            self._label.addItems([one.name for one in project.labels])
        for place, one in enumerate(project.labels):
            self._label.setItemIcon(place, swatch(label_colour(self._theme, one.colour)))
        self._label.setCurrentText(text)  # Qt writes the text of the current item when its icon changes

    def _show_scope(self, project: Project, mark: Annotation) -> None:
        self._runs.show_choice([(run.id, run.name) for run in project.runs], mark.runs)
        self._metrics.show_choice([(metric, title(metric)) for metric in project.metrics], mark.metrics)

    def _show_links(self, project: Project, mark: Annotation) -> None:
        while (item := self._links.takeAt(0)) is not None:
            row = item.widget()
            if row is not None:
                row.hide()
                row.deleteLater()
        known = {one.id: one for one in project.annotations}
        for link in mark.links:
            self._links.addWidget(self._link_row(link, known.get(link)))

    def _link_row(self, link: AnnotationId, other: Annotation | None) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        go = QPushButton(mnemonic_free(f"See also {named(other)}" if other else "See also: no longer there"))
        go.setProperty("flat", "true")
        go.setEnabled(other is not None)
        go.clicked.connect(partial(self.chosen.emit, str(link)))
        gone = QPushButton("×")
        gone.setProperty("flat", "true")
        gone.setAccessibleName("Take this link away")
        gone.setToolTip("Take this link away")
        gone.clicked.connect(partial(self.unlinked.emit, str(link)))
        line.addWidget(go)
        line.addStretch(1)
        line.addWidget(gone)
        return row

    def _edit(self, **changes: object) -> None:
        if self._mark is not None and not self._filling:
            self.edited.emit(changes)

    def _on_label_typed(self) -> None:
        """Take over a label; an empty one is none."""
        text = self._label.currentText().strip()
        if not text:
            self._label.setCurrentText(self._kept[0])
        elif text != self._kept[0]:
            self._edit(label=text)

    def _on_title_typed(self) -> None:
        if self._title.text() != self._kept[1]:
            self._edit(title=self._title.text().strip())

    def _on_steps_typed(self) -> None:
        """Take over steps that were typed; those that were only looked at keep all their digits."""
        if self._first.typed or self._last.typed:
            self._edit(span=Span.between(self._first.step, self._last.step))

    def _on_note_left(self) -> None:
        if self._note.toPlainText() != self._kept[2]:
            self._edit(note=self._note.toPlainText())


def _facts(mark: Annotation) -> str:
    """Who made it, when, and of what."""
    by = mark.provenance
    made = "by hand" if mark.origin is Origin.BY_HAND else "accepted from a detector"
    who = f" by {mark.author}" if mark.author else ", no author"
    told = "" if by is None else f"; {by.detector}, score {wording.number(by.score)}"
    return f"Made {made}{who}{f', {mark.time}' if mark.time else ''}{told}."


def evidence_text(project: Project, mark: Annotation, as_of: str) -> str:
    """The attached statistics in words, a line a metric and run."""
    lines = [as_of, *(_statistics(project, one) for one in mark.evidence[:MOST_EVIDENCE])]
    more = len(mark.evidence) - MOST_EVIDENCE
    if more > 0:
        lines.append(f"{wording.count(more)} more in the report and in exports.")
    return "\n".join(filter(None, lines))


def _statistics(project: Project, one: SpanEvidence) -> str:
    run = project.run(one.run).name if project.has(one.run) else "a run that is gone"
    head = f"{run}, {title(one.metric)}: n {wording.count(one.count)}"
    if one.count < one.points:
        head += f" of {wording.count(one.points)}"
    if one.mean is None or one.low is None or one.high is None or one.low_step is None or one.high_step is None:
        return f"{head}, no finite value"
    std = "" if one.std is None else f", std {wording.number(one.std)}"
    ends = (
        (name, wording.number(value), wording.step(at))
        for name, value, at in (("min", one.low, one.low_step), ("max", one.high, one.high_step))
    )
    told = ", ".join(f"{name} {value} at {at}" for name, value, at in ends)
    return f"{head}, mean {wording.number(one.mean)}{std}, {told}"

"""The import preview: what opening some files would give, to be corrected before anything is opened."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

import analysis.importers
from analysis import wording
from analysis.errors import RunloupeError
from analysis.importers import Importer, OpenHeading
from analysis.model.choices import Choices, FileChoice
from analysis.model.file_report import FileReport, Outcome
from analysis.model.run import Run, RunId
from analysis.preview import TABLE, Preview, Sample, is_unsure, preview
from analysis.registry import offered
from gui.tasks import Task, Tasks
from gui.widgets.import_tree import FILE, RUN, ImportTree
from gui.widgets.labels import label
from gui.widgets.table_picker import TablePicker

AS_FOUND, LEAVE_OUT = "", "leave out"  # entries of the list of formats beside the formats
SIZE = (1080, 720)
WIDTHS = (560, 520)


class ImportPreview(QDialog):
    """Shows a preview, and has it made anew in the background whenever something is decided.

    ``done`` gets the last preview when the person accepts it; nothing is called when they give up.
    """

    def __init__(
        self,
        parent: QWidget,
        tasks: Tasks,
        *,
        paths: Sequence[Path],
        found: Preview,
        known: tuple[Run, ...],
        done: Callable[[Preview], None],
        verb: str = "Open",
    ) -> None:
        super().__init__(parent)
        self._tasks, self._paths, self._known, self._done = tasks, tuple(paths), known, done
        self._found = found
        self._choices = found.plan.choices
        self._called = {run.id: run.name for run in known}
        self._task: Task | None = None
        self._picker: tuple[str, Sample, TablePicker] | None = None  # what is shown, to be kept while it is worked in
        self._formats = {importer.id: importer.name for importer in offered(analysis.importers, Importer)}
        self.setWindowTitle("Import preview")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        self.tree = ImportTree()
        self.tree.currentItemChanged.connect(self._show_detail)
        self._doubts = QVBoxLayout()
        self._detail = QVBoxLayout()
        self._summary = label(wrap=True)
        self._busy = QProgressBar(textVisible=False)
        self._busy.setAccessibleName("Progress of the preview")
        self._busy.setRange(0, 0)
        self._busy.setFixedWidth(96)
        self.accept_button = QPushButton(verb)
        self.accept_button.setProperty("primary", "true")
        self._lay_out()
        self.finished.connect(self._stop)
        self._show()
        unsure = next((file.path for file in found.reading.files if is_unsure(file)), None)
        if unsure is not None:
            self.tree.choose((FILE, unsure))
        self.tree.setFocus()

    @property
    def choices(self) -> Choices:
        """What has been decided so far."""
        return self._choices

    def accept(self) -> None:
        """Hand the preview over; not before it shows what was decided last."""
        if self.accept_button.isEnabled():
            super().accept()
            self._done(self._found)

    def decide(self, choices: Choices) -> None:
        """Take over decisions, and have the preview made anew."""
        if choices == self._choices:
            return
        self._choices = choices
        self._stop()
        self.accept_button.setEnabled(False)
        self._busy.show()
        self._task = self._tasks.run(
            "Preview",
            lambda progress: preview(self._paths, progress, choices, self._known),
            self._on_previewed,
            self._on_failed,
        )

    def _on_previewed(self, found: Preview) -> None:
        self._task = None
        self._found = found
        self._show()

    def _on_failed(self, error: RunloupeError) -> None:
        self._task = None
        self._busy.hide()
        self._summary.setText(f"{error.reason} {error.advice}")

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _lay_out(self) -> None:
        detail = QFrame()
        detail.setProperty("surface", "true")
        self._detail.setContentsMargins(16, 16, 16, 16)
        self._detail.setSpacing(12)
        detail.setLayout(self._detail)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.tree)
        halves.addWidget(detail)
        halves.setSizes(list(WIDTHS))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.accept_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.setSpacing(12)
        foot.addWidget(self._summary, 1)
        foot.addWidget(self._busy)
        foot.addWidget(buttons)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self._doubts.setSpacing(1)
        rows.addLayout(self._doubts)
        rows.addWidget(halves, 1)
        rows.addLayout(foot)

    def _show(self) -> None:
        """Show the preview as it stands."""
        reading = self._found.reading
        self._called |= {run.id: run.name for run in reading.runs}
        _emptied(self._doubts)
        for doubt in self._found.doubts:
            strip = QFrame()
            strip.setProperty("severity", "warning")
            line = QHBoxLayout(strip)
            line.setContentsMargins(16, 6, 16, 6)
            line.addWidget(label("!", role="title"))
            line.addWidget(label(doubt, wrap=True), 1)
            self._doubts.addWidget(strip)
        self.tree.fill(reading.files, reading.runs, reading.headings, self._formats)
        self._summary.setText(_summary(self._found))
        self._busy.hide()
        self.accept_button.setEnabled(bool(reading.runs))
        self._show_detail()

    def _show_detail(self, *_: object) -> None:
        """Show what can be decided about the chosen item."""
        kind, key = self.tree.chosen or ("", "")
        reading = self._found.reading
        if kind == FILE and self._picker is not None and self._picker[:2] == (key, self._found.tables.get(key)):
            file = next(file for file in reading.files if file.path == key)
            self._picker[2].show_picked(*self._picked(file, self._choices.of(Path(key))))
            return
        self._picker = None
        had = self.focusWidget().accessibleName() if self.focusWidget() is not None else ""
        _emptied(self._detail)
        if kind == FILE:
            self._show_file(next(file for file in reading.files if file.path == key))
        elif kind == RUN:
            self._show_run(next(run for run in reading.runs if run.id == key))
        elif kind:
            self._show_heading(next(heading for heading in reading.headings if heading.text == key))
        self._restore_focus(had)

    def _restore_focus(self, name: str) -> None:
        """Give the focus back to the control of that name: it was made anew."""
        for at in self.findChildren(QWidget):
            if name and at.accessibleName() == name and at is not self.tree and at.isVisibleTo(self):
                at.setFocus()

    def _show_file(self, file: FileReport) -> None:
        path = Path(file.path)
        choice = self._choices.of(path)
        self._title(path.name, str(path.parent))
        form = QFormLayout()
        form.addRow("Read as", self._formats_box(path, file, choice))
        self._detail.addLayout(form)
        if file.outcome is Outcome.READ:
            apart = QCheckBox("Keep its runs apart from those of other files")
            apart.setChecked(choice.apart)
            apart.toggled.connect(lambda on: self._decide_file(path, apart=on))
            self._detail.addWidget(apart)
        sample = self._found.tables.get(file.path)
        if sample is None:
            for notice in file.notices:
                where = "" if notice.line is None else f"Line {wording.count(notice.line)}: "
                self._detail.addWidget(label(f"{where}{notice.text}", wrap=True))
            self._detail.addStretch(1)
            return
        picker = TablePicker(
            sample.names,
            sample.rows,
            sample.numeric,
            lambda step, metrics: self._decide_file(path, step=step, metrics=metrics),
        )
        picker.show_picked(*self._picked(file, choice))
        self._detail.addWidget(picker, 1)
        alike = [one for one, other in self._found.tables.items() if other.names == sample.names and one != file.path]
        if alike:
            every = QPushButton(f"Do the same with {wording.plural(len(alike), 'other table')} of these columns")
            every.clicked.connect(lambda: self._decide_alike(file.path, alike))
            self._detail.addWidget(every)
        self._picker = (file.path, sample, picker)

    def _picked(self, file: FileReport, choice: FileChoice) -> tuple[str, tuple[str, ...]]:
        """Step column and metrics of a table, as they were picked or found."""
        series = [one for run in self._found.reading.runs if file.path in run.paths for one in run.series]
        sample = self._found.tables[file.path]
        axis = series[0].axis if series else ""
        found = next((name for name in sample.names if axis in {name, name.strip("_").capitalize()}), "")
        step = found if choice.step is None else choice.step
        names = {name for name in sample.names for one in series if one.name == name or one.name.endswith(f"/{name}")}
        metrics = tuple(name for name in sample.names if name in names)
        return step, metrics if choice.metrics is None else choice.metrics

    def _formats_box(self, path: Path, file: FileReport, choice: FileChoice) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName("Read as")
        found = self._formats.get(file.importer, "nothing that is known")
        box.addItem("As found" if file.by_hand else f"As found: {found}", AS_FOUND)
        for importer, name in self._formats.items():
            box.addItem(name, importer)
        box.addItem("Leave it out", LEAVE_OUT)
        box.setCurrentIndex(box.findData(LEAVE_OUT if choice.left_out else choice.importer))

        def decide() -> None:
            chosen = box.currentData()
            out = chosen == LEAVE_OUT
            self._decide_file(path, importer="" if out else chosen, left_out=out, step=None, metrics=None)

        box.currentIndexChanged.connect(decide)
        return box

    def _decide_file(self, path: Path, **changes: object) -> None:
        choice = replace(self._choices.of(path), **changes)  # type: ignore[arg-type]
        self.decide(self._choices.with_file(path, choice))

    def _decide_alike(self, path: str, alike: Sequence[str]) -> None:
        """Have tables of the same columns read as one of them is, and take that for settled."""
        file = next(file for file in self._found.reading.files if file.path == path)
        step, metrics = self._picked(file, self._choices.of(Path(path)))
        choices = self._choices
        for one in map(Path, (path, *alike)):
            choices = choices.with_file(one, replace(choices.of(one), importer=TABLE, step=step, metrics=metrics))
        self.decide(choices)

    def _show_run(self, run: Run) -> None:
        self._title(run.name, ", ".join(source.name for source in run.sources))
        name = QLineEdit(run.name)
        name.setAccessibleName("Name of the run")
        name.editingFinished.connect(lambda: self._rename(run, name.text().strip()))
        other = QComboBox()
        other.setAccessibleName("Is one run with")
        other.addItem("no other run", "")
        for one, called in self._called.items():
            if one != run.id and one not in self._choices.same:
                other.addItem(called, one)
        other.currentIndexChanged.connect(lambda: self._join(run, other.currentData()))
        form = QFormLayout()
        form.addRow("Name", name)
        form.addRow("Is one run with", other)
        self._detail.addLayout(form)
        for one in [one for one, into in self._choices.same.items() if into == run.id]:
            part = QPushButton(f"Take “{self._called.get(one, one)}” out again".replace("&", "&&"))
            part.clicked.connect(lambda _=False, one=one: self.decide(self._choices.without_same(one)))
            self._detail.addWidget(part)
        self._detail.addStretch(1)

    def _join(self, run: Run, other: str) -> None:
        if other:
            self.decide(self._choices.with_same(RunId(other), run.id))

    def _rename(self, run: Run, name: str) -> None:
        others = {one.name for one in (*self._found.reading.runs, *self._known) if one.id != run.id}
        if name and name != run.name and name not in others:
            self.decide(self._choices.with_name(run.id, name))

    def _show_heading(self, heading: OpenHeading) -> None:
        self._title(heading.text, "Where does the name of the run end?")
        box = QComboBox()
        box.setAccessibleName("Run and metric")
        for run, metric in heading.ways:
            box.addItem(f"run “{run}”, metric “{metric}”", run)
        box.setCurrentIndex(heading.ways.index(heading.taken))
        box.currentIndexChanged.connect(lambda: self.decide(self._choices.with_split(heading.text, box.currentData())))
        self._detail.addWidget(box)
        self._detail.addStretch(1)

    def _title(self, text: str, below: str) -> None:
        self._detail.addWidget(label(text, role="title", wrap=True))
        self._detail.addWidget(label(below, role="muted", wrap=True))


def _summary(found: Preview) -> str:
    """What would be opened, in a line."""
    reading = found.reading
    metrics = len({name for run in reading.runs for name in run.metrics})
    read = [file for file in reading.files if file.outcome in {Outcome.READ, Outcome.NO_RUN}]
    runs = f"{wording.plural(len(reading.runs), 'run')} with {wording.plural(metrics, 'metric')}"
    text = f"{runs} from {wording.plural(len(read), 'file')}"
    refused = sum(file.outcome is Outcome.REFUSED for file in reading.files)
    return f"{text}; {wording.plural(refused, 'file')} refused." if refused else f"{text}."


def _emptied(layout: QVBoxLayout | QHBoxLayout | QFormLayout) -> None:
    """Take everything out of a layout."""
    while layout.count():
        item = layout.takeAt(0)
        assert item is not None
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, QVBoxLayout | QHBoxLayout | QFormLayout):
            _emptied(inner)
            inner.deleteLater()

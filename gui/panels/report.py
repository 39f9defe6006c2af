"""The real pages of the report beside its sections, in place of the plots; made anew in the background at a change."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from analysis.errors import RunloupeError
from analysis.model.project import Project
from analysis.model.report import Report
from analysis.model.report_options import Paper, ReportOptions
from analysis.model.run import RunId
from analysis.progress import Progress
from analysis.report.placed import Placed, placed
from gui.dialogs.files import LAST_REPORT, PICTURE, ask_for_one
from gui.panels import Area, Panel, PanelKind, Tools
from gui.selection import Layout, Selection
from gui.tasks import Task
from gui.theme import Theme
from gui.widgets.labels import label
from gui.widgets.page_view import PageView

SOON = 80  # milliseconds in which many changes become one
FORM_WIDTH = 288
TEXTS = (("author", "Author"), ("organisation", "Organisation"), ("confidentiality", "Confidentiality line"))


_Parts = tuple[tuple[object, ...], tuple[object, ...]]
_Known = tuple[_Parts, Report]  # a report with all its sections, and what it was computed from
_Answer = tuple[_Known, Report, Placed]  # all that is known, what of it is wanted, its pages


class ReportPanel(Panel):
    """Shows the page that is seen as it will be printed.

    The page that is seen is drawn first, then all. ``seen`` tells that it is up to date, ``drawn`` that all are.
    """

    seen = Signal()
    drawn = Signal()

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._session = tools.session
        self._act = tools.act
        self._task: Task | None = None
        self._known: _Known | None = None
        self._at = 0  # the page that is to be seen
        self.placed: Placed | None = None
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self._refresh)
        self.texts = {name: self._text(name, title) for name, title in (("title", "Title"), *TEXTS)}
        self.paper, self.attach = self._papers(), QCheckBox("Attach findings and samples to the PDF")
        self.attach.clicked.connect(lambda on: self._change("attachments", attach=on))
        self.group = QCheckBox("All shown runs as a group")
        self.group.clicked.connect(lambda on: self._change("runs", group=on))
        self.since = QPushButton("Compare with the last report…")
        self.since.clicked.connect(self._on_since)
        self.logo = QPushButton("Choose…")
        self.logo.clicked.connect(self._on_logo)
        self.sections = self._section_list()
        self.page = PageView()
        self.where = label(role="muted")
        self._lay_out()
        self.setVisible(False)
        self._session.project_changed.connect(self._on_project_changed)
        self._session.selection_changed.connect(self._on_selection_changed)

    def set_theme(self, theme: Theme) -> None:
        """The desk below the page is of the theme."""
        self.page.set_theme(theme)

    def commit(self) -> None:
        """Take over a text that is being typed."""
        for edit in self.texts.values():
            if edit.hasFocus() and edit.isModified():
                edit.editingFinished.emit()

    def turn(self, pages: int) -> None:
        """Show a page further on, or back."""
        self._show_page(self._at + pages)

    # ------------------------------------------------------------------------------------------ making

    def _text(self, name: str, title: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(title)
        made.setMaxLength(400)
        made.editingFinished.connect(lambda: self._on_text(name, made.text()))
        return made

    def _papers(self) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName("Paper")
        for paper in Paper:
            made.addItem(paper.value, paper)
        made.activated.connect(lambda _: self._change("paper", paper=made.currentData()))
        return made

    def _section_list(self) -> QListWidget:
        made = QListWidget()
        made.setAccessibleName("Sections of the report")
        made.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        made.model().rowsMoved.connect(lambda *_: self._on_sections())
        made.itemChanged.connect(lambda _: self._on_sections())
        made.currentItemChanged.connect(lambda item, _: self._on_chosen(item))
        return made

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for (_, title), edit in zip((("title", "Title"), *TEXTS), self.texts.values(), strict=True):
            form.addRow(title, edit)
        line = QHBoxLayout()
        line.addWidget(self.paper, 1)
        line.addWidget(self.logo)
        form.addRow("Paper and logo", line)
        form.addRow(self.attach)
        form.addRow(self.group)
        form.addRow(self.since)
        left = QWidget()
        left.setFixedWidth(FORM_WIDTH)
        rows = QVBoxLayout(left)
        rows.setContentsMargins(16, 12, 8, 12)
        rows.addLayout(form)
        rows.addWidget(label("Sections: drag to reorder, tick to include", role="muted"))
        rows.addWidget(self.sections, 1)
        rows.addWidget(self._button("Export bundle…", "report.bundle"))
        rows.addWidget(self._button("Export PDF…", "report.export"))
        right = QVBoxLayout()
        right.setContentsMargins(0, 8, 8, 8)
        right.addWidget(self.page, 1)
        turning = QHBoxLayout()
        for text, name, pages in (("‹", "Previous page", -1), ("›", "Next page", 1)):
            button = QPushButton(text)
            button.setAccessibleName(name)
            button.setFixedWidth(40)
            button.clicked.connect(lambda _=False, pages=pages: self.turn(pages))
            turning.addWidget(button)
        turning.addWidget(self.where, 1)
        right.addLayout(turning)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.addWidget(left)
        columns.addLayout(right, 1)

    def _button(self, text: str, action: str) -> QPushButton:
        made = QPushButton(text)
        made.clicked.connect(lambda: self._act(action))
        return made

    # ------------------------------------------------------------------------------------------ wishes

    def _on_text(self, name: str, text: str) -> None:
        project = self._session.project
        if name == "title":
            self._session.change("Title the report", replace(project, title=text))
        elif text != getattr(project.report, name):
            self._change(name, **{name: text})

    def _change(self, what: str, **changes: object) -> None:
        project = self._session.project
        options = replace(project.report, **changes)  # type: ignore[arg-type]
        self._session.change(f"Change the report's {what}", replace(project, report=options))

    def _on_logo(self) -> None:
        if self._session.project.report.logo:
            self._change("logo", logo=b"")
        else:
            ask_for_one(self, "Choose a logo", PICTURE, self._on_logo_chosen)

    def _on_logo_chosen(self, path: Path) -> None:
        from analysis.report.request import logo_of

        try:
            self._change("logo", logo=logo_of(path))
        except (RunloupeError, OSError) as error:
            self.where.setText(str(error))

    def _on_since(self) -> None:
        if self._session.project.report.since:
            self._change("last report", since="")
        else:
            done = lambda path: self._change("last report", since=str(path))  # noqa: E731
            ask_for_one(self, "Choose the last report", LAST_REPORT, done)

    def _on_sections(self) -> None:
        items = [self.sections.item(row) for row in range(self.sections.count())]
        ids = tuple(str(item.data(Qt.ItemDataRole.UserRole)) for item in items)
        out = tuple(name for name, item in zip(ids, items, strict=True) if item.checkState() is Qt.CheckState.Unchecked)
        from analysis.report.build import section_kinds

        usual = tuple(kind.id for kind in section_kinds())
        self._change("sections", order=() if ids == usual else ids, left_out=out)

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        """Turn to the first page of a section."""
        if item is not None and self.placed is not None:
            page = self.placed.sections.get(str(item.data(Qt.ItemDataRole.UserRole)))
            if page is not None:
                self._show_page(page)

    # ------------------------------------------------------------------------------------------ showing

    def _on_project_changed(self, old: Project, new: Project) -> None:
        if old is not new:
            self._later()

    def _on_selection_changed(self, old: Selection, new: Selection) -> None:
        if (old.layout, old.a, old.b, old.shown) != (new.layout, new.a, new.b, new.shown):
            self._later()

    def _later(self) -> None:
        session = self._session
        self.setVisible(session.selection.layout is Layout.REPORT and bool(session.project.runs))
        self._cancel()
        if not self.isHidden():
            self._fill()
            self._soon.start()

    def _fill(self) -> None:
        """Say what the project has decided."""
        from analysis.report.build import section_kinds
        from analysis.report.sections import PAIR

        project = self._session.project
        for name, edit in self.texts.items():
            text = project.title if name == "title" else getattr(project.report, name)
            if edit.text() != text:
                edit.setText(text)
        self.paper.setCurrentIndex(self.paper.findData(project.report.paper))
        self.attach.setChecked(project.report.attach)
        self.group.setChecked(project.report.group)
        self.group.setEnabled(len(self._session.shown) > PAIR)
        since = Path(project.report.since).name
        self.since.setText(f"Do not compare with {since}" if since else "Compare with the last report…")
        self.since.setToolTip(project.report.since)
        self.logo.setText("Remove logo" if project.report.logo else "Logo…")
        row = self.sections.currentRow()
        blocker = QSignalBlocker(self.sections)
        self.sections.clear()
        for kind in section_kinds(project.report.order):
            item = QListWidgetItem(kind.title)
            item.setData(Qt.ItemDataRole.UserRole, kind.id)
            out = kind.id in project.report.left_out
            item.setCheckState(Qt.CheckState.Unchecked if out else Qt.CheckState.Checked)
            self.sections.addItem(item)
        self.sections.setCurrentRow(row)
        blocker.unblock()

    def _refresh(self) -> None:
        session = self._session
        if self.isHidden():
            return
        self.where.setText(f"{self.where.text().split(' · ')[0]} · setting the pages…")
        work = self._placing(session.project, tuple(run.id for run in session.reported), self._at)
        self._task = session.tasks.run("Setting the report", work, self._show, self._failed)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _placing(self, project: Project, runs: tuple[RunId, ...], page: int) -> Callable[[Progress], _Answer]:
        """The work: all sections are computed where what they are computed from changed, else arranged anew; one page
        of them is drawn.
        """
        known = self._known

        def work(progress: Progress) -> _Answer:
            from analysis.report.build import arranged, build_report
            from analysis.report.since import chosen_last

            parts = _parts(project, runs)
            whole = known[1] if known is not None and known[0] == parts else None
            if whole is None:
                last = chosen_last(project.report)
                old = known[1] if known is not None and known[0][0] == parts[0] else None
                bare = ReportOptions()
                whole = build_report(project, runs=runs, options=bare, last=last, known=old, progress=progress)
            wanted = arranged(whole, project.report, project.title)
            return (parts, whole), wanted, placed(wanted, progress, page)

        return work

    def _show(self, answer: _Answer) -> None:
        self._known, wanted, self.placed = answer
        self._show_page(self._at)
        if self.placed.only is None:
            self.drawn.emit()
        elif self.placed.only == self._at:
            self.seen.emit()
            known = self._known
            work = lambda progress: (known, wanted, placed(wanted, progress))  # noqa: E731
            self._task = self._session.tasks.run("Setting the report", work, self._show, self._failed, patient=True)

    def _show_page(self, page: int) -> None:
        """Show a page, as soon as it is drawn."""
        if self.placed is None:
            return
        self._at = max(0, min(page, len(self.placed.pages) - 1))
        self.where.setText(f"Page {self._at + 1} of {len(self.placed.pages)}")
        if self.placed.holds(self._at):
            self.page.show_page(self.placed, self._at)
        else:
            self._cancel()
            self._refresh()

    def _failed(self, error: RunloupeError) -> None:
        self.where.setText(str(error))


def _parts(project: Project, runs: tuple[RunId, ...]) -> _Parts:
    """What a report is computed from: of what assessing and comparing are made, then the rest."""
    data = tuple(id(run) for run in project.runs)
    rules = (project.model, dict(project.thresholds), project.pairs, project.repeats)
    said = (project.annotations, project.rejections, project.kept, project.files, project.choices)
    return (data, runs, *rules), (*said, project.report.since)


PANEL = PanelKind("report", "Report", Area.CENTRE, order=2, stretch=1, make=ReportPanel)

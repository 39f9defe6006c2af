"""The annotations: a list to filter, sort and group, and the chosen one to edit."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QPushButton, QScrollArea, QVBoxLayout

from analysis import wording
from analysis.annotations import evidence
from analysis.annotations.listing import Filter, Group, Sort, listed
from analysis.errors import RunloupeError
from analysis.glossary import title
from analysis.model.annotation import Annotation, AnnotationId, Origin
from analysis.model.notice import Severity
from analysis.model.project import Project
from analysis.progress import Progress
from gui.dialogs.open_link import ask_to_open_link
from gui.panels import Area, Panel, PanelKind, Tools
from gui.selection import Selection
from gui.tasks import Task
from gui.theme import LIGHT, Theme
from gui.widgets.annotation_editor import AnnotationEditor, evidence_text
from gui.widgets.annotation_list import AnnotationList
from gui.widgets.labels import label, mnemonic_free

LONG = 500_000  # samples in scope from which on a checksum is worked out in the background


class AnnotationsPanel(Panel):
    """List and editor follow the selection, and the selection follows them. Typing a note is one undo step."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._session = tools.session
        self._tools = tools
        self._theme = LIGHT
        self._filter = Filter()
        self._sort, self._group = Sort.STEP, Group.NOTHING
        self._task: Task | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._bring_into_sight)
        self._list = AnnotationList()
        self._count = label(role="muted")
        self._search = QLineEdit()
        self._search.setPlaceholderText("Filter: words of title, label, note, author")
        self._search.setAccessibleName("Filter of the annotations")
        self._search.setClearButtonEnabled(True)
        self._narrow = QPushButton("Show")
        self._narrow.setAccessibleName("Which annotations are listed, in which order")
        self._narrow.setMenu(QMenu(self._narrow))
        self._editor = AnnotationEditor()
        self._lay_out()
        self._connect()
        self._fill()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._editor.set_theme(theme)
        self._fill()

    def commit(self) -> None:
        """Take over what is being typed: note, label, title and steps."""
        self._editor.commit()

    def _lay_out(self) -> None:
        frame = QFrame()
        frame.setProperty("edge", "left")
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(16, 8, 12, 12)
        rows.setSpacing(8)
        line = QHBoxLayout()
        line.addWidget(label("Annotations", role="title"), 1)
        line.addWidget(self._count)
        rows.addLayout(line)
        line = QHBoxLayout()
        line.addWidget(self._search, 1)
        line.addWidget(self._narrow)
        rows.addLayout(line)
        rows.addWidget(self._list, 1)
        rows.addWidget(self._editor)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)

    def _connect(self) -> None:
        session = self._session
        self._list.chosen.connect(lambda key: session.select(annotation=AnnotationId(key)))
        self._list.doubleClicked.connect(lambda: self._tools.act("view.focus"))
        self._search.textChanged.connect(lambda text: self._show_filter(text=text))
        self._narrow.menu().aboutToShow.connect(self._fill_menu)
        self._editor.edited.connect(self._on_edited)
        self._editor.asked.connect(self._tools.act)
        self._editor.chosen.connect(lambda key: session.select(annotation=AnnotationId(key)))
        self._editor.unlinked.connect(self._on_unlinked)
        self._editor.link_clicked.connect(lambda address: ask_to_open_link(self, address))
        session.project_changed.connect(self._on_project_changed)
        session.selection_changed.connect(self._on_selection_changed)

    @property
    def _chosen(self) -> Annotation | None:
        key = self._session.selection.annotation
        return None if key is None else self._session.project.annotation(key)

    def _on_project_changed(self, old: Project, new: Project) -> None:
        if (old.annotations, old.labels, old.runs) != (new.annotations, new.labels, new.runs):
            self._fill()

    def _on_selection_changed(self, old: Selection, new: Selection) -> None:
        if old.hidden != new.hidden:
            self._fill()
        elif old.annotation != new.annotation:
            self._list.choose(new.annotation)
            self._show()
            if new.annotation is not None:
                self._soon.start()

    def _bring_into_sight(self) -> None:
        """Scroll the column to the editor of the annotation that was just chosen."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None and self._editor.isVisible():
            above.ensureWidgetVisible(self._editor, 0, 8)

    def _fill(self) -> None:
        """List the annotations that the filter lets through, and show the chosen one in the editor."""
        project = self._session.project
        seen = project.with_annotations(self._session.selection.seen(project.annotations))
        colours = {one.name: one.colour for one in project.labels}
        self._list.show_listed(listed(seen, self._filter, self._sort, self._group), self._theme, colours)
        shown, there = len({mark.id for mark in self._list.shown}), len(project.annotations)
        count = wording.count(there) if shown == there else f"{wording.count(shown)} of {wording.count(there)}"
        self._count.setText(count if there else "none yet: press M and drag")
        for widget in (self._search, self._narrow):
            widget.setVisible(there > 0)
        self._list.choose(self._session.selection.annotation)
        self._show()

    def _show(self) -> None:
        mark = self._chosen
        self._editor.show_mark(self._session.project, mark)
        if self._task is not None:
            self._task.cancel()
        if mark is None or not mark.evidence:
            self._editor.show_evidence("")
            return
        project = self._session.project

        def work(progress: Progress) -> str:
            progress.step(0, 1)
            return evidence_text(project, mark, evidence.as_of(project, mark))

        if sum(len(series) for run in project.runs for series in run.series) < LONG:
            self._editor.show_evidence(evidence_text(project, mark, evidence.as_of(project, mark)))
        else:
            self._editor.show_evidence("Comparing with the data…")
            self._task = self._session.tasks.run("Comparing evidence", work, self._editor.show_evidence, _raise)

    def _on_edited(self, changes: dict[str, object]) -> None:
        chosen = self._chosen
        if chosen is not None:
            self._session.edit(chosen.id, **changes)

    def _on_unlinked(self, key: str) -> None:
        chosen = self._chosen
        if chosen is not None:
            self._session.edit(chosen.id, links=tuple(link for link in chosen.links if link != key))

    def _show_filter(self, **changes: object) -> None:
        self._filter = replace(self._filter, **changes)  # type: ignore[arg-type]
        narrowed = replace(self._filter, text="") != Filter()
        self._narrow.setText("Show (filtered)" if narrowed else "Show")
        self._fill()

    def _arrange(self, key: object) -> None:
        """Take another order or other headings."""
        self._sort = key if isinstance(key, Sort) else self._sort
        self._group = key if isinstance(key, Group) else self._group
        self._fill()

    def _fill_menu(self) -> None:
        """What can be filtered, by what is there now; then order, headings and whose annotations are drawn."""
        menu, project = self._narrow.menu(), self._session.project
        menu.clear()
        marks = project.annotations
        labels = dict.fromkeys((*(one.name for one in project.labels), *(mark.label for mark in marks)))
        authors = dict.fromkeys(mark.author for mark in marks)
        for field, name, entries in (
            ("label", "Label", [(one, one) for one in labels]),
            ("run", "Run", [(run.id, run.name) for run in project.runs]),
            ("metric", "Metric", [(metric, title(metric)) for metric in project.metrics]),
            ("severity", "Severity", [(one, one.value) for one in Severity]),
            ("author", "Author", [(one, one or "no author") for one in authors]),
            ("origin", "Origin", [(one, one.value) for one in Origin]),
        ):
            _submenu(
                menu, name, [(None, "All"), *entries], getattr(self._filter, field), partial(self._narrow_by, field)
            )
        menu.addSeparator()
        orders = [(one, one.value) for one in Sort]
        _submenu(menu, "Sort by", orders, self._sort, self._arrange)
        headings = [(one, one.value) for one in Group]
        _submenu(menu, "Group by", headings, self._group, self._arrange)
        menu.addSeparator()
        hidden = self._session.selection.hidden
        drawn = menu.addMenu("Authors shown")
        for who in authors:
            action = drawn.addAction(mnemonic_free(who or "no author"), partial(self._toggle_author, who))
            action.setCheckable(True)
            action.setChecked(who not in hidden)
        menu.addAction("Show all", self._show_all)

    def _narrow_by(self, field: str, key: object) -> None:
        self._show_filter(**{field: key})

    def _toggle_author(self, who: str) -> None:
        hidden = {*self._session.selection.hidden} ^ {who}
        self._session.select(hidden=tuple(sorted(hidden)))

    def _show_all(self) -> None:
        self._search.clear()
        self._filter = Filter()
        self._show_filter()
        self._session.select(hidden=())


def _submenu(
    menu: QMenu, name: str, entries: Sequence[tuple[object, str]], now: object, chosen: Callable[[object], None]
) -> None:
    """A menu of which one entry is chosen."""
    under = menu.addMenu(name)
    group = QActionGroup(under)
    for key, text in entries:
        action = under.addAction(mnemonic_free(text), partial(chosen, key))
        action.setCheckable(True)
        action.setChecked(key == now)
        group.addAction(action)


def _raise(error: RunloupeError) -> None:
    raise error


PANEL = PanelKind("annotations", "Annotations", Area.RIGHT, order=2, stretch=1, make=AnnotationsPanel)

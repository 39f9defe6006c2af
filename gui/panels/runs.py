"""The sidebar: runs with colour, role and length, and their metrics with unit and fidelity."""

import re
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from analysis import wording
from analysis.glossary import ordered, title
from analysis.health import RULE
from analysis.model.project import Project
from analysis.model.run import Run, RunId
from gui.panels import Area, Panel, PanelKind, Tools
from gui.selection import Selection, arranged
from gui.theme import LIGHT, Theme, dash, run_colour
from gui.widgets.icons import chip
from gui.widgets.labels import label, tip
from gui.widgets.stars import RATING, STATE, RatedTree, told

NAME, ROLE, STEPS = range(3)
NARROW = 240  # pixels
KEY = Qt.ItemDataRole.UserRole
MENU = (
    ("Rename…", "runs.rename"),
    ("This is one run with…", "runs.join"),
    ("Split a file out…", "runs.split"),
    ("Read its files in another way…", "runs.reread"),
    ("Find missing files…", "file.find"),
    ("Read again", "file.again"),
)


class RunsPanel(Panel):
    """A tree of runs and metrics. Checks choose what is drawn; a click in the middle column gives role A or B.

    Below the name of a run that is assessed stand its stars and how much was rated; the tip has the rule of the stars.
    """

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._session = tools.session
        self._act = tools.act
        self._theme = LIGHT
        self._filling = False
        self._filter = QLineEdit(placeholderText="Filter runs: text or /regex/", clearButtonEnabled=True)
        self._filter.setAccessibleName("Filter runs")
        self._filter.textChanged.connect(self._apply_filter)
        self._filter.setAcceptDrops(False)  # files are for the window
        self._filter.installEventFilter(self)
        self._tree = self._make_tree()
        add = QPushButton("Add runs…")
        add.clicked.connect(lambda: tools.act("file.open"))
        self._lay_out(add)
        self._session.project_changed.connect(self._on_project_changed)
        self._session.selection_changed.connect(self._on_selection_changed)
        self._session.assessment_ready.connect(self._on_assessed)
        self._session.files_noted.connect(self._on_files_noted)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._tree.set_theme(theme)
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow sidebar the names need the room that the numbers of steps take."""
        super().resizeEvent(event)
        self._tree.setColumnHidden(STEPS, event.size().width() < NARROW)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape leaves the filter, so that keys mean actions again."""
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if watched is self._filter and escape and event.type() is QEvent.Type.KeyPress:
            self._filter.clear()
            self._tree.setFocus()
            return True
        return super().eventFilter(watched, event)

    def _make_tree(self) -> RatedTree:
        tree = RatedTree()
        tree.setAccessibleName("Runs and their metrics")
        tree.setColumnCount(3)
        tree.setHeaderHidden(True)
        tree.setIndentation(16)
        tree.setIconSize(QSize(22, 16))
        tree.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(ROLE, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(STEPS, QHeaderView.ResizeMode.ResizeToContents)
        tree.itemChanged.connect(self._on_item_changed)
        tree.itemClicked.connect(self._on_item_clicked)
        tree.currentItemChanged.connect(self._on_current_changed)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.customContextMenuRequested.connect(self._on_menu_requested)
        return tree

    def _lay_out(self, add: QPushButton) -> None:
        frame = QFrame()
        frame.setProperty("edge", "right")
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(12, 12, 12, 12)
        rows.setSpacing(8)
        rows.addWidget(label("Runs", role="title"))
        rows.addWidget(self._filter)
        rows.addWidget(self._tree, 1)
        rows.addWidget(add)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)

    def _on_project_changed(self, old: Project, new: Project) -> None:
        if old.runs is not new.runs:
            self._fill()

    def _on_selection_changed(self, old: Selection, new: Selection) -> None:
        if (old.shown, old.a, old.b, old.metrics) != (new.shown, new.a, new.b, new.metrics):
            self._mark()

    def _fill(self) -> None:
        """Build the tree anew, keeping what was expanded."""
        tree = self._tree
        items = [tree.topLevelItem(place) for place in range(tree.topLevelItemCount())]
        expanded = {item.data(NAME, KEY) for item in items if item is not None and item.isExpanded()}
        known = {item.data(NAME, KEY) for item in items if item is not None}
        self._filling = True
        tree.clear()
        runs = self._session.project.runs
        for run in runs:
            item = self._run_item(run)
            tree.addTopLevelItem(item)
            item.setExpanded(run.id in expanded or (run.id not in known and len(runs) == 1))  # all runs stay in sight
            if run.id == self._session.selection.run:
                tree.setCurrentItem(item)
        self._filling = False
        self._mark()
        self._apply_filter()

    def _run_item(self, run: Run) -> QTreeWidgetItem:
        longest = max((len(series) for series in run.series), default=0)
        item = QTreeWidgetItem([run.name, "", "–" if run.away else wording.count(longest)])
        item.setData(NAME, KEY, run.id)
        item.setIcon(NAME, chip(run_colour(self._theme, run.colour), dash(run.colour)))
        self._rate(item, run)
        item.setToolTip(ROLE, tip("Click to make this run A or B"))
        item.setToolTip(STEPS, tip("Points of the longest metric"))
        item.setTextAlignment(STEPS, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setTextAlignment(ROLE, Qt.AlignmentFlag.AlignCenter)
        for series in sorted(run.series, key=lambda entry: ordered(run.metrics).index(entry.name)):
            child = QTreeWidgetItem([title(series.name), "", ""])
            child.setData(NAME, KEY, series.name)
            told = [series.name, wording.badge(series), wording.steps(series.span)]
            if series.nonfinite:
                told.append(f"{wording.plural(series.nonfinite, 'value')} not finite")
            child.setToolTip(NAME, tip("; ".join(told)))
            item.addChild(child)
        return item

    def _rate(self, item: QTreeWidgetItem, run: Run) -> None:
        """Give a run's row its rating, in stars, in words and with the rule; nothing before it is assessed."""
        assessment = self._session.assessment(run.id)
        state = self._session.where.state(run)
        item.setData(NAME, STATE, _state(run, state))
        lines = [f"{run.name}: {wording.steps(run.span)}"]
        if assessment is not None:
            rating = assessment.rating
            item.setData(NAME, RATING, rating)
            item.setData(NAME, Qt.ItemDataRole.AccessibleTextRole, f"{run.name}, {told(rating)}")
            lines += [rating.sentence, RULE]
        lines += [] if not state and not run.away else [_FILES.get(state, _FILES["away"])]
        item.setToolTip(NAME, tip("\n".join(lines)))

    def _on_files_noted(self) -> None:
        for run in self._session.project.runs:
            self._on_assessed(run.id)

    def _on_assessed(self, run_id: str) -> None:
        for place in range(self._tree.topLevelItemCount()):
            item = self._tree.topLevelItem(place)
            if item is not None and item.data(NAME, KEY) == run_id:
                self._filling = True
                self._rate(item, self._session.project.run(RunId(run_id)))
                self._filling = False

    def _mark(self) -> None:
        """Show what is chosen: checks of runs and metrics, roles."""
        self._filling = True
        selection = self._session.selection
        for place in range(self._tree.topLevelItemCount()):
            item = self._tree.topLevelItem(place)
            assert item is not None
            key = item.data(NAME, KEY)
            item.setCheckState(NAME, _check(shown=key in selection.shown))
            item.setText(ROLE, "A" if key == selection.a else "B" if key == selection.b else "·")
            for index in range(item.childCount()):
                child = item.child(index)
                assert child is not None
                child.setCheckState(NAME, _check(shown=child.data(NAME, KEY) in selection.metrics))
        self._filling = False

    def _on_item_changed(self, item: QTreeWidgetItem, column: int) -> None:
        if self._filling or column != NAME:
            return
        key, on = item.data(NAME, KEY), item.checkState(NAME) is Qt.CheckState.Checked
        if item.parent() is None:
            chosen = {*self._session.selection.shown, key} if on else {*self._session.selection.shown} - {key}
            runs = self._session.project.runs
            self._session.select(shown=tuple(run.id for run in runs if run.id in chosen))
        else:
            metrics = {*self._session.selection.metrics, key} if on else {*self._session.selection.metrics} - {key}
            known = (name for name in self._session.project.metrics if name in metrics)
            self._session.select(metrics=arranged(known, self._session.selection.order))

    def _on_item_clicked(self, item: QTreeWidgetItem, column: int) -> None:
        if column == ROLE and item.parent() is None:
            key = item.data(NAME, KEY)
            self._give_role(key, "b" if key == self._session.selection.a else "a")

    def _on_current_changed(self, item: QTreeWidgetItem | None) -> None:
        if not self._filling and item is not None:
            self._session.select(run=(item.parent() or item).data(NAME, KEY))

    def _give_role(self, run: RunId, role: str) -> None:
        """Make a run A or B; the run that had the role takes the other one where the two would be the same."""
        other = "b" if role == "a" else "a"
        before = getattr(self._session.selection, role)
        changes = {role: run}
        if getattr(self._session.selection, other) == run:
            changes[other] = before
        self._session.select(**changes)

    def _on_menu_requested(self, at: QPoint) -> None:
        item = self._tree.itemAt(at)
        if item is None or item.parent() is not None:
            return
        key = item.data(NAME, KEY)
        menu = QMenu(self._tree)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Make it run A", lambda: self._give_role(key, "a"))
        menu.addAction("Make it run B", lambda: self._give_role(key, "b"))
        self._session.select(run=key)
        menu.addSeparator()
        files = len(self._session.project.run(key).paths)
        lost = bool(self._session.where.missing)
        able = (True, len(self._session.project.runs) > 1, files > 1, files > 0, lost, files > 0)
        for (text, action), enabled in zip(MENU, able, strict=True):
            menu.addAction(text, partial(self._act, action)).setEnabled(enabled)
        menu.addSeparator()
        menu.addAction("Remove from the project", lambda: self._remove(key))
        menu.popup(self._tree.viewport().mapToGlobal(at))

    def _remove(self, run: RunId) -> None:
        project = self._session.project
        self._session.change(f"Remove {project.run(run).name}", project.without_run(run))

    def _apply_filter(self) -> None:
        matches = _matcher(self._filter.text())
        for place in range(self._tree.topLevelItemCount()):
            item = self._tree.topLevelItem(place)
            assert item is not None
            item.setHidden(not matches.search(item.text(NAME)))


def _state(run: Run, state: str) -> str:
    """What is said beside the stars of a run whose files are not as they were; nothing of those that are not needed."""
    if state == "changed":
        return "file changed"
    if not run.away:
        return ""
    return "file not found" if state == "missing" else "data not at hand"


_FILES = {
    "changed": "Its file has changed since it was read. Read again (F5) takes over what is there now.",
    "missing": "A file of it was not found where it was, nor near the project. File > Find missing files.",
    "away": "Reading its files, which are the same, gives other data now. Read again (F5) takes them.",
}


def _check(*, shown: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked


def _matcher(text: str) -> re.Pattern[str]:
    """The pattern of a filter: /regex/ as it is, everything else as plain text; a broken regex as plain text."""
    if len(text) > 2 and text.startswith("/") and text.endswith("/"):
        try:
            return re.compile(text[1:-1], re.IGNORECASE)
        except re.error:
            pass
    return re.compile(re.escape(text), re.IGNORECASE)


PANEL = PanelKind("runs", "Runs", Area.LEFT, order=0, stretch=3, make=RunsPanel)

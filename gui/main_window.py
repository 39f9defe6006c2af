"""Puts panels and menus together; behaviour lives in them."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from analysis import wording
from analysis.model.notice import Notice, Severity
from analysis.registry import offered
from gui import panels, settings, theme
from gui.actions import annotate, checks, file, plot, recovery, watching
from gui.actions.action import Action, Desk
from gui.following import Follower
from gui.menus import ACTIONS, BREAK, ICON_ONLY, MENUS, PRIMARY, RECENT, TOOLBAR
from gui.panels import Area, Panel, PanelKind, Tools
from gui.panels.plots.panel import PlotsPanel
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Task, Tasks
from gui.widgets.icons import SIZE, icon
from gui.widgets.labels import label, mnemonic_free
from gui.widgets.notice_bar import NoticeBar

LEAST_RIGHT = 384  # pixels in which a row of statistics can be read
WIDTHS = (264, 776, 400)
NARROW = 1280  # pixels of window below which the toolbar shows icons only


class MainWindow(QMainWindow):
    """Panels around the plots, menus and a toolbar from the tables above, and the desk at which actions work."""

    def __init__(self, tasks: Tasks, preferences: Settings, preferences_file: Path) -> None:
        super().__init__()
        self.session = Session(tasks)
        self._preferences = preferences
        self._preferences_file = preferences_file
        self._leaving = False
        self.notices = NoticeBar()
        self.panels = self._make_panels()
        (plots,) = (panel for panel in self.panels.values() if isinstance(panel, PlotsPanel))
        self.plots = plots
        self.desk = Desk(
            session=self.session,
            plots=plots,
            window=self,
            notify=self.notices.show_notice,
            ask=self.notices.ask,
            preferences=lambda: self._preferences,
            prefer=self.prefer,
            actions=ACTIONS,
        )
        self.made = {action.key: self._make_action(action) for action in ACTIONS}
        self._recent = QMenu("Open recent", self)
        self._make_menus()
        self._make_toolbar()
        self._status = _StatusBar(self)
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self._follower = Follower(self.session, self)
        self._connect()
        self.use_theme()
        self._refresh()

    def open_paths(self, paths: tuple[Path, ...]) -> None:
        """Open files or folders, as if they had been dropped."""
        file.open_paths(self.desk, paths)

    def offer_what_was_left(self) -> None:
        """Offer what a process that ended too early had not saved."""
        recovery.offer(self.desk)

    def act(self, key: str) -> None:
        """Run an action by its key, if it is enabled."""
        self.made[key].trigger()

    def prefer(self, preferences: Settings) -> None:
        """Use and keep other preferences."""
        old, self._preferences = self._preferences, preferences
        try:
            settings.store(preferences, self._preferences_file)
        except OSError as error:
            self.notices.show_notice(Notice(Severity.WARNING, f"The preferences could not be kept: {error}"))
        if old.theme != preferences.theme:
            self.use_theme()
        self._refresh()

    def use_theme(self) -> None:
        """Dress everything in the preferred theme, or in the system's."""
        chosen = {"light": theme.LIGHT, "dark": theme.DARK}.get(self._preferences.theme) or theme.system_theme()
        theme.apply(chosen)
        for action in ACTIONS:
            if action.icon:
                faint = theme.mixed(chosen.text, chosen.surface, 0.35)
                ink = chosen.on_accent if action.key == PRIMARY else chosen.text
                self.made[action.key].setIcon(icon(action.icon, ink, disabled=faint))
        for panel in self.panels.values():
            panel.set_theme(chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has room for icons only."""
        super().resizeEvent(event)
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        for key in TOOLBAR:
            if key not in (BREAK, *ICON_ONLY):
                style = alone if event.size().width() < NARROW else beside
                _button(self._bar, self.made[key]).setToolButtonStyle(style)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.plots.grid.view.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
        if paths:
            event.acceptProposedAction()
            self.open_paths(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about changes first; then stop what runs, since no thread may outlive the application."""
        for panel in self.panels.values():
            panel.commit()
        if self._leaving or not self.session.unsaved:
            self.session.tasks.stop()
            self.session.history.keeper.finish()
            event.accept()
        else:
            event.ignore()
            file.guarded(self.desk, partial(self._leave, discard=False), partial(self._leave, discard=True))

    def let_go(self) -> None:
        """Stop what runs and listen no more, before Qt takes the window apart: the undo stack speaks up then."""
        self.session.tasks.stop()
        self.session.undo_stack.indexChanged.disconnect(self._refresh)
        self.session.history.keeper.leave()
        self.session.hold(None)
        plot.hand_over_clipboard()

    def _leave(self, *, discard: bool) -> None:
        """Close after the person decided; what was edited while it was being saved is asked about again."""
        self._leaving = discard
        self.close()

    def _make_panels(self) -> dict[str, Panel]:
        tools = Tools(self.session, self.act, lambda: self._preferences.author)
        kinds = sorted(offered(panels, PanelKind), key=lambda kind: kind.order)
        made = {kind.id: kind.make(tools) for kind in kinds}
        columns = QSplitter(Qt.Orientation.Horizontal)
        columns.setHandleWidth(1)
        columns.setChildrenCollapsible(False)
        for areas in ((Area.LEFT,), (Area.ABOVE, Area.CENTRE, Area.BELOW), (Area.RIGHT,)):
            column = QWidget()
            rows = QVBoxLayout(column)
            rows.setContentsMargins(0, 0, 0, 0)
            rows.setSpacing(0)
            for kind in (kind for area in areas for kind in kinds if kind.area is area):
                rows.addWidget(made[kind.id], kind.stretch)
            columns.addWidget(_scrolled(column) if Area.RIGHT in areas else column)
        columns.setSizes(list(WIDTHS))
        columns.setStretchFactor(1, 1)
        centre = QWidget()
        stack = QVBoxLayout(centre)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        stack.addWidget(self.notices)
        stack.addWidget(columns, 1)
        self.setCentralWidget(centre)
        return made

    def _make_action(self, action: Action) -> QAction:
        made = QAction(action.text, self)
        made.setShortcuts([QKeySequence(keys) for keys in action.shortcuts])
        made.setCheckable(action.checked is not None)
        made.setIconVisibleInMenu(action.checked is None)  # an icon would take the place of the check mark
        keys = f" ({action.shortcuts[0]})" if action.shortcuts else ""
        made.setToolTip(f"{action.tip or action.text.rstrip('…')}{keys}")
        made.triggered.connect(partial(self._on_triggered, action))
        self.addAction(made)
        return made

    def _on_triggered(self, action: Action, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signature
        for panel in self.panels.values():
            panel.commit()
        action.run(self.desk)
        self._refresh()

    def _make_menus(self) -> None:
        for name, keys in MENUS:
            menu = self.menuBar().addMenu(f"&{name}")
            for key in keys:
                if key == BREAK:
                    menu.addSeparator()
                elif key == RECENT:
                    menu.addMenu(self._recent)
                else:
                    menu.addAction(self.made[key])
        self._recent.aboutToShow.connect(self._fill_recent)

    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in self._preferences.recent:
            self._recent.addAction(mnemonic_free(path), partial(self.open_paths, (Path(path),)))
        if self._recent.isEmpty():
            self._recent.addAction("No projects yet").setEnabled(False)

    def _make_toolbar(self) -> None:
        bar = self._bar = QToolBar("Tools")
        bar.setMovable(False)
        bar.setIconSize(QSize(SIZE, SIZE))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for key in TOOLBAR:
            if key == BREAK:
                bar.addSeparator()
            else:
                bar.addAction(self.made[key])
                if key in ICON_ONLY:
                    _button(bar, self.made[key]).setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        room = QWidget()
        room.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(room)
        bar.addAction(self.made[PRIMARY])
        _button(bar, self.made[PRIMARY]).setProperty("primary", "true")
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.addToolBar(bar)

    def _connect(self) -> None:
        session = self.session
        session.project_changed.connect(self._refresh)
        session.selection_changed.connect(self._refresh)
        session.undo_stack.indexChanged.connect(self._refresh)
        session.tasks.changed.connect(lambda: self._status.show_tasks(session.tasks))
        session.history.keeper.trouble.connect(partial(file.tell, self.desk))
        session.history.keeper.mended.connect(partial(recovery.tell_mended, self.desk))
        session.assessment_ready.connect(partial(checks.ask_model, self.desk))
        self.plots.grid.drawn_changed.connect(self._status.show_drawn)
        self._follower.changed.connect(lambda more: watching.read_again(self.desk, asked=False, more=more))
        QApplication.styleHints().colorSchemeChanged.connect(self.use_theme)

    def _refresh(self, *_: object) -> None:
        """Enable and check what applies now; name the file and what undo would undo."""
        for action in ACTIONS:
            made = self.made[action.key]
            made.setEnabled(action.enabled(self.desk))
            if action.checked is not None:
                made.setChecked(action.checked(self.desk))
        self._follower.follow(on=self._preferences.follow)
        for key, text in annotate.label_texts(self.session.project).items():
            self.made[key].setText(text)
        stack = self.session.undo_stack
        self.made["edit.undo"].setText(f"Undo {stack.undoText()}".strip())
        self.made["edit.redo"].setText(f"Redo {stack.redoText()}".strip())
        name = self.session.path.name if self.session.path else "New project"
        mark = " (read only)" if self.session.barred else ""
        self.setWindowTitle(f"{name}{mark}[*] – Runloupe")
        self.setWindowModified(self.session.unsaved)
        self._status.show_project(self.session)


class _StatusBar:
    """What is open and how it is drawn on the left, what is under way on the right."""

    def __init__(self, window: QMainWindow) -> None:
        self._project = label()
        self._drawn = label()
        self._task = label()
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedWidth(120)
        self._bar.setAccessibleName("Progress")
        self._cancel = QPushButton("Cancel")
        self._cancel.setProperty("flat", "true")
        self._cancel.clicked.connect(self._on_cancel)
        self._running: Task | None = None
        bar = window.statusBar()
        bar.addWidget(self._project)
        bar.addWidget(self._drawn, 1)
        for widget in (self._task, self._bar, self._cancel):
            bar.addPermanentWidget(widget)
            widget.hide()

    def show_project(self, session: Session) -> None:
        project = session.project
        parts = [wording.plural(len(project.runs), "run"), wording.plural(len(project.metrics), "metric")]
        if project.span is not None:
            parts.append(wording.steps(project.span))
        self._project.setText(" · ".join(parts) if project.runs else "No runs open")

    def show_drawn(self, text: str) -> None:
        self._drawn.setText(text)

    def show_tasks(self, tasks: Tasks) -> None:
        running = tasks.running
        self._running = running[0] if running else None
        for widget in (self._task, self._bar, self._cancel):
            widget.setVisible(bool(running))
        if running:
            task = running[0]
            done, total, text = task.state
            more = f" and {len(running) - 1} more" if len(running) > 1 else ""
            detail = f": {text}" if text and text != task.label else ""
            self._task.setText(f"{task.label}{detail}{more}")
            self._bar.setRange(0, total)
            self._bar.setValue(done)

    def _on_cancel(self) -> None:
        if self._running is not None:
            self._running.cancel()


def _scrolled(column: QWidget) -> QScrollArea:
    """A column that scrolls when the window is too low for it, instead of squeezing its panels."""
    area = QScrollArea()
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumWidth(LEAST_RIGHT)
    area.setWidget(column)
    return area


def _button(bar: QToolBar, action: QAction) -> QToolButton:
    widget = bar.widgetForAction(action)
    assert isinstance(widget, QToolButton)
    return widget

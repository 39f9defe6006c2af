"""Fills the frame of the window with session, panels and actions, piece by piece; behaviour lives in them."""

from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QProgressBar, QPushButton

from analysis.model.notice import Notice, Severity
from gui import settings, theme
from gui.plan import FACES
from gui.settings import Settings
from gui.shell import Shell
from gui.tasks import PICTURE, Task, Tasks
from gui.widgets.labels import label, mnemonic_free

if TYPE_CHECKING:  # they stand on numpy and pyqtgraph, for which the frame of the window does not wait
    from gui.actions.action import Action, Desk
    from gui.following import Follower
    from gui.panels import Panel, PanelKind, Tools
    from gui.panels.plots.panel import PlotsPanel
    from gui.session import Session

UNSEEN = 500  # milliseconds after which a window is filled that nobody could see yet
LONGEST, LOOK = 2000, 10  # milliseconds that the panels wait for a first picture at most, and between two looks


class MainWindow(Shell):
    """Panels around the plots, and the desk at which the actions of menus and toolbar work.

    It is filled in pieces, one a turn of the event loop, from ``begin`` on; what else is asked of it makes it complete
    first. ``filled`` tells that it is, as ``whole`` does.
    """

    filled = Signal()
    session: "Session"
    plots: "PlotsPanel"
    desk: "Desk"
    _follower: "Follower"

    def __init__(self, tasks: Tasks, preferences: Settings, preferences_file: Path) -> None:
        super().__init__()
        self.panels: dict[str, Panel] = {}
        self.whole = False
        self._tasks = tasks
        self._preferences = preferences
        self._preferences_file = preferences_file
        self._leaving = False
        self._actions: tuple[Action, ...] = ()
        self._recent = QMenu("Open recent", self)
        self._status = _StatusBar(self)
        self._paths: tuple[Path, ...] = ()
        self._pieces = self._fill()
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._fill_on)
        self.use_theme()
        QApplication.styleHints().colorSchemeChanged.connect(self.use_theme)
        for menu in self.menus.values():
            menu.aboutToShow.connect(self.complete)

    def begin(self, paths: tuple[Path, ...] = ()) -> None:
        """Fill the window once it has been seen; paths are opened as soon as there are plots to show them."""
        self._paths = paths
        self.painted.connect(partial(self._next.start, 0))
        self._next.start(UNSEEN)

    def complete(self) -> None:
        """Make at once whatever is still missing."""
        while not self.whole:
            self._fill_on()

    def open_paths(self, paths: tuple[Path, ...]) -> None:
        """Open files or folders, as if they had been dropped."""
        from gui.actions import file

        self.complete()
        file.open_paths(self.desk, paths)

    def offer_what_was_left(self) -> None:
        """Offer what a process that ended too early had not saved."""
        from gui.actions import recovery

        recovery.offer(self.desk)

    def act(self, key: str) -> None:
        """Run an action by its key, if it is enabled."""
        self.complete()
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
        self.dress(chosen)
        for action in self._actions:
            if action.icon and action.key not in FACES:
                self.set_icon(action.key, action.icon, chosen.text, chosen)
        for panel in self.panels.values():
            panel.set_theme(chosen)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.whole:
            self._focus_plots()

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
        from gui.actions import file

        self.complete()
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
        from gui.actions import plot

        self.complete()
        self.session.tasks.stop()
        self.session.tasks.changed.disconnect(self._show_tasks)
        self.session.undo_stack.indexChanged.disconnect(self._refresh)
        self.session.history.keeper.leave()
        self.session.hold(None)
        plot.hand_over_clipboard()

    def _focus_plots(self) -> None:
        """A key means an action from the start; in the first field of the window it would be a letter."""
        view = self.plots.grid.view
        (view if view.isVisible() else self.plots).setFocus()

    def _leave(self, *, discard: bool) -> None:
        """Close after the person decided; what was edited while it was being saved is asked about again."""
        self._leaving = discard
        self.close()

    def _fill_on(self) -> None:
        pause = next(self._pieces, None)
        self.whole = pause is None
        if pause is not None:
            self._next.start(pause)
        else:
            self._next.stop()
            self.filled.emit()

    def _fill(self) -> Iterator[int]:
        """Make the window piece by piece; between two of them so many milliseconds may pass.

        The plots come first. The other panels wait for the first picture of what was asked to be opened, not for long.
        """
        for name in ("numpy", "pyqtgraph", "gui.session", "gui.panels.plots", "gui.actions.file"):
            import_module(name)
            yield 0
        tools = self._make_desk()
        yield 0
        if self._paths:
            from gui.actions import file

            file.open_paths(self.desk, self._paths)
            for _ in range(0, LONGEST, LOOK):
                if not self._tasks.hurried:
                    break
                yield LOOK
            yield PICTURE
        yield from self._make_panels(tools)
        yield from self._make_actions()

    def _make_desk(self) -> "Tools":
        """The session, the plots, and what actions know."""
        from gui.actions.action import Desk
        from gui.panels import Tools
        from gui.panels.plots import PANEL
        from gui.panels.plots.panel import PlotsPanel
        from gui.session import Session

        self.session = Session(self._tasks)
        tools = Tools(self.session, self.act, lambda: self._preferences.author)
        plots = self._add_panel(PANEL, tools)
        assert isinstance(plots, PlotsPanel)
        self.plots = plots
        self.desk = Desk(
            session=self.session,
            plots=plots,
            window=self,
            notify=self.notices.show_notice,
            ask=self.notices.ask,
            preferences=lambda: self._preferences,
            prefer=self.prefer,
            actions=lambda: self._actions,
        )
        self._connect()
        self._refresh()
        self._focus_plots()
        return tools

    def _make_panels(self, tools: "Tools") -> Iterator[int]:
        """The panels around the plots, which are there."""
        from analysis.registry import modules, offered
        from gui import panels
        from gui.panels import PanelKind

        for name in modules(panels):
            import_module(name)
            yield 0
        for kind in sorted(offered(panels, PanelKind), key=lambda kind: kind.order):
            if kind.id not in self.panels:
                self._add_panel(kind, tools).catch_up(self.session)
                yield 0

    def _add_panel(self, kind: "PanelKind", tools: "Tools") -> "Panel":
        made = self.panels[kind.id] = kind.make(tools)
        made.set_theme(theme.current())
        self.rooms[kind.area].addWidget(made, kind.stretch)
        return made

    def _make_actions(self) -> Iterator[int]:
        """All that can be done, and the menus of it."""
        from gui.menus import ACTIONS, BREAK, MENUS, RECENT

        yield 0
        self.made |= {action.key: self._make_action(action) for action in ACTIONS}
        self._actions = ACTIONS
        yield 0
        for name, keys in MENUS:
            for key in keys:
                if key == BREAK:
                    self.menus[name].addSeparator()
                elif key == RECENT:
                    self.menus[name].addMenu(self._recent)
                else:
                    self.menus[name].addAction(self.made[key])
        self._recent.aboutToShow.connect(self._fill_recent)
        yield 0
        self.use_theme()
        self._refresh()

    def _make_action(self, action: "Action") -> QAction:
        made = self.made.get(action.key) or QAction(action.text, self)
        made.setShortcuts([QKeySequence(keys) for keys in action.shortcuts])
        made.setCheckable(action.checked is not None)
        made.setIconVisibleInMenu(action.checked is None)  # an icon would take the place of the check mark
        keys = f" ({action.shortcuts[0]})" if action.shortcuts else ""
        made.setToolTip(f"{action.tip or action.text.rstrip('…')}{keys}")
        made.triggered.connect(partial(self._on_triggered, action))
        self.addAction(made)
        return made

    def _on_triggered(self, action: "Action", _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signature
        for panel in self.panels.values():
            panel.commit()
        action.run(self.desk)
        self._refresh()

    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in self._preferences.recent:
            self._recent.addAction(mnemonic_free(path), partial(self.open_paths, (Path(path),)))
        if self._recent.isEmpty():
            self._recent.addAction("No projects yet").setEnabled(False)

    def _show_tasks(self) -> None:
        self._status.show_tasks(self.session.tasks)

    def _connect(self) -> None:
        from gui.actions import checks, file, recovery, watching
        from gui.following import Follower

        session = self.session
        session.project_changed.connect(self._refresh)
        session.selection_changed.connect(self._refresh)
        session.undo_stack.indexChanged.connect(self._refresh)
        session.tasks.changed.connect(self._show_tasks)
        session.history.keeper.trouble.connect(partial(file.tell, self.desk))
        session.history.keeper.mended.connect(partial(recovery.tell_mended, self.desk))
        session.assessment_ready.connect(partial(checks.ask_model, self.desk))
        self.plots.grid.drawn_changed.connect(self._status.show_drawn)
        self._follower = Follower(session, self)
        self._follower.changed.connect(lambda more: watching.read_again(self.desk, asked=False, more=more))

    def _refresh(self, *_: object) -> None:
        """Enable and check what applies now; name the file and what undo would undo."""
        for action in self._actions:
            made = self.made[action.key]
            made.setEnabled(action.enabled(self.desk))
            if action.checked is not None:
                made.setChecked(action.checked(self.desk))
        self._follower.follow(on=self._preferences.follow)
        if self._actions:
            from gui.actions import annotate

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

    def show_project(self, session: "Session") -> None:
        from analysis import wording

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

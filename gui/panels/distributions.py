"""Histograms, a scatter and correlation matrices of A and B over the brush, in place of the plots."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from analysis.errors import RunloupeError
from analysis.glossary import title
from analysis.model.brush import Brush, Part, Within
from analysis.model.figure import Sheet
from analysis.model.project import Project
from analysis.model.run import Run, RunId
from analysis.progress import Progress
from analysis.stats.digest import Digest
from gui.panels import Area, Panel, PanelKind, Tools
from gui.plotting.sheet_view import SheetView
from gui.selection import Layout, Selection
from gui.tasks import Task
from gui.theme import Theme
from gui.widgets.labels import label

SOON = 40  # milliseconds in which many changes, e.g. of a drag, become one
Sheets = tuple[Sheet, ...]
Digests = dict[tuple[RunId, str], Digest]


class DistributionsPanel(Panel):
    """Has its sheets made in the background while it is seen. ``drawn`` tells that they are up to date."""

    drawn = Signal()

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._session = tools.session
        self._theme: Theme | None = None
        self._task: Task | None = None
        self._parts: list[tuple[QLabel, QLabel, SheetView]] = []
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self._refresh)
        self.x_picker, self.y_picker = (self._picker(axis) for axis in ("x", "y"))
        self._page = QVBoxLayout()
        self._lay_out()
        self.setVisible(False)
        self._session.project_changed.connect(self._on_project_changed)
        self._session.selection_changed.connect(self._on_selection_changed)
        self._session.digests.ready.connect(self._later)

    @property
    def views(self) -> tuple[SheetView, ...]:
        """The sheets in their order: histograms, scatter, correlations of A and of B."""
        return tuple(view for *_, view in self._parts)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for view in self.views:
            view.set_theme(theme)

    def _picker(self, axis: str) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(f"Metric of the {axis} axis of the scatter")
        made.setMinimumContentsLength(14)
        made.activated.connect(
            lambda _: self._session.select(scatter=(self.x_picker.currentData(), self.y_picker.currentData()))
        )
        return made

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(16, 8, 16, 8)
        line.setSpacing(8)
        line.addWidget(label("Drag over values to brush them; Ctrl adds, Alt leaves out", role="muted"), 1)
        for text, picker in (("Scatter of", self.y_picker), ("over", self.x_picker)):
            line.addWidget(label(text, role="muted"))
            line.addWidget(picker)
        content = QWidget()
        self._page.setContentsMargins(0, 0, 0, 12)
        self._page.setSpacing(4)
        self._page.setAlignment(Qt.AlignmentFlag.AlignTop)
        content.setLayout(self._page)
        area = QScrollArea()
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(line)
        rows.addWidget(area, 1)

    def _on_project_changed(self, old: Project, new: Project) -> None:
        if old.runs is not new.runs:
            self._later()

    def _on_selection_changed(self, old: Selection, new: Selection) -> None:
        if _asked(old) != _asked(new):
            self._later()

    def _later(self) -> None:
        """Be seen when asked for, and bring everything up to date soon."""
        session = self._session
        self.setVisible(session.selection.layout is Layout.DISTRIBUTIONS and bool(session.project.runs))
        if self._task is not None:
            self._task.cancel()
        if not self.isHidden():
            self._soon.start()

    def _refresh(self) -> None:
        session, selection = self._session, self._session.selection
        if selection.layout is not Layout.DISTRIBUTIONS or not session.project.runs:
            return
        roles = (role for role in (selection.a, selection.b) if role is not None and session.project.has(role))
        runs = tuple(session.project.run(role) for role in roles)
        axes = self._fill_pickers(selection.metrics, selection.scatter)
        digests: Digests = {}
        for run in runs if selection.brush is not None else ():
            for metric in run.metrics:
                if (made := session.digests.of(run, metric)) is not None:
                    digests[run.id, metric] = made
        work = _sheets(runs, selection.metrics, axes, selection.brush, digests)
        self._task = session.tasks.run("Drawing distributions", work, self._show, _raise)

    def _fill_pickers(self, metrics: tuple[str, ...], chosen: tuple[str, ...]) -> tuple[str, ...]:
        """Offer the metrics that are shown; the answer is those of the axes, x first, or nothing."""
        axes = chosen if len(chosen) == 2 and set(chosen) <= set(metrics) else metrics[:2]
        for picker, wanted in zip((self.x_picker, self.y_picker), axes if len(axes) == 2 else ("", ""), strict=True):
            picker.clear()
            for metric in metrics:
                picker.addItem(title(metric), metric)
            picker.setCurrentIndex(picker.findData(wanted))
        return axes if len(axes) == 2 else ()

    def _show(self, sheets: Sheets) -> None:
        while len(self._parts) < len(sheets):
            self._add_part()
        for place, (heading, caption, view) in enumerate(self._parts):
            for widget in (heading, caption, view):
                widget.setVisible(place < len(sheets))
            if place < len(sheets):
                heading.setText(sheets[place].title)
                caption.setText(sheets[place].caption)
                view.set_sheet(sheets[place])
        self.drawn.emit()

    def _add_part(self) -> None:
        heading, caption, view = label(role="title"), label(role="muted", wrap=True), SheetView()
        for text in (heading, caption):
            text.setContentsMargins(16, 6 if text is heading else 0, 16, 2)
        if self._theme is not None:
            view.set_theme(self._theme)
        view.box_drawn.connect(self._on_box_drawn)
        for widget in (heading, caption, view):
            self._page.addWidget(widget)
        self._parts.append((heading, caption, view))

    def _on_box_drawn(self, conditions: tuple[Within, ...], keys: Qt.KeyboardModifier) -> None:
        """Values become the brush, or narrow it; with Ctrl they are added to it, with Alt taken from it."""
        brush, part = self._session.selection.brush, Part(None, conditions)
        if keys & Qt.KeyboardModifier.AltModifier:
            changed = Brush((), (part,)) if brush is None else brush.without(part)
        elif keys & Qt.KeyboardModifier.ControlModifier and brush is not None:
            changed = brush.added(part)
        else:
            changed = _narrowed(brush, conditions)
        self._session.select(brush=changed, annotation=None)


def _narrowed(brush: Brush | None, conditions: tuple[Within, ...]) -> Brush:
    """A brush of one part with conditions that take the place of its own on the same metrics; else they alone."""
    if brush is None or len(brush.parts) != 1 or brush.excluded:
        return Brush((Part(None, conditions),))
    metrics = {one.metric for one in conditions}
    (part,) = brush.parts
    return Brush((Part(part.span, (*(one for one in part.within if one.metric not in metrics), *conditions)),))


def _asked(selection: Selection) -> tuple[object, ...]:
    return selection.layout, selection.a, selection.b, selection.metrics, selection.brush, selection.scatter


def _sheets(
    runs: tuple[Run, ...], metrics: tuple[str, ...], axes: tuple[str, ...], brush: Brush | None, digests: Digests
) -> Callable[[Progress], Sheets]:
    def work(progress: Progress) -> Sheets:
        from analysis.distributions import correlations, digest_of, histograms, scatter

        def known(run: Run, metric: str) -> Digest | None:
            key = (run.id, metric)
            if key not in digests and (made := digest_of(run, metric)) is not None:
                digests[key] = made
            return digests.get(key)

        found = []
        if metrics:
            progress.step(0, 2 + len(runs))
            found.append(histograms(runs, metrics, brush, known))
        if axes:
            progress.step(1, 2 + len(runs))
            found.append(scatter(runs, axes[0], axes[1], brush, known))
        for place, run in enumerate(runs if metrics else ()):
            progress.step(2 + place, 2 + len(runs))
            found.append(correlations(run, metrics, brush, known))
        return tuple(found)

    return work


def _raise(error: RunloupeError) -> None:
    raise error


PANEL = PanelKind("distributions", "Distributions", Area.CENTRE, order=1, stretch=1, make=DistributionsPanel)

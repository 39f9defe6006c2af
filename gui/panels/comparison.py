"""The strip above the plots of A against B: whether the two runs can be compared, and why not or with what care."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from analysis import wording
from analysis.errors import RunloupeError
from analysis.model.comparison import Comparison
from analysis.model.project import Project
from analysis.model.run import Run
from analysis.progress import Progress
from gui.panels import Area, Panel, PanelKind, Tools
from gui.selection import OF_TWO, Selection
from gui.tasks import Task
from gui.widgets.labels import label


class ComparisonPanel(Panel):
    """Shows the verdict on comparability before any number, with its reasons on demand."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._session = tools.session
        self._task: Task | None = None
        self._pair: tuple[Run, Run] | None = None
        self._headline = label(role="title", wrap=True)
        self._reasons = label(role="muted", wrap=True)
        self._more = QPushButton("Reasons")
        self._more.setCheckable(True)
        self._more.setProperty("flat", "true")
        self._more.toggled.connect(self._reasons.setVisible)
        self._reasons.hide()
        self._lay_out()
        self.hide()
        self._session.project_changed.connect(self._on_project_changed)
        self._session.selection_changed.connect(self._on_selection_changed)

    def _lay_out(self) -> None:
        frame = QFrame()
        frame.setProperty("strip", "true")
        line = QHBoxLayout()
        line.addWidget(self._headline, 1)
        line.addWidget(self._more)
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(16, 6, 12, 6)
        rows.setSpacing(4)
        rows.addLayout(line)
        rows.addWidget(self._reasons)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)

    def _on_project_changed(self, old: Project, new: Project) -> None:
        if old.runs is not new.runs:
            self._update()

    def _on_selection_changed(self, old: Selection, new: Selection) -> None:
        if (old.a, old.b, old.layout) != (new.a, new.b, new.layout):
            self._update()

    def _update(self) -> None:
        pair = self._session.compared
        wanted = pair is not None and self._session.selection.layout in OF_TWO
        self.setVisible(wanted)
        if pair is None or not wanted or pair == self._pair:
            return
        self._pair = pair
        if self._task is not None:
            self._task.cancel()
        self._headline.setText(f"Comparing A, {pair[0].name}, with B, {pair[1].name}…")
        self._reasons.setText("")

        def work(progress: Progress) -> Comparison:
            from analysis.compare import compare

            return compare(*pair, progress)

        self._task = self._session.tasks.run("Comparing", work, self._show, self._on_failed)

    def _show(self, comparison: Comparison) -> None:
        count = len(comparison.reservations)
        self._headline.setText(wording.comparability(comparison.comparability))
        self._reasons.setText("\n".join((*comparison.reservations, comparison.caveat)))
        self._more.setText(wording.plural(count, "reservation") if count else "What this cannot show")

    def _on_failed(self, error: RunloupeError) -> None:
        self._headline.setText(str(error))


PANEL = PanelKind("comparison", "Comparability", Area.ABOVE, order=0, stretch=0, make=ComparisonPanel)

"""The inspector of the brush: for every shown metric A, B and B − A over the brushed steps, while the mouse moves."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from analysis import wording
from analysis.glossary import title
from analysis.model.assessment import Summary
from analysis.model.project import Project
from analysis.model.run import Run
from analysis.model.series import Span
from analysis.stats.summary import summarise
from gui.panels import Area, Panel, PanelKind, Tools
from gui.session import Selection
from gui.theme import LIGHT, Theme, run_colour
from gui.widgets.labels import label, tip

STATISTICS: dict[str, Callable[[Summary], float]] = {
    "Mean": lambda summary: summary.mean,
    "Standard deviation": lambda summary: summary.std,
    "Minimum": lambda summary: summary.low,
    "Maximum": lambda summary: summary.high,
    "Median": lambda summary: summary.median,
    "First": lambda summary: summary.first,
    "Last": lambda summary: summary.last,
}
REST = 150  # milliseconds without a move after which the intervals are worked out
ROWS_SEEN = 10
METRIC, A, B, DIFFERENCE, COUNT = range(5)


class StatisticsPanel(Panel):
    """A row a metric. The interval of B − A follows when the hand rests."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._session = tools.session
        self._theme = LIGHT
        self._heading = label(role="muted", wrap=True)
        self._runs = label(role="muted", wrap=True)
        self._statistic = QComboBox()
        self._statistic.setAccessibleName("Statistic")
        self._statistic.addItems(list(STATISTICS))
        self._statistic.currentTextChanged.connect(self._update)
        self._table = _make_table()
        self._sentence = label(role="muted", wrap=True)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._on_rest)
        self._lay_out()
        self._table.currentItemChanged.connect(self._on_rest)
        self._session.project_changed.connect(self._on_project_changed)
        self._session.selection_changed.connect(self._on_selection_changed)
        self._update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._update()

    def _lay_out(self) -> None:
        frame = QFrame()
        frame.setProperty("edge", "left")
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(16, 12, 12, 8)
        rows.setSpacing(8)
        line = QHBoxLayout()
        line.addWidget(label("Inspector", role="title"), 1)
        line.addWidget(self._statistic)
        rows.addLayout(line)
        rows.addWidget(self._heading)
        rows.addWidget(self._table)
        rows.addWidget(self._runs)
        rows.addWidget(self._sentence)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)

    def _on_project_changed(self, old: Project, new: Project) -> None:
        if old.runs is not new.runs:
            self._update()

    def _on_selection_changed(self, old: Selection, new: Selection) -> None:
        if (old.a, old.b, old.metrics, old.brush) != (new.a, new.b, new.metrics, new.brush):
            self._update()

    def _update(self) -> None:
        """Fill the table at once; what takes longer waits until the hand rests."""
        brush, pair = self._session.selection.brush, self._pair()
        self._heading.setText(_heading(brush))
        self._runs.setText("  ".join(f"{role} {run.name}" for role, run in zip("AB", pair, strict=False)))
        metrics = self._session.selection.metrics
        while self._table.topLevelItemCount() > len(metrics):
            self._table.takeTopLevelItem(self._table.topLevelItemCount() - 1)
        for place, metric in enumerate(metrics):
            if place == self._table.topLevelItemCount():
                self._table.addTopLevelItem(_make_row())
            item = self._table.topLevelItem(place)
            assert item is not None
            self._fill(item, metric, pair, brush)
        self._fit_height(len(metrics))
        self._rest.start()

    def _fit_height(self, rows: int) -> None:
        """As high as the rows need, up to a number above which they scroll."""
        row = max(self._table.sizeHintForRow(0), 20)
        self._table.setFixedHeight(self._table.header().sizeHint().height() + row * min(max(rows, 1), ROWS_SEEN) + 4)

    def _pair(self) -> tuple[Run, ...]:
        selection, project = self._session.selection, self._session.project
        return tuple(project.run(role) for role in (selection.a, selection.b) if role is not None and project.has(role))

    def _fill(self, item: QTreeWidgetItem, metric: str, pair: tuple[Run, ...], brush: Span | None) -> None:
        pick = STATISTICS[self._statistic.currentText()]
        found = [_summary(run, metric, brush) for run in pair]
        item.setText(METRIC, title(metric))
        item.setData(METRIC, Qt.ItemDataRole.UserRole, metric)
        item.setToolTip(METRIC, tip(metric))
        for column, place in ((A, 0), (B, 1)):
            summary = found[place] if place < len(found) else None
            item.setText(column, "–" if summary is None else wording.number(pick(summary)))
            if place < len(pair):
                item.setForeground(column, QBrush(QColor(run_colour(self._theme, pair[place].colour))))
        a, b = (*found, None, None)[:2]
        item.setText(DIFFERENCE, wording.signed(pick(b) - pick(a)) if a is not None and b is not None else "–")
        counts = [wording.count(summary.count) if summary else "0" for summary in found]
        item.setText(COUNT, counts[0] if len(set(counts)) == 1 else " / ".join(counts))

    def _on_rest(self) -> None:
        """Say what may be said about the difference of the chosen metric over the brushed steps."""
        item = self._table.currentItem() or self._table.topLevelItem(0)
        pair = self._session.compared
        if item is None or pair is None:
            self._sentence.setText("")
            return
        metric = item.data(METRIC, Qt.ItemDataRole.UserRole)
        one, other = (run.get(metric) for run in pair)
        if one is None or other is None:
            self._sentence.setText(f"{title(metric)}: only one of the two runs has it.")
            return
        from analysis.compare import compare_span

        difference = compare_span(one, other, self._session.selection.brush)
        counted = [found.count for run in pair if (found := _summary(run, metric, self._session.selection.brush))]
        apart = any(count != len(difference.pairs) for count in counted)
        note = " The table takes all points of each run, this sentence the matched pairs." if apart else ""
        matched = wording.matching(difference.pairs)
        self._sentence.setText(f"{title(metric)}: {difference.sentence} Steps: {matched}. {difference.limits}{note}")


def _summary(run: Run, metric: str, brush: Span | None) -> Summary | None:
    series = run.get(metric)
    return None if series is None else summarise(series, brush)


def _heading(brush: Span | None) -> str:
    if brush is None:
        return "Whole range. Drag over a plot to brush a range of steps."
    return f"Brushed {wording.steps(brush)}"


def _make_table() -> QTreeWidget:
    table = QTreeWidget()
    table.setAccessibleName("Statistics of the brushed steps")
    table.setHeaderLabels(["Metric", "A", "B", "B − A", "n"])
    table.setRootIsDecorated(False)
    table.setUniformRowHeights(True)
    table.setProperty("dense", "true")
    header = table.header()
    header.setStretchLastSection(False)
    header.setMinimumSectionSize(36)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(METRIC, QHeaderView.ResizeMode.Stretch)
    heads = table.headerItem()
    for column in (A, B, DIFFERENCE, COUNT):
        heads.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return table


def _make_row() -> QTreeWidgetItem:
    item = QTreeWidgetItem()
    for column in (A, B, DIFFERENCE, COUNT):
        item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item


PANEL = PanelKind("statistics", "Inspector", Area.RIGHT, order=0, stretch=0, make=StatisticsPanel)

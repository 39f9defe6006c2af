"""The inspector of the brush: for every shown metric A, B and B − A over what is brushed, while the mouse moves."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QBrush, QColor, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from analysis import wording
from analysis.errors import RunloupeError
from analysis.glossary import title
from analysis.model.alignment import Terms
from analysis.model.brush import Brush
from analysis.model.comparison import MetricDifference
from analysis.model.project import Project
from analysis.model.run import Group, Run
from analysis.progress import Progress
from analysis.stats import statement
from analysis.stats.brushing import ranges
from analysis.stats.digest import MANY, Described, Digest
from analysis.stats.pieces import crossing
from analysis.tables import Table, as_markdown, as_tsv
from gui.comparing import touches
from gui.panels import Area, Panel, PanelKind, Tools
from gui.selection import OF_TWO, Selection
from gui.tasks import Task
from gui.theme import LIGHT, Theme, run_colour
from gui.widgets.labels import label, tip

REST = 150  # milliseconds without a move after which everything is worked out exactly
ROWS_SEEN = 10
CELL_PADDING = 14  # pixels beside a text, the margins of style and style sheet
METRIC, A, B, DIFFERENCE, COUNT = range(5)
HEAD: statement.Row = ("", "A", "B", "B − A")

Found = dict[tuple[str, str], Described]  # by run id and metric


class StatisticsPanel(Panel):
    """A row a metric, and all statistics of the chosen one. What is not exact yet says so, until the hand rests."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._session = tools.session
        self._theme = LIGHT
        self._exact: Found = {}
        self._known: dict[tuple[str, str], Described | None] = {}  # what the tables show
        self._sentences: dict[str, str] = {}
        self._task: Task | None = None
        self._heading = label(role="muted", wrap=True)
        self._runs = label(role="muted", wrap=True)
        self._statistic = QComboBox()
        self._statistic.setAccessibleName("Statistic")
        self._statistic.addItems(list(statement.PICKS))
        self._statistic.currentTextChanged.connect(self._fill)
        self._table = _make_table("Statistics of the brushed steps", ["Metric", "A", "B", "B − A", "n"])
        self._details = _make_table("All statistics of the chosen metric", list(HEAD))
        self._chosen = label(role="title")
        self._sentence = label(role="muted", wrap=True)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._on_rest)
        self._lay_out()
        self._table.currentItemChanged.connect(self._on_chosen)
        self._session.project_changed.connect(self._on_project_changed)
        self._session.selection_changed.connect(self._on_selection_changed)
        self._session.digests.ready.connect(self._update)
        self._session.comparing.ready.connect(self._say_again)
        self._update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fill()

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
        line = QHBoxLayout()
        line.addWidget(self._chosen, 1)
        for text, write in (("Copy TSV", as_tsv), ("Copy Markdown", as_markdown)):
            button = QPushButton(text)
            button.setProperty("flat", "true")
            button.clicked.connect(partial(self._copy, write))
            line.addWidget(button)
        rows.addLayout(line)
        rows.addWidget(self._details)
        rows.addWidget(self._sentence)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)

    def _on_project_changed(self, old: Project, new: Project) -> None:
        if touches(old, new):
            self._update()

    def _on_selection_changed(self, old: Selection, new: Selection) -> None:
        changed = (old.a, old.b, old.metrics, old.brush) != (new.a, new.b, new.metrics, new.brush)
        if changed and self._updated_for is not new:
            self._update()

    def _update(self) -> None:
        """What was exact is so no more; fill the tables with what is known at once."""
        self._exact, self._sentences, self._updated_for = {}, {}, self._session.selection
        if self._task is not None:
            self._task.cancel()
        self._fill()
        self._rest.start()

    def _fill(self, *_: object) -> None:
        pair, metrics = self._pair(), self._session.selection.metrics
        found = self._known = {(run.id, metric): self._described(run, metric) for run in pair for metric in metrics}
        self._heading.setText(self._said(any(one is not None and one.approximate for one in found.values())))
        self._runs.setText("  ".join(f"{role} {run.name}" for role, run in zip("AB", pair, strict=False)))
        _fit_rows(self._table, len(metrics), most=ROWS_SEEN)
        for place, metric in enumerate(metrics):
            item = self._table.topLevelItem(place)
            assert item is not None
            self._fill_row(item, metric, pair, [found[run.id, metric] for run in pair])
        _fit_columns(self._table)
        self._fill_details()

    def _said(self, approximate: bool) -> str:  # noqa: FBT001 - a fact, no switch
        brush = self._session.selection.brush
        lines = [_heading(brush), *(crossing(run, brush) for run in self._pair())]
        if approximate:
            lines.append("≈ approximate: quantiles and effective n, exact when the hand rests")
        return "\n".join(filter(None, lines))

    def _pair(self) -> tuple[Run, ...]:
        selection, project = self._session.selection, self._session.project
        return tuple(project.run(role) for role in (selection.a, selection.b) if role is not None and project.has(role))

    def _described(self, run: Run, metric: str) -> Described | None:
        """What is known now: exact where it has been worked out, near where that is quick, else nothing."""
        if (run.id, metric) in self._exact:
            return self._exact[run.id, metric]
        brush, digests = self._session.selection.brush, self._session.digests
        digest = digests.of(run, metric)
        if digest is None or (brush is not None and brush.boxed and digest.counts is not None):
            return None
        picked = ranges(brush, digest, partial(digests.of, run))
        return None if len(picked) > MANY and digest.counts is not None else digest.near(picked)

    def _fill_row(
        self, item: QTreeWidgetItem, metric: str, pair: tuple[Run, ...], found: list[Described | None]
    ) -> None:
        name = self._statistic.currentText()
        if item.data(METRIC, Qt.ItemDataRole.UserRole) != metric:
            item.setText(METRIC, title(metric))
            item.setData(METRIC, Qt.ItemDataRole.UserRole, metric)
            item.setToolTip(METRIC, tip(metric))
        a, b = (*found, None, None)[:2]
        for column, one, run in zip((A, B), (a, b), (*pair, None, None), strict=False):
            _put(item, column, self._or_waiting(statement.shown(name, one), one, run, metric))
            if run is not None:
                item.setForeground(column, QBrush(QColor(run_colour(self._theme, run.colour))))
        _put(item, DIFFERENCE, statement.difference(name, a, b))
        counts = [wording.count(one.count) if one else "0" for one in found]
        _put(item, COUNT, counts[0] if len(set(counts)) == 1 else " / ".join(counts))

    def _or_waiting(self, text: str, found: Described | None, run: Run | None, metric: str) -> str:
        return "…" if found is None and run is not None and run.get(metric) is not None else text

    def _metric(self) -> str | None:
        """The metric whose statistics are all shown: the chosen one, else the first."""
        item = self._table.currentItem() or self._table.topLevelItem(0)
        return None if item is None else str(item.data(METRIC, Qt.ItemDataRole.UserRole))

    def _rows(self) -> tuple[statement.Row, ...]:
        metric = self._metric()
        if metric is None:
            return ()
        a, b = (*(self._known.get((run.id, metric)) for run in self._pair()), None, None)[:2]
        return statement.rows(a, b)

    def _fill_details(self) -> None:
        metric = self._metric()
        self._chosen.setText("" if metric is None else title(metric))
        table = self._rows()
        _fit_rows(self._details, len(table), most=len(table))
        for place, row in enumerate(table):
            item = self._details.topLevelItem(place)
            assert item is not None
            for column, text in enumerate(row):
                _put(item, column, text)
            for column, run in zip((1, 2), self._pair(), strict=False):
                item.setForeground(column, QBrush(QColor(run_colour(self._theme, run.colour))))
        _fit_columns(self._details)
        self._sentence.setText("" if metric is None else self._sentences.get(metric, ""))

    def _on_chosen(self) -> None:
        self._fill_details()
        self._rest.start()

    def _copy(self, write: object, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signature
        assert callable(write)
        metric = self._metric()
        head = (title(metric) if metric else "", *HEAD[1:])
        QGuiApplication.clipboard().setText(write(Table(head, self._rows())))

    def _digests(self, run: Run) -> dict[str, Digest | None]:
        """The metrics of a run that are shown, and those whose values decide what is brushed."""
        selection, digests = self._session.selection, self._session.digests
        needed = (series.name for series in run.series if _needed(series.name, selection.brush))
        return {name: digests.of(run, name) for name in (*needed, *selection.metrics)}

    def _say_again(self) -> None:
        """What the comparison says of whole runs is known now."""
        self._sentences = {}
        self._rest.start()

    def _saying(self, pair: tuple[Run, ...], metric: str) -> Callable[[], str]:
        """What makes the sentence about B − A of a metric over the brushed steps; for any thread."""
        session = self._session
        brush = session.selection.brush
        known = session.comparison if session.selection.layout in OF_TWO else None
        entry = known.get(metric) if known is not None and brush is None else None
        if entry is not None:
            return partial(_said_of, metric, entry)
        return partial(_sentence, pair, metric, brush, session.terms, session.project.recipes)

    def _on_rest(self) -> None:
        """Work everything out exactly, and what may be said of the chosen metric, in the background."""
        if self._task is not None:
            self._task.cancel()
        pair, metric = self._pair(), self._metric()
        if not pair or metric is None:
            return
        brush, say = self._session.selection.brush, self._saying(pair, metric)
        known = {run.id: self._digests(run) for run in pair}
        wanted = [
            (run.id, name)
            for run in pair
            for name in self._session.selection.metrics
            if known[run.id][name] is not None and (run.id, name) not in self._exact
        ]

        def work(progress: Progress) -> tuple[Found, str]:
            found: Found = {}
            for done, (run, name) in enumerate(wanted):
                progress.step(done, len(wanted), "Exact statistics")
                digest = known[run][name]
                assert digest is not None
                found[run, name] = _exactly(brush, digest, known[run])
            return found, say()

        def done(answer: tuple[Found, str]) -> None:
            self._exact |= answer[0]
            self._sentences[metric] = answer[1]
            self._fill()

        self._task = self._session.tasks.run("Exact statistics", work, done, _raise, patient=True)


def _needed(metric: str, brush: Brush | None) -> bool:
    """Whether the values of a metric decide what is brushed."""
    parts = () if brush is None else (*brush.parts, *brush.excluded)
    return any(one.metric == metric for part in parts for one in part.within)


def _exactly(brush: Brush | None, digest: Digest, known: dict[str, Digest | None]) -> Described:
    return digest.exact(ranges(brush, digest, known.get))


def _sentence(pair: tuple[Run, ...], metric: str, brush: Brush | None, terms: Terms, recipes: tuple[Group, ...]) -> str:
    """What may be said about B − A of a metric over the brushed steps."""
    span = None if brush is None else brush.span
    if len(pair) < 2:
        return ""
    if brush is not None and span is None:
        return "An interval of B − A is worked out for one span of steps; this brush is more than that."
    one, other = (run.get(metric) for run in pair)
    if one is None or other is None:
        return f"{title(metric)}: only one of the two runs has it."
    from analysis.axis import compare_steps

    difference = compare_steps(pair[0], pair[1], metric, span, terms, groups=recipes)
    return _said_of(metric, difference)


def _said_of(metric: str, difference: MetricDifference) -> str:
    """What may be said of a difference, how it was paired, and what it cannot show."""
    matched = wording.matching(difference.pairs)
    note = " The tables take all points of each run, this sentence the matched pairs."
    apart = difference.pairs.unmatched_a or difference.pairs.unmatched_b or difference.pairs.nonfinite
    text = f"{title(metric)}: {difference.sentence} Paired: {matched}. {difference.limits}"
    return text + note if apart else text


def _raise(error: RunloupeError) -> None:
    raise error


def _heading(brush: Brush | None) -> str:
    if brush is None:
        return "Whole range. Drag over a plot to brush steps; with Ctrl to add some, with Alt to leave some out."
    return f"Brushed {wording.brush(brush)}"


def _make_table(name: str, heads: list[str]) -> QTreeWidget:
    table = QTreeWidget()
    table.setAccessibleName(name)
    table.setHeaderLabels(heads)
    table.setRootIsDecorated(False)
    table.setUniformRowHeights(True)
    table.setProperty("dense", "true")
    header = table.header()
    header.setStretchLastSection(False)
    header.setMinimumSectionSize(36)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # by hand: Qt would look at all cells for each text
    header.setSectionResizeMode(METRIC, QHeaderView.ResizeMode.Stretch)
    for column in range(1, len(heads)):
        table.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return table


def _put(item: QTreeWidgetItem, column: int, text: str) -> None:
    """Have a text in a cell; what stands there already costs nothing."""
    if item.text(column) != text:
        item.setText(column, text)


def _fit_columns(table: QTreeWidget) -> None:
    """Columns of numbers as wide as their widest text."""
    metrics, header = table.fontMetrics(), table.header()
    rows = [item for place in range(table.topLevelItemCount()) if (item := table.topLevelItem(place)) is not None]
    for column in range(1, table.columnCount()):
        texts = (table.headerItem().text(column), *(item.text(column) for item in rows))
        width = max(header.minimumSectionSize(), max(map(metrics.horizontalAdvance, texts)) + CELL_PADDING)
        if width != header.sectionSize(column):
            header.resizeSection(column, width)


def _fit_rows(table: QTreeWidget, count: int, *, most: int) -> None:
    """As many rows as asked for, and as high as they need, up to a number above which they scroll."""
    while table.topLevelItemCount() > count:
        table.takeTopLevelItem(table.topLevelItemCount() - 1)
    while table.topLevelItemCount() < count:
        item = QTreeWidgetItem()
        for column in range(1, table.columnCount()):
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        table.addTopLevelItem(item)
    row = max(table.sizeHintForRow(0), 20)
    table.setFixedHeight(table.header().sizeHint().height() + row * min(max(count, 1), max(most, 1)) + 4)


PANEL = PanelKind("statistics", "Inspector", Area.RIGHT, order=0, stretch=0, make=StatisticsPanel)

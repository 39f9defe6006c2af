"""The table of differences below the plots of A against B: a row a metric; a click takes the plots there."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
)

from analysis.differences import HEAD, VERDICT, Row, head, rows
from analysis.model.comparison import Comparison
from analysis.model.project import Project
from analysis.tables import FORMATS, Table
from gui.comparing import touches
from gui.panels import Area, Panel, PanelKind, Tools
from gui.selection import Below, Selection, arranged
from gui.theme import LIGHT, Theme, run_colour
from gui.widgets.labels import label, tip
from gui.widgets.table_below import lay_out_below

METRIC, A, B = range(3)
ROWS_SEEN = 4
LONGEST = 200  # pixels of a metric, until its column is drawn wider
ROW = Qt.ItemDataRole.UserRole


class DifferenceTablePanel(Panel):
    """Sorted by a click on a heading, filtered by what is typed, copied as it is seen."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._session = tools.session
        self._theme = LIGHT
        self._shown: Comparison | None = None
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self.filter = QLineEdit(placeholderText="Filter: metric or verdict", clearButtonEnabled=True)
        self.filter.setAccessibleName("Filter the differences")
        self.filter.setMaximumWidth(220)
        self.filter.textChanged.connect(self._apply_filter)
        self.table = _Table()
        self.table.setAccessibleName("Differences between A and B")
        self._set_up()
        self._below = label(role="muted", wrap=True)
        lay_out_below(
            self,
            "Differences",
            fields=[self.filter],
            formats=FORMATS,
            copy=self.copy,
            table=self.table,
            sentence=self._below,
        )
        self.hide()
        self.table.itemClicked.connect(self._go)
        self.table.itemActivated.connect(self._focus)
        self.table.currentItemChanged.connect(self._go)
        self._session.project_changed.connect(self._on_project_changed)
        self._session.selection_changed.connect(self._on_selection_changed)
        self._session.comparing.ready.connect(self._update)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._shown = None
        self._update()

    def _set_up(self) -> None:
        table = self.table
        table.setRootIsDecorated(False)
        table.setUniformRowHeights(True)
        table.setProperty("dense", "true")
        header = table.header()
        header.setStretchLastSection(True)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._sort)
        self._make_columns(HEAD)

    def _make_columns(self, headings: tuple[str, ...]) -> None:
        self.table.setColumnCount(len(headings))
        self.table.setHeaderLabels(list(headings))
        header = self.table.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(METRIC, QHeaderView.ResizeMode.Interactive)

    def copy(self, name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signature
        """Put the rows that are seen, in their order, on the clipboard in one of the formats."""
        QGuiApplication.clipboard().setText(FORMATS[name](self.seen()))

    def seen(self) -> Table:
        """The table as it is sorted and filtered."""
        items = [item for item in self.table.items() if not item.isHidden()]
        headings = HEAD if self._shown is None else head(self._shown)
        return Table(headings, tuple(item.data(METRIC, ROW).cells for item in items))

    def _on_project_changed(self, old: Project, new: Project) -> None:
        if touches(old, new):
            self._update()

    def _on_selection_changed(self, old: Selection, new: Selection) -> None:
        if (old.a, old.b, old.layout, old.below) != (new.a, new.b, new.layout, new.below):
            self._update()
        if old.focus != new.focus or old.metrics != new.metrics:
            self._mark()

    def _update(self) -> None:
        wanted = self._session.compared is not None and self._session.selection.stands_below is Below.TABLE
        self.setVisible(wanted)
        if not wanted:
            return
        comparison = self._session.comparison
        if comparison is None:
            self._below.setText("Comparing…")
        elif comparison is not self._shown:
            self._shown = comparison
            self._fill(comparison)

    def _fill(self, comparison: Comparison) -> None:
        pair = self._session.compared
        assert pair is not None
        with QSignalBlocker(self.table):
            self.table.clear()
            self._make_columns(head(comparison))
            for row in rows(comparison):
                item = _Item(row)
                for column, run in zip((A, B), pair, strict=True):
                    item.setForeground(column, QBrush(QColor(run_colour(self._theme, run.colour))))
                self.table.addTopLevelItem(item)
            self._keep_sorted()
        self._say(None)
        self.table.header().resizeSection(METRIC, min(self.table.sizeHintForColumn(METRIC) + 8, LONGEST))
        self._fit_height()
        self._apply_filter()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        """As high as its rows, up to a number of them, and what moves them aside."""
        table = self.table
        rows = min(max(table.topLevelItemCount(), 1), ROWS_SEEN)
        wide = table.header().length() > table.viewport().width()
        bar = table.horizontalScrollBar().sizeHint().height() if wide else 0
        table.setFixedHeight(table.header().sizeHint().height() + max(table.sizeHintForRow(0), 20) * rows + 4 + bar)

    def _say(self, row: Row | None) -> None:
        """Below the table: what may be said of a row, and of all of them."""
        if self._shown is not None:
            said = ("" if row is None else row.sentence, self._shown.multiplicity, self._shown.caveat)
            self._below.setText(" ".join(text for text in dict.fromkeys(said) if text))

    def _sort(self, column: int) -> None:
        """Sort by a column, the other way round at the next click; until then the order is that of the metrics."""
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        self._sorted = (column, down if self._sorted == (column, up) else up)
        self._keep_sorted()

    def _keep_sorted(self) -> None:
        if self._sorted is not None:
            self.table.header().setSortIndicatorShown(True)
            self.table.header().setSortIndicator(*self._sorted)
            self.table.sortItems(*self._sorted)

    def _apply_filter(self) -> None:
        wanted = self.filter.text().casefold()
        for item in self.table.items():
            item.setHidden(not any(wanted in cell.casefold() for cell in item.data(METRIC, ROW).cells))

    def _mark(self) -> None:
        """Have the row of the metric that is shown alone chosen."""
        focus = self._session.selection.focus
        for item in self.table.items():
            if focus is not None and item.data(METRIC, ROW).metric == focus:
                with QSignalBlocker(self.table):
                    self.table.setCurrentItem(item)

    def _go(self, item: QTreeWidgetItem | None, *_: object) -> None:
        """Take the plots to the metric of a row; one that is not shown yet is."""
        if item is None:
            return
        row, selection = item.data(METRIC, ROW), self._session.selection
        metric = row.metric
        self._say(row)
        if metric not in selection.metrics:
            self._session.select(metrics=arranged((*selection.metrics, metric), selection.order))
        self._session.select(metric=metric)

    def _focus(self, item: QTreeWidgetItem, *_: object) -> None:
        """Show the metric of a row alone, or all again."""
        metric = item.data(METRIC, ROW).metric
        self._session.select(focus=None if self._session.selection.focus == metric else metric)


class _Item(QTreeWidgetItem):
    """A row that is sorted by its numbers."""

    def __init__(self, row: Row) -> None:
        super().__init__(list(row.cells))
        self.setData(METRIC, ROW, row)
        self.setToolTip(METRIC, tip(f"{row.metric}\n{row.sentence}"))
        self.setToolTip(VERDICT, tip(row.sentence))
        for column in (*range(A, VERDICT), HEAD.index("Pairs")):
            self.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def __lt__(self, other: QTreeWidgetItem) -> bool:
        tree = self.treeWidget()
        column = 0 if tree is None else max(tree.header().sortIndicatorSection(), 0)
        one, two = self.data(METRIC, ROW).keys[column], other.data(METRIC, ROW).keys[column]
        return bool(one < two)


class _Table(QTreeWidget):
    """Enter and the letters of shortcuts do what they do in the plots; arrows walk the rows."""

    def items(self) -> list[QTreeWidgetItem]:
        found = (self.topLevelItem(place) for place in range(self.topLevelItemCount()))
        return [item for item in found if item is not None]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            event.ignore()  # no search by letters: they are actions
        else:
            super().keyPressEvent(event)


PANEL = PanelKind("difference-table", "Differences", Area.BELOW, order=0, stretch=0, make=DifferenceTablePanel)

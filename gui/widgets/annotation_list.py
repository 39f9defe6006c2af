"""A list of annotations under headings, of which only the rows in sight cost anything."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QCursor, QFont, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import (
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from analysis import wording
from analysis.annotations.listing import Listed
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.notice import Severity
from gui.theme import LIGHT, Theme, label_colour, severity_colour
from gui.widgets.icons import swatch
from gui.widgets.labels import tip

SIGNS = {Severity.INFO: "", Severity.WARNING: "!", Severity.ERROR: "×"}
CHIP = 10
LEAST = 112  # pixels of height
ENABLED = Qt.ItemFlag.ItemIsEnabled
CHOOSABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable  # put together once: it is asked for each cell
_Index = QModelIndex | QPersistentModelIndex


class _Rows(QAbstractTableModel):
    """Headings and annotations as one table: a row is a text or an annotation."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[str | Annotation] = []
        self._theme = LIGHT
        self._colours: Mapping[str, int] = {}
        self._chips: dict[int | None, QPixmap] = {}
        self._asked: dict[int, Callable[[Annotation, int], object]] = {
            Qt.ItemDataRole.DisplayRole: self.text,
            Qt.ItemDataRole.DecorationRole: self._decoration,
            Qt.ItemDataRole.ForegroundRole: self._ink,
            Qt.ItemDataRole.TextAlignmentRole: _alignment,
            Qt.ItemDataRole.ToolTipRole: _tip,
            Qt.ItemDataRole.AccessibleTextRole: _spoken,
        }

    def show_rows(self, rows: list[str | Annotation], theme: Theme, colours: Mapping[str, int]) -> None:
        self.beginResetModel()
        self.rows, self._theme, self._colours, self._chips = rows, theme, colours, {}
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else 3

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return ENABLED if index.isValid() and isinstance(self.rows[index.row()], str) else CHOOSABLE

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self.rows[index.row()], index.column()
        if isinstance(row, str):
            return self._heading(row, column, role)
        make = self._asked.get(role)
        return None if make is None else make(row, column)

    def _heading(self, text: str, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole and column == 0:
            return text
        if role == Qt.ItemDataRole.ForegroundRole:
            return QBrush(QColor(self._theme.muted))
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return None

    def _decoration(self, mark: Annotation, column: int) -> object:
        return swatch(label_colour(self._theme, self._colours.get(mark.label)), CHIP) if column == 1 else None

    def _ink(self, mark: Annotation, column: int) -> object:
        return QBrush(self.ink(mark)) if column == 0 else None

    def ink(self, mark: Annotation) -> QColor:
        """The colour of its number."""
        return QColor(severity_colour(self._theme, mark.severity))

    def text(self, mark: Annotation, column: int) -> str:
        """What stands in a cell."""
        if column == 0:
            return f"E{mark.number}{SIGNS[mark.severity]}"
        return mark.name if column == 1 else wording.steps(mark.span).split(" ", 1)[1]

    def chip(self, mark: Annotation) -> QPixmap:
        """A square in the colour of its label."""
        place = self._colours.get(mark.label)
        if place not in self._chips:
            made = QPixmap(QSize(CHIP, CHIP))
            made.fill(QColor(label_colour(self._theme, place)))
            self._chips[place] = made
        return self._chips[place]


def _alignment(_: Annotation, column: int) -> object:
    return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter if column == 2 else None


def _tip(mark: Annotation, _: int) -> object:
    return tip(f"{mark.label}, {mark.severity.value}\n{mark.note}".strip())


def _spoken(mark: Annotation, _: int) -> object:
    return f"E{mark.number}, {mark.name}, {mark.severity.value}, {wording.steps(mark.span)}"


class _Delegate(QStyledItemDelegate):
    """Tells where the style puts the text and the chip of a cell."""

    def places(self, option: QStyleOptionViewItem, index: _Index) -> tuple[QRect, QRect]:
        """The rectangles of text and chip in the rectangle of ``option``."""
        self.initStyleOption(option, index)
        view = option.widget
        part = QStyle.SubElement
        elements = (part.SE_ItemViewItemText, part.SE_ItemViewItemDecoration)
        text, chip = (view.style().subElementRect(element, option, view) for element in elements)
        margin = view.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, view) + 1
        return text.adjusted(margin, 0, -margin, 0), chip


class AnnotationList(QTreeView):
    """Shows annotations; ``chosen(id)`` when a person chose one, ``activated_one(id)`` on a double click or Enter."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _Rows(self)
        self._filling = False
        self._cells = _Delegate(self)
        self._places: tuple[object, list[tuple[QRect, QRect]]] = (None, [])
        self._special: set[int] = set()  # rows that the style paints
        self.setModel(self._rows)
        self.setItemDelegate(self._cells)
        self.setAccessibleName("Annotations")
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(True)
        self.setMinimumHeight(LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.header().setStretchLastSection(False)
        self.header().setMinimumSectionSize(24)
        # fixed widths: measuring hundreds of rows after each edit takes longer than the edit
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(0, 54)
        self.setColumnWidth(2, 130)

    def sizeHint(self) -> QSize:
        """No more than the least: the list takes what the others leave."""
        return QSize(200, LEAST)

    def show_listed(self, listed: Listed, theme: Theme, colours: Mapping[str, int]) -> None:
        """Show annotations under their headings; ``colours`` are the places of labels in COLOURS."""
        rows: list[str | Annotation] = []
        headings = []
        for heading, marks in listed:
            if heading:
                headings.append(len(rows))
                rows.append(f"{heading} ({wording.count(len(marks))})")
            rows.extend(marks)
        self._filling = True
        self._rows.show_rows(rows, theme, colours)
        for row in headings:
            self.setFirstColumnSpanned(row, QModelIndex(), True)  # noqa: FBT003 - Qt's signature
        self._filling = False

    @property
    def shown(self) -> tuple[Annotation, ...]:
        """The annotations in their rows, headings left out."""
        return tuple(row for row in self._rows.rows if not isinstance(row, str))

    def choose(self, key: AnnotationId | None) -> None:
        """Make the row of an annotation the current one and bring it into sight."""
        place = next((i for i, r in enumerate(self._rows.rows) if not isinstance(r, str) and r.id == key), None)
        self._filling = True
        self.setCurrentIndex(QModelIndex() if place is None else self._rows.index(place, 0))
        self._filling = False

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        row = self._rows.rows[current.row()] if current.isValid() else ""
        if not self._filling and not isinstance(row, str):
            self.chosen.emit(row.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Plain rows are painted in one go: asking the style for each of their cells takes longer than a frame."""
        under = self.viewport().mapFromGlobal(QCursor.pos()) if self.viewport().underMouse() else QPoint(-1, -1)
        chosen = self.selectionModel().selectedIndexes()
        self._special = {self.indexAt(under).row(), self.currentIndex().row(), *(index.row() for index in chosen)}
        self._place_cells()
        super().paintEvent(event)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        place = index.row()
        row = self._rows.rows[place]
        if isinstance(row, str) or place in self._special:
            super().drawRow(painter, option, index)
            return
        measures, top, ink = self.fontMetrics(), option.rect.top(), self.palette().color(QPalette.ColorRole.Text)
        for column, (text, chip) in enumerate(self._places[1]):
            told, room = self._rows.text(row, column), text.width()
            wide = measures.horizontalAdvance(told) if column else 0
            if wide > room:
                told = measures.elidedText(told, self.textElideMode(), room)
                wide = measures.horizontalAdvance(told)
            left = text.left() + (room - wide if column == 2 else 0)
            painter.setPen(ink if column else self._rows.ink(row))
            base = top + text.top() + (text.height() - measures.height()) // 2 + measures.ascent()
            painter.drawText(left, base, told)
            if column == 1:
                painter.drawPixmap(chip.left(), top + chip.top(), self._rows.chip(row))

    def _place_cells(self) -> None:
        """Ask the style where text and chip of each column lie, counted from the top of a row."""
        plain = next((at for at, row in enumerate(self._rows.rows) if not isinstance(row, str)), None)
        cells = [(self.columnViewportPosition(column), self.columnWidth(column)) for column in range(3)]
        key = (cells, self.fontMetrics().height())
        if plain is None or self._places[0] == key:
            return
        found = []
        for column, (left, width) in enumerate(cells):
            index, option = self._rows.index(plain, column), QStyleOptionViewItem()
            self.initViewItemOption(option)
            option.rect = QRect(left, 0, width, self.rowHeight(index))
            found.append(self._cells.places(option, index))
        self._places = (key, found)

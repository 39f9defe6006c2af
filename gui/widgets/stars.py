"""Grades as stars, painted as paths for the fonts have none, and a tree whose runs have a line for them."""

import math

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget

from analysis.model.assessment import Rating
from analysis.model.finding import BEST
from gui.theme import LIGHT, SMALL_PX, Theme

RATING = Qt.ItemDataRole.UserRole + 1  # the rating of a row, None while there is none
STATE = Qt.ItemDataRole.UserRole + 2  # what there is to say of the files of a row, before its rating
LINE = 18  # pixels of the line below the name
SIZE = 12.0  # pixels of a star
GAP = 1.0
INNER = 0.45  # radius of the notches as a share of that of the points
NOT_ENOUGH = "not enough evidence"

Index = QModelIndex | QPersistentModelIndex


def told(rating: Rating) -> str:
    """A rating in a few words, with its coverage."""
    grade = NOT_ENOUGH if rating.grade is None else f"{rating.grade} of {BEST} stars"
    return f"{grade}, {rating.coverage}"


def paint_stars(painter: QPainter, left: float, middle: float, grade: int, theme: Theme) -> float:
    """Paint as many full stars as the grade says and the others empty; returns where they end."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for place in range(BEST):
        full = place < grade
        painter.setPen(QPen(QColor(theme.accent if full else theme.axis), 1.0))
        painter.setBrush(QColor(theme.accent) if full else Qt.BrushStyle.NoBrush)
        painter.drawPath(_star(QPointF(left + place * (SIZE + GAP) + SIZE / 2, middle), SIZE / 2 - 0.5))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    return left + BEST * (SIZE + GAP)


def _star(centre: QPointF, radius: float) -> QPainterPath:
    """Five points, the first one at the top."""
    corners = []
    for corner in range(10):
        angle, reach = math.pi * corner / 5, radius * (INNER if corner % 2 else 1.0)
        corners.append(centre + QPointF(reach * math.sin(angle), -reach * math.cos(angle)))
    path = QPainterPath()
    path.addPolygon(QPolygonF(corners))
    path.closeSubpath()
    return path


class RatedTree(QTreeWidget):
    """A tree whose top rows have a second line over all columns: stars or words, and the coverage of the rating."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._lines = _UpperLine(self)
        self.setItemDelegate(self._lines)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.viewport().update()

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().drawRow(painter, option, index)
        if index.parent().isValid():
            return
        item = self.itemFromIndex(index)
        row = self.visualItemRect(item)
        end = float(self.viewport().width())
        line = QRectF(row.left(), row.bottom() + 1 - LINE, end - row.left(), LINE)
        if item.isSelected():
            painter.fillRect(line, QColor(self._theme.selection))
        room = line.adjusted(4, -2, -4, -2)
        if state := item.data(0, STATE):
            room = self._paint_state(painter, room, f"! {state}")
        rating = item.data(0, RATING)
        if isinstance(rating, Rating):
            self._paint_rating(painter, room, rating)

    def _paint_state(self, painter: QPainter, line: QRectF, text: str) -> QRectF:
        """Paint what there is to say of the files; returns the room that is left."""
        painter.save()
        font = self.font()
        font.setPixelSize(SMALL_PX)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.warning))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()
        return line.adjusted(QFontMetricsF(font).horizontalAdvance(text) + 8, 0, 0, 0)

    def _paint_rating(self, painter: QPainter, line: QRectF, rating: Rating) -> None:
        painter.save()
        font = self.font()
        font.setPixelSize(SMALL_PX)
        painter.setFont(font)
        text, left = f"{NOT_ENOUGH}, {rating.coverage}", line.left()
        if rating.grade is not None:
            text = rating.coverage
            left = paint_stars(painter, left, line.center().y(), rating.grade, self._theme) + 6
        room = QRectF(left, line.top(), line.right() - left, line.height())
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class _UpperLine(QStyledItemDelegate):
    """Makes top rows a line higher, and keeps their own contents in the upper line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        return hint if index.parent().isValid() else QSize(hint.width(), hint.height() + LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, _upper(option, index), index)

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        return super().editorEvent(event, model, _upper(option, index), index)


def _upper(option: QStyleOptionViewItem, index: Index) -> QStyleOptionViewItem:
    """The option without the second line."""
    found = QStyleOptionViewItem(option)
    if not index.parent().isValid():
        found.rect.setHeight(found.rect.height() - LINE)
    return found

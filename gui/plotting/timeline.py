"""The strip below the plots: the whole training with a window on what is seen, its phases, and all annotations."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from pyqtgraph.functions import arrayToQPath
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from analysis import wording
from analysis.model.figure import Mark
from analysis.model.series import FloatArray, Span
from analysis.timeline import RULE, Envelope, Timeline
from gui import theme as looks
from gui.plotting.frame import clamped, whole_view
from gui.plotting.notes import Note, Picture, blank, fitted, paint_text
from gui.plotting.shown import font

SIDE, RIGHT = 12.0, 20.0  # as the plots have them
CAPTION, PHASES, NOTE, STRIP, GAP, FOOT = 18.0, 16.0, 15.0, 40.0, 3.0, 8.0
MOST_NOTES = 5  # rows of annotations of full height; further ones are thin
MOST_ROWS = 15
THIN = 5.0
EDGE_REACH = 6.0  # pixels around an edge of the window in which it can be taken
CLICK = 3.0
LEAST_NOTE = 5.0  # pixels that a note is wide at least, so that it can be clicked


class TimelineStrip(QWidget):
    """The whole range, always.

    ``range_changed(Span)`` while the window is dragged and ``range_settled(Span | None)`` at the end, None for the
    whole range; ``mark_clicked(key)`` and ``mark_activated(key)`` for annotations;
    ``menu_requested(QPoint on the screen)``.
    """

    range_changed = Signal(object)
    range_settled = Signal(object)
    mark_clicked = Signal(str)
    mark_activated = Signal(str)
    menu_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = looks.LIGHT
        self._shown: Timeline | None = None
        self._pictured: tuple[object, QImage] = (None, QImage())
        self._marks: tuple[Mark, ...] = ()
        self._selected: str | None = None
        self._view: Span | None = None
        self._brush: Span | None = None
        self._labels: Mapping[str, int] = {}
        self._placed: tuple[object, tuple[Note, ...]] | None = None
        self._lane: tuple[object, Picture] | None = None  # the lane of notes as it was painted last, and for what
        self._taken: tuple[str, float, Span] | None = None  # part of the window, where it was pressed, window then
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Overview of the whole training")

    def set_theme(self, theme: looks.Theme) -> None:
        self._theme = theme
        self.update()

    def set_timeline(self, shown: Timeline | None) -> None:
        """Show a metric; None shows nothing."""
        self._shown = shown
        if shown is not None:
            phases = wording.plural(len(shown.stretches), "phase")
            self.setAccessibleDescription(f"{shown.caption}, {wording.steps(shown.span)}, {phases}")
        self.update()

    def set_marks(self, marks: tuple[Mark, ...]) -> None:
        self._marks = marks
        self.updateGeometry()
        self.update()

    def set_labels(self, places: Mapping[str, int]) -> None:
        """Colour annotations by their labels: the places of these in COLOURS."""
        self._labels = dict(places)
        self.update()

    def set_selected(self, key: str | None) -> None:
        self._selected = key
        self.update()

    def set_view(self, view: Span | None, brush: Span | None) -> None:
        """What the plots show, None for the whole range, and what is brushed."""
        if (view, brush) != (self._view, self._brush):
            self._view, self._brush = view, brush
            self.update()

    @property
    def whole(self) -> Span:
        return whole_view(self._shown.span if self._shown is not None else None)

    @property
    def window_rect(self) -> QRectF:
        """The window on what is seen, in pixels."""
        strip, seen = self.strip_rect, self._view or self.whole
        left, right = max(self.x(seen.first), strip.left()), min(self.x(seen.last), strip.right())
        return QRectF(left, strip.top(), max(right - left, 2.0), strip.height())

    @property
    def strip_rect(self) -> QRectF:
        return QRectF(SIDE, self.height() - FOOT - STRIP, self.width() - SIDE - RIGHT, STRIP)

    @property
    def phases_rect(self) -> QRectF:
        return QRectF(SIDE, CAPTION, self.width() - SIDE - RIGHT, PHASES)

    def x(self, step: float) -> float:  # type: ignore[override] # a place in steps, not that of the widget
        strip, whole = self.strip_rect, self.whole
        return strip.left() + (step - whole.first) / whole.width * strip.width()

    def step(self, x: float) -> float:
        strip, whole = self.strip_rect, self.whole
        return whole.first + (x - strip.left()) / strip.width() * whole.width

    def sizeHint(self) -> QSize:
        return QSize(400, round(CAPTION + PHASES + GAP + self._notes_height() + STRIP + FOOT))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def notes(self) -> tuple[Note, ...]:
        """The annotations, each in the highest row in which neither it nor its text meets another.

        Beyond MOST_ROWS rows they lie over each other in the last one.
        """
        known = (self._marks, self.whole, self.width())
        if self._placed is None or self._placed[0] != known:
            self._placed = (known, tuple(self._place_notes()))
        return self._placed[1]

    def _place_notes(self) -> Iterator[Note]:
        ends: list[float] = []
        for mark in sorted(self._marks, key=lambda mark: (mark.span.first, mark.number)):
            left, right = self.x(mark.span.first), self.x(mark.span.last)
            right = max(right, left + LEAST_NOTE)
            row = next((i for i, end in enumerate(ends) if end + 1 <= left), min(len(ends), MOST_ROWS - 1))
            text, inside, reach = fitted(mark.name if row < MOST_NOTES else "", right - left, self.width() - left)
            ends[row : row + 1] = [left + reach]
            top = CAPTION + PHASES + GAP + _row_top(row)
            height = (NOTE if row < MOST_NOTES else THIN) - 2
            yield Note(mark, QRectF(left, top, right - left, height), row, text, inside)

    def _notes_height(self) -> float:
        rows = max((note.row for note in self.notes()), default=-1) + 1
        return _row_top(rows) + (GAP if rows else 0)

    def resizeEvent(self, _event: QEvent) -> None:
        self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(self._theme.window))
            if self._shown is None:
                return
            self._paint_caption(painter, self._shown)
            self._paint_phases(painter, self._shown)
            self._paint_notes(painter)
            self._paint_strip(painter, self._shown)

    def _paint_caption(self, painter: QPainter, shown: Timeline) -> None:
        painter.setFont(font(looks.PLOT_FONT_PX - 1))
        painter.setPen(QColor(self._theme.muted))
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(f"Whole run: {shown.caption}", Qt.TextElideMode.ElideRight, self.strip_rect.width())
        painter.drawText(QPointF(SIDE, CAPTION - 5), text)

    def _paint_phases(self, painter: QPainter, shown: Timeline) -> None:
        theme, rect = self._theme, self.phases_rect
        grounds = (looks.mixed(theme.muted, theme.window, 0.16), looks.mixed(theme.muted, theme.window, 0.09))
        for place, stretch in enumerate(shown.stretches):
            left, right = self.x(stretch.span.first), self.x(stretch.span.last)
            box = QRectF(left, rect.top(), max(right - left - 1, 1), rect.height())
            painter.fillRect(box, QColor(grounds[place % 2]))
            _write(painter, stretch.word, box, theme.text)

    def _paint_notes(self, painter: QPainter) -> None:
        """The lane of notes, painted anew only when something in it is another."""
        notes = self.notes()
        if not notes:
            return
        ratio = self.devicePixelRatioF()
        known = (notes, self._selected, self._theme, self._labels, ratio)
        top, bottom = notes[0].rect.top() - 2, max(note.rect.bottom() for note in notes) + 2
        if self._lane is None or self._lane[0] != known:
            made = blank(self.width(), bottom - top, ratio, self._theme)
            with QPainter(made) as inside:
                inside.translate(0, -top)
                for note in notes:
                    self._paint_note(inside, note)
            self._lane = (known, made)
        painter.drawPixmap(QPointF(0, top), self._lane[1])

    def _paint_note(self, painter: QPainter, note: Note) -> None:
        theme, mark = self._theme, note.mark
        colour = looks.label_colour(theme, self._labels.get(mark.label))
        chosen = mark.key == self._selected
        if mark.proposed:
            colour = looks.severity_colour(theme, mark.severity)
            painter.setPen(QPen(QColor(colour), 1, Qt.PenStyle.DashLine))
            painter.setBrush(QColor(colour) if chosen else Qt.BrushStyle.NoBrush)
            painter.drawRect(note.rect.adjusted(0.5, 0.5, -0.5, -0.5))
        else:
            painter.fillRect(note.rect, QColor(colour if chosen else looks.mixed(colour, theme.window, 0.28)))
            painter.fillRect(QRectF(note.rect.left(), note.rect.top(), 2, note.rect.height()), QColor(colour))
        if note.row < MOST_NOTES:
            paint_text(painter, note, theme, chosen=chosen)

    def _paint_strip(self, painter: QPainter, shown: Timeline) -> None:
        theme, strip = self._theme, self.strip_rect
        painter.fillRect(strip, QColor(theme.plot))
        window = self.window_rect
        if self._brush is not None:
            left, right = self.x(self._brush.first), self.x(self._brush.last)
            painter.fillRect(QRectF(left, strip.top(), max(right - left, 1), strip.height()), QColor(theme.brush))
        self._paint_curves(painter, shown)
        for joint in shown.joints:
            top = self.phases_rect.top()
            painter.fillRect(QRectF(round(self.x(joint.step)), top, 1, strip.bottom() - top), QColor(theme.warning))
        if self._view is not None:
            veil = QColor(theme.window)
            veil.setAlphaF(0.65)
            painter.fillRect(QRectF(strip.left(), strip.top(), window.left() - strip.left(), strip.height()), veil)
            painter.fillRect(QRectF(window.right(), strip.top(), strip.right() - window.right(), strip.height()), veil)
        painter.setPen(QPen(QColor(theme.accent if self._view is not None else theme.border), 1))
        painter.drawRect(window.adjusted(0.5, 0.5, -0.5, -0.5))
        if self._view is not None:
            for x in (window.left(), window.right()):
                painter.fillRect(QRectF(x - 1.5, strip.center().y() - 7, 3, 14), QColor(theme.accent))

    def _paint_curves(self, painter: QPainter, shown: Timeline) -> None:
        """The curves, as a picture that is made again only when something else is to be seen."""
        ratio = self.devicePixelRatioF()
        key = (id(shown), self.width(), self.height(), self._theme.name, ratio)
        if key != self._pictured[0]:
            image = QImage(self.size() * ratio, QImage.Format.Format_ARGB32_Premultiplied)
            image.setDevicePixelRatio(ratio)
            image.fill(Qt.GlobalColor.transparent)
            with QPainter(image) as drawing:
                self._paint_envelopes(drawing, shown.envelopes)
            self._pictured = (key, image)
        painter.drawImage(QPointF(0, 0), self._pictured[1])

    def _paint_envelopes(self, painter: QPainter, envelopes: Sequence[Envelope]) -> None:
        """An area between the extremes of each run, quiet enough that runs show through each other."""
        known = [array[np.isfinite(array)] for one in envelopes for array in (one.low, one.high)]
        finite = np.concatenate(known) if known else np.empty(0)
        if not finite.size:
            return
        low, high = float(finite.min()), float(finite.max())
        strip = self.strip_rect.adjusted(0, 3, 0, -3)
        pixel = strip.height() / (high - low) if high > low else 0.0
        base = strip.bottom() if pixel else strip.center().y()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(0.75)
        for one in envelopes:
            colour = QColor(looks.run_colour(self._theme, one.colour))
            painter.setPen(QPen(colour, 1))
            painter.setBrush(colour)
            places = np.flatnonzero(np.isfinite(one.low) & np.isfinite(one.high))
            x = strip.left() + self._share(places.astype(float), one.low.size) * strip.width()
            upper, lower = base - (one.high[places] - low) * pixel, base - (one.low[places] - low) * pixel
            there, back = np.append(x, x[::-1]), np.append(upper, lower[::-1])
            painter.drawPath(arrayToQPath(there, back, connect="all", finiteCheck=False))  # points of Python cost more

    def _share(self, places: FloatArray, columns: int) -> FloatArray:
        """Where the middle of a column of the data lies in the strip, which has a margin at both ends."""
        assert self._shown is not None
        span, whole = self._shown.span, self.whole
        return (span.first + (places + 0.5) / columns * span.width - whole.first) / whole.width

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._shown is None or event.button() != Qt.MouseButton.LeftButton:
            return
        note = self._note_at(at)
        if note is not None:
            self.mark_clicked.emit(note.mark.key)
        elif self.strip_rect.adjusted(-EDGE_REACH, 0, EDGE_REACH, 0).contains(at):
            self._taken = (self._part(at), at.x(), self._view or self.whole)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._taken is None:
            self._hover(event.position())
        elif (span := self._dragged(event.position().x())) is not None:
            self._view = span
            self.update()
            self.range_changed.emit(span)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._taken is None or event.button() != Qt.MouseButton.LeftButton:
            return
        span = self._dragged(event.position().x())
        self._taken = None
        if span is not None:
            self.range_settled.emit(span)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(event.globalPos())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        note = self._note_at(event.position())
        if note is not None:
            self.mark_activated.emit(note.mark.key)
        elif self.strip_rect.contains(event.position()):
            self.range_settled.emit(None)

    def _part(self, at: QPointF) -> str:
        """What a press takes: an edge of the window, the window, or nothing yet ("new")."""
        window = self.window_rect
        if self._view is not None:
            for part, x in (("first", window.left()), ("last", window.right())):
                if abs(at.x() - x) <= EDGE_REACH:
                    return part
            if window.contains(at):
                return "middle"
        return "new"

    def _dragged(self, x: float) -> Span | None:
        """The window after a drag to ``x``; None before the hand has moved."""
        assert self._taken is not None
        part, start, before = self._taken
        if abs(x - start) <= CLICK:
            return None
        by = self.step(x) - self.step(start)
        match part:
            case "first":
                ends = sorted((before.first + by, before.last))
            case "last":
                ends = sorted((before.first, before.last + by))
            case "middle":
                ends = [before.first + by, before.last + by]
            case _:
                ends = sorted((self.step(start), self.step(x)))
        return clamped(ends[0], ends[1], self.whole)

    def _note_at(self, at: QPointF) -> Note | None:
        return next((note for note in self.notes() if note.rect.adjusted(-1, -1, 1, 1).contains(at)), None)

    def _hover(self, at: QPointF) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if self._note_at(at) is not None:
            shape = Qt.CursorShape.PointingHandCursor
        elif self.strip_rect.contains(at):
            edges, part = ("first", "last"), self._part(at)
            shape = Qt.CursorShape.SizeHorCursor if part in edges else Qt.CursorShape.CrossCursor
            if part == "middle":
                shape = Qt.CursorShape.OpenHandCursor
        self.setCursor(shape)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(QPointF(event.pos())), self)
            return True
        return bool(super().event(event))

    def tip_at(self, at: QPointF) -> str:
        """What stands under a point, in words."""
        if self._shown is None:
            return ""
        note = self._note_at(at)
        if note is not None:
            return f"{note.mark.name}, {wording.steps(note.mark.span)}"
        for joint in self._shown.joints:
            if abs(self.x(joint.step) - at.x()) <= 3:
                return joint.sentence
        if self.phases_rect.contains(at):
            step = self.step(at.x())
            found = [s for s in self._shown.stretches if s.span.first <= step <= s.span.last]
            return f"{found[0].sentence}\n{RULE}" if found else ""
        return ""


def _row_top(row: int) -> float:
    return min(row, MOST_NOTES) * NOTE + max(row - MOST_NOTES, 0) * THIN


def _write(painter: QPainter, text: str, box: QRectF, ink: str) -> None:
    """Text in a box, cut where it has no room; nothing where there is none at all."""
    painter.setFont(font(looks.PLOT_FONT_PX - 1))
    metrics = QFontMetricsF(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() - 8)
    if box.width() > 24 and shown:
        painter.setPen(QColor(ink))
        painter.drawText(QPointF(box.left() + 5, box.center().y() + 0.5 * metrics.capHeight()), shown)

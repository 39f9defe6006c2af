"""The tags of marks at the top of a plot, stacked where they meet, and what of a mark lies under the pointer."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from analysis.model.figure import Mark
from analysis.model.series import Span
from gui import theme as looks
from gui.plotting.frame import Frame
from gui.plotting.plot import Plot
from gui.plotting.shown import Shown, font

TAG_HEIGHT = 17.0
TAG_GAP = 2.0
TAG_SHARE = 0.85  # opacity: the curves under a tag stay visible
LONGEST = 150.0  # pixels of text in a tag
MOST_HEIGHT = 0.5  # share of a plot that tags with labels may take; beyond it they show their numbers only
EDGE_REACH = 4.0  # pixels around an edge in which it can be taken
BUTTON = 15.0  # pixels that a button in the tag of a candidate is wide
ANSWERS = ("accept", "reject")


@dataclass(frozen=True, slots=True)
class Tag:
    """Where the tag of a mark stands, and what it says."""

    mark: Mark
    rect: QRectF
    text: str
    answers: bool = False

    def button(self, place: int) -> QRectF:
        """The button that accepts (0) or rejects (1) a candidate."""
        left = self.rect.right() - (len(ANSWERS) - place) * BUTTON
        return QRectF(left, self.rect.top(), BUTTON, self.rect.height())


@dataclass(frozen=True, slots=True)
class Grip:
    """What of a mark lies under the pointer: its "first" or "last" edge, its "tag", or a button: "accept", "reject"."""

    mark: Mark
    part: str


def tags(plot: Plot, shown: Shown) -> tuple[Tag, ...]:
    """The tags of all marks in sight, each in the highest lane in which it overlaps no other."""
    frame = plot.frame
    view = Span(frame.left, frame.right)
    seen = [mark for mark in plot.marks if shown.span(mark).overlaps(view)]
    seen.sort(key=lambda mark: (mark.span.first, mark.number))
    metrics = QFontMetricsF(font(looks.PLOT_FONT_PX - 1))
    full = [metrics.elidedText(m.name, Qt.TextElideMode.ElideRight, LONGEST) for m in seen]
    placed = _stacked(seen, full, frame, shown, metrics)
    if placed and placed[-1].rect.bottom() > MOST_HEIGHT * frame.height:
        placed = _stacked(seen, [mark.sign for mark in seen], frame, shown, metrics)
    return placed


def _stacked(
    marks: Sequence[Mark], texts: Sequence[str], frame: Frame, shown: Shown, metrics: QFontMetricsF
) -> tuple[Tag, ...]:
    ends: list[float] = []
    placed = []
    for mark, text in zip(marks, texts, strict=True):
        answers = mark.proposed and (text != mark.sign or mark.key == shown.selected)
        width = metrics.horizontalAdvance(text) + 10 + (len(ANSWERS) * BUTTON if answers else 0)
        left = min(max(frame.x(shown.span(mark).first), 0.0), max(frame.width - width, 0.0))
        lane = next((i for i, end in enumerate(ends) if end + TAG_GAP <= left), len(ends))
        ends[lane : lane + 1] = [left + width]
        top = TAG_GAP + lane * (TAG_HEIGHT + TAG_GAP)
        placed.append(Tag(mark, QRectF(round(left), top, width, TAG_HEIGHT), text, answers))
    return tuple(sorted(placed, key=lambda tag: tag.rect.bottom()))


def grip_at(plot: Plot, shown: Shown, x: float, y: float) -> Grip | None:
    """The part of a mark at a point of the plot: tags first, then edges, those of the selected mark before others."""
    for tag in tags(plot, shown):
        if tag.rect.contains(x, y):
            pressed = [part for place, part in enumerate(ANSWERS) if tag.answers and tag.button(place).contains(x, y)]
            return Grip(tag.mark, pressed[0] if pressed else "tag")
    for mark in sorted(plot.marks, key=lambda mark: mark.key != shown.selected):
        span = shown.span(mark)
        for part, step in (("last", span.last), ("first", span.first)):
            if abs(plot.frame.x(step) - x) <= EDGE_REACH:
                return Grip(mark, part)
    return None


def paint_tags(painter: QPainter, plot: Plot, shown: Shown) -> None:
    """Paint the tags."""
    painter.setFont(font(looks.PLOT_FONT_PX - 1))
    for tag in tags(plot, shown):
        _paint_tag(painter, tag, shown.theme, chosen=tag.mark.key == shown.selected)


def _paint_tag(painter: QPainter, tag: Tag, theme: looks.Theme, *, chosen: bool) -> None:
    colour = looks.severity_colour(theme, tag.mark.severity)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    ground = QColor(colour if chosen else theme.plot if tag.mark.proposed else looks.mixed(colour, theme.plot, 0.18))
    ground.setAlphaF(1.0 if chosen else TAG_SHARE)
    painter.setBrush(ground)
    if tag.mark.proposed:
        painter.setPen(QPen(QColor(colour), 1, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(tag.rect.adjusted(0.5, 0.5, -0.5, -0.5) if tag.mark.proposed else tag.rect, 3, 3)
    ink = QColor(theme.plot if chosen else theme.text)
    painter.setPen(ink)
    painter.drawText(QPointF(tag.rect.left() + 5, tag.rect.bottom() - 4.5), tag.text)
    if tag.answers:
        _paint_answers(painter, tag, ink)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _paint_answers(painter: QPainter, tag: Tag, ink: QColor) -> None:
    """A tick and a cross."""
    painter.setPen(QPen(ink, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    yes, no = tag.button(0).center(), tag.button(1).center()
    painter.drawPolyline([yes + QPointF(-3.5, 0), yes + QPointF(-1, 3), yes + QPointF(4, -3.5)])
    for side in (1, -1):
        painter.drawLine(no + QPointF(-3, -3 * side), no + QPointF(3, 3 * side))

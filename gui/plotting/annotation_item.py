"""The tags of marks at the top of a plot, stacked where they meet, and what of a mark lies under the pointer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from analysis import wording
from analysis.model.figure import Mark
from analysis.model.series import Span
from gui import theme as looks
from gui.plotting.frame import Frame
from gui.plotting.plot import Plot
from gui.plotting.shown import Shown, advance, font

SIZE = looks.PLOT_FONT_PX - 1
TAG_HEIGHT = 17.0
TAG_GAP = 2.0
TAG_SHARE = 0.85  # opacity: the curves under a tag stay visible
LONGEST = 150.0  # pixels of text in a tag
MOST_HEIGHT = 0.5  # share of a plot that tags may take; beyond it they show numbers only, then not all
EDGE_REACH = 4.0  # pixels around an edge in which it can be taken
MANY = 200  # marks in sight beyond which there is no room for names, and
FEW_LANES = 2  # lanes for numbers are enough: most have no room in any case
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
    """The tags of the marks in sight, each in the highest lane in which it overlaps no other.

    Lanes take no more than half of the plot; what finds no room there has no tag, but for the chosen mark.
    """
    frame = plot.frame
    known = (frame, shown.selected, tuple(shown.moved.items()))
    if plot.tags is None or plot.tags[0] != known:
        plot.tags = (known, _placed(plot, shown))
    return plot.tags[1]


def _placed(plot: Plot, shown: Shown) -> tuple[Tag, ...]:
    frame, index = plot.frame, plot.marks
    places = index.seen(Span(frame.left, frame.right)).tolist()
    moved = [index.places[key] for key in shown.moved if key in index.places]
    places = sorted({*places, *moved}) if moved else places
    seen = [index.marks[place] for place in places]
    firsts = [shown.span(mark).first for mark in seen] if moved else index.first[places]
    lefts = ((np.asarray(firsts) - frame.left) * (frame.width / (frame.right - frame.left))).tolist()
    lanes = max(int(MOST_HEIGHT * frame.height / (TAG_HEIGHT + TAG_GAP)), 1)
    if len(seen) <= MANY:
        placed = _stacked(seen, lefts, frame, shown, lanes, named=True)
        if len(placed) == len(seen):
            return placed
    return _stacked(seen, lefts, frame, shown, lanes if len(seen) <= MANY else min(lanes, FEW_LANES), named=False)


def _stacked(
    marks: Sequence[Mark], lefts: Sequence[float], frame: Frame, shown: Shown, lanes: int, *, named: bool
) -> tuple[Tag, ...]:
    ends: list[float] = []
    placed = []
    free = -math.inf  # where the first lane is free again, once all lanes are begun
    chosen_key = shown.selected
    for mark, at in zip(marks, lefts, strict=True):
        chosen = mark.key == chosen_key
        if at < free and not chosen:
            continue
        text = _elided(mark.name) if named else mark.sign
        answers = mark.proposed and (named or chosen)
        width = advance(text, SIZE) + 10 + (len(ANSWERS) * BUTTON if answers else 0)
        left = min(max(at, 0.0), max(frame.width - width, 0.0))
        lane = next((i for i, end in enumerate(ends) if end + TAG_GAP <= left), len(ends))
        if lane >= lanes and not chosen:
            continue
        if lane < lanes:
            ends[lane : lane + 1] = [left + width]
            free = min(ends) + TAG_GAP if len(ends) == lanes else free
        top = TAG_GAP + lane * (TAG_HEIGHT + TAG_GAP)
        placed.append(Tag(mark, QRectF(round(left), top, width, TAG_HEIGHT), text, answers))
    return tuple(sorted(placed, key=lambda tag: tag.rect.bottom()))


@lru_cache(maxsize=4096)
def _elided(name: str) -> str:
    return QFontMetricsF(font(SIZE)).elidedText(name, Qt.TextElideMode.ElideRight, LONGEST)


def grip_at(plot: Plot, shown: Shown, x: float, y: float) -> Grip | None:
    """The part of a mark at a point of the plot: tags first, then edges, those of the selected mark before others."""
    for tag in tags(plot, shown):
        if tag.rect.contains(x, y):
            pressed = [part for place, part in enumerate(ANSWERS) if tag.answers and tag.button(place).contains(x, y)]
            return Grip(tag.mark, pressed[0] if pressed else "tag")
    frame, index = plot.frame, plot.marks
    reach = EDGE_REACH * (frame.right - frame.left) / frame.width
    near = sorted(index.near(frame.step(x), reach), key=lambda pair: index.marks[pair[0]].key != shown.selected)
    return Grip(index.marks[near[0][0]], near[0][1]) if near else None


def paint_tags(painter: QPainter, plot: Plot, shown: Shown) -> None:
    """Paint the tags."""
    painter.setFont(font(SIZE))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    found = tags(plot, shown)
    for tag in found:
        _paint_tag(painter, tag, shown, chosen=tag.mark.key == shown.selected)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    frame = plot.frame
    hidden = plot.marks.seen(Span(frame.left, frame.right)).size - len(found)
    if hidden > 0:
        text = f"{wording.count(hidden)} more without a tag: zoom in"
        painter.setPen(QColor(shown.theme.muted))
        bottom = max((tag.rect.bottom() for tag in found), default=0.0)
        painter.drawText(QPointF(max(frame.width - advance(text, SIZE) - 4, 4.0), bottom + 14), text)


def _paint_tag(painter: QPainter, tag: Tag, shown: Shown, *, chosen: bool) -> None:
    theme, colour = shown.theme, shown.ink(tag.mark)
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


def _paint_answers(painter: QPainter, tag: Tag, ink: QColor) -> None:
    """A tick and a cross."""
    painter.setPen(QPen(ink, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    yes, no = tag.button(0).center(), tag.button(1).center()
    painter.drawPolyline([yes + QPointF(-3.5, 0), yes + QPointF(-1, 3), yes + QPointF(4, -3.5)])
    for side in (1, -1):
        painter.drawLine(no + QPointF(-3, -3 * side), no + QPointF(3, 3 * side))

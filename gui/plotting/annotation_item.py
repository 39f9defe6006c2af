"""The tags of marks at the top of a plot, stacked where they meet, and what of a mark lies under the pointer."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

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
FEW = 4  # tags up to which each is drawn, not taken from a picture
GROUND_SHARE = 0.18  # of the colour of a mark in its tag
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
    asked = (frame.left, frame.right, frame.width, frame.height, shown.selected, tuple(shown.moved.items()))
    return plot.marks.kept("tags", asked, lambda: _placed(plot, shown))


def _placed(plot: Plot, shown: Shown) -> tuple[Tag, ...]:
    frame, index = plot.frame, plot.marks
    places = index.seen(Span(frame.left, frame.right)).tolist()
    moved = [index.places[key] for key in shown.moved if key in index.places]
    places = sorted({*places, *moved}) if moved else places
    firsts = [shown.span(index.marks[place]).first for place in places] if moved else index.first[places]
    lefts = ((np.asarray(firsts) - frame.left) * (frame.width / (frame.right - frame.left))).tolist()
    lanes = max(int(MOST_HEIGHT * frame.height / (TAG_HEIGHT + TAG_GAP)), 1)
    row = _Row(index.marks, places, lefts, not moved)
    if len(places) <= MANY:
        placed = _stacked(row, frame, shown, lanes, named=True)
        if len(placed) == len(places):
            return placed
    return _stacked(row, frame, shown, lanes if len(places) <= MANY else min(lanes, FEW_LANES), named=False)


@dataclass(frozen=True, slots=True)
class _Row:
    """The places of marks in sight and where they begin in pixels, in ascending order where ``ordered``."""

    marks: Sequence[Mark]
    places: Sequence[int]
    lefts: Sequence[float]
    ordered: bool

    def after(self, at: int, left: float, chosen: int) -> int:
        """The next mark that begins at ``left`` or behind it, or is the chosen one."""
        if not self.ordered:
            return at + 1
        found = bisect_left(self.lefts, left, at + 1)
        return chosen if at < chosen < found else found


def _stacked(row: _Row, frame: Frame, shown: Shown, lanes: int, *, named: bool) -> tuple[Tag, ...]:
    ends: list[float] = []
    placed = []
    free = -math.inf  # where the first lane is free again, once all lanes are begun
    keys = (at for at, place in enumerate(row.places) if row.marks[place].key == shown.selected)
    picked = -1 if shown.selected is None else next(keys, -1)
    at = 0
    while at < len(row.places):
        if row.lefts[at] < free and at != picked:
            at = row.after(at, free, picked)
            continue
        mark = row.marks[row.places[at]]
        text = _elided(mark.name) if named else mark.sign
        answers = mark.proposed and (named or at == picked)
        width = advance(text, SIZE) + 10 + (len(ANSWERS) * BUTTON if answers else 0)
        left = min(max(row.lefts[at], 0.0), max(frame.width - width, 0.0))
        lane = next((i for i, end in enumerate(ends) if end + TAG_GAP <= left), len(ends))
        if lane < lanes:
            ends[lane : lane + 1] = [left + width]
            free = min(ends) + TAG_GAP if len(ends) == lanes else free
        if lane < lanes or at == picked:
            top = TAG_GAP + lane * (TAG_HEIGHT + TAG_GAP)
            placed.append(Tag(mark, QRectF(round(left), top, width, TAG_HEIGHT), text, answers))
        at += 1
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
    """Paint the tags; those of many plain marks from pictures of them."""
    painter.setFont(font(SIZE))
    found, frame, theme = tags(plot, shown), plot.frame, shown.theme
    asked = (found, theme.name, shown.selected, tuple(shown.labels.items()), frame.ratio)
    picture, drawn = plot.marks.kept("pictures", asked, lambda: _pictured(found, shown, frame))
    if picture is not None:
        painter.drawImage(0, 0, picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for tag in drawn:
        _paint_tag(painter, tag, shown, chosen=tag.mark.key == shown.selected)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    hidden = plot.marks.seen(Span(frame.left, frame.right)).size - len(found)
    if hidden > 0:
        text = f"{wording.count(hidden)} more without a tag: zoom in"
        painter.setPen(QColor(theme.muted))
        bottom = max((tag.rect.bottom() for tag in found), default=0.0)
        painter.drawText(QPointF(max(frame.width - advance(text, SIZE) - 4, 4.0), bottom + 14), text)


def _pictured(found: Sequence[Tag], shown: Shown, frame: Frame) -> tuple[QImage | None, tuple[Tag, ...]]:
    """A picture of the plain ones of many tags, for all plots that have them, and the tags that are still to draw."""
    plain = [tag for tag in found if not (tag.mark.proposed or tag.mark.key == shown.selected)]
    if len(plain) <= FEW:
        return None, tuple(found)
    high = max(tag.rect.bottom() for tag in plain)
    picture = _blank(frame.width, high, frame.ratio)
    with QPainter(picture) as painter:
        painter.setFont(font(SIZE))
        painter.setPen(QColor(shown.theme.text))
        for tag in plain:
            ground = looks.mixed(shown.ink(tag.mark), shown.theme.plot, GROUND_SHARE)
            at = (round(edge * frame.ratio) / frame.ratio for edge in (tag.rect.left(), tag.rect.top()))
            painter.drawImage(QPointF(*at), _plate(tag.rect.width(), ground, frame.ratio))
            _write(painter, tag)
    return picture, tuple(tag for tag in found if tag.mark.proposed or tag.mark.key == shown.selected)


def _blank(width: float, height: float, ratio: float) -> QImage:
    size = QSize(math.ceil(width * ratio), math.ceil(height * ratio))
    made = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    return made


@lru_cache(maxsize=1024)
def _plate(width: float, ground: str, ratio: float) -> QImage:
    """The ground of a plain tag."""
    made = _blank(width, TAG_HEIGHT, ratio)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_ground(painter, QRectF(0, 0, width, TAG_HEIGHT), ground)
    return made


def _paint_ground(painter: QPainter, rect: QRectF, ground: str) -> None:
    colour = QColor(ground)
    colour.setAlphaF(TAG_SHARE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(rect, 3, 3)


def _write(painter: QPainter, tag: Tag) -> None:
    painter.drawText(QPointF(tag.rect.left() + 5, tag.rect.bottom() - 4.5), tag.text)


def _paint_tag(painter: QPainter, tag: Tag, shown: Shown, *, chosen: bool) -> None:
    theme, colour = shown.theme, shown.ink(tag.mark)
    ink = QColor(theme.plot if chosen else theme.text)
    if not (chosen or tag.mark.proposed):
        _paint_ground(painter, tag.rect, looks.mixed(colour, theme.plot, GROUND_SHARE))
    else:
        ground = QColor(colour if chosen else theme.plot)
        ground.setAlphaF(1.0 if chosen else TAG_SHARE)
        painter.setBrush(ground)
        painter.setPen(QPen(QColor(colour), 1, Qt.PenStyle.DashLine) if tag.mark.proposed else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(tag.rect.adjusted(0.5, 0.5, -0.5, -0.5) if tag.mark.proposed else tag.rect, 3, 3)
    painter.setPen(ink)
    _write(painter, tag)
    if tag.answers:
        _paint_answers(painter, tag, ink)


def _paint_answers(painter: QPainter, tag: Tag, ink: QColor) -> None:
    """A tick and a cross."""
    painter.setPen(QPen(ink, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    yes, no = tag.button(0).center(), tag.button(1).center()
    painter.drawPolyline([yes + QPointF(-3.5, 0), yes + QPointF(-1, 3), yes + QPointF(4, -3.5)])
    for side in (1, -1):
        painter.drawLine(no + QPointF(-3, -3 * side), no + QPointF(3, 3 * side))

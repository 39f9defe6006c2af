"""The tags of marks at the top of a plot, stacked where they meet, and what of a mark lies under the pointer."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from analysis import wording
from analysis.model.figure import Mark
from analysis.model.series import Span
from gui import theme as looks
from gui.plotting.frame import Frame
from gui.plotting.mark_index import MarkIndex
from gui.plotting.plot import Plot
from gui.plotting.shown import Shown, advance, font, ink

SIZE = looks.PLOT_FONT_PX - 1
TAG_HEIGHT = 17.0
TAG_GAP = 2.0
TAG_SHARE = 0.85  # opacity: the curves under a tag stay visible
LONGEST = 150.0  # pixels of text in a tag
MOST_HEIGHT = 0.5  # share of a plot that tags may take; beyond it they show numbers only, then not all
EDGE_REACH = 4.0  # pixels around an edge in which it can be taken
MANY = 200  # marks in sight beyond which there is no room for names, and
FEW_LANES = 2  # lanes for numbers are enough: most have no room in any case
STRETCH = 960.0  # pixels in which these are placed at once
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
    marks = [index.marks[place] for place in (sorted({*places, *moved}) if moved else places)]
    lanes = max(int(MOST_HEIGHT * frame.height / (TAG_HEIGHT + TAG_GAP)), 1)
    if len(marks) > MANY:
        return _numbers(plot, shown, marks, min(lanes, FEW_LANES))
    placed = _stacked(marks, frame, shown, lanes, named=True)
    return placed if len(placed) == len(marks) else _stacked(marks, frame, shown, lanes, named=False)


def _stacked(marks: Sequence[Mark], frame: Frame, shown: Shown, lanes: int, *, named: bool) -> tuple[Tag, ...]:
    ends: list[float] = []
    placed = []
    for mark in marks:
        chosen = mark.key == shown.selected
        text = _elided(mark.name) if named else mark.sign
        answers = mark.proposed and (named or chosen)
        width = _width(text, answers=answers)
        left = _left(mark, width, frame, shown)
        lane = next((i for i, end in enumerate(ends) if end + TAG_GAP <= left), len(ends))
        if lane < lanes:
            ends[lane : lane + 1] = [left + width]
        if lane < lanes or chosen:
            placed.append(Tag(mark, QRectF(round(left), _top(lane), width, TAG_HEIGHT), text, answers))
    return tuple(sorted(placed, key=lambda tag: tag.rect.bottom()))


def _width(text: str, *, answers: bool = False) -> float:
    return advance(text, SIZE) + 10 + (len(ANSWERS) * BUTTON if answers else 0)


def _left(mark: Mark, width: float, frame: Frame, shown: Shown) -> float:
    """Where a mark begins, or as near to it as its tag is in sight."""
    return min(max(frame.x(shown.span(mark).first), 0.0), max(frame.width - width, 0.0))


def _top(lane: int) -> float:
    return TAG_GAP + lane * (TAG_HEIGHT + TAG_GAP)


def _numbers(plot: Plot, shown: Shown, marks: Sequence[Mark], lanes: int) -> tuple[Tag, ...]:
    """The numbers of some of many marks, a stretch of the steps after the other, and the chosen mark.

    Which they are depends on the scale only: while the range moves they go with their marks, and the work is done once.
    """
    frame, index = plot.frame, plot.marks
    scale = float(f"{frame.width / (frame.right - frame.left):.9g}")  # pixels a step; moving does not alter it
    known: dict[int, tuple[Tag, ...]] = index.kept("stretches", (scale, lanes), dict)
    found = []
    for number in range(math.floor(frame.left * scale / STRETCH), math.floor(frame.right * scale / STRETCH) + 1):
        if number not in known:
            known[number] = _stretch(index, number * STRETCH / scale, scale, lanes)
        by = round(number * STRETCH - frame.left * scale)
        for tag in known[number]:
            rect = tag.rect.translated(by, 0)
            if rect.left() >= 0 and rect.right() <= frame.width:  # half a number is another number
                found.append(Tag(tag.mark, rect, tag.text))
    apart = {shown.selected, *shown.moved}
    tops = {tag.mark.key: tag.rect.top() for tag in found if not tag.mark.proposed} if apart else {}
    own = []
    for mark in marks:
        if mark.key in apart:
            width, top = _width(mark.sign, answers=mark.proposed), tops.get(mark.key, _top(lanes))
            rect = QRectF(round(_left(mark, width, frame, shown)), top, width, TAG_HEIGHT)
            own.append(Tag(mark, rect, mark.sign, mark.proposed))
    return (*(tag for tag in found if tag.mark.key not in apart), *own)


def _stretch(index: MarkIndex, start: float, scale: float, lanes: int) -> tuple[Tag, ...]:
    """The numbers that find room in some pixels from a step on, which they do not leave."""
    begin, end = index.first.searchsorted((start, start + STRETCH / scale)).tolist()
    lefts = ((index.first[begin:end] - start) * scale).tolist()
    ends, placed, at = [-TAG_GAP] * lanes, [], 0
    while at < len(lefts):
        mark = index.marks[begin + at]
        lane = next(i for i, end in enumerate(ends) if end + TAG_GAP <= lefts[at])
        width = _width(mark.sign)
        if lefts[at] + width + TAG_GAP > STRETCH:
            break
        placed.append(Tag(mark, QRectF(round(lefts[at]), _top(lane), width, TAG_HEIGHT), mark.sign))
        ends[lane] = lefts[at] + width
        at = bisect_left(lefts, min(ends) + TAG_GAP, at + 1)
    return tuple(placed)


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
    hidden = plot.marks.seen(Span(frame.left, frame.right)).size - len(found)
    asked = (hidden, found, theme.name, shown.selected, tuple(shown.labels.items()), frame.width, frame.ratio)
    picture, drawn = plot.marks.kept("pictures", asked, lambda: _pictured(found, hidden, frame, shown))
    if picture is not None:
        painter.drawImage(0, 0, picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for tag in drawn:
        _paint_tag(painter, tag, shown)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    if picture is None:
        _count(painter, found, hidden, frame, theme)


def _count(painter: QPainter, found: Sequence[Tag], hidden: int, frame: Frame, theme: looks.Theme) -> None:
    """How many marks in sight have no tag, below the tags."""
    if hidden > 0:
        text = f"{wording.count(hidden)} more without a tag: zoom in"
        painter.setPen(ink(theme.muted))
        left = max(frame.width - advance(text, SIZE) - 4, 4.0)
        painter.drawText(QPointF(left, _bottom(found) + 14), text)


def _bottom(found: Sequence[Tag]) -> float:
    return max((tag.rect.bottom() for tag in found), default=0.0)


def _pictured(found: Sequence[Tag], hidden: int, frame: Frame, shown: Shown) -> tuple[QImage | None, tuple[Tag, ...]]:
    """A picture of the plain ones of many tags and of the words below them, for all plots that have them.

    Also the tags that are still to draw.
    """
    theme = shown.theme
    plain = [tag for tag in found if _plain(tag, shown)]
    if len(plain) <= FEW:
        return None, tuple(found)
    picture = _blank(frame.width, _bottom(found) + TAG_HEIGHT, frame.ratio)
    with QPainter(picture) as painter:
        for tag in plain:
            ground = looks.mixed(shown.ink(tag.mark), theme.plot, GROUND_SHARE)
            at = (round(edge * frame.ratio) / frame.ratio for edge in (tag.rect.left(), tag.rect.top()))
            painter.drawImage(QPointF(*at), _plate(tag.text, tag.rect.width(), ground, theme.text, frame.ratio))
        painter.setFont(font(SIZE))
        _count(painter, found, hidden, frame, theme)
    return picture, tuple(tag for tag in found if not _plain(tag, shown))


def _plain(tag: Tag, shown: Shown) -> bool:
    return not (tag.mark.proposed or tag.mark.key == shown.selected)


def _blank(width: float, height: float, ratio: float) -> QImage:
    size = QSize(math.ceil(width * ratio), math.ceil(height * ratio))
    made = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    return made


@lru_cache(maxsize=4096)
def _plate(text: str, width: float, ground: str, colour: str, ratio: float) -> QImage:
    """A plain tag: while the range moves the same ones are seen again."""
    made = _bare(width, ground, ratio).copy()
    with QPainter(made) as painter:
        painter.setFont(font(SIZE))
        painter.setPen(ink(colour))
        painter.drawText(QPointF(5, TAG_HEIGHT - 4.5), text)
    return made


@lru_cache(maxsize=1024)
def _bare(width: float, ground: str, ratio: float) -> QImage:
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


def _paint_tag(painter: QPainter, tag: Tag, shown: Shown) -> None:
    theme, colour, chosen = shown.theme, shown.ink(tag.mark), tag.mark.key == shown.selected
    words = ink(theme.plot if chosen else theme.text)
    if _plain(tag, shown):
        _paint_ground(painter, tag.rect, looks.mixed(colour, theme.plot, GROUND_SHARE))
    else:
        ground = QColor(colour if chosen else theme.plot)
        ground.setAlphaF(1.0 if chosen else TAG_SHARE)
        painter.setBrush(ground)
        painter.setPen(QPen(QColor(colour), 1, Qt.PenStyle.DashLine) if tag.mark.proposed else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(tag.rect.adjusted(0.5, 0.5, -0.5, -0.5) if tag.mark.proposed else tag.rect, 3, 3)
    painter.setPen(words)
    _write(painter, tag)
    if tag.answers:
        _paint_answers(painter, tag, words)


def _paint_answers(painter: QPainter, tag: Tag, colour: QColor) -> None:
    """A tick and a cross."""
    painter.setPen(QPen(colour, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    yes, no = tag.button(0).center(), tag.button(1).center()
    painter.drawPolyline([yes + QPointF(-3.5, 0), yes + QPointF(-1, 3), yes + QPointF(4, -3.5)])
    for side in (1, -1):
        painter.drawLine(no + QPointF(-3, -3 * side), no + QPointF(3, 3 * side))
